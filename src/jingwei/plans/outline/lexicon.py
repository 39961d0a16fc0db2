"""The clause model's words and rules, read once from ``data/{words,clauses}.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from jingwei.plans.outline.times import adverbial_limit

Role = Literal["act", "lead", "means", "tail"]
_COMPLEMENT = re.compile(
    "[抓做用办管选配建派育引留评考压筑练讲写传严把守稳兜织摸理盯补调][好实牢强优细紧深精准活严住足全齐清透]"
    "|[谈拍挑搞腾拿挤查改修送请拆换清追收找搭开立推树晒亮评选建派引招考写讲办](?:够|成(?!效|果|绩|本)|出(?!所|口|席|生|现|勤)|掉|回(?!访)|完(?!成|善))"
    "|[挑建搞想配办打送做讲写发开设补选派请拍编印修挖栽种买购评招引聘](?=[一两0-9])(?!一[步体律时切直些])"
)
_MANNER = re.compile(
    r"[一-龥]{2,5}(?<!目)地(?=[一-龥]{2})(?!区|方|点|址|理)"
    r"|逐[一-龥](?:逐[一-龥])?|分[一二三四五六两多几]?(?:批次?|期|步|轮|级|类|层|片区?|组|段|阶段|门别类)"
    r"|[一二三四五六]+(?:批次|季度)"
)
_LONGEST_ADVERBIAL = 12


@dataclass(frozen=True)
class Rule:
    """One line of the ordered table that says what a clause is."""

    role: Role
    where: str
    on: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Words:
    """A set of words with the length of its longest."""

    all: frozenset[str]
    longest: int

    @property
    def pattern(self) -> str:
        """A regular expression that finds the longest of the words."""
        words = sorted(map(re.escape, self.all), key=len, reverse=True)
        return "(?:" + "|".join(words) + ")"

    def at(self, text: str, place: int) -> int:
        """Return the length of the longest word found at a place, or 0."""
        for size in range(min(self.longest, len(text) - place), 0, -1):
            if text[place : place + size] in self.all:
                return size
        return 0


@dataclass(frozen=True)
class Lexicon:
    """Words for longest-prefix search, and the compiled rules."""

    adverbs: Words
    strong: Words
    verbs: Words
    results: Words
    prepositions: Words
    fronting: Words
    morphemes: frozenset[str]
    rules: tuple[Rule, ...]
    demand: re.Pattern[str]
    demand_inside: re.Pattern[str]
    fact: re.Pattern[str]
    told: re.Pattern[str]
    general: re.Pattern[str]
    attitude: re.Pattern[str]
    context_label: re.Pattern[str]
    work_label: re.Pattern[str]
    inner_strong: re.Pattern[str]
    closers: re.Pattern[str]
    noun_heads: re.Pattern[str]
    doer: re.Pattern[str]

    def core(self, clause: str) -> str:
        """Return the clause without leading adverbs, limits and rhythms."""
        at, spare = 0, -1
        while at < len(clause):
            step = self._adverbial(clause, at)
            if not step:
                break
            spare = at if self._listed_verb(clause, at) else spare
            at += step
        # 加快, 统筹, 创新 … are the verb itself if none follows them
        lone = spare >= 0 and at < len(clause) and not self._opens(clause[at:])
        return clause[spare if lone else at :]

    def _opens(self, text: str) -> bool:
        return bool(
            self.verb(text)
            or self.result(text)
            or self.fronting.at(text, 0)
            or self.prepositions.at(text, 0)
        )

    def _adverbial(self, clause: str, at: int) -> int:
        limit = adverbial_limit(clause, at)
        if limit:
            return limit
        manner = _MANNER.match(clause, at)
        size = max(self.adverbs.at(clause, at), manner.end() - at if manner else 0)
        if not size or self._listed_verb(clause, at) > size:
            return 0
        rest = clause[at + size : at + size + _LONGEST_ADVERBIAL]
        if clause[at + size - 1] == "化" and not (self._opens(rest) or self.adverbs.at(rest, 0)):
            return 0
        # 创新…, 组织…, 探索… are adverbs only before another verb
        if not self._listed_verb(clause, at):
            return size
        return size if self.verb(rest) or self.adverbs.at(rest, 0) else 0

    def _listed_verb(self, text: str, at: int) -> int:
        return max(self.verbs.at(text, at), self.strong.at(text, at))

    def verb(self, text: str) -> int:
        """Return the length of the action verb the text begins with, or 0."""
        size = self._listed_verb(text, 0)
        if size:
            return size
        paired = len(text) > 2 and text[0] in self.morphemes and text[1] in self.morphemes
        return 2 if paired or _COMPLEMENT.match(text) else 0

    def result(self, text: str) -> int:
        """Return the length of the verb of result the text begins with, or 0."""
        return self.results.at(text, 0)


@cache
def lexicon() -> Lexicon:
    """Return the clause model; read once per process."""
    raw = _data("words") | _data("clauses")
    strong, verbs = _words(raw["strong_verbs"]), _words(raw["verbs"])
    inner = strong.pattern
    return Lexicon(
        adverbs=_words(raw["adverbs"]),
        strong=strong,
        verbs=verbs,
        results=_words(raw["result_verbs"]),
        prepositions=_words(raw["prepositions"]),
        fronting=_words(raw["fronting"]),
        morphemes=frozenset(raw["morphemes"]),
        rules=tuple(
            Rule(
                r["role"],
                r["where"],
                r["on"],
                re.compile(r["pattern"].replace("VERB", inner).replace("ANY", verbs.pattern)),
            )
            for r in raw["rule"]
        ),
        demand=re.compile(raw["demand"]),
        demand_inside=re.compile(raw["demand_inside"]),
        fact=re.compile("|".join(f"(?:{p})" for p in raw["fact"])),
        told=re.compile("|".join(f"(?:{p})" for p in raw["told"])),
        general=re.compile(raw["general_headings"]),
        attitude=re.compile(raw["attitude"]),
        context_label=re.compile(raw["context_labels"]),
        work_label=re.compile(raw["work_labels"]),
        inner_strong=re.compile(inner),
        closers=re.compile(raw["closers"]),
        noun_heads=re.compile(f"(?:{raw['noun_heads']})+"),
        doer=re.compile(rf"[^，□]{{0,14}}?(?:{raw['doers']})"),
    )


def _data(name: str) -> dict[str, Any]:
    source = files("jingwei.plans.outline").joinpath(f"data/{name}.toml")
    return tomllib.loads(source.read_text("utf-8"))


def _words(text: str) -> Words:
    found = frozenset(text.split())
    return Words(found, max(map(len, found)))
