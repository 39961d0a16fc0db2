"""Units and Party organizations: two trees with dated history, and what hangs on them."""

from jingwei.org.models.committees import CommitteeSeat, SeatPost, Term
from jingwei.org.models.names import UnitAlias, UnitGroup
from jingwei.org.models.organizations import (
    OrganizationKind,
    OrganizationScoped,
    OrganizationSpell,
    OrganizationSuccession,
    PartyOrganization,
    Sector,
    UnitLink,
)
from jingwei.org.models.units import (
    LegalKind,
    Staffing,
    Succession,
    Unit,
    UnitKind,
    UnitSpell,
    UnitSuccession,
)

__all__ = [
    "CommitteeSeat",
    "LegalKind",
    "OrganizationKind",
    "OrganizationScoped",
    "OrganizationSpell",
    "OrganizationSuccession",
    "PartyOrganization",
    "SeatPost",
    "Sector",
    "Staffing",
    "Succession",
    "Term",
    "Unit",
    "UnitAlias",
    "UnitGroup",
    "UnitKind",
    "UnitLink",
    "UnitSpell",
    "UnitSuccession",
]
