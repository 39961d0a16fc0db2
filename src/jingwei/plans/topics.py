"""The 22 kinds of item a yearly plan is made of, by area: where indicators are filed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind of item; ``number`` is what ``Indicator.items`` holds."""

    number: int
    title: str
    area: str

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


_BY_AREA = {
    "理论和教育": ("理论武装、轮训和党代表", "党史学习教育", "教育培训"),
    "干部队伍": (
        "选人用人和班子结构", "政治素质考察", "年轻干部", "干部监督", "考核和能上能下",
        "公务员工作", "离退休干部",
    ),
    "基层组织": ("基层基础", "乡村组织", "城市基层党建", "各行业各领域组织", "党员队伍"),
    "人才工作": ("人才体制机制", "人才引进和培养", "乡村人才", "人才环境"),
    "自身建设": ("政治品格", "公道正派", "能力提升和项目化管理"),
}  # fmt: skip
TOPICS: dict[int, Topic] = {
    number: Topic(number, title, area)
    for number, (area, title) in enumerate(
        ((area, title) for area, titles in _BY_AREA.items() for title in titles), 1
    )
}
