"""The registers of forms that may be sent down, and of other platforms' columns."""

from __future__ import annotations

from typing import ClassVar

from jingwei.collection import ledger_register  # noqa: F401  # makes the ledgers' registers known
from jingwei.collection.models import ExportProfile, Form
from jingwei.collection.profiles import headings_read
from jingwei.kernel.errors import BadInput
from jingwei.kernel.registers.declaration import ASIDE, Col, Register, register


@register
class FormRegister(Register[Form]):
    """The yearly list of forms: name, basis, level, rhythm, who answers for it, until when."""

    model = Form
    label = "报表清单"
    unit_word = "张"
    keys: ClassVar[tuple[tuple[str, ...], ...]] = (("code",),)
    interval: ClassVar[tuple[str, str] | None] = ("since", "expires_on")
    columns = (
        Col("code", search=True, sort=True, width=10),
        Col("name", search=True, sort=True, width=30),
        Col("basis", filter="text", wanted=True, width=30),
        Col("level", filter="exact"),
        Col("rhythm", filter="exact"),
        Col("owner", by="written", width=16),
        Col("since", filter="range", on=ASIDE),
        Col("expires_on", filter="range", sort=True),
        Col("field_count", sort=True, wanted=True),
        Col("field_count_before", on=ASIDE),
        Col("note", on=ASIDE),
    )

    def refusals(self, row: Form) -> dict[str, str]:
        return {} if row.owner_id else {"owner": "填写责任单位。"}


@register
class ExportProfileRegister(Register[ExportProfile]):
    """Columns other platforms want, in their order and under their headings."""

    model = ExportProfile
    label = "省平台口径"
    unit_word = "份"
    keys: ClassVar[tuple[tuple[str, ...], ...]] = (("platform", "name"),)
    columns = (
        Col("platform", search=True, sort=True, width=16),
        Col("name", search=True, sort=True, width=20),
        Col("unit", by="written", width=16),
        Col(
            "headings", width=40,
            help="平台栏名=本系统栏名，用分号隔开；没有对应的留空，如“姓名=姓名；备注=”。",
        ),
    )  # fmt: skip

    def refusals(self, row: ExportProfile) -> dict[str, str]:
        try:
            headings_read(row.headings)
        except BadInput as error:
            return {"headings": str(error)}
        return {} if row.unit_id else {"unit": "填写维护单位。"}
