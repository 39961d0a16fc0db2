"""Acts of the house as a whole, known to every process that shows the audit."""

from __future__ import annotations

from jingwei.kernel.audit import declare_acts

declare_acts({"demo.loaded": "装入演示人员"})
