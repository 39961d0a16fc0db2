"""What the clock starts at the desk."""

from __future__ import annotations

from jingwei.desk.selectors.audit_check import audit_check
from jingwei.kernel.jobs import scheduled

scheduled("desk.audit_check", at="03:30", label="核查审计记录")(audit_check)
