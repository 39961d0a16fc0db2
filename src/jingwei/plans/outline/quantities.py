"""Numbers to reach: words as printed, bound, value and unit."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from jingwei.kernel.chinese import half_width, numeral_value
from jingwei.plans.outline.masking import FILL
from jingwei.plans.outline.tree import Quantity

Span = tuple[int, int]

_D = "[0-9０-９]"
_NUM = rf"{_D}{{1,12}}(?:[,，]{_D}{{3}})*(?:[.．]{_D}{{1,4}})?"
_HAN = "[一二两三四五六七八九十百千]{1,5}"
_SCALE = "[万亿千百]?"
_UNIT = (
    "个百分点|百分点|个月|年(?=以上|以下|的|仍|未|$|，|、)|成(?![效果绩员立长为功熟本型品才都交册])|讲(?![话师座])|集(?![体中团市])|趟|公顷|米|架|根|棵|艘|款|道(?![德路])|口(?![径号])|眼|枚|分(?=以上|以下|的|，|。|；|$)|字(?=以上|以内|左右|的|，|$)|平方米|平方公里|公里|万元|亿元|学时|课时|小时|分钟(?=以?内)|人次|人|名|个(?!月|工作日|方面|维护|确立|意识|自信|务必)|家|户|期|场次?|次(?!会|全会|党代会|代表)|篇次?|项(?!规定|制度)"
    "|批次?|台次|支|条|件|份|卷|周?岁|处|所|座|元|天|倍|套|本|部(?!门)|块|对|组|岗|例|宗|门|节(?!约)|堂|亩|吨|公斤|斤|株|头(?=以上|以下|左右|$)|张|辆|台|幅|册|盏|间|栋|类|％|%|‰"
)
_RATIO = "[%％‰]"
_LOW = (
    "满(?=[0-9]{1,2}周?年|[一二三四五六七八九十]{1,2}年)|(?<!不)超过|(?<!不)高于|突破|不少于|不低于"
    "|至少|最少|不得少于|不得低于|不小于"
)
_HIGH = "不超过|不高于|不多于|最多|不得超过|控制在"
_AIM = "力争(?:达到|突破|实现|完成)?|争取(?:达到)?|努力达到"
_TO = "[—–\\-~～至到]{1,2}"
_SPAN = re.compile(
    rf"(?P<share>应(?P<v>[一-龥]{{1,2}})尽(?P=v)|全覆盖(?!的|建立|推进|开展))"
    rf"|(?P<fraction>(?:(?:{_LOW}|{_HIGH})[^，。；、0-9]{{0,8}}?)?[一二三四五六七八九十]分之[一二三四五六七八九十](?:以上|左右)?|(?:{_LOW}|{_HIGH})(?:一半|半数)|(?:一半|过?半数?)(?:以上|左右)|过半数)"
    rf"|(?P<double>双{_NUM}{_RATIO})"
    rf"|(?P<per>每(?:个|名|家|支|位|次|期|场)?(?:(?!每|联|结|想|包|奖|补|帮|培|讲|写|撰|走访|报|组织|完成|认|送|提|收|发展|储备|推选|选派|配备|培育|安排)[一-龥]){{0,4}}?(?:每[年月周季天]度?)?)?"
    rf"(?P<low>{_LOW})?(?P<high>{_HIGH})?(?P<aim>{_AIM})?"
    rf"(?P<growth>(?:同比|年均|环比)?增长(?:到|至)?)?"
    rf"(?P<delta>(?:提高|提升|增加|增长)[到至]|(?:提高|提升|增加)(?={_NUM}(?:{_RATIO}|个?百分点)))?"
    rf"(?P<cut>(?:减少|压减|精简|下降|降低|压缩)[一-龥]{{0,6}}?|少[开发办印花跑填报](?={_NUM}))?"
    rf"(?P<add>新增|新建|新发展|新培育)?(?P<total>累计|总数达到?|总量达到?|共计)?(?P<approx>约|大约|近)?"
    rf"(?:(?P<n>{_NUM})(?P<scale>{_SCALE})(?:{_TO}(?P<m>{_NUM})(?P<scale2>{_SCALE}))?(?P<ratio>{_RATIO})?(?P<more>[余多](?=[一-龥]))?(?P<unit>{_UNIT})?"
    rf"|(?P<han>{_HAN})(?:[至到](?P<han2>{_HAN}))?(?P<hanunit>{_UNIT}))"
    rf"(?P<after>以上|及以上|以内|以下|左右|上下|(?<=分钟)内)?"
)
_PARTS = ("成", "个百分点", "百分点")
_MOVED = re.compile("(?:增加|提高|增长|上浮|减少|下降|下浮|压减|降低|提升)[到至]?$|达到?$")
_NOT_BEFORE = re.compile(r"(?:第|[0-9０-９A-Za-z.*+〔\-/]|星级|“)$")
_NOT_AFTER = re.compile(r"[0-9*+A-Za-z]|年|月|日|号|届|级|[.．][0-9]")


@cache
def stop_names() -> re.Pattern[str]:
    """Return one pattern of all names whose digits are never targets."""
    raw = files("jingwei.plans.outline").joinpath("data/stop_names.toml").read_text("utf-8")
    names = sorted(tomllib.loads(raw)["names"], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, names)))


def quantities_in(text: str, masked: str, taken: list[Span]) -> list[tuple[Span, Quantity]]:
    """Return the numbers to reach with their places, outside quotes, names and ``taken`` spans."""
    blocked = [*taken, *(m.span() for m in stop_names().finditer(masked))]
    open_text = masked
    for start, end in blocked:
        open_text = open_text[:start] + FILL * (end - start) + open_text[end:]
    found = (m for m in _SPAN.finditer(open_text) if _is_target(m, masked))
    return [(m.span(), _quantity(m, text)) for m in found]


def _is_target(match: re.Match[str], masked: str) -> bool:
    if match["n"] is None and match["han"] is None:
        return True
    begin = match.start("n") if match["n"] else match.start("han")
    bare = not (match["unit"] or match["hanunit"])
    if _NOT_BEFORE.search(masked[max(0, begin - 2) : begin]):
        return False
    if bare and _NOT_AFTER.match(masked, match.end()):
        return False
    if match["n"]:
        if match["unit"] == "年":
            return bool(match["low"] or match["high"] or match["after"])
        return bool(
            match["unit"] or match["ratio"] or ((match["low"] or match["high"]) and match["after"])
        )
    bounds = ("low", "high", "aim", "per", "after", "approx", "han2", "add", "total")
    moved = match["hanunit"] in _PARTS and (match["cut"] or _MOVED.search(masked, 0, begin))
    return bool(moved) or any(match[name] for name in bounds)


def _quantity(match: re.Match[str], text: str) -> Quantity:
    words = text[match.start() : match.end()]
    if match["share"]:
        return Quantity(words, "share", 100.0, None, "%")
    if match["fraction"]:
        bound = "max" if re.match(_HIGH, words) else "min"
        return Quantity(words, bound, _fraction(match["fraction"]), None, "%")
    if match["double"]:
        digits = re.findall(_NUM, half_width(words))
        return Quantity(words, "exact", float(digits[0].replace(",", "")), None, "%")
    number = _value(match["n"], match["scale"]) if match["n"] else _han(match["han"])
    number_to = _value(match["m"], match["scale2"]) if match["m"] else _han(match["han2"])
    unit = (match["ratio"] or match["unit"] or match["hanunit"] or "").replace("％", "%")
    return Quantity(words, _bound(match), number, number_to, unit)


def _bound(match: re.Match[str]) -> str:
    after = match["after"] or ""
    if match["m"] or match["han2"]:
        return "range"
    if match["growth"]:
        return "growth"
    for name in ("cut", "delta", "add", "total", "low", "high", "aim"):
        if match[name]:
            return {"low": "min", "high": "max"}.get(name, name)
    if match["approx"] or after in ("左右", "上下"):
        return "approx"
    if after or match["more"]:
        return "min" if match["more"] or after in ("以上", "及以上") else "max"
    return "exact"


def _value(digits: str, scale: str | None) -> float:
    factor = {"万": 1e4, "亿": 1e8, "千": 1e3, "百": 1e2}.get(scale or "", 1.0)
    return float(half_width(digits).replace(",", "")) * factor


def _han(text: str | None) -> float | None:
    value = numeral_value(text) if text else None
    return None if value is None else float(value)


def _fraction(text: str) -> float:
    parts = re.search(r"(.)分之(.)", text)
    below, above = (numeral_value(parts[1]), numeral_value(parts[2])) if parts else (2, 1)
    return round(100.0 * (above or 1) / (below or 2), 1)
