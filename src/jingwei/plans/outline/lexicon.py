"""The clause model's words and rules, read once from ``data/clauses.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Role = Literal["act", "lead", "means", "tail"]
_COMPLEMENT = re.compile(
    "[抓做用办管选配建派育引留评考压筑练讲写传严把守稳兜织][好实牢强优细紧深精准活严住足全齐]"
)
_MANNER = re.compile(r"[一-龥]{2,5}(?<!目)地(?=[一-龥]{2})(?!区|方|点|址|理)")
_LIMIT = re.compile(
    r"(?:到|在|于|自|从|每逢)?(?:[0-9０-９]{4}年|今年|明年|当年)?"
    r"(?:[0-9０-９]{1,2}月份?(?:底|末|初|上旬|中旬|下旬|[0-9０-９]{1,2}[日号])?|[上下]半年"
    r"|第?[一二三四1-4]季度[末初]?|年[底末内中初]|全年|每个?(?:半年|季度|年度?|月|周|旬|[日天季])(?:末月)?"
    r"(?:[0-9]{1,2}日)?|[0-9]{1,2}[日号]|“□+”|\"□+\"|国庆|春节|元旦|[0-9一二两三]+个?(?:工作日|月|日|天|周)内)"
    r"(?:底|末)?(?:之前|以前|前|起|开始|内)?"
)


@dataclass(frozen=True)
class Rule:
    """One line of the ordered table that says what a clause is."""

    role: Role
    where: str
    on: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Lexicon:
    """Words by length for longest-prefix search, and the compiled rules."""

    adverbs: frozenset[str]
    strong: frozenset[str]
    verbs: frozenset[str]
    results: frozenset[str]
    rules: tuple[Rule, ...]
    demand: re.Pattern[str]
    demand_inside: re.Pattern[str]
    fact: re.Pattern[str]
    general: re.Pattern[str]
    inner_strong: re.Pattern[str]

    def core(self, clause: str) -> str:
        """Return the clause without leading adverbs, limits and rhythms."""
        at = 0
        while at < len(clause):
            step = self._adverbial(clause, at)
            if not step:
                break
            at += step
        return clause[at:]

    def _adverbial(self, clause: str, at: int) -> int:
        limit = _LIMIT.match(clause, at) or _MANNER.match(clause, at)
        if limit and limit.end() > at:
            return limit.end() - at
        size = longest(self.adverbs, clause, at)
        # 创新…, 组织…, 探索… are adverbs only before another verb
        rest = clause[at + size :]
        plain = (
            clause[at : at + size] not in self.verbs and clause[at : at + size] not in self.strong
        )
        return size if size and (plain or self.verb(rest) or longest(self.adverbs, rest, 0)) else 0

    def verb(self, text: str) -> int:
        """Return the length of the action verb the text begins with, or 0."""
        size = max(longest(self.verbs, text, 0), longest(self.strong, text, 0))
        return size or (2 if _COMPLEMENT.match(text) else 0)

    def result(self, text: str) -> int:
        """Return the length of the verb of result the text begins with, or 0."""
        return longest(self.results, text, 0)


def longest(words: frozenset[str], text: str, at: int) -> int:
    """Return the length of the longest word (2 to 6 characters, or 1) found at a place, or 0."""
    return next(
        (n for n in (6, 5, 4, 3, 2, 1) if text[at : at + n] in words and at + n <= len(text)), 0
    )


@cache
def lexicon() -> Lexicon:
    """Return the clause model; read once per process."""
    raw: dict[str, Any] = tomllib.loads(
        files("jingwei.plans.outline").joinpath("data/clauses.toml").read_text("utf-8")
    )
    strong = frozenset(raw["strong_verbs"].split())
    inner = "(?:" + "|".join(sorted(map(re.escape, strong), key=len, reverse=True)) + ")"
    return Lexicon(
        adverbs=frozenset(raw["adverbs"].split()),
        strong=strong,
        verbs=frozenset(raw["verbs"].split()),
        results=frozenset(raw["result_verbs"].split()),
        rules=tuple(
            Rule(r["role"], r["where"], r["on"], re.compile(r["pattern"].replace("VERB", inner)))
            for r in raw["rule"]
        ),
        demand=re.compile(raw["demand"]),
        demand_inside=re.compile(raw["demand_inside"]),
        fact=re.compile("|".join(f"(?:{p})" for p in raw["fact"])),
        general=re.compile(raw["general_headings"]),
        inner_strong=re.compile(inner),
    )
