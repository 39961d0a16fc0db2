"""The audit trail: every act declared, every row chained, every tampering found."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from jingwei.kernel.audit import (
    ACTS,
    audit,
    audit_verify,
    declare_acts,
    entry_digest,
    subject_key,
)
from jingwei.kernel.models import AuditEntry, AuditHead, ParameterValue

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text("经纬aB \n\"'", max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab经", max_size=3), inner),
    max_leaves=6,
)


@pytest.fixture
def subject(db):
    return ParameterValue.objects.create(code="made.up", value=1)


@pytest.fixture
def trail(subject):
    """Three rows of one act."""
    return [audit("parameter.change", subject, None, n=n) for n in range(3)]


class TestAudit:
    def test_keeps_who_did_what_to_which_row(self, subject, insider):
        entry = audit("parameter.change", subject, insider, before=1, on=date(2025, 6, 30))

        entry.refresh_from_db()
        assert (entry.actor, entry.act) == (insider, "parameter.change")
        assert entry.subject == subject_key(subject) == f"kernel.parametervalue:{subject.pk}"
        assert entry.data == {"before": 1, "on": "2025-06-30"}

    def test_stores_what_json_does_not_know_as_text(self, subject):
        entry = audit(
            "parameter.change",
            subject,
            None,
            share=Decimal("0.70"),
            at=datetime(2025, 1, 1, tzinfo=UTC),
        )

        assert entry.data == {"share": "0.70", "at": "2025-01-01T00:00:00Z"}

    def test_of_an_undeclared_act_raises_and_writes_nothing(self, subject):
        with pytest.raises(KeyError, match="parameter\\.unheard_of"):
            audit("parameter.unheard_of", subject, None)

        assert not AuditEntry.objects.exists()

    def test_goes_with_the_transaction_that_did_the_act(self, trail, subject):
        with transaction.atomic():
            audit("parameter.change", subject, None)
            transaction.set_rollback(True)

        assert audit_verify() == (3, None)


class TestDeclareActs:
    def test_twice_is_a_mistake(self):
        known = dict(ACTS)

        with pytest.raises(ValueError, match="parameter\\.change"):
            declare_acts({"parameter.change": "改参数", "made.up": "虚构"})

        assert known == ACTS

    def test_every_act_has_chinese_words(self):
        assert [code for code, label in ACTS.items() if label.isascii()] == []


class TestAuditVerify:
    def test_of_an_empty_trail_finds_nothing(self, db):
        assert audit_verify() == (0, None)

    def test_of_an_untouched_trail_counts_its_rows(self, trail):
        assert audit_verify() == (3, None)

    @pytest.mark.parametrize(
        "changed",
        [
            {"data": {"n": 9}},
            {"act": "user.create"},
            {"subject": "kernel.parametervalue:99"},
            {"at": datetime(2020, 1, 1, tzinfo=UTC)},
            {"digest": "0" * 64},
        ],
    )
    @pytest.mark.parametrize("place", [0, 1, 2])
    def test_finds_an_altered_row(self, trail, place, changed):
        AuditEntry.objects.filter(pk=trail[place].pk).update(**changed)

        assert audit_verify()[1] == trail[place].pk

    def test_finds_another_actor(self, trail, insider):
        AuditEntry.objects.filter(pk=trail[1].pk).update(actor=insider)

        assert audit_verify()[1] == trail[1].pk

    def test_finds_a_row_altered_together_with_its_own_digest(self, trail):
        trail[1].data = {"n": 9}
        trail[1].digest = entry_digest(trail[1], trail[0].digest)
        trail[1].save()

        assert audit_verify()[1] == trail[2].pk

    @pytest.mark.parametrize("place", [0, 1])
    def test_finds_a_deleted_row_at_the_next_one(self, trail, place):
        trail[place].delete()

        assert audit_verify() == (place + 1, trail[place + 1].pk if place else trail[1].pk)

    @pytest.mark.parametrize("count", [1, 3])
    def test_finds_deleted_last_rows(self, trail, count):
        AuditEntry.objects.filter(pk__in=[e.pk for e in trail[-count:]]).delete()

        assert audit_verify() == (3 - count, 0)

    def test_finds_a_row_put_in(self, trail):
        extra = AuditEntry(
            pk=trail[2].pk + 1, at=trail[2].at + timedelta(seconds=1), act="parameter.change",
            subject=trail[2].subject, data={},
        )  # fmt: skip
        extra.digest = entry_digest(extra, trail[2].digest)
        extra.save(force_insert=True)

        assert audit_verify() == (4, 0)

    def test_finds_a_trail_without_its_head(self, trail):
        AuditHead.objects.all().delete()

        assert audit_verify() == (3, 0)


class TestAnyData(TestCase):
    @given(st.lists(st.dictionaries(st.sampled_from(["a", "b", "c"]), JSON), max_size=4))
    @settings(max_examples=40, deadline=None)
    def test_survives_the_database_unchanged(self, rows):
        subject = ParameterValue.objects.create(code="made.up", value=1)
        for row in rows:
            audit("parameter.change", subject, None, **row)

        assert audit_verify() == (len(rows), None)
