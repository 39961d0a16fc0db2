"""Nowhere a computed score, recommendation or ordering of people: held over the whole product.

Models, registers, definitions, templates and the code of the rooms about people are read for
words that such a thing would be called by. What is allowed stands here with its reason, and an
allowance that nothing needs any more is itself a fault.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from jingwei.kernel.registers.declaration import REGISTERS
from jingwei.kernel.rules import RULES
from jingwei.procedures.registry import procedures_all

SOURCE = Path(__file__).parents[1] / "src/jingwei"
ABOUT_PEOPLE = ("people", "cadres", "party", "talent", "veterans", "procedures")
"""The rooms whose rows are people, or cases about people."""
NAMES = {
    "score", "scores", "scored", "scoring", "points", "rank", "ranks", "ranked", "ranking",
    "rating", "ratings", "rated", "grade", "grades", "stars", "tier", "leaderboard", "weight",
    "recommend", "recommended", "recommendation", "suggest", "suggested", "suggestion",
    "predicted", "prediction", "probability", "likelihood", "percentile", "potential", "fitness",
    "risk", "priority", "loyalty", "profile", "profiling",
}  # fmt: skip
"""English words of a column that would hold a computed judgement of somebody."""
WORDS = (
    "分数", "得分", "积分", "评分", "打分", "总分", "加分", "减分", "扣分", "计分", "排名", "名次",
    "排行", "位次", "星级", "榜", "推荐", "匹配度", "契合度", "画像", "胜任", "潜力", "预测",
    "概率", "指数", "风险等级", "优先级", "最佳人选", "建议人选",
)  # fmt: skip
"""Chinese words that a page, a label or a rule would use for it."""
FIELDS = {
    "people.Person.rank": "职级, a fact of the civil servants' law that a document decides",
    "people.Person.rank_since": "since when that 职级 is held",
    "people.LevelHeld.rank": "职级 as held, with the document that decided it",
    "cadres.CivilServant.grade": "级别 of the pay scale, as decided by the pay office",
}
"""Columns whose name has such a word and that hold what a document decided."""
LAWFUL = {
    "民主推荐": "a step of the selection regulations: what people said in a meeting",
    "谈话推荐": "the talks of that step, counted by people",
    "会议推荐": "the meeting of that step",
    "推荐人选": "whom that step brought up",
    "推荐提名": "the first step of choosing delegates: branches nominate",
    "书记不胜任": "a cause of §2.6, stated by people of an organization's leadership",
}
"""Phrases of the acts in which such a word stands for what people did, never for a computation."""
ENTERED = {"推荐"}
"""Words that a definition may use besides: what its fields hold is written by people."""
IDENTIFIERS = NAMES - {
    "rank", "ranks", "ranked", "tier", "weight", "grade", "grades", "points", "profile", "priority",
}  # fmt: skip
"""The same in code, where 职级 is a rank with its tier, and posts have a weight in a quota."""
SAID_BY_PEOPLE = {
    "recommended": "whom a meeting or a branch put forward; counted, never computed",
}
COUNTED = {
    "people.person.missing_count": "how many columns of the record are empty: about the record",
}
"""Numbers that a list may be sorted by, with what they are of."""
ORDERS = {"count", "total", "sum", "votes", "approve", "share", "percent", "average"}
"""Words of a column by which people would be ordered by how well they did."""


def words_of(name: str) -> set[str]:
    """Return the words of a name, written either way: rank_since, RankSince."""
    return set(re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower().split("_"))


def judged(text: str, *, but: Iterable[str] = ()) -> list[str]:
    """Return the words of WORDS that stand in ``text`` outside the phrases of the acts."""
    for phrase in sorted(LAWFUL, key=len, reverse=True):
        text = text.replace(phrase, "")
    return [word for word in WORDS if word in text and word not in set(but)]


def own_fields() -> Iterator[tuple[str, Any]]:
    for model in apps.get_models():
        if model.__module__.startswith("jingwei."):
            for field in model._meta.get_fields():
                yield f"{model._meta.app_label}.{model.__name__}.{field.name}", field


def labels() -> Iterator[tuple[str, str]]:
    """Yield (where, Chinese words) of the names that columns and rules are declared with."""
    for place, field in own_fields():
        yield place, str(getattr(field, "verbose_name", ""))
    for register in REGISTERS.values():
        for col in register.columns:
            yield f"{register.code}.{col.name}", register.label_of(col)
    for rule in RULES.values():
        yield rule.code, rule.title


def asked() -> Iterator[tuple[str, str]]:
    """Yield (where, Chinese words) of what the definitions ask people for."""
    for found in procedures_all():
        for one in found.fields.values():
            yield f"{found.code}.{one.code}", f"{one.label} {one.help} {'、'.join(one.choices)}"
        for step in found.steps:
            yield f"{found.code}.{step.code}", f"{step.name} {step.help}"


def templates() -> Iterator[tuple[str, str]]:
    """Yield (name, text without comments) of every template."""
    comment = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}", re.DOTALL)
    for path in sorted(SOURCE.rglob("templates/**/*.html")):
        yield path.name, comment.sub("", path.read_text(encoding="utf-8"))


@cache
def modules() -> list[tuple[str, ast.Module]]:
    """Return (name, tree) of the modules of the rooms about people, tests and migrations apart."""
    paths = [path for room in ABOUT_PEOPLE for path in sorted((SOURCE / room).rglob("*.py"))]
    return [
        (str(path.relative_to(SOURCE)), ast.parse(path.read_text(encoding="utf-8")))
        for path in paths
        if not {"tests", "migrations"} & set(path.parts)
    ]


def identifiers(tree: ast.Module) -> Iterator[str]:
    """Yield the names a module gives or uses."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.arg | ast.keyword) and node.arg:
            yield node.arg


def orders(tree: ast.Module) -> Iterator[str]:
    """Yield the columns that the queries of a module order by, as far as they are written out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "order_by":
            for told in node.args:
                if isinstance(told, ast.Constant) and isinstance(told.value, str):
                    yield told.value


def unlawful(
    told: Iterable[tuple[str, str]], *, but: Iterable[str] = ()
) -> list[tuple[str, list[str]]]:
    return [(place, found) for place, text in told if (found := judged(text, but=but))]


class TestStored:
    def test_no_column_holds_a_judgement_of_somebody(self):
        found = {place for place, field in own_fields() if NAMES & words_of(field.name)}

        assert found - FIELDS.keys() == set()

    def test_no_label_promises_one(self):
        assert unlawful(labels()) == []

    def test_no_procedure_asks_for_one(self):
        assert unlawful(asked(), but=ENTERED) == []

    def test_no_people_stand_in_the_order_of_a_number(self):
        """Lists of people go by place, name, day or the order somebody gave them by hand."""
        number = (models.IntegerField, models.FloatField, models.DecimalField)
        given = {"position", "year", "number", "id", "round"}
        found = [
            f"{register.code}.{col.name}"
            for register in REGISTERS.values()
            if register.app in ABOUT_PEOPLE
            for col in register.columns
            if col.sort and isinstance(register.field(col), number)
            and col.name.rpartition("__")[2] not in given
        ]  # fmt: skip

        assert set(found) == COUNTED.keys()

    def test_allowances_are_all_needed(self):
        known = {place for place, _ in own_fields()}

        assert FIELDS.keys() - known == set()


class TestShown:
    def test_no_page_shows_one(self):
        assert unlawful(templates()) == []

    def test_no_page_sorts_people_by_one(self):
        named = [name for name, text in templates() if re.search(r"dictsort|\|sort\b", text)]

        assert named == []


class TestComputed:
    def test_no_code_about_people_is_called_so(self):
        found = {
            (name, called)
            for name, tree in modules()
            for called in identifiers(tree)
            if (IDENTIFIERS - SAID_BY_PEOPLE.keys()) & words_of(called)
        }

        assert found == set()

    def test_no_query_orders_people_by_how_much(self):
        found = [
            (name, column)
            for name, tree in modules()
            for column in orders(tree)
            if (ORDERS | IDENTIFIERS) & words_of(column.strip("-"))
        ]

        assert found == []


class TestVocabulary:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("综合得分", ["得分"]), ("支部积分排名", ["积分", "排名"]), ("推荐此人", ["推荐"]),
            ("民主推荐参加人数", []), ("推荐提名人选", []), ("入党时间", []),
            ("民主推荐得分", ["得分"]),
        ],
    )  # fmt: skip
    def test_finds_a_judgement_and_lets_the_words_of_the_law_pass(self, text, found):
        assert judged(text) == found

    @pytest.mark.parametrize(
        ("name", "found"),
        [("memberScore", {"score"}), ("risk_level", {"risk"}), ("joined_on", set())],
    )
    def test_reads_names_written_either_way(self, name, found):
        assert NAMES & words_of(name) == found

    def test_sees_a_column_that_would_be_wrong(self):
        tree = ast.parse("Member.objects.annotate(score=Sum('x')).order_by('-vote_share', 'pk')")

        assert "score" in set(identifiers(tree))
        assert list(orders(tree)) == ["-vote_share", "pk"]
