"""The collection engine's tables: forms, rounds, who answers them, what was answered."""

from jingwei.collection.models.answers import Assignment, Reminder, Row
from jingwei.collection.models.burden import BurdenException
from jingwei.collection.models.ledgers import Ledger, LedgerFile, LedgerRow
from jingwei.collection.models.merging import ExportProfile, Merge, MergedCell, PlatformExport
from jingwei.collection.models.offline import OfflinePackage, PackageReturn
from jingwei.collection.models.own_sheets import OwnSheet
from jingwei.collection.models.rounds import Form, Round

__all__ = [
    "Assignment",
    "BurdenException",
    "ExportProfile",
    "Form",
    "Ledger",
    "LedgerFile",
    "LedgerRow",
    "Merge",
    "MergedCell",
    "OfflinePackage",
    "OwnSheet",
    "PackageReturn",
    "PlatformExport",
    "Reminder",
    "Round",
    "Row",
]
