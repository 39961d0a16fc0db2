"""The rows of those in post: résumé, posts, levels, appraisals, rewards, family, training."""

from __future__ import annotations

from jingwei.kernel.documents.appointment.resume import Stint as Line
from jingwei.kernel.documents.appointment.resume import write_resume
from jingwei.kernel.documents.appointment.texts import (
    RewardText,
    write_appraisals,
    write_rewards,
)
from jingwei.site.demo import told
from jingwei.site.demo.careers import Career
from jingwei.site.demo.drafts import Draft
from jingwei.site.demo.faults import Faults
from jingwei.site.demo.months import NOW, day_of, month, partial
from jingwei.site.demo.names import given_name, is_stopped, name_of, surname_of
from jingwei.site.demo.streams import Stream, shuffled
from jingwei.site.demo.tables import Sink

YEARS = range(2020, 2025)
GOOD, PLAIN, BASIC, BAD, ON_TRIAL = "1", "2", "3", "4", "5A"
BASICS, BADS = 4, 1
"""How many are rated 基本称职 and 不称职 in 2024, at scale 1."""
INSTITUTION = {PLAIN: "2B", BASIC: "3B", BAD: "4B"}
REWARD, MERIT, WARNING = "01115", "01114", "02250"
FATHER, MOTHER, HUSBAND, WIFE, SON, DAUGHTER = "01", "02", "03", "04", "05", "06"
MARRIES_AT = 28


class Service:
    """Writes what stands on those in post of a part."""

    def __init__(self, seed: int, scale: float, sink: Sink, faults: Faults) -> None:
        self.seed, self.sink, self.faults = seed, sink, faults
        self._basics = max(1, round(BASICS * scale))
        self._bads = max(1, round(BADS * scale))

    def excellent(self, people: list[Draft], unit: int) -> dict[int, set[int]]:
        """Return by year who of a unit is rated 优秀: 15 to 20 percent of those in post."""
        chosen = {}
        for year in YEARS:
            stream = Stream(self.seed, "excellent", unit * 10 + year % 10)
            share = stream.between(15, 20)
            count = len(people) * share // 100
            turn = stream.below(97)
            chosen[year] = {
                one.pk for n, one in enumerate(people)
                if shuffled((n + turn) % len(people), len(people)) < count
            }  # fmt: skip
        return chosen

    def resume(self, draft: Draft, career: Career) -> str:
        """Write the stints; return them as the text of the form."""
        lines = []
        for one in career.stints:
            began, ended = partial(one.began), partial(one.ended) if one.ended else ""
            self._add("people.CareerStint", draft, began, ended, one.kind, one.text)
            lines.append(Line(began, ended, one.text))
        return write_resume(lines)

    def posts(self, draft: Draft, career: Career) -> None:
        """Write posts, levels and ranks."""
        way = "2" if draft.unit.kind in {"town", "congress_court"} else "1"
        for one in career.posts:
            is_leader = one.stage in {"chief", "deputy"}
            kind = {"chief": "1", "deputy": "3"}.get(one.stage, "Z")
            self._add(
                "people.PostHeld", draft, one.unit.pk, "", one.title, kind if one.is_main else "Z",
                int(is_leader), int(one.is_main), partial(one.since), one.document, way,
                partial(one.until) if one.until else "", one.removal, one.removal_kind,
            )  # fmt: skip
        for level in career.levels:
            codes = (level.code, "") if level.kind == "0" else ("", level.code)
            until = partial(level.until) if level.until else ""
            self._add(
                "people.LevelHeld", draft, level.kind, *codes, partial(level.since),
                level.document, until,
            )  # fmt: skip

    def appraisals(self, draft: Draft, career: Career, good: dict[int, set[int]]) -> str:
        """Write five years of appraisals; return their text."""
        first = career.work // 12
        years = [year for year in YEARS if year >= first]
        is_lacking = len(years) == 5 and self.faults.due("people.appraisal_missing", draft.number)
        found = []
        for year in years:
            if is_lacking and year == 2022:
                continue
            result = self._result(draft, year, first, good)
            self._add("people.Appraisal", draft, year, result)
            found.append((year, result))
        return write_appraisals(found)

    def rewards(self, draft: Draft, career: Career, good: dict[int, set[int]]) -> str:
        """Write commendations of excellent years, and few sanctions; return their text."""
        stream = Stream(self.seed, "reward", draft.pk)
        organs, texts = told("careers")["appraisal_note"]["organs"], []
        years = [year for year in YEARS if draft.pk in good[year] and year >= career.work // 12]
        for nth, year in enumerate(years):
            if stream.chance(0.5):
                kind, name = (MERIT, "记三等功") if nth >= 2 else (REWARD, "嘉奖")
                texts.append((kind, name, partial(month(year + 1, 3)), stream.pick(organs)))
        if draft.pk % 499 == 7:
            texts.append(
                (WARNING, "党内警告处分", partial(NOW - stream.between(8, 60)), "青岚区纪委")
            )
        for kind, name, on, organ in sorted(texts, key=lambda text: text[2]):
            number = f"青委〔{on[:4]}〕{stream.between(1, 60)}号"
            self._add("people.Reward", draft, kind, name, on, organ, "107", number)
        return write_rewards(
            [RewardText(t[2], t[3], t[1]) for t in sorted(texts, key=lambda t: t[2])]
        )

    def training(self, draft: Draft, career: Career) -> None:
        """Write the trainings of the last three years."""
        stream = Stream(self.seed, "training", draft.pk)
        names = told("careers")["training"]["names"]
        turn = stream.below(len(names))
        for nth in range(stream.between(1, 4)):
            at = NOW - stream.between(nth * 9 + 1, nth * 9 + 8)
            if at < career.work:
                return
            name, first, days = (
                names[(turn + nth) % len(names)],
                stream.between(1, 20),
                stream.between(2, 6),
            )
            kind = "010201" if "初任" in name else "010202" if "任职" in name else "010203"
            self._add(
                "people.TrainingRecord", draft, f"{at // 12}年{name}", kind, "区委党校",
                day_of(at, first), day_of(at, first + days), str(days * 8), "合格",
            )  # fmt: skip

    def family(self, draft: Draft) -> None:
        """Write father, mother, and for most spouse and child."""
        stream = Stream(self.seed, "family", draft.pk)
        mine = surname_of(draft.name.name)
        father = (FATHER, mine, draft.born - stream.between(264, 400), False)
        rows = [father, (MOTHER, "", draft.born - stream.between(252, 380), True)]
        if draft.age >= MARRIES_AT and stream.chance(0.87):
            born = draft.born + stream.between(-40, 40)
            code = HUSBAND if draft.traits.is_woman else WIFE
            rows.insert(0, (code, "", born, not draft.traits.is_woman))
            if draft.age >= MARRIES_AT + 2 and stream.chance(0.85):
                is_girl, born = (
                    bool(stream.below(2)),
                    draft.born + 12 * stream.between(26, min(36, draft.age - 1)),
                )
                heir = mine if not draft.traits.is_woman else ""
                rows.insert(1, (DAUGHTER if is_girl else SON, heir, born, is_girl))
        for place, (relation, first, born, is_woman) in enumerate(rows):
            name = self._relative(stream, first, born, is_woman=is_woman)
            politics = "01" if stream.chance(0.3) and NOW - born > 240 else "13"
            self._add(
                "people.FamilyMember", draft, relation, name, partial(born), politics,
                _work(stream, relation, NOW - born), place + 1,
            )  # fmt: skip

    def _relative(self, stream: Stream, first: str, born: int, *, is_woman: bool) -> str:
        year = born // 12
        while True:
            if not first:
                return name_of(stream, is_woman=is_woman, year=year)
            name = first + given_name(stream, is_woman=is_woman, year=year)
            if not is_stopped(name):
                return name

    def _result(self, draft: Draft, year: int, first: int, good: dict[int, set[int]]) -> str:
        if year == first:
            return ON_TRIAL
        result = GOOD if draft.pk in good[year] else PLAIN
        if year == 2024 and result == PLAIN and draft.role == "staff" and draft.pk % 7 == 3:
            if self._bads:
                self._bads, result = self._bads - 1, BAD
            elif self._basics:
                self._basics, result = self._basics - 1, BASIC
        is_institution = draft.traits.group == "manager"
        return INSTITUTION.get(result, result) if is_institution else result

    def _add(self, table: str, draft: Draft, *values: object) -> None:
        self.sink.add(table, (self.sink.take(table), draft.pk, *values))


def _work(stream: Stream, relation: str, months: int) -> str:
    works: list[str] = told("careers")["family"]["works"]
    if relation in {SON, DAUGHTER} and months < 22 * 12:
        return "学龄前" if months < 72 else "学生"
    if months > 78 * 12 and stream.chance(0.3):
        return "已去世"
    if relation in {FATHER, MOTHER} and months > 60 * 12:
        return stream.pick(works[:3])
    return stream.pick(works[3:])
