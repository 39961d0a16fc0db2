"""The one way into a register: all or nothing, nothing overwritten unseen, everything recorded."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from jingwei.kernel.audit import audit_verify
from jingwei.kernel.errors import Conflict, RuleViolation
from jingwei.kernel.models import AuditEntry, RowChange
from jingwei.kernel.registers import writing
from jingwei.kernel.registers.declaration import register_of
from jingwei.kernel.registers.history import before_since, writers
from jingwei.kernel.registers.writing import Draft, RowsRefused, Stale, row_remove, rows_save
from jingwei.people.models import Appraisal, Contact, Education, LevelHeld, Person, PostHeld, Reward
from tests.factories import (
    AppraisalFactory,
    ContactFactory,
    EducationFactory,
    PersonFactory,
    PostHeldFactory,
)

PERSONS, EDUCATIONS = register_of(Person), register_of(Education)
ID_NUMBER = "110101198503070021"


def save(register, *drafts, actor=None, source="表单"):
    return rows_save(register, list(drafts), actor=actor, source=source)


def draft(row=None, version=None, line=0, **values):
    return Draft(values, row=row, version=version, line=line)


class TestChange:
    def test_leaves_one_audit_row_and_what_it_was_before(self, zzb, insider):
        person = PersonFactory(unit=zzb, native_place="甲地")
        entries, changes = AuditEntry.objects.count(), RowChange.objects.count()

        save(PERSONS, draft(person, 1, native_place="乙地"), actor=insider)

        change = RowChange.objects.first()
        assert (AuditEntry.objects.count(), RowChange.objects.count()) == (entries + 1, changes + 1)
        assert (change.before, change.after) == ({"native_place": "甲地"}, {"native_place": "乙地"})
        assert (change.act, change.actor, change.source) == ("change", insider, "表单")
        assert AuditEntry.objects.first().act == "register.change"

    def test_counts_the_version_up(self, zzb):
        person = PersonFactory(unit=zzb)

        save(PERSONS, draft(person, 1, note="一"))
        save(PERSONS, draft(person, 2, note="二"))

        person.refresh_from_db()
        assert (person.version, person.note) == (3, "二")

    def test_to_what_it_was_already_writes_nothing(self, zzb):
        person = PersonFactory(unit=zzb, note="甲")
        before = RowChange.objects.count(), AuditEntry.objects.count()

        outcome = save(PERSONS, draft(person, 1, note="甲"))

        person.refresh_from_db()
        assert (outcome.same, outcome.changed, person.version) == (1, 0, 1)
        assert (RowChange.objects.count(), AuditEntry.objects.count()) == before

    def test_of_a_row_somebody_changed_meanwhile_is_refused(self, zzb):
        person = PersonFactory(unit=zzb)
        save(PERSONS, draft(person, 1, note="先"))

        with pytest.raises(Stale) as stale:
            save(PERSONS, draft(person, 1, note="后"))

        assert (stale.value.seen, stale.value.row.version, stale.value.row.note) == (1, 2, "先")
        assert Person.objects.get(pk=person.pk).note == "先"

    def test_of_a_row_somebody_removed_meanwhile_is_refused(self, zzb, insider):
        row = EducationFactory(of=zzb)
        kept = Education.objects.get(pk=row.pk)
        row_remove(EDUCATIONS, row, reason="重复", actor=insider)

        with pytest.raises(Conflict, match="删除"):
            save(EDUCATIONS, draft(kept, 1, school="乙校"))

    def test_by_two_drafts_of_one_batch_is_refused(self, zzb):
        row = EducationFactory(of=zzb)

        with pytest.raises(RowsRefused) as refused:
            save(EDUCATIONS, draft(row, line=2, school="甲"), draft(row, line=3, school="乙"))

        assert [(e.line, e.message) for e in refused.value.errors] == [
            (3, "与第 2 行是同一条记录。")
        ]

    def test_tells_who_wrote_each_value_last(self, zzb, insider):
        person = PersonFactory(unit=zzb)
        save(PERSONS, draft(person, note="甲"), actor=insider, source="导入 名单.xlsx")

        written = writers(PERSONS, person)

        assert (written["note"].name, written["note"].source) == ("顾青", "导入 名单.xlsx")
        assert (written["full_name"].name, written["full_name"].source) == ("系统", "测试")

    def test_can_be_told_since_the_version_somebody_saw(self, zzb):
        person = PersonFactory(unit=zzb, note="甲")
        save(PERSONS, draft(person, note="乙"))
        save(PERSONS, draft(person, note="丙", native_place="某地"))

        assert before_since(PERSONS, person, 2) == {"note": "甲", "native_place": ""}


class TestBatch:
    def test_is_stored_whole_or_not_at_all(self, zzb):
        good, bad = PersonFactory(unit=zzb), PersonFactory(unit=zzb)

        with pytest.raises(RowsRefused) as refused:
            save(PERSONS, draft(good, line=2, note="好"), draft(bad, line=3, id_number="1"))

        assert {error.line for error in refused.value.errors} == {3}
        assert not Person.objects.filter(note="好").exists()

    def test_leaves_a_change_for_each_row_and_one_audit_row_for_all(self, zzb, insider):
        rows = [PersonFactory(unit=zzb) for _ in range(3)]
        before = AuditEntry.objects.count()

        save(PERSONS, *(draft(row, note="甲") for row in rows), actor=insider)

        entry = AuditEntry.objects.first()
        assert AuditEntry.objects.count() == before + 1
        assert (entry.act, entry.data["count"]) == ("register.batch", 3)
        assert RowChange.objects.filter(act="change").count() == 3
        assert audit_verify()[1] is None

    def test_names_the_lines_that_claim_one_number(self, zzb):
        drafts = [
            draft(
                line=n,
                full_name="王示例",
                gender="2",
                birth_on="198503",
                unit=zzb,
                id_number=ID_NUMBER,
            )
            for n in (2, 3)
        ]

        with pytest.raises(RowsRefused) as refused:
            save(PERSONS, *drafts)

        assert [(e.line, e.message) for e in refused.value.errors] == [(3, "与第 2 行重复。")]

    def test_refuses_what_another_row_has(self, zzb):
        one = AppraisalFactory(of=zzb, year=2024)

        with pytest.raises(RowsRefused, match="已有记录"):
            save(register_of(Appraisal), draft(person=one.person, year=2024, result="2"))

    def test_may_say_again_what_a_row_has_itself(self, zzb):
        one = AppraisalFactory(of=zzb, year=2024)

        outcome = save(register_of(Appraisal), draft(one, person=one.person, year=2024, note="甲"))

        assert outcome.changed == 1

    @pytest.mark.parametrize("model", [Education, Contact, Appraisal, Reward])
    def test_asks_no_more_questions_for_more_rows(self, zzb, model):
        people = [PersonFactory(unit=zzb) for _ in range(12)]
        values = {
            Education: {"kind": "1"},
            Contact: {"mobile": "10012345678"},
            Appraisal: {"year": 2023, "result": "2"},
            Reward: {"kind": "01115", "name": "嘉奖", "decided_on": "202403"},
        }[model]

        asked(model, [draft(person=one, **values) for one in people[:2]])
        few = asked(model, [draft(person=one, **values) for one in people[2:4]])
        many = asked(model, [draft(person=one, **values) for one in people[4:]])

        assert many == few

    def test_of_changes_asks_no_more_questions_for_more_rows(self, zzb, jyj):
        rows = [PersonFactory(unit=zzb) for _ in range(12)]

        few = asked(Person, [draft(row, unit=jyj) for row in rows[:2]])
        many = asked(Person, [draft(row, unit=jyj) for row in rows[2:]])

        assert many == few

    def test_checks_a_rule_between_columns_once_for_alike_rows(self, zzb):
        people = [PersonFactory(unit=zzb) for _ in range(12)]
        held = {"kind": "0", "level": "1A42", "since": "201906"}

        asked(LevelHeld, [draft(person=one, **held) for one in people[:2]])
        few = asked(LevelHeld, [draft(person=one, **held) for one in people[2:4]])
        many = asked(LevelHeld, [draft(person=one, **held) for one in people[4:]])

        assert many == few


def asked(model, drafts) -> int:
    """Return how many queries storing ``drafts`` takes."""
    with CaptureQueriesContext(connection) as queries:
        save(register_of(model), *drafts)
    return len(queries)


class TestRule:
    def test_between_columns_is_told_in_its_own_words(self, zzb):
        post = PostHeldFactory(of=zzb, since="201906")

        with pytest.raises(RowsRefused, match="免职时间早于任职时间"):
            save(register_of(PostHeld), draft(post, until="201905"))

    def test_of_a_column_names_the_column(self, zzb):
        person = PersonFactory(unit=zzb)

        with pytest.raises(RowsRefused) as refused:
            save(PERSONS, draft(person, line=7, birth_on=""))

        (error,) = refused.value.errors
        assert (error.line, error.column) == (7, "出生年月")

    @pytest.mark.django_db
    def test_wants_the_row_at_the_other_end(self):
        with pytest.raises(RowsRefused) as refused:
            save(EDUCATIONS, draft(kind="1"))

        assert "人员" in {error.column for error in refused.value.errors}

    def test_broken_only_when_storing_is_a_conflict_not_a_crash(self, zzb, monkeypatch):
        one = ContactFactory(of=zzb)
        monkeypatch.setattr(writing, "_taken", lambda register, changes: [])

        with pytest.raises(Conflict, match="冲突"), transaction.atomic():
            save(register_of(Contact), draft(person=one.person, mobile="10000000000"))

        assert Contact.objects.count() == 1


class TestAudit:
    def test_holds_values_of_open_columns_only(self, zzb):
        person = PersonFactory(unit=zzb)

        save(PERSONS, draft(person, note="公开", id_number=ID_NUMBER, resume_text="内部经历"))

        data = AuditEntry.objects.first().data
        assert data["fields"] == ["id_number", "note", "resume_text"]
        assert data["after"] == {"note": "公开"}
        assert ID_NUMBER not in str(data)
        assert "内部经历" not in str(data)

    def test_of_a_restricted_register_holds_no_value(self, zzb):
        person = PersonFactory(unit=zzb)

        save(
            register_of(Reward),
            draft(person=person, kind="01115", name="某项嘉奖", decided_on="202403"),
        )

        assert "某项嘉奖" not in str(AuditEntry.objects.first().data)


class TestHistory:
    def test_keeps_secrets_encrypted(self, zzb):
        person = PersonFactory(unit=zzb)

        save(PERSONS, draft(person, id_number=ID_NUMBER))

        after = RowChange.objects.first().after
        kind = PERSONS.kind(PERSONS.col("id_number"))
        assert ID_NUMBER not in str(after)
        assert kind.unplain(after["id_number"]) == ID_NUMBER

    def test_of_a_child_belongs_to_the_page_of_its_parent(self, zzb):
        row = EducationFactory(of=zzb)

        assert RowChange.objects.first().about == f"people.person:{row.person_id}"


class TestRemoval:
    def test_keeps_what_the_row_said(self, zzb, insider):
        row = EducationFactory(of=zzb, school="某大学")
        pk = row.pk

        row_remove(EDUCATIONS, row, reason="重复录入", actor=insider)

        change = RowChange.objects.first()
        assert not Education.objects.exists()
        assert (change.act, change.row, change.source) == ("remove", pk, "重复录入")
        assert change.before["school"] == "某大学"
        assert AuditEntry.objects.first().act == "register.remove"

    def test_is_refused_where_rows_are_never_removed(self, zzb, insider):
        person = PersonFactory(unit=zzb)

        with pytest.raises(RuleViolation, match="不能删除"):
            row_remove(PERSONS, person, reason="误", actor=insider)
