"""The page of a row: facts and secrets, children, history; new, changed and removed rows."""

from __future__ import annotations

import pytest

from conftest import signed_in
from jingwei.kernel.models import AuditEntry, RowChange
from jingwei.kernel.registers.declaration import REGISTERS
from jingwei.kernel.registers.sight import Sight
from jingwei.kernel.registers.web import parts
from jingwei.kernel.tests.register_cast import ID_NUMBER, change, new, person
from jingwei.kernel.tests.test_register_pages import HTMX, LIST, grant
from jingwei.people.models import Education, Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
PERSON = REGISTERS["people.person"]


@pytest.fixture
def lin(zzb):
    return person(zzb, "林雁秋", id_number=ID_NUMBER, native_place="河北青岚")


@pytest.fixture
def study(lin, insider):
    return new("people.education", actor=insider, person=lin, kind="1", school="青岚师范学院")


def address(row, page="") -> str:
    return f"/registers/{row._meta.label_lower}/{row.pk}/{page}"


def facts_of(row, viewer) -> dict[str, parts.Fact]:
    register = REGISTERS[row._meta.label_lower]
    return {fact.name: fact for fact in parts.facts(register, row, Sight(viewer))}


class TestRowPage:
    def test_goes_on_to_the_page_a_room_has_built(self, as_insider, lin):
        answer = as_insider.get(address(lin), {"tab": "people.education"})

        assert answer["Location"] == f"/people/{lin.pk}/?tab=people.education"

    def test_shows_facts_and_what_is_missing(self, as_insider, study):
        answer = as_insider.get(address(study))

        assert "青岚师范学院" in answer.text
        assert "缺：毕业时间" in answer.text
        assert f"{address(study, 'edit/')}#id_graduated_on" in answer.text

    def test_of_a_foreign_row_is_not_found(self, as_outsider, study):
        pages = [address(study, page) for page in ("", "edit/", "remove/", "history/")]

        assert {as_outsider.get(page).status_code for page in pages} == {404}

    def test_is_closed_without_the_permission(self, as_powerless, study):
        pages = [address(study, page) for page in ("", "edit/", "remove/", "history/")]

        assert {as_powerless.get(page).status_code for page in pages} == {403}

    def test_of_a_restricted_register_is_recorded(self, as_insider, insider, lin):
        reward = new("people.reward", person=lin, kind="01115", name="嘉奖", decided_on="202001")

        as_insider.get(address(reward))

        entry = AuditEntry.objects.get(act="register.read")
        assert (entry.actor, entry.subject) == (insider, f"people.reward:{reward.pk}")


class TestFacts:
    def test_say_who_wrote_them_and_from_what(self, insider, study):
        fact = facts_of(study, insider)["school"]

        assert (fact.writer.name, fact.writer.source) == ("顾青", "测试")

    def test_take_one_query_for_any_number_of_changes(
        self, insider, study, django_assert_num_queries
    ):
        for n in range(5):
            change(study, actor=insider, major=f"专业{n}")
        study = REGISTERS["people.education"].rows(insider).get()
        insider.has_perm("people.view_person")

        with django_assert_num_queries(1):
            found = facts_of(study, insider)

        assert found["major"].text == "专业4"

    def test_hide_what_the_viewer_may_not_read(self, insider, lin):
        change(lin, health="20")
        grant(insider, "people.view_person")
        viewer = type(insider).objects.get(pk=insider.pk)

        found = facts_of(lin, viewer)

        assert (found["health"].text, found["health"].is_masked) == ("***", True)
        assert found["id_number"].reveal_url == ""


class TestReveal:
    def test_shows_the_value_once_and_records_who_asked(self, as_insider, insider, lin):
        page = facts_of(lin, insider)["id_number"].reveal_url

        answers = [as_insider.post(page), as_insider.post(page, **HTMX)]

        entries = AuditEntry.objects.filter(act="register.reveal")
        assert all(ID_NUMBER in answer.text for answer in answers)
        assert all("no-store" in answer["Cache-Control"] for answer in answers)
        assert [entry.actor for entry in entries] == [insider, insider]
        assert ID_NUMBER not in str([entry.data for entry in entries])

    def test_is_never_read_by_an_address(self, as_insider, insider, lin):
        assert as_insider.get(facts_of(lin, insider)["id_number"].reveal_url).status_code == 405

    def test_is_refused_without_the_permission(self, insider, lin):
        page = facts_of(lin, insider)["id_number"].reveal_url
        grant(insider, "people.view_person", "kernel.read_office_fields")

        assert signed_in(insider).post(page).status_code == 403
        assert not AuditEntry.objects.filter(act="register.reveal").exists()

    def test_is_refused_for_a_field_that_is_open(self, as_insider, lin):
        assert as_insider.post(address(lin, "reveal/full_name/")).status_code == 403


class TestChildren:
    def test_are_listed_but_restricted_ones_wait_closed(self, insider, lin, study):
        new("people.reward", person=lin, kind="01115", name="嘉奖", decided_on="202001")

        tables = {table.code: table for table in parts.child_tables(lin, insider)}

        assert len(tables["people.education"].lines) == 1
        assert not tables["people.reward"].is_open
        assert not AuditEntry.objects.filter(act="register.read").exists()

    def test_opening_a_restricted_one_is_recorded(self, insider, lin):
        new("people.reward", person=lin, kind="01115", name="嘉奖", decided_on="202001")

        tables = parts.child_tables(lin, insider, "people.reward")

        assert [table.code for table in tables if table.is_open] == ["people.reward"]
        assert AuditEntry.objects.get(act="register.read").subject == f"people.person:{lin.pk}"

    def test_show_only_registers_the_viewer_may_open(self, insider, lin):
        grant(insider, "people.view_person", "people.view_education")
        viewer = type(insider).objects.get(pk=insider.pk)

        assert [table.code for table in parts.child_tables(lin, viewer)] == ["people.education"]

    def test_new_row_belongs_to_whom_the_address_says(self, as_insider, lin):
        page = f"/registers/people.education/new/?for={lin.pk}"

        answer = as_insider.post(page, {"kind": "1", "school": "青岚大学", "is_printed": "True"})

        row = Education.objects.get()
        assert (row.person, row.school, row.source) == (lin, "青岚大学", "表单")
        assert answer["Location"] == f"/people/{lin.pk}/?tab=people.education"

    def test_new_row_of_a_foreign_parent_is_not_found(self, as_outsider, lin):
        page = f"/registers/people.education/new/?for={lin.pk}"

        assert as_outsider.get(page).status_code == 404


class TestHistory:
    def test_holds_the_row_and_its_children_newest_first(self, insider, lin, study):
        change(lin, actor=insider, native_place="河北云岭")

        entries = parts.history(lin, insider).entries

        assert [(entry.act, entry.title) for entry in entries] == [
            ("修改", "人员"), ("新增", "学历学位"), ("新增", "人员"),
        ]  # fmt: skip
        assert entries[0].lines == [("籍贯", "河北青岚", "河北云岭")]

    def test_never_holds_restricted_values(self, insider, lin):
        told = str(parts.history(lin, insider).entries)

        assert ID_NUMBER not in told
        assert "***" in told

    def test_leaves_out_registers_the_viewer_may_not_open(self, insider, lin, study):
        grant(insider, "people.view_person")
        viewer = type(insider).objects.get(pk=insider.pk)

        assert {entry.title for entry in parts.history(lin, viewer).entries} == {"人员"}

    def test_of_a_child_row_is_its_own(self, as_insider, study):
        answer = as_insider.get(address(study, "history/"))

        assert [entry.title for entry in answer.context["history"].entries] == ["学历学位"]


class TestNew:
    def facts(self, unit, **values):
        return {
            "full_name": "沈月明", "gender": "2", "birth_on": "1985.6", "unit": unit.name,
            "birth_verified": "False", **values,
        }  # fmt: skip

    def test_is_stored_through_the_service_with_its_source(self, as_insider, insider, zzb):
        answer = as_insider.post(f"{LIST}new/", self.facts(zzb, id_number=ID_NUMBER))

        row = Person.objects.get()
        assert (row.birth_on, row.unit, row.id_number) == ("198506", zzb, ID_NUMBER)
        assert answer["Location"] == f"/people/{row.pk}/"
        assert RowChange.objects.get().source == "表单"

    def test_that_breaks_a_rule_comes_back_with_the_reason_at_its_field(self, as_insider, zzb):
        answer = as_insider.post(f"{LIST}new/", self.facts(zzb, id_number="110101197803078710"))

        assert answer.status_code == 422
        assert answer.context["form"].errors["id_number"]
        assert not Person.objects.exists()

    def test_of_a_unit_out_of_sight_is_refused(self, as_insider, zzb, jyj):
        answer = as_insider.post(f"{LIST}new/", self.facts(jyj))

        assert answer.status_code == 422
        assert "无权查看" in answer.context["form"].errors["unit"][0]

    def test_form_is_filled_in_by_the_address(self, as_insider, lin):
        page = f"/registers/cadres.cadre/new/?person={lin.number}"

        assert as_insider.get(page).context["form"]["person"].value() == lin.number

    def test_form_of_many_fields_is_in_sections(self, as_insider):
        sections = as_insider.get(f"{LIST}new/").context["sections"]

        assert len(sections) > 1
        assert all(title for title, _ in sections)


class TestEdit:
    def sent(self, browser, row, **changes):
        """Return what the form of ``row`` would send, with ``changes``."""
        form = browser.get(address(row, "edit/")).context["form"]
        shown = {name: form[name].value() for name in form.fields}
        return {name: "" if v is None else v for name, v in (shown | changes).items()}

    def test_changes_only_what_was_changed(self, as_insider, lin):
        data = self.sent(as_insider, lin, native_place="河北云岭")

        answer = as_insider.post(address(lin, "edit/"), data)

        lin.refresh_from_db()
        last = RowChange.objects.first()
        assert answer.status_code == 302
        assert (last.before, last.after) == (
            {"native_place": "河北青岚"}, {"native_place": "河北云岭"},
        )  # fmt: skip
        assert (lin.version, lin.id_number) == (2, ID_NUMBER)

    def test_restricted_value_is_not_in_the_form_and_stays_when_left_empty(self, as_insider, lin):
        answer = as_insider.get(address(lin, "edit/"))

        assert ID_NUMBER not in answer.text
        assert "110101********8717，留空则不改动" in answer.text

    def test_of_a_row_changed_meanwhile_shows_both_and_stores_nothing(self, as_insider, lin):
        data = self.sent(as_insider, lin, native_place="河北云岭", specialty="城市规划")
        change(lin, native_place="河北海州", birth_place="河北海州")

        answer = as_insider.post(address(lin, "edit/"), data)

        lin.refresh_from_db()
        told = {c.name: (c.mine, c.theirs, c.choice) for c in answer.context["conflicts"]}
        assert answer.status_code == 409
        assert told == {
            "native_place": ("河北云岭", "河北海州", ""),
            "birth_place": ("", "河北海州", "theirs"),
        }
        assert lin.specialty == ""

    def test_choice_between_two_versions_is_what_is_stored(self, as_insider, lin):
        data = self.sent(as_insider, lin, native_place="河北云岭", specialty="城市规划")
        change(lin, native_place="河北海州", birth_place="河北海州")
        shown = as_insider.post(address(lin, "edit/"), data).context["form"]
        data = {name: value for name in shown.fields if (value := shown[name].value()) is not None}
        chosen = {
            "conflict": ["native_place", "birth_place"],
            "keep-native_place": "mine", "keep-birth_place": "theirs",
        }  # fmt: skip

        answer = as_insider.post(address(lin, "edit/"), data | chosen)

        lin.refresh_from_db()
        assert answer.status_code == 302
        assert (lin.native_place, lin.birth_place, lin.specialty) == (
            "河北云岭", "河北海州", "城市规划",
        )  # fmt: skip

    def test_conflict_left_open_is_asked_again(self, as_insider, lin):
        data = self.sent(as_insider, lin, native_place="河北云岭")
        change(lin, native_place="河北海州")
        shown = as_insider.post(address(lin, "edit/"), data).context["form"]
        data = {name: value for name in shown.fields if (value := shown[name].value()) is not None}

        answer = as_insider.post(address(lin, "edit/"), data | {"conflict": "native_place"})

        lin.refresh_from_db()
        assert answer.status_code == 409
        assert [c.name for c in answer.context["conflicts"]] == ["native_place"]
        assert lin.native_place == "河北海州"


class TestRemove:
    def test_asks_for_a_reason(self, as_insider, study):
        assert as_insider.post(address(study, "remove/"), {"reason": ""}).status_code == 422
        assert Education.objects.exists()

    def test_keeps_reason_and_content_in_the_history_of_the_person(self, as_insider, lin, study):
        answer = as_insider.post(address(study, "remove/"), {"reason": "重复录入"})

        last = RowChange.objects.first()
        assert not Education.objects.exists()
        assert (last.act, last.source, last.before["school"]) == (
            "remove", "重复录入", "青岚师范学院",
        )  # fmt: skip
        assert answer["Location"] == f"/people/{lin.pk}/?tab=people.education"

    def test_of_rows_that_are_kept_has_no_page(self, as_insider, lin):
        assert as_insider.get(address(lin, "remove/")).status_code == 404
