"""What the clock starts for coverage."""

from __future__ import annotations

from jingwei.coverage.services.evidence import evidence_refresh_all
from jingwei.kernel.jobs import scheduled

scheduled("coverage.refresh", at="03:10", label="覆盖项目取数")(evidence_refresh_all)
