"""Time limits and rhythms in a sentence: verbatim phrases and the days they mean."""

from __future__ import annotations

import calendar
import re

from jingwei.kernel.chinese import half_width, numeral_value
from jingwei.plans.outline.tree import Deadline

Span = tuple[int, int]

_N = "[0-9０-９]"
_CN = "[一二三四五六七八九十]"
_YEAR = rf"(?:(?P<year>{_N}{{4}})年|(?P<near>今年|明年|当年|本年|次年))"
_MONTH = rf"(?P<month>{_N}{{1,2}}|{_CN}{{1,3}})月份?"
_BEFORE = "(?:之前|以前|前|止|内|之内)"
_AMOUNT = rf"(?:{_N}{{1,3}}|[一两二三四五六七八九十]{{1,2}}|半)个?(?:工作日|月|日|天|年|周|小时)"
_WORDS = "|".join(
    (
        rf"(?:(?P<till0>到|至|截至)|(?P<range>(?:{_N}{{4}}年)?{_N}{{1,2}}月份?(?:{_N}{{1,2}}日|[上中下]旬|底|初)?[至到—-]|(?<!{_N}){_N}{{1,2}}[—–~至-](?={_N}{{1,2}}月)))?{_YEAR}?{_MONTH}(?P<part>(?P<day>{_N}{{1,2}}|{_CN}{{1,3}})[日号]|上旬|中旬|下旬|底|末|初)?(?P<before>{_BEFORE})?",
        rf"(?P<till>到|至|截至)?(?:(?P<year2>{_N}{{4}})年?|(?P<near2>今年|明年|当年|本年|次年))?(?P<end>年[底末](?:{_BEFORE})?|(?<![青少成壮老中])年中(?![心国共])(?:{_BEFORE})?|年内|(?<=年)[底末](?:{_BEFORE})?)",
        rf"(?:(?P<year3>{_N}{{4}})年|今年|全年)?(?P<half>[上下]半年)(?:{_BEFORE}|底前)?",
        rf"(?:(?P<year4>{_N}{{4}})年|今年)?第?(?P<quarter>[一二三四1-4])季度(?:[末底]{_BEFORE}?|{_BEFORE})?",
        rf"(?P<year5>{_N}{{4}})[.．/-](?P<month5>{_N}{{1,2}})[.．/-](?P<day5>{_N}{{1,2}})(?:{_BEFORE})?",
        rf"(?<![0-9.．])(?P<month6>{_N}{{1,2}})[.．](?P<day6>{_N}{{1,2}})(?:{_BEFORE})",
        rf"(?P<year7>{_N}{{4}})年?[—–\-至到~]{{1,2}}(?P<until7>{_N}{{4}})年",
        r"[“\"「‘]?(?P<feast>七一|八一|十一|五一|五四|三八|六一|国庆节?|元旦|春节|中秋节?|清明节?|端午节?|重阳节?|建党节|建军节|教师节|青年节|妇女节|儿童节|劳动节|汛期|两会|开学|暑期|暑假|寒假)[”\"」’]?(?:前夕|前后?)(?!进|行|列|沿)",
        r"(?P<season>(?:暑期|暑假|寒假)(?:期间)?)(?![前后])",
        rf"(?P<till8>到|至|截至)(?P<year8>{_N}{{4}})年(?![度{_N[1:-1]}])",
        rf"(?P<next>下月|本月|次月)(?P<day8>{_N}{{1,2}})[日号](?:{_BEFORE})?",
        rf"(?P<event>(?:接到|收到|自)?[^，。；、（）“”\s]{{1,12}}?(?<!月)(?:前|后)(?:的)?{_AMOUNT}(?:之内|以内|内)?)",
        rf"(?P<within>{_AMOUNT}(?:之内|以内|内))",
        r"(?P<external>按照?(?:上级|中央|省委|市委|规定|要求)[^，。；]{0,8}(?:时限|时间|期限|节点)(?:要求)?)",
        r"(?P<whole>贯穿全年|全年(?=贯穿|持续|推进|坚持|开展))",
    )
)
_LIMIT = re.compile(rf"(?:{_WORDS})(?!份?起(?!草)|份?开始|以来)")
_TIMES = (
    rf"(?:{_N}+(?:[—\-至到~]{_N}+)?"
    rf"|[一二两三四五六七八九十]{{1,3}}(?:至[一二两三四五六七八九十])?)(?:次|期|场|轮|遍|回|批|趟)(?:以上)?"
)
_PERIOD = (
    rf"每(?:个|一|隔)?(?:半年|两年|两个月|双月|单月|双周|单周|两月|两周|两个星期|季度|季|年度|年|半月"
    rf"|月|旬|周|星期|日|天|学期|{_N}+个?(?:月|年|天|周))"
)
_ON_DAY = (
    rf"(?:(?:[末首]月|第[一二三]个月|末|底|初|[上中下]旬)(?:{_N}{{1,2}}[日号])?|{_N}{{1,2}}[日号]"
    rf"|(?<=年){_N}{{1,2}}月(?:[、和]{_N}{{1,2}}月)*(?:底|初|[上中下]旬|{_N}{{1,2}}[日号])?"
    r"|的?(?:第[一二三四]个?|最后一个?)(?:周|星期)[一二三四五六日末](?:[上下]午|晚上)?"
    rf"|(?<=[周期])[一二三四五六日末](?:[上下]午|晚上)?){_BEFORE}?|{_BEFORE}"
)
_RHYTHM = re.compile(
    rf"{_PERIOD}(?:(?P<times>[^，。；、（）0-9０-９]{{0,24}}?{_TIMES})|{_ON_DAY}"
    r"|一(?:次|调度|通报|研判|督查|汇报|报告|总结|分析|走访|检查|主题|评比|考核))?"
    rf"|(?:原则上|至少)?(?<!每)(?:一|半)(?:年|月|季度?|周)(?:至少)?{_TIMES}"
    rf"|(?<![每第上下前])(?:一个(?:季度|月|星期)|半年|半个月)[^，。；、（）0-9]{{1,6}}?{_TIMES}|(?<!每)(?:两周|双周|隔周|两个月){_TIMES}|逐月|逐季度?|按(?:季度|月|周|季|年度|半年)(?=[^，。；]{{2}})"
)
_SEASON = (
    "(?:汛期|防火期|冬训期间?|农闲时节|农忙时节|暑期|暑假|寒假|[一-龥]{2,4}(?:期间|前夕|前后)"
    '|[“"「‘]□+[”"」’](?:前后?|期间|当天)|全年|年初|岁末年初)'
)
_ADVERBIAL = re.compile(
    rf"(?:(?:到|至|在|于|自|从|每逢|利用)?(?:{_WORDS}|{_SEASON}|{_N}{{4}}年(?!度)|今年|明年|当年)"
    rf"|{_PERIOD}(?:{_ON_DAY})?)(?:之前|之后|以后|份?起(?!草)|开始|以来|集中(?=开展|组织))?"
)
# A rhythm for each one of many is part of a quantity: 每名党员每年32学时.
_EACH = re.compile(r"每[名个家村人户位支][^，。；]{0,6}$")
_LEADING = re.compile(r"原则上$")
_WINDOW = re.compile(
    r"(?:完成|启动|开展|集中|印发|征求|召开|组织|形成|报|举办|实施|推|建成|基本|全部|前)"
)
_HEAD = re.compile(r"(?:^|[，。；、：:,;])[ 　]*(?:于|在)?$")
_OF_THE_HALF = re.compile("[对比与较的将把]$")
_NEAR = 6
_FEASTS = {
    "七一": (6, 30),
    "八一": (7, 31),
    "十一": (9, 30),
    "五一": (4, 30),
    "国庆": (9, 30),
    "国庆节": (9, 30),
    "元旦": (12, 31),
}
_PARTS = {"上旬": 10, "中旬": 20, "初": 10}


def adverbial_limit(text: str, at: int) -> int:
    """Return the length of the limit, season or rhythm found at a place of a sentence, or 0."""
    match = _ADVERBIAL.match(text, at)
    return match.end() - at if match else 0


def rhythm_in(text: str, masked: str) -> Span | None:
    """Return [start, end) of the first rhythm (每季度至少1次), or None."""
    match = _rhythm(masked)
    if match is None:
        return None
    before = _LEADING.search(masked[: match.start()])
    return (before.start() if before else match.start()), match.end()


def _rhythm(masked: str) -> re.Match[str] | None:
    for match in _RHYTHM.finditer(masked):
        if match["times"] or not _EACH.search(masked, 0, match.start()):
            return match
    return None


def limits_in(text: str, masked: str, year: int | None) -> list[tuple[Span, Deadline]]:
    """Return every time limit outside quotes with its place; ``year`` is the plan's."""
    rhythm = _rhythm(masked)
    found = []
    for match in _LIMIT.finditer(_shown_feasts(text, masked)):
        span = match.span()
        if rhythm and span[0] < rhythm.end() and span[1] > rhythm.start():
            continue
        if rhythm and 0 <= span[0] - rhythm.end() <= _NEAR and match["feast"]:  # 每年春节前
            continue
        if _is_limit(match, masked):
            found.append((span, Deadline(text[span[0] : span[1]], _day(match, year))))
    return found


def limit_day(text: str, year: int | None) -> str | None:
    """Return the ISO day of the last limit in a text such as a table cell, or None."""
    days = [limit.on for _, limit in limits_in(text, text, year)]
    return days[-1] if days else None


def _shown_feasts(text: str, masked: str) -> str:
    """Let “七一” before 前 be seen through its quotes."""
    return re.sub(
        r"(?<=[“\"「‘])□{2,4}(?=[”\"」’](?:前|期间))", lambda m: text[m.start() : m.end()], masked
    )


def _is_limit(match: re.Match[str], masked: str) -> bool:
    month = match["month"]
    if month is None:
        told = match["half"] and _OF_THE_HALF.search(masked, 0, match.start())
        return not told
    if (numeral_value(month) or 0) not in range(1, 13):
        return False
    if match["before"] or (match["part"] or "") in ("底", "末") or match["till0"] or match["range"]:
        return True
    if _HEAD.search(masked, 0, match.start()):  # 11月举行…
        return True
    return _WINDOW.match(masked, match.end()) is not None or bool(match["part"])


def _day(match: re.Match[str], plan_year: int | None) -> str | None:
    part = {key: half_width(value) for key, value in match.groupdict().items() if value}
    year = _year(part, plan_year)
    if year is None or not 1900 <= year <= 2200:
        return None
    month, day = _month_and_day(part)
    if month not in range(1, 13):
        return None
    last = calendar.monthrange(year, month)[1]
    return f"{year:04}-{month:02}-{min(day or last, last):02}"


def _year(part: dict[str, str], plan_year: int | None) -> int | None:
    for key in ("until7", "year", "year2", "year3", "year4", "year5", "year8"):
        if key in part:
            return int(part[key])
    near = part.get("near") or part.get("near2") or ""
    if plan_year is not None and near in ("明年", "次年"):
        return plan_year + 1
    return plan_year


def _month_and_day(part: dict[str, str]) -> tuple[int, int]:
    """Return month and day; day 0 means the last of the month, month 0 that no day can be told."""
    if "month" in part:
        return _month(part)
    for month, day in (("month5", "day5"), ("month6", "day6")):
        if month in part:
            return int(part[month]), int(part[day])
    if "end" in part:
        return (6, 30) if "中" in part["end"] else (12, 31)
    if "half" in part:
        return (6, 30) if part["half"] == "上半年" else (12, 31)
    if "quarter" in part:
        return (numeral_value(part["quarter"]) or 0) * 3, 0
    if {"until7", "year8", "whole"} & part.keys():
        return 12, 31
    return _FEASTS.get(part.get("feast", ""), (0, 0))


def _month(part: dict[str, str]) -> tuple[int, int]:
    month = numeral_value(part["month"]) or 0
    if "day" in part:
        return month, numeral_value(part["day"]) or 0
    detail = part.get("part", "")
    if not detail and part.get("before") in ("前", "之前", "以前"):
        return (month - 1, 0) if month > 1 else (1, 1)
    return month, _PARTS.get(detail, 0)
