"""What the clock starts for people."""

from __future__ import annotations

from jingwei.kernel.jobs import scheduled
from jingwei.people.services.checking import check_everything

scheduled("people.checks", at="02:30", label="数据校核")(check_everything)
