"""The letter of introduction: three parts, one number, a receipt, and the list of those out."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from jingwei.party.tests import transfers_sample as sample
from jingwei.party.tests.transfers_sample import opened, take, told
from jingwei.procedures.tests.pages import words
from tests.factories import MemberFactory, PartyOrganizationFactory, PersonFactory


@pytest.fixture
def here(today, zzb):
    above = PartyOrganizationFactory(name="中共区委组织部机关委员会", kind="committee", unit=zzb)
    return PartyOrganizationFactory(name="中共区委组织部第一支部委员会", unit=zzb, parent=above)


@pytest.fixture
def case(here, zzb, insider):
    person = PersonFactory(full_name="林示例", unit=zzb)
    MemberFactory(person=person, organization=here)
    return opened(person, insider)


@pytest.fixture
def newcomer(here, zzb):
    return PersonFactory(full_name="来示例", unit=zzb)


def paper(client, case, code):
    answer = client.get(reverse("procedures:case-draft", args=[case.pk, code]))
    assert answer.status_code == 200
    return "\n".join(p.text for p in Document(BytesIO(answer.content)).paragraphs)


class TestLetter:
    def test_has_three_parts_with_one_number(self, case, insider, as_insider):
        take(case, *sample.out()[:3], actor=insider)

        text = paper(as_insider, case, "letter")

        assert text.count("2025 第 0001 号") == 2
        assert all(part in text for part in ("第一联", "第二联", "第三联", "骑缝处盖章"))
        assert "林示例同志（女，1985.03生，汉族），系正式党员" in text
        assert "有效期30天，党费交至2025.05。" in text
        assert "由中共区委组织部第一支部委员会去示例市示例局党支部" in text

    def test_is_not_written_before_it_has_a_number(self, case, as_insider):
        answer = as_insider.get(reverse("procedures:case-draft", args=[case.pk, "letter"]))

        assert answer.status_code == 404

    def test_the_receipt_goes_to_the_sender(self, newcomer, here, insider, as_insider):
        case = take(opened(newcomer, insider), *sample.into(here), actor=insider)

        text = paper(as_insider, case, "receipt_out")

        assert "示例市示例局党委：" in text
        assert "2025年5月10日开具的介绍信（编号2025 第 0007 号）收悉" in text

    @pytest.mark.parametrize(
        ("valid", "notice"),
        [(80, "● 还有 31 天"), (64, "▲ 还有 15 天"), (54, "■ 还有 5 天"), (40, "■ 已过期 9 天")],
    )
    def test_the_page_counts_down(self, case, insider, as_insider, valid, notice):
        entries = sample.out()
        take(case, *entries[:2], told(entries, 2, valid_days=valid), actor=insider)

        page = words(as_insider.get(reverse("procedures:case", args=[case.pk])))

        assert f"{notice} 还没有收到回执" in page

    def test_the_page_of_a_case_without_a_letter_says_nothing_of_one(self, case, as_insider):
        page = words(as_insider.get(reverse("procedures:case", args=[case.pk])))

        assert "有效期至" not in page


class TestLedger:
    def test_lists_what_is_out_by_the_day_it_runs_out(self, case, insider, as_insider, zzb, here):
        other = PersonFactory(full_name="何示例", unit=zzb)
        MemberFactory(person=other, organization=here)
        entries = sample.out()
        take(case, *entries[:3], actor=insider)
        take(opened(other, insider), *entries[:2], told(entries, 2, valid_days=20), actor=insider)

        page = words(as_insider.get(reverse("party:letter-list")))

        assert "共 2 份，其中 2 份已过期" in page
        assert page.index("何示例") < page.index("林示例")

    def test_what_was_received_is_not_listed(self, case, insider, as_insider):
        take(case, *sample.out(), actor=insider)

        assert "没有在外的介绍信" in words(as_insider.get(reverse("party:letter-list")))

    def test_others_see_none(self, case, insider, as_outsider):
        take(case, *sample.out()[:3], actor=insider)

        assert "没有在外的介绍信" in words(as_outsider.get(reverse("party:letter-list")))

    def test_queries_do_not_grow(
        self, case, insider, as_insider, zzb, here, django_assert_max_num_queries
    ):
        take(case, *sample.out()[:3], actor=insider)
        as_insider.get(reverse("party:letter-list"))
        with django_assert_max_num_queries(30) as few:
            as_insider.get(reverse("party:letter-list"))
        for name in ("何示例", "吕示例"):
            other = PersonFactory(full_name=name, unit=zzb)
            MemberFactory(person=other, organization=here)
            take(opened(other, insider), *sample.out()[:3], actor=insider)

        with django_assert_max_num_queries(len(few)):
            as_insider.get(reverse("party:letter-list"))
