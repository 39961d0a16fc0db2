"""The collection engine's tables: forms, rounds, who answers them, what was answered."""

from jingwei.collection.models.answers import Assignment, Reminder, Row
from jingwei.collection.models.burden import BurdenException
from jingwei.collection.models.merging import ExportProfile, Merge, MergedCell, PlatformExport
from jingwei.collection.models.offline import OfflinePackage, PackageReturn
from jingwei.collection.models.rounds import Form, Round

__all__ = [
    "Assignment",
    "BurdenException",
    "ExportProfile",
    "Form",
    "Merge",
    "MergedCell",
    "OfflinePackage",
    "PackageReturn",
    "PlatformExport",
    "Reminder",
    "Round",
    "Row",
]
