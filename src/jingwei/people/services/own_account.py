"""The account with which a person reads, and contests, what the registers say of them."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from jingwei.accounts.models import User
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.errors import RuleViolation
from jingwei.people.models import Person

declare_acts({"person.account": "对应本人账号", "person.account_off": "解除本人账号"})


def accounts_for(person: Person, actor: User) -> QuerySet[User]:
    """Return the accounts that may be this person's: in use, of this name, nobody's yet.

    One's own is not among them: who keeps the registers does not open them to themselves.
    """
    same = User.objects.filter(full_name=person.full_name, is_active=True, person=None)
    return same.exclude(pk=actor.pk)


@transaction.atomic
def account_link(person: Person, user: User, *, actor: User) -> Person:
    """Let ``user`` be the account of ``person``, who then reads everything about themselves.

    Raises RuleViolation ``people.account_there``, ``people.account_unfit`` (see accounts_for).
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.user_id:
        raise RuleViolation(
            "people.account_there", "此人已经有本人账号。", hint="先解除，再对应别的账号。"
        )
    User.objects.select_for_update().get(pk=user.pk)
    if not accounts_for(person, actor).filter(pk=user.pk).exists():
        raise RuleViolation(
            "people.account_unfit", f"账号“{user.username}”不能对应到 {person}。",
            hint="账号要与本人同名、在用、没有对应别人，也不能是你自己的账号。",
        )  # fmt: skip
    person.user = user
    person.save(update_fields=["user"])
    audit("person.account", person, actor, account=user.username)
    return person


@transaction.atomic
def account_unlink(person: Person, *, actor: User) -> Person:
    """Take the account off the person; the account itself stays in use.

    Raises RuleViolation ``people.no_account``.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.user is None:
        raise RuleViolation("people.no_account", "此人没有本人账号。")
    account, person.user = person.user.username, None
    person.save(update_fields=["user"])
    audit("person.account_off", person, actor, account=account)
    return person
