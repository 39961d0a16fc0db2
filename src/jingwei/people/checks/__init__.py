"""Data checks (校核): named rules with a severity, pure functions over a person's dossier."""

from jingwei.people.checks import identity, posts, records, units
from jingwei.people.checks.dossier import Dossier, Twin
from jingwei.people.checks.registry import (
    CHECKS,
    NATIONAL,
    ORGANIZATION,
    OWN,
    PERSON,
    UNIT,
    Check,
    Severity,
    Subject,
    check,
    sentences,
    survey,
)

__all__ = [
    "CHECKS",
    "NATIONAL",
    "ORGANIZATION",
    "OWN",
    "PERSON",
    "UNIT",
    "Check",
    "Dossier",
    "Severity",
    "Subject",
    "Twin",
    "check",
    "identity",
    "posts",
    "records",
    "sentences",
    "survey",
    "units",
]
