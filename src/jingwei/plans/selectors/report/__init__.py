"""Reports of a plan: their content, and the rows of the ledger."""

from jingwei.plans.selectors.report.content import BLOCKS, report_content
from jingwei.plans.selectors.report.ledger import LedgerRow, ledger_rows
from jingwei.plans.selectors.report.period import report_period, usual_day
from jingwei.plans.selectors.report.sources import numbers_of, reportable_plans, rows_behind

__all__ = [
    "BLOCKS",
    "LedgerRow",
    "ledger_rows",
    "numbers_of",
    "report_content",
    "report_period",
    "reportable_plans",
    "rows_behind",
    "usual_day",
]
