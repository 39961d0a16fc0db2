"""What no column of a free ledger may be called, and why.

Source: rules on rectifying formalism and reducing burden (整治形式主义为基层减负若干规定, 2024);
PIPL (个人信息保护法) articles 6 and 28: identity and contact are kept once, where they are guarded.
"""

from __future__ import annotations

JUDGING = (
    "分数", "得分", "积分", "评分", "打分", "总分", "加分", "减分", "扣分", "计分", "排名", "名次",
    "排行", "位次", "星级", "红黑榜", "画像",
)  # fmt: skip
WATCHING = (
    "打卡", "签到", "定位", "经纬度", "轨迹", "在线时长", "登录次数", "点赞", "浏览量", "步数",
    "截图", "合影", "照片",
)  # fmt: skip
PRIVATE = ("宗教", "信仰", "血型", "病史", "指纹", "人脸")
IDENTITY = (
    "身份证",
    "证件号",
    "电话",
    "手机",
    "联系方式",
    "微信",
    "住址",
    "家庭地址",
    "银行卡",
    "银行账号",
)
GENERIC = frozenset((
    "名称", "编号", "备注", "说明", "日期", "时间", "开始日期", "结束日期", "起始日期", "截止日期",
    "状态", "类别", "类型", "种类", "内容", "事由", "原因", "依据", "来源", "地点", "主题", "等次",
    "级别", "层级", "数量", "金额", "文号", "结果",
))  # fmt: skip
"""Words that mean something else in every table: a register that has them says nothing."""
_WHY = (
    (JUDGING, "不给人和单位打分排队。"),
    (WATCHING, "不要求留痕。"),
    (PRIVATE, "这类个人信息不收集。"),
    (IDENTITY, "证件和联系方式只在人员登记册里登记，请改用“关联人员”。"),
)


def label_refusal(label: str) -> str:
    """Return why a column may not be called so, "" when it may."""
    plain = "".join(label.split())
    for words, why in _WHY:
        if found := next((word for word in words if word in plain), ""):
            return f"“{label}”含“{found}”：{why}"
    return ""


def is_telling(label: str) -> bool:
    """Whether a column of this name in a register says that the system knows it already."""
    return "".join(label.split()) not in GENERIC
