"""The monthly audit report as .docx in GB/T 9704."""

from __future__ import annotations

from datetime import date

from django.utils.timezone import localtime

from jingwei.desk.selectors.audit import AuditRow
from jingwei.desk.selectors.audit_report import AuditMonth, Listed
from jingwei.kernel.documents.official import Official

ENTRY = ("时间", "操作人", "操作", "对象", "内容")
WIDTHS = (3, 2, 3, 4, 6)


def audit_paper(month: AuditMonth, *, issuer: str, day: date) -> bytes:
    """Return the report of ``month``, signed by ``issuer`` on ``day``."""
    title = f"{month.first.year}年{month.first.month}月安全审计报告"
    paper = Official(title=title, issuer=issuer, day=day)
    _overview(paper, month)
    _sign_ins(paper, month)
    paper.heading(1, 3, "账号与授权变更")
    _entries(paper, month.rights, "账号与授权变更")
    paper.heading(1, 4, "数据导出")
    _entries(paper, month.exports, "导出")
    paper.heading(1, 5, "查看受限信息")
    _entries(paper, month.reveals, "查看受限信息")
    paper.heading(1, 6, "三类管理员的操作")
    paper.paragraph("登录和退出不计在内。")
    acts = [(role, name, str(count)) for role, name, count in month.by_administrators]
    paper.table(("角色", "姓名", "操作次数"), acts)
    paper.signature()
    return paper.to_bytes()


def _overview(paper: Official, month: AuditMonth) -> None:
    span = f"{month.first.month}月{month.first.day}日至{month.last.month}月{month.last.day}日"
    quiet = not (month.locks or month.reveals.count or month.check.broken is not None)
    paper.heading(1, 1, "总体情况")
    paper.paragraph(
        f"{span}，共记录操作{month.total}条，其中登录{month.sign_ins}次、登录失败{month.failed}次、"
        f"因连续输错密码暂停登录{month.locks}次，账号与授权变更{month.rights.count}次，"
        f"导出{month.exports.count}次，查看受限信息{month.reveals.count}次。",
        "本月没有异常。" if quiet else "",
    )
    paper.paragraph(_chain_words(month))
    paper.table(("操作", "次数"), [(label, str(count)) for label, count in month.acts], (5, 1))


def _chain_words(month: AuditMonth) -> str:
    check = month.check
    at = f"{localtime(check.at):%Y-%m-%d %H:%M}"
    if check.broken is None:
        return f"审计记录完整性：{at}逐条核对{check.count}条，全部相符，没有被改动或删除。"
    where = f"第{check.broken}号记录与摘要不符" if check.broken else "最末的记录缺失或被增添"
    return f"审计记录完整性：{at}核对发现{where}，须立即查明原因并报告主管领导。"


def _sign_ins(paper: Official, month: AuditMonth) -> None:
    paper.heading(1, 2, "登录失败")
    if not month.failures:
        paper.paragraph("本月没有登录失败。")
        return
    rows = [(name, str(count), places) for name, count, places in month.failures]
    paper.paragraph("失败次数最多的账号如下（最多列10个）。")
    paper.table(("账号", "失败次数", "来源地址"), rows, (2, 1, 4))


def _entries(paper: Official, listed: Listed, what: str) -> None:
    if not listed.count:
        paper.paragraph(f"本月没有{what}。")
        return
    if listed.count > len(listed.rows):
        paper.paragraph(f"共{listed.count}次，下表列出前{len(listed.rows)}次。")
    paper.table(ENTRY, [_cells(row) for row in listed.rows], WIDTHS)


def _cells(row: AuditRow) -> tuple[str, ...]:
    facts = [f"{label}：{words}" for label, words in row.facts]
    facts += [f"{c.label}：{c.before}→{c.after}" for c in row.changes]
    at = f"{localtime(row.entry.at):%m-%d %H:%M}"
    subject = row.name or f"{row.kind} {row.number}"
    return at, str(row.entry.actor or "系统"), row.act, subject, "；".join(facts)
