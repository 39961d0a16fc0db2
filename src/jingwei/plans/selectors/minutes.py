"""The draft of the minutes: what was spoken about and decided."""

from __future__ import annotations

from jingwei.kernel.documents.official_text import chinese_day
from jingwei.plans.models import DispatchMeeting
from jingwei.plans.selectors.agenda import Topic, agenda_of


def minutes_draft(meeting: DispatchMeeting) -> str:
    """Return the minutes of ``meeting`` as plain paragraphs, one matter each."""
    decisions = meeting.decisions.select_related("responsible", "measure__item").order_by("pk")
    lines = [
        f"{chinese_day(meeting.opened_on)}，召开《{meeting.plan}》月度调度会，"
        "听取重点举措推进情况，议定事项如下。"
    ]
    for n, decision in enumerate(decisions, start=1):
        about = f"关于“{decision.measure}”，" if decision.measure else ""
        lines.append(
            f"{n}. {about}{decision.text.rstrip('。')}。"
            f"责任人：{decision.responsible}，期限：{chinese_day(decision.due_on)}。"
        )
    if len(lines) == 1:
        lines.append("本次会议未形成新的决定。")
    lines.append(_spoken(meeting))
    return "\n".join(lines)


def _spoken(meeting: DispatchMeeting) -> str:
    topics = [entry.topic for entry in agenda_of(meeting)]
    counts = [f"{topic.label} {topics.count(topic)} 项" for topic in Topic if topic in topics]
    if not topics:
        return "本月没有需要调度的事项。"
    return f"会议共过议题 {len(topics)} 项：{'、'.join(counts)}。"
