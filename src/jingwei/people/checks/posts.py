"""Checks of posts, levels and ranks: each alone, with each other, with the unit."""

from __future__ import annotations

from collections.abc import Iterator

from jingwei.kernel import codes
from jingwei.kernel.partial_dates import show_partial
from jingwei.org.models import LegalKind
from jingwei.people.checks.dossier import Dossier
from jingwei.people.checks.registry import NATIONAL, OWN, Severity, check

LEVEL, RANK = "0", "1"
PARALLEL = "《公务员职务与职级并行规定》（2019）"
RANKS = ("11", "12", "13", "14", "15", "16", "17", "18", "19", "1A", "1B", "1C")
"""From the highest; codes of ZB148."""
LOWEST_RANK = {"1A21": "11", "1A22": "12", "1A31": "14", "1A32": "16", "1A41": "18", "1A42": "1A"}
"""Leadership level → the lowest rank that corresponds. Source: fact sheet on cadres, 4.1."""
LEVEL_OF_UNIT = {
    "105": "1A21", "106": "1A22", "107": "1A31", "108": "1A32", "109": "1A41", "110": "1A42",
}  # fmt: skip
"""Level of an organ (ZB03) → the level its chief has (ZB09)."""
LEVELS = ("1A01", "1A02", "1A11", "1A12", "1A21", "1A22", "1A31", "1A32", "1A41", "1A42")


@check(
    "people.two_levels", "同时有两个以上职务层次", Severity.ERROR,
    "任新的职务层次时，原层次应有终止时间。",
)  # fmt: skip
def two_levels(dossier: Dossier) -> Iterator[str]:
    held = dossier.in_office(LEVEL)
    if len(held) > 1:
        words = "、".join(codes.label("ZB09", row.level) for row in held)
        yield f"没有终止时间的职务层次有 {len(held)} 个：{words}。"


@check(
    "people.two_ranks", "同时有两个以上职级", Severity.ERROR,
    "晋升职级时，原职级应有终止时间。",
)  # fmt: skip
def two_ranks(dossier: Dossier) -> Iterator[str]:
    held = dossier.in_office(RANK)
    if len(held) > 1:
        words = "、".join(codes.label("ZB148", row.rank) for row in held)
        yield f"没有终止时间的职级有 {len(held)} 个：{words}。"


@check(
    "people.level_after_post", "现职务层次晚于现任职务", Severity.WARNING,
    "职务层次的批准时间一般不晚于现任主职务的任职时间。",
)  # fmt: skip
def level_after_post(dossier: Dossier) -> Iterator[str]:
    held, post = dossier.in_office(LEVEL), dossier.main_post
    if not held or post is None:
        return
    level = held[-1]
    if level.since[:6] > post.since[:6]:
        yield (
            f"{codes.label('ZB09', level.level)} {show_partial(level.since)} 批准，"
            f"晚于现任{post.title}的任职时间 {show_partial(post.since)}。"
        )


@check(
    "people.rank_below_level", "职级低于职务层次对应的最低职级", Severity.WARNING,
    "领导职务层次有对应的最低职级，担任领导职务的人员职级不应低于它。", source=PARALLEL,
)  # fmt: skip
def rank_below_level(dossier: Dossier) -> Iterator[str]:
    levels, ranks = dossier.in_office(LEVEL), dossier.in_office(RANK)
    if not levels or not ranks:
        return
    lowest = LOWEST_RANK.get(levels[-1].level)
    rank = ranks[-1].rank
    if lowest and rank in RANKS and RANKS.index(rank) > RANKS.index(lowest):
        yield (
            f"{codes.label('ZB09', levels[-1].level)}对应的最低职级是"
            f"{codes.label('ZB148', lowest)}，登记的是{codes.label('ZB148', rank)}。"
        )


@check(
    "people.level_above_unit", "职务层次高于任职机构的级别", Severity.HINT,
    "个人层次高于机构级别的（如高配），核对批准文件。",
)  # fmt: skip
def level_above_unit(dossier: Dossier) -> Iterator[str]:
    held, post = dossier.in_office(LEVEL), dossier.main_post
    if not held or post is None or post.unit is None:
        return
    top, level = LEVEL_OF_UNIT.get(post.unit.level), held[-1].level
    if top and level in LEVELS and LEVELS.index(level) < LEVELS.index(top):
        yield (
            f"{codes.label('ZB09', level)}，任职的{post.unit.name}是"
            f"{codes.label('ZB03', post.unit.level)}机构。"
        )


@check(
    "people.post_not_in_resume", "简历中没有现任主职务的任职时间", Severity.WARNING,
    "现任主职务从哪年哪月开始，简历应有相应的一段。",
)  # fmt: skip
def post_not_in_resume(dossier: Dossier) -> Iterator[str]:
    post = dossier.main_post
    if post is None or not (dossier.stints or dossier.person.resume_text):
        return
    month = post.since[:6]
    in_stints = any(row.began_on.startswith(month) for row in dossier.stints)
    if not in_stints and show_partial(month) not in dossier.person.resume_text:
        yield f"现任{post.title}从 {show_partial(post.since)} 开始，简历中没有这一时间。"


@check(
    "people.statistics_unit", "统计关系所在单位不是法人单位", Severity.HINT,
    "统计关系应在法人单位，不在内设机构或机构分组。",
)  # fmt: skip
def statistics_unit(dossier: Dossier) -> Iterator[str]:
    unit = dossier.person.unit
    if dossier.serves and unit.legal_kind in (LegalKind.INNER, LegalKind.GROUPING):
        yield f"所在单位“{unit.written}”是{LegalKind(unit.legal_kind).label}。"


@check(
    "people.post_in_closed_unit", "任职机构已撤销", Severity.ERROR,
    "机构撤销后，其中的职务应免去或改任。",
)  # fmt: skip
def post_in_closed_unit(dossier: Dossier) -> Iterator[str]:
    for post in dossier.held:
        closed = post.unit.closed_on if post.unit else None
        if post.unit and closed and closed <= dossier.on:
            yield f"{post.title}没有免职，任职的{post.unit.name}已于 {closed} 撤销。"


@check(
    "people.post_contains_unit", "职务名称中含有机构名称", Severity.WARNING,
    "职务名称只写职务，机构写在任职机构一栏，否则两者连写时重复。",
)  # fmt: skip
def post_contains_unit(dossier: Dossier) -> Iterator[str]:
    for post in dossier.held:
        names = [post.unit.name, post.unit.short_name] if post.unit else [post.unit_text]
        found = next((name for name in names if len(name) > 1 and name in post.title), "")
        if found:
            yield f"职务名称“{post.title}”含有机构名称“{found}”。"


@check(
    "people.retired_in_post", "已离退休仍有现任职务", Severity.ERROR,
    "登记为离退休干部的，职务应有免职时间。", source=NATIONAL,
)  # fmt: skip
def retired_in_post(dossier: Dossier) -> Iterator[str]:
    cadre = dossier.hats.get("cadre")
    is_retired = dossier.retired or (cadre is not None and cadre.manage_state == "2")
    if is_retired and dossier.held:
        yield f"已登记为离退休干部，{dossier.held[-1].title}没有免职时间。"


@check(
    "people.died_in_post", "已去世仍有现任职务", Severity.ERROR,
    "登记了去世时间的，职务应有免职时间。", source=OWN,
)  # fmt: skip
def died_in_post(dossier: Dossier) -> Iterator[str]:
    if dossier.person.died_on and dossier.held:
        yield f"已登记去世时间，{dossier.held[-1].title}没有免职时间。"
