"""People and what is known of them."""

from jingwei.people.models.findings import CheckRun, Finding
from jingwei.people.models.hats import Hat, HatQuerySet
from jingwei.people.models.person import OfPerson, OfPersonQuerySet, Person, PersonName
from jingwei.people.models.requests import AppointmentFile, Correction, DistinctPair
from jingwei.people.models.restricted import Contact, FamilyMember, IdentityDocument, Reward
from jingwei.people.models.service import (
    Appraisal,
    CareerStint,
    Education,
    LevelHeld,
    PostHeld,
    TitleHeld,
    TrainingRecord,
)

__all__ = [
    "AppointmentFile",
    "Appraisal",
    "CareerStint",
    "CheckRun",
    "Contact",
    "Correction",
    "DistinctPair",
    "Education",
    "FamilyMember",
    "Finding",
    "Hat",
    "HatQuerySet",
    "IdentityDocument",
    "LevelHeld",
    "OfPerson",
    "OfPersonQuerySet",
    "Person",
    "PersonName",
    "PostHeld",
    "Reward",
    "TitleHeld",
    "TrainingRecord",
]
