"""What a clause is: an action of its own, a lead into the next one, or the tail of the last.

The special cases are rules in ``data/clauses.toml``; all other clauses are judged by their
shape: a phrase in front, a doer, a verb, its object, figures.
"""

from __future__ import annotations

import re

from jingwei.plans.outline.lexicon import Lexicon, Role, Rule

_NUMBER = r"(?:[0-9０-９]+(?:[.．][0-9]+)?|[一二两三四五六七八九十百]{1,4})"
_COUNTED = (
    "(?:个百分点|百分点|平方米|平方公里|公里|万元|亿元|课时|学时|小时|分钟|[人篇场批]次|公斤"
    "|[个名家次人场期篇项批支条件份处所户元％%‰天课卷册门部套亩岁轮对节堂只台辆块幢座间栋张面片株头米斤吨里集讲遍趟盏队枚艘架根棵扇顶桩宗起例米])"
)
_BOUND = (
    "(?:不少于|不低于|不超过|不高于|至少|最多|约|达到?|累计|共计?|各|同比|增长|控制在|保持在"
    "|提高到?|力争)"
)
_FIGURE = re.compile(
    rf"(?:第{_NUMBER}批)?(?:每(?!月|年|周|季|半|日)[一-龥]{{0,5}}?)?{_BOUND}*"
    rf"{_NUMBER}[万亿千余多]?(?:[至到—~-]{_NUMBER}[万亿千]?)?{_COUNTED}(?:左右|以上|以下|以内|上下|内)*"
    r"|(?:不少于|不低于|不超过)?(?:[二三四五六七八九十]分之[一二三四五六七八九]|过?半数)(?:以上)?"
)
_PARTICLES = re.compile("^[了着过的]|[、及和与次]$")
_RETURNS = re.compile(
    "^(?:投资|收入|产值|利润|税收|增收|销售额|营收|就业|资金到位|人数|规模|面积|数量|总量|次数)$"
)
_ONE_SIGN = re.compile("[打送办建做讲写发上开设配补交报][一二三两0-9]")
_NO_PREPOSITION = re.compile(
    "就业|自身|自愿|自评|经济|经费|经营|以上|到位|到点|从业|在册|在岗|在职"
)
_LED = re.compile("(?:教育)?引导|教育|动员|号召|激励|鼓励")
_SELF = ("自觉", "主动", "积极", "带头", "争做", "争当")
_PREDICATE = re.compile("纳入|列入|计入|记入|存入|作为|达到?|取得|全部|不低于|不少于|与.*挂钩")
_RUN_ON = re.compile("[”》](?:认真|扎实|深入|严格|全面|着力|积极|切实)")
_QUOTED = re.compile("[“「]□+[”」]")
_TO_PLACE = re.compile("到|赴|深入")
_JOINED = re.compile("(?:、[^、]{4})+")  # more rhymes to the same effect: 、优进劣退
_LEAST = 2


def role_of(text: str, before: str, words: Lexicon, *, first: bool) -> tuple[Role, bool]:
    """Return the role of a clause and whether it demands anything by itself.

    ``before`` is the clause in front of it; ``first``: it opens its sentence.
    """
    core = words.core(text)
    demands = bool(words.demand.match(text) or words.result(core) or words.verb(core))
    for rule in words.rules:
        if _holds(rule, text, core, first=first):
            return rule.role, demands
    if not first and (_is_topic(text, before) or _is_led(text, before, words)):
        return "tail", demands
    role = _by_shape(core, words, first=first)
    return role, demands or role == "act"


def _holds(rule: Rule, text: str, core: str, *, first: bool) -> bool:
    if rule.where != "any" and (rule.where == "first") is not first:
        return False
    return rule.pattern.search(core if rule.on == "core" else text) is not None


def _is_topic(text: str, before: str) -> bool:
    """Tell whether the clause goes on about the last word before it (…考核，考核结果…)."""
    last = _FIGURE.sub("", before).strip("□”》")[-2:]
    return len(last) == _LEAST and len(text) > _LEAST and text.startswith(last)


def _is_led(text: str, before: str, words: Lexicon) -> bool:
    """Tell whether the clause is what people are led to do (引导党员…，自觉…)."""
    return text.startswith(_SELF) and _LED.match(words.core(before)) is not None


def _by_shape(core: str, words: Lexicon, *, first: bool) -> Role:
    fronted = words.fronting.at(core, 0)
    preposition = 0 if _NO_PREPOSITION.match(core) else words.prepositions.at(core, 0)
    if fronted and fronted >= max(words.verb(core), preposition):
        return _fronted(core, fronted, words, first=first)
    if preposition and preposition >= words.verb(core):
        to_place = _TO_PLACE.match(core) and words.inner_strong.search(_FIGURE.sub("", core)[-3:])
        return "act" if to_place else _after_phrase(core[preposition:], words)
    if words.result(core) >= max(words.verb(core), 1):
        return _by_result(core, words, first=first)
    return _by_verb(core, words, first=first)


def _by_result(core: str, words: Lexicon, *, first: bool) -> Role:
    """Judge 推动…, 形成…: a result, but an act at the head of a sentence or run on to one."""
    if first:
        return "act" if object_of(core[words.result(core) :], words) else "lead"
    run_on = _RUN_ON.search(core)
    return "act" if run_on and words.strong.at(core, run_on.end()) else "tail"


def _fronted(core: str, size: int, words: Lexicon, *, first: bool) -> Role:
    """Judge 对…, 将…, 为…: an action if a verb follows the noun."""
    body = core[size:]
    if core[0] == "为" and (words.verb(words.core(body)) or words.result(body)):
        return "lead" if first else "tail"
    for at in range(1, min(len(body) - 1, 60)):
        if body[at - 1] != "的" and (words.verb(body[at:]) or _ONE_SIGN.match(body, at)):
            return "act"
    return "lead"


def _after_phrase(body: str, words: Lexicon) -> Role:
    """Judge 围绕…, 按照…, 在…上: an action if the phrase ends and a verb with object follows."""
    for match in words.closers.finditer(body, 1, 60):
        rest = words.core(body[match.end() :])
        verb = words.verb(rest)
        if verb and object_of(rest[verb:], words):
            return "act"
    for match in words.inner_strong.finditer(body, _LEAST, 60):
        rest = body[match.start() :]
        kept = object_of(rest[match.end() - match.start() :], words)
        if kept and not words.noun_heads.fullmatch(kept):
            return "act"
    for at in range(_LEAST, min(len(body) - _LEAST, 40)):
        verb = words.verbs.at(body, at)
        if verb and _FIGURE.search(body, at) and object_of(body[at + verb :], words):
            return "act"
    return "lead"


def _by_verb(core: str, words: Lexicon, *, first: bool) -> Role:
    verb = words.verb(core)
    if not verb:
        return _by_doer(core, words, first=first)
    rest = core[verb:]
    if not object_of(rest, words):
        bare = first and not _FIGURE.search(core)
        return "lead" if bare else "act" if first else "tail"
    if not first and _is_subject(rest, words):
        return "tail"
    return "act"


def _by_doer(core: str, words: Lexicon, *, first: bool) -> Role:
    """Judge a clause that begins with no known verb: 各支部要…, or an unlisted adverb."""
    doer = words.doer.match(core)
    while doer:
        rest = core[doer.end() :]
        bare = words.core(rest)
        if bare and (bare != rest or words.strong.at(bare, 0)):
            role = _by_shape(bare, words, first=False)
            return role if role == "act" or not first else "act"
        doer = words.doer.match(core, doer.end())
    quote = _QUOTED.match(core)
    for skip in (quote.end(),) if quote else (2, 3, 4):  # an unknown adverb before a strong verb
        found = words.inner_strong.match(core, skip)
        if found and "的" not in core[:skip] and object_of(core[found.end() :], words):
            return "act"
    if not first:
        return "tail"
    listed = any(
        (size := words.verbs.at(core, skip)) and object_of(core[skip + size :], words)
        for skip in range(2, 7)
    )
    return "act" if listed or words.inner_strong.search(core) or _FIGURE.search(core) else "lead"


def _is_subject(rest: str, words: Lexicon) -> bool:
    """Tell whether verb and noun are the subject of what follows (检查结果纳入…)."""
    noun = words.noun_heads.match(rest)
    if noun is None or noun.end() == len(rest):
        return False
    return bool(_PREDICATE.match(rest, noun.end()))


def object_of(rest: str, words: Lexicon) -> str:
    """Return what follows a verb without figures: its object, "" if it has none to speak of."""
    if _JOINED.fullmatch(rest) and not any(words.verb(p) for p in rest[1:].split("、")):
        return ""
    bare = _FIGURE.sub("", rest)
    counted = bare != rest
    while True:
        kept = _PARTICLES.sub("", bare)
        if kept == bare:
            break
        bare = kept
    if counted and _RETURNS.match(bare):
        return ""
    return bare if len(bare) >= _LEAST and words.core(bare) else ""
