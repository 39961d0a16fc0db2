"""A round taken out in the columns of another platform, with the mark that it was."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from jingwei.collection.models import Assignment, ExportProfile, PlatformExport, Round, Row
from jingwei.collection.profiles import arranged, headings_read
from jingwei.kernel.audit import audit, declare_acts
from jingwei.kernel.clock import today
from jingwei.kernel.documents.workbook import Column, Note, Sheet, workbook_bytes

declare_acts({"collection.export": "按省平台口径导出填报"})


@transaction.atomic
def round_export(round_: Round, *, profile: ExportProfile, actor: Any) -> tuple[bytes, str]:
    """Return the accepted and submitted answers as a workbook and its name; keep the mark.

    Our columns that the round does not ask stay empty and are told on the sheet 口径.
    Raises BadInput ``collection.profile`` for a profile without readable headings.
    """
    headings = headings_read(profile.headings)
    answers = (
        Row.objects.filter(assignment__round=round_, assignment__state__in=Assignment.HANDED_IN)
        .exclude(fate=Row.Fate.GONE)
        .select_related("assignment")
        .order_by("assignment__unit_path", "assignment__organization_path", "position", "pk")
    )
    told = [(row.assignment.name, row.label, row.values) for row in answers]
    lines, lacking = arranged(headings, round_.column_list, told)
    made = PlatformExport.objects.create(
        round=round_, layout=str(profile)[:130], on=today(), by=actor, row_count=len(lines)
    )
    audit("collection.export", made, actor, round=round_.pk, rows=len(lines), lacking=lacking)
    heads = [Column(heading.theirs, kind="id") for heading in headings]
    notes = [Note("来源", str(made), f"填报：{round_.title}", f"{made.on:%Y-%m-%d}")]
    notes += [Note(name, "本次填报没有这一栏，留空") for name in lacking]
    content = workbook_bytes([Sheet(profile.name, heads, lines)], notes=notes, day=made.on)
    return content, f"{round_.title}-{profile.platform}-{made.on:%Y%m%d}.xlsx"
