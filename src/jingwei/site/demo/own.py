"""The people of the demo accounts: each signs in as somebody the registers know."""

from __future__ import annotations

from collections.abc import Iterator

from jingwei.accounts.models import User
from jingwei.kernel.registers.declaration import register_of
from jingwei.kernel.registers.writing import Draft, rows_save
from jingwei.kernel.scoping import subtree
from jingwei.people.models import Person

SOURCE = "演示账号"


def accounts_linked() -> int:
    """Give every account a cadre of its unit, under the account's name; return how many found one.

    The person keeps everything but the name; pinyin and index follow it.
    """
    drafts, taken = [], set[int]()
    for user, person in _pairs(taken):
        taken.add(person.pk)
        Person.objects.filter(pk=person.pk).update(user=user)
        if person.full_name != user.full_name:
            drafts.append(Draft({"full_name": user.full_name, "name_pinyin": ""}, row=person))
    rows_save(register_of(Person), drafts, actor=None, source=SOURCE)
    return len(taken)


def _pairs(taken: set[int]) -> Iterator[tuple[User, Person]]:
    for user in User.objects.exclude(home_path="").order_by("pk"):
        home = "/".join(user.home_path.split("/")[:2]) + "/"
        cadres = Person.objects.filter(subtree("unit_path", home), hats__contains="cadre")
        person = (
            cadres.exclude(pk__in=taken).exclude(merged_into__isnull=False).order_by("pk").first()
        )
        if person is not None:
            yield user, person
