"""Responsible units: notes like （牵头单位：甲局；配合单位：乙局）, clauses like 由甲局牵头."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from jingwei.kernel.chinese import unwrap
from jingwei.plans.outline.masking import mask, pairs
from jingwei.plans.outline.script import simplified
from jingwei.plans.outline.tree import Units

_BLANK = " \t　\n"
_PLAIN_EDGE = _BLANK + "，。；、,;：:"
_EDGE = _PLAIN_EDGE + "（）()【】[]〔〕"
_BRACKETS = {"（": "）", "(": ")", "【": "】", "〔": "〕"}
_LABELS: tuple[tuple[str, str], ...] = (
    (
        "lead",
        "牵头(?:责任)?(?:单位|部门|科室|股室|处室)?|主办(?:单位|部门|科室)?|主要责任(?:单位|部门)|主责(?:单位|部门|科室)"
        "|第一责任(?:单位|部门)|抓总单位",
    ),
    (
        "support",
        "(?:配合|协办|协同|协助|会办|联办)(?:责任)?(?:单位|部门|科室|股室|处室|站所)?|(?:参与|参加|支持)(?:单位|部门|科室|股室|处室)"
        "|其他责任(?:单位|部门)",
    ),
    (
        "list",
        "责任(?:单位|部门|科室|股室|处室|主体|站所)(?:及(?:责任)?人)?|承办(?:单位|部门|科室|股室|处室)?|落实(?:单位|部门|科室)"
        "|实施(?:单位|主体)|完成单位|负责(?:单位|部门|科室)",
    ),
    (
        "leader",
        "(?:责任|牵头|分管|包抓|包联|主管|挂帅|督办|县级|市级|区级)(?:县|区|市)?(?:级)?领导",
    ),
    ("owner", "(?:具体|直接|第一)?责任人|联系人|负责人|承办人|经办人"),
    ("deadline", "(?:完成|办结|推进|整改)?(?:时限|时间节点|时间|期限)(?:要求)?"),
    ("target", "(?:量化)?(?:目标|指标)(?:要求|任务)?|备注|进度安排|序时进度"),
)
_LABEL = re.compile(
    "(?:" + "|".join(f"(?P<{role}>{words})" for role, words in _LABELS) + r")[ 　]*[：:]"
)
_ANY_LABEL = re.compile(rf"(?:{'|'.join(words for _, words in _LABELS)})[ 　]*[：:]")
_RULE = re.compile(
    r"[，,；;（(]?[^，,；;（）]{0,8}(?:列|排)在?(?:第一|首)位的?(?:单位|部门)?为牵头(?:单位|部门)(?:[，,]下同)?[）)]?"
)
_ENDING = (
    "(?:[部委办局室科处股院校站所队厅社镇乡村区县市会行厂馆团司]|党组|中心|街道|社区|单位|部门|机关|企业|公司|支部|党组织|总支|工委"
    '|妇联|残联|科协|工商联|法院|检察院|总工会|银行|组|专班|学校|医院|园区|办公室|领导小组|协会|两委[”"]?|成员)'
)
_UNIT = re.compile(rf"^[^，。；：、\s]{{1,24}}{_ENDING}$")
_DUTY = re.compile(
    r"(?:按照?|根据|依据)?(?:各自)?(?:职责|职能|任务|工作)?(?:分工)?(?:抓好|做好)?(?:负责|落实|推进|实施|配合|做好|抓好)[^，；]{0,6}$"
)
_DUTY_SPLIT = re.compile(r"(?:按照?|根据)(?:各自)?(?:职责|职能|任务|工作)")
_SHARED = re.compile(
    r"(?:共同|联合|分别|分头|分工|具体|(?<!党)组织|牵头|负责|配合|参与|参加|协助|抓好|落实|实施|推进|审核|承办|做好)+$"
)
_LEADS = re.compile(
    r"(?:分别|共同|联合)?(?:牵头(?:负责|抓总|落实|组织实施|实施|推进)?|总牵头|抓总|统筹|主办|承办)$"
)
_HELPS = re.compile(
    r"(?:配合(?:落实|实施|做好|抓好)?|参与(?:配合)?|协助(?:落实|配合|做好)?|协同(?:配合|推进)?|协办|参加|会办|联办)$"
)
_WITH = re.compile(r"会同|商")
_OPEN = re.compile(
    r"等(?:有关|相关)?(?:部门|单位|科室)?$|各|^(?:有关|相关)|相关(?:部门|单位|行业)|有关(?:部门|单位)|按.{0,4}分工"
)
_TAIL = re.compile(r"等(?:有关|相关)?(?:部门|单位|科室)?$")
_GROUP = re.compile(r"^(?:各|有关|相关|[^，]{0,4}(?:各|有关|相关)|县直各|区直各|市直各)")
_SEPARATOR = re.compile(
    r"[、，,\n]|[ 　]+|(?<=[部委办局室科校])(?:和|及|以及|与)(?=[一-龥]{1,12}[部委办局室科校会]$)"
)
_CLAUSE = re.compile(
    r"^(?:[^，]{2,40}牵头(?:负责)?，[^。]{2,80}(?:配合|参与|参加|协助|落实|负责|实施|推进)"
    r"|由.{2,60}(?:牵头|负责|落实|实施|推进|配合|承办|抓总)[^，]{0,8}"
    r"|[^，]{2,60}(?:按照?.{0,6}分工|共同)(?:抓好)?(?:实施|落实|负责|推进)$)"
)
_LIMIT_TAIL = re.compile(
    r"[，,；;]([^，,；;：:]{1,16}?(?:前|年底|月底|年内|日内))(?:完成|办结|落实|报送)?$"
)
_PHRASE = re.compile("[，,；;]|(?<=牵头|配合|负责|主办|承办|参加)、")
_LIMIT_ONLY = re.compile(
    "(?:[^，。；、：:]{1,14}(?:前|年底|月底|年内|日内)(?:完成)?|长期坚持|持续推进|常态化推进|全年)$"
)
_SPOKEN_PHRASE = re.compile(
    "[；;]|(?<=牵头|配合|负责|主办|承办|参加)、|，(?=[^，]*(?:牵头|配合|参与|参加|协助|协办|承办|会办|负责|落实|推进|实施))"
)
_PERSON = re.compile("(?:书记|主任|部长|局长|镇长|乡长|同志|领导|负责人|班子成员|联络员)$")
_LIMIT_HEAD = re.compile(
    "([0-9年月日号上下半第一二三四季度底末“”七八五十初]{1,12}(?:前|底|末|[上中下]旬|[0-9]日|年内|内))(?:完成|办结)?[，,；;、]"
)
_NO_NOTE = re.compile("(?:试行|暂行|修订|含|包括|不含|不包括|如|即|指|见|以下|或|例如|注|第|附)")
_ACT_TAIL = re.compile("(?:拨付|组织|推进|验收|发文|印发|评审|评定|考核)$")
_OWN = re.compile(
    r"^(?:由)?(?P<who>[^，。；：“《□]{2,30}?)(?P<how>牵头(?:负责|抓总)?|会同|负责牵头|联合)(?P<with>[^，。；]{0,40})"
)
_VERB_PHRASE = re.compile(
    "(?:支持|推动|鼓励|引导|组织(?![部办科局室处])|动员|督促|指导|协调|推进|依托|促进|开展|加强|探索|联合|与|和|同|对(?!外)|向|为|请|邀请|会同|由|从|在|按|依托|让|把|将|每)"
)
_BY = re.compile(
    r"(?:^|，)由([^，。；]{2,40}(?:审核|审查|把关|实施|落实|办理|承办|负责"
    "|拨付|组织|推进|验收|发文|印发|评审|评定|考核))$"
)


def _trim(text: str) -> str:
    """Strip blanks and signs at the edges, brackets around the whole, and brackets left open."""
    bare = text.strip(_PLAIN_EDGE)
    while bare:
        closed = dict(pairs(bare))
        opens = bare[0] in _BRACKETS and closed.get(0, len(bare) - 1) == len(bare) - 1
        shuts = bare[-1] in _BRACKETS.values() and (opens or len(bare) - 1 not in closed.values())
        if not opens and not shuts:
            break
        bare = bare[opens : len(bare) - shuts].strip(_PLAIN_EDGE)
    return bare


@dataclass(frozen=True)
class Note:
    """What a note about responsibility says; texts are verbatim."""

    units: Units = field(default_factory=Units)
    leader: str = ""
    owner: str = ""
    deadline: str = ""
    target: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether the note names nobody and no limit."""
        return not (
            self.units.lead or self.units.support or self.leader or self.owner or self.deadline
        )


def is_note(text: str) -> bool:
    """Tell whether a text (brackets allowed) only says who is responsible or by when."""
    text = unwrap(text)
    bare = text.strip(_EDGE) if text[:1] in _BRACKETS else text.strip(_BLANK + "。；;")
    if len(bare) < 2 or len(bare) > 600 or _NO_NOTE.match(bare):
        return False
    if _ANY_LABEL.match(bare):
        return True
    early = _LIMIT_HEAD.match(bare)
    if early and _ANY_LABEL.match(bare, early.end()):
        return True
    if text[:1] not in _BRACKETS or any(c in bare for c in "。！？"):
        return False
    if _LIMIT_ONLY.match(bare):
        return True
    names = [n for phrase in _PHRASE.split(_unlimited(bare)[0]) for n in _doers(phrase)]
    return bool(names) and all(map(_is_doer, names))


def _is_doer(name: str) -> bool:
    return bool(_UNIT.match(name) or _GROUP.match(name) or _PERSON.search(name))


def _unlimited(text: str) -> tuple[str, str]:
    """Return a note without its rule about leaders and its closing limit, and the limit."""
    bare = _RULE.sub("", text)
    early = _LIMIT_HEAD.match(bare)
    if early:
        return bare[early.end() :], early[1]
    limit = _LIMIT_TAIL.search(bare)
    return (bare[: limit.start()], limit[1]) if limit else (bare, "")


def _doers(phrase: str) -> list[str]:
    """Return the names in one phrase of a note, without the words that say what they do."""
    bare = _SHARED.sub("", _HELPS.sub("", _LEADS.sub("", _DUTY.sub("", phrase.strip(_EDGE)))))
    return [name for part in _WITH.split(bare.removeprefix("由")) for name in _clean(part)]


def is_unit_clause(text: str) -> bool:
    """Tell whether a trailing clause run only names who does it (由甲局牵头，乙局配合)."""
    if len(text) > 120 or not _CLAUSE.match(text):
        return False
    names = [name for phrase in _PHRASE.split(text) for name in _doers(phrase)]
    return bool(names) and all(map(_is_doer, names))


def parse_note(text: str) -> Note:
    """Return what a note says; an empty Note if it names nobody.

    The first unit of a list without other words leads (列第一位的为牵头单位); a group that works
    按职责分工 has no lead.
    """
    text = unwrap(text)
    plain = simplified(text)
    words, limit = _unlimited(_trim(plain).removeprefix("由"))
    if _LIMIT_ONLY.match(words):
        return _as_printed(Note(deadline=words), plain, text)
    note, rest = _labelled(words)
    note = note if note.deadline else replace(note, deadline=limit)
    if _trim(rest):
        note = replace(note, units=_merged(note.units, _spoken(_trim(rest))))
    note = replace(note, units=_without_persons(note.units))
    return note if plain == text else _as_printed(note, plain, text)


def _without_persons(units: Units) -> Units:
    lead = tuple(name for name in units.lead if not _PERSON.search(name))
    return replace(
        units, lead=lead, support=tuple(n for n in units.support if not _PERSON.search(n))
    )


def _as_printed(note: Note, plain: str, text: str) -> Note:
    """Give the words of a note back in the script they were printed in."""

    def printed(words: str) -> str:
        at = plain.find(words)
        return text[at : at + len(words)] if words and at >= 0 else words

    units = note.units
    return Note(
        units=Units(
            tuple(map(printed, units.lead)), tuple(map(printed, units.support)), units.open_set
        ),
        leader=printed(note.leader),
        owner=printed(note.owner),
        deadline=printed(note.deadline),
        target=printed(note.target),
    )


def own_units(text: str) -> Units:
    """Return the units a measure names in front as its doers (甲局牵头…, 甲局会同乙局…)."""
    by = _BY.search(text)
    if by:
        names = _clean(_SHARED.sub("", _ACT_TAIL.sub("", by[1])))
        if names and all(map(_UNIT.match, names)):
            return Units(tuple(names[:1]), tuple(names[1:]))
    match = _OWN.match(text)
    if match and _VERB_PHRASE.match(match["who"]):
        return Units()
    if match is None or not _UNIT.match(_parts(match["who"])[-1]):
        return Units()
    leads = _parts(match["who"])
    if match["how"] != "会同":
        return Units(tuple(leads[:1]), tuple(leads[1:]))
    helper = re.match(rf"[^，。；]{{1,24}}?{_ENDING}(?=[^、]{{2}})", match["with"])
    return Units(tuple(leads[:1]), (*leads[1:], *(_parts(helper[0]) if helper else ())))


def _labelled(text: str) -> tuple[Note, str]:
    """Read the labelled parts; return them and what stands before the first label."""
    found = list(_LABEL.finditer(mask(text)))
    values: dict[str, list[str]] = {}
    stops = [*(match.start() for match in found[1:]), len(text)]
    for match, stop in zip(found, stops, strict=False):
        role, value = match.lastgroup or "", text[match.end() : stop]
        if role in ("lead", "support", "list"):
            value, *groups = re.split("[；;]", value)  # …；各相关单位按职责分工落实
            values.setdefault("support", []).extend(_DUTY_SPLIT.split(g)[0] for g in groups)
        values.setdefault(role, []).append(_trim(value))
    told = [_spoken(v) for v in values.get("list", []) if _LEADS.search(re.split("[，、]", v)[0])]
    if told:
        del values["list"]
    lead, support = _names(values, "lead"), _names(values, "support")
    listed = _names(values, "list")
    if listed and not lead:
        lead, listed = listed[:1], listed[1:]
    everyone = "、".join(
        values.get("lead", []) + values.get("support", []) + values.get("list", [])
    )
    units = Units(tuple(lead), (*listed, *support), _is_open(everyone))
    units = next(iter(told), units)
    first = found[0].start() if found else len(text)
    note = Note(
        units=units,
        leader="、".join(values.get("leader", [])),
        owner="、".join(values.get("owner", [])),
        deadline="、".join(values.get("deadline", [])),
        target="、".join(values.get("target", [])),
    )
    return note, text[:first]


def _names(values: dict[str, list[str]], role: str) -> list[str]:
    return [name for value in values.get(role, []) for name in _clean(value)]


def _clean(value: str) -> list[str]:
    names = (_named(part) for part in _parts(value))
    return [n for n in names if n and n not in "无—-/"]


def _named(part: str) -> str:
    return _trim(_TAIL.sub("", _trim(_DUTY.sub("", part))))


def _parts(text: str) -> list[str]:
    """Split a list of units outside brackets and quotes."""
    hidden, parts, at = mask(text), [], 0
    for match in _SEPARATOR.finditer(hidden):
        parts.append(text[at : match.start()].strip(_BLANK + "。；;"))
        at = match.end()
    return [p for p in [*parts, text[at:].strip(_BLANK + "。；;")] if p]


def _spoken(text: str) -> Units:
    """Read units without labels: 甲局牵头，乙局、丙局配合 / 甲局会同乙局负责 / 甲局、乙局."""
    lead: list[str] = []
    support: list[str] = []
    plain: list[str] = []
    group = False
    for phrase in _SPOKEN_PHRASE.split(text):
        bare = _trim(phrase).removeprefix("由")
        joint = _WITH.split(_SHARED.sub("", bare), maxsplit=1)
        if len(joint) == 2:
            lead, support = lead + _clean(joint[0])[:1], support + _clean(_SHARED.sub("", joint[1]))
        elif _LEADS.search(bare):
            names = _clean(_LEADS.sub("", bare))
            lead, support = lead + names[:1], support + names[1:]
        elif _HELPS.search(bare):
            support += _clean(_HELPS.sub("", bare))
        elif bare.endswith("负责") and not _GROUP.match(bare) and not _DUTY_SPLIT.search(bare):
            names = _clean(_SHARED.sub("", bare))
            lead, support = lead + names[:1], support + names[1:]
        else:
            group = group or bool(_DUTY_SPLIT.search(bare) or _GROUP.match(bare))
            plain += _clean(_SHARED.sub("", _DUTY_SPLIT.split(bare)[0]))
    if not lead and not group:
        lead, plain = plain[:1], plain[1:]
    return Units(tuple(lead), (*plain, *support), _is_open(text))


def _is_open(text: str) -> bool:
    return any(_OPEN.search(part.strip()) for part in re.split("[，、；]", _SHARED.sub("", text)))


def _merged(first: Units, second: Units) -> Units:
    return Units(
        first.lead + second.lead, first.support + second.support, first.open_set or second.open_set
    )
