"""The branch secretary's pages, the panel and the printed registers of member development."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from docx import Document

from conftest import signed_in
from jingwei.accounts.models import User
from jingwei.accounts.services import roles_sync, user_grant
from jingwei.party.selectors.development import activities_of
from jingwei.party.tests.development import branch_of, course, opened, taken
from jingwei.procedures.models import Case, StepRecord
from jingwei.procedures.tests.sample import calendar
from tests.factories import PartyOrganizationFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.once

LIST = "party:development-list"
QUICK = "party:development-quick"


@pytest.fixture
def branch(today, zzb, insider):
    calendar(2023, 2024, 2025)
    return branch_of(zzb, insider)


@pytest.fixture
def steps(branch):
    return course(branch)


def secretary_of(organization, username="shuji"):
    """Return somebody who sees this branch and nothing else, with the role of its secretary."""
    roles_sync()
    user = UserFactory(username=username, full_name="陈书记", title="党支部书记")
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    return user_grant(
        user, role_codes=["branch_secretary"], paths=[], organization_paths=[organization.path],
        actor=None,
    )  # fmt: skip


@pytest.fixture
def secretary(branch):
    return secretary_of(branch.organization)


@pytest.fixture
def phone(secretary):
    return signed_in(secretary)


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def shown(answer):
    """Return the names of the fields somebody sees in the form of the page."""
    form = answer.context["form"]
    return [field.name for field in form.visible_fields()]


class TestQuick:
    def test_a_talk_is_three_fields(self, branch, steps, phone):
        case = taken(opened(branch), steps[:1])
        address = reverse(QUICK, args=[case.pk])
        assert shown(phone.get(address)) == ["happened_on", "talker", "words"]

        answer = phone.post(address, {
            "seen": case.version, "happened_on": "2023-02-01", "talker": "陈书记",
            "words": "动机端正",
        })  # fmt: skip

        case.refresh_from_db()
        record = StepRecord.objects.get(step="A02")
        assert (answer.status_code, answer.url) == (302, reverse(LIST))
        assert (case.step, record.is_late) == ("B03", True)
        assert record.data == {"talker": "陈书记", "talked": "动机端正"}

    @pytest.mark.parametrize(("before", "step"), [("C07", "B06"), ("E22", "E21")])
    def test_a_review_is_three_fields_and_stays_at_the_step(
        self, branch, steps, phone, before, step
    ):
        upto = next(n for n, (code, _) in enumerate(steps) if code == step)
        case = taken(opened(branch), steps[: upto + 1])
        address = reverse(QUICK, args=[case.pk])
        assert shown(phone.get(address)) == ["happened_on", "activity", "words"]

        phone.post(address, {
            "seen": case.version, "happened_on": str(case.moved_on), "activity": "半年考察",
            "words": "表现稳定",
        })  # fmt: skip

        case.refresh_from_db()
        assert case.step == step
        assert activities_of(case)[-1].words == "表现稳定"

    def test_a_reason_is_asked_for_only_when_a_rule_asks(self, branch, steps, phone):
        case = taken(opened(branch), steps[:1])
        late = {
            "seen": case.version, "happened_on": "2023-03-01", "talker": "陈书记", "words": "x",
        }  # fmt: skip
        address = reverse(QUICK, args=[case.pk])

        refused = phone.post(address, late)

        assert refused.status_code == 422
        assert shown(refused) == ["happened_on", "talker", "words", "reason"]
        assert "晚于最迟的 2023-02-10" in words(refused)
        assert phone.post(address, late | {"reason": "本人外出务工"}).status_code == 302

    def test_an_empty_form_asks_for_each_field(self, branch, steps, phone):
        case = taken(opened(branch), steps[:1])

        answer = phone.post(reverse(QUICK, args=[case.pk]), {"seen": case.version})

        assert answer.status_code == 422
        assert "填写日期。" in words(answer)
        assert "填写情况。" in words(answer)

    def test_a_day_to_come_is_refused(self, branch, steps, phone):
        case = taken(opened(branch), steps[:1])

        answer = phone.post(reverse(QUICK, args=[case.pk]), {
            "seen": case.version, "happened_on": "2025-07-01", "talker": "陈", "words": "x",
        })  # fmt: skip

        assert answer.status_code == 422
        assert "还没有到" in words(answer)

    def test_what_is_the_committees_is_not_taken_here(self, branch, steps, phone):
        case = taken(opened(branch), steps, before="B04")

        assert phone.get(reverse(QUICK, args=[case.pk])).url == reverse(LIST)
        assert phone.get(reverse("procedures:case-step", args=[case.pk])).status_code == 403

    def test_another_branch_does_not_exist(self, branch, steps, zzb):
        other = PartyOrganizationFactory(unit=zzb, code="zb10", parent=branch.organization.parent)
        case = taken(opened(branch), steps[:1])

        answer = signed_in(secretary_of(other)).get(reverse(QUICK, args=[case.pk]))

        assert answer.status_code == 404

    def test_nobody_without_the_permission_comes_in(self, as_powerless):
        assert as_powerless.get(reverse(LIST)).status_code == 403


class TestList:
    def test_holds_those_who_wait_for_a_talk_or_a_review(self, branch, steps, phone):
        taken(opened(branch), steps[:1])
        branch.person = PersonFactory(unit=branch.person.unit, full_name="王示例")
        taken(opened(branch), steps[:3])

        text = words(phone.get(reverse(LIST)))

        assert "等待谈话或考察的 1 人" in text
        assert "林示例" in text
        assert "逾期" in text
        assert "王示例" not in text

    def test_says_when_there_is_nobody(self, phone):
        assert "本支部暂无" in words(phone.get(reverse(LIST)))

    def test_queries_do_not_grow_with_cases(
        self, branch, steps, phone, django_assert_max_num_queries
    ):
        taken(opened(branch), steps[:1])
        with django_assert_max_num_queries(40) as few:
            phone.get(reverse(LIST))
        for _ in range(6):
            branch.person = PersonFactory(unit=branch.person.unit)
            taken(opened(branch), steps[:1])

        with django_assert_max_num_queries(len(few)):
            phone.get(reverse(LIST))


class TestRestrictedThingsStayClosed:
    def test_the_secretary_sees_no_restricted_case_about_a_member(self, branch, steps, phone):
        case = taken(opened(branch), steps[:1])
        kept = Case.objects.filter(pk=case.pk)
        assert phone.get(reverse("procedures:case", args=[case.pk])).status_code == 200

        kept.update(is_restricted=True, permission="cadres.add_cadre")

        for name in ("procedures:case", "procedures:case-step", QUICK):
            assert phone.get(reverse(name, args=[case.pk])).status_code == 404

    def test_the_role_holds_nothing_of_cadres_and_no_revoking(self, secretary):
        held = User.objects.get(pk=secretary.pk).get_all_permissions()

        assert {"procedures.view_case", "procedures.run_case"} <= held
        assert not {code for code in held if code.startswith("cadres.")}
        assert not held & {
            "procedures.revoke_case", "procedures.hand_over_case", "party.add_member",
            "kernel.reveal_restricted_fields",
        }  # fmt: skip

    def test_the_secretary_does_not_undo_what_the_committee_recorded(
        self, branch, steps, phone, as_insider
    ):
        case = taken(opened(branch), steps, before="C07")
        address = reverse("procedures:case-return", args=[case.pk])
        sent = {"seen": case.version, "to": "B04", "reason": "材料有误"}

        choices = [code for code, _ in phone.get(address).context["form"].fields["to"].choices]

        assert choices == ["B06", "B05"]
        assert phone.post(address, sent).status_code == 422
        assert as_insider.post(address, sent).status_code == 302


class TestCasePage:
    def test_shows_the_talks_together_and_the_way_to_the_next_one(self, branch, steps, as_insider):
        case = taken(opened(branch), steps, before="C07")
        text = words(as_insider.get(reverse("procedures:case", args=[case.pk])))
        assert "共 5 次" in text
        assert "记一次谈话或考察" not in text

        case = taken(opened(replaced(branch)), steps[:6])
        text = words(as_insider.get(reverse("procedures:case", args=[case.pk])))

        assert "记一次谈话或考察" in text

    def test_is_number_and_stage_on_the_board(self, branch, steps, as_insider):
        taken(opened(branch), steps, before="C07")

        text = words(as_insider.get(
            reverse("procedures:case-list"),
            {"definition": "party.member_development", "view": "board"},
        ))  # fmt: skip

        assert "发展对象 1" in text
        assert "7/25" in text


def replaced(branch):
    branch.person = PersonFactory(unit=branch.person.unit)
    return branch


class TestPapers:
    def paper(self, client, case, code):
        answer = client.get(reverse("procedures:case-draft", args=[case.pk, code]))
        assert answer.status_code == 200
        return Document(BytesIO(answer.content))

    def cells(self, document):
        return {c.text for t in document.tables for row in t.rows for c in row.cells}

    def test_the_register_is_filled_page_by_page(self, branch, steps, as_insider):
        case = taken(opened(branch), steps, before="D12")

        document = self.paper(as_insider, case, "register")

        starts = [p.text for p in document.paragraphs if p.paragraph_format.page_break_before]
        told = self.cells(document)
        assert [text[0] for text in starts] == list("二三四五六")
        assert {"林示例", "2024年3月6日", "政审2024-3", "谈话：入党动机端正"} <= told
        assert sum("党支部书记签名" in text for text in told) >= 2
        assert "、".join(m.person.full_name for m in branch.members[:2]) in told

    def test_the_register_of_probation_is_filled(self, branch, steps, as_insider):
        case = taken(opened(branch), steps)

        told = self.cells(self.paper(as_insider, case, "probation_register"))

        assert {"2024年5月15日", "按期转正", "2024年5月15日至2025年5月15日"} <= told

    @pytest.mark.parametrize(
        "code",
        ["talk", "activist_filing", "target_filing", "preview_request", "target_notice",
         "admission_notice", "conversion_notice", "register", "probation_register"],
    )  # fmt: skip
    def test_a_paper_can_be_written_before_anything_is_known(self, branch, as_insider, code):
        case = opened(branch)

        text = " ".join(p.text for p in self.paper(as_insider, case, code).paragraphs)

        assert "None" not in text


class TestPermission:
    def test_the_page_takes_the_permission_of_the_procedure(self, branch, steps, powerless):
        case = taken(opened(branch), steps[:1])
        powerless.user_permissions.set(Permission.objects.filter(codename="run_case"))

        answer = signed_in(powerless).get(reverse(QUICK, args=[case.pk]))

        assert answer.status_code == 200
        assert date(2023, 2, 10) == case.due_on
