"""What is printed around a plan: red head, document number, addressee, signature, annexes."""

from __future__ import annotations

import re

from jingwei.plans.outline.paragraphs import FURNITURE_LINE

_YEAR = r"(?:[0-9]{4}|[〇零○ＯO一二三四五六七八九]{4})年"
_DAY = rf"{_YEAR}[0-9一二三四五六七八九十]{{1,2}}月[0-9一二三四五六七八九十]{{1,3}}日"
_DATE_LINE = re.compile(rf"[（(]?{_DAY}(?:印发|印|发布)?[)）]?$")
_NUMBER_LINE = re.compile(
    r"[^，。；：]{0,24}[〔\[（(【](?:19"
    r"|20)[0-9]{2}[〕\])）】](?:第)?[0-9]{1,4}号(?:[ 　]+签发人.*)?$"
)
_HEAD_LINE = re.compile(
    r"[^，。；：]{2,40}文件$|(?:特急|加急|平急|急件|内部资料.*|征求意见稿|讨论稿|送审稿|[0-9]{6})$|签发人[：:].*"
)
_ADDRESSEE = re.compile(r"[^。；！]{2,200}[：:]$")
_LEAD_IN = re.compile(
    "(?:以下|如下|下列)[^，]{0,12}[：:]$|工作[：:]$|[一二三四五六七八九十]件事[：:]$"
)
_TO_WHOM = re.compile(
    r"(?:各|镇|乡|街道|党委|党组|部门|单位|工委|支部|同志|办公室|局|企业|学校|区直|县直|市直)"
)
_TAIL_LINE = re.compile(
    r"(?:抄[送报]|主送|印送|印发[：:]|共印|此件|（此件|\(此件|主题词|联系人[：:]|联系电话|附[：:]|打字|校对|责任编辑)"
    rf"|.{{2,40}}{_DAY}印发$"
)
_ANNEX = re.compile(r"附[ 　]?[件表录](?:[0-9一二三四五六七八九十]{0,3})[：: 　]?")
_FORWARDING = re.compile(
    r"现将.{2,80}(?:印发|通知|转发)|(?:已经|经).{2,40}(?:同意|审定|通过).{0,20}(?:印发|请)|请(?:结合实际)?(?:认真)?(?:贯彻|遵照)(?:落实|执行)"
)
_SIGNATURE = re.compile(
    r"[^，。；：、！？]{2,40}(?:部|委|委员会|局|办公室|领导小组|党组|党委|工委|公司|中心|支部|学校|政府)$"
)
PLAN_WORDS = re.compile(
    r"(?:要点|计划|规划|方案|安排|打算|清单|意见|分工|分解表?|任务书|台账|行动|措施|举措|重点任务|重点工作|任务|思路|部署|责任制|纲要|目标)(?:的通知)?(?:[（(].{1,20}[）)])?$"
)


def is_page_number(line: str) -> bool:
    """Tell whether a line is only a page number (— 1 —, - 1 -, 第1页)."""
    return FURNITURE_LINE.match(line) is not None


def is_date_line(line: str) -> bool:
    """Tell whether a line is only a date."""
    return _DATE_LINE.match(line.replace(" ", "").replace("　", "").strip()) is not None


def is_head(line: str) -> bool:
    """Tell whether a line in front of the title is red head, number or secrecy mark."""
    bare = line.strip()
    return bool(_NUMBER_LINE.match(bare) or _HEAD_LINE.match(bare)) or is_date_line(bare)


def is_addressee(line: str) -> bool:
    """Tell whether a line names whom the paper is sent to (各…：)."""
    bare = line.strip()
    told = _LEAD_IN.search(bare) is not None
    return _ADDRESSEE.match(bare) is not None and _TO_WHOM.search(bare) is not None and not told


def is_forwarding(line: str) -> bool:
    """Tell whether a paragraph only sends the plan on (现将…印发给你们)."""
    return len(line) < 200 and _FORWARDING.search(line) is not None


def is_annex(line: str) -> bool:
    """Tell whether a line announces an annex."""
    return _ANNEX.match(line.strip()) is not None and len(line.strip()) < 80


def is_closing(line: str) -> bool:
    """Tell whether a line belongs to the block after the text (抄送, 印发)."""
    return _TAIL_LINE.match(line.strip()) is not None


def is_signature(line: str) -> bool:
    """Tell whether a line may be the name of the issuing body."""
    return _SIGNATURE.match(line.strip()) is not None
