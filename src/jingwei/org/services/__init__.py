"""Writes to units, to the dictionary of their names, and to Party organizations."""

from jingwei.org.services.committees import (
    seat_add,
    seat_end,
    term_change,
    term_open,
    term_take_back,
)
from jingwei.org.services.names import (
    unit_alias_add,
    unit_alias_remove,
    unit_group_remove,
    unit_group_save,
)
from jingwei.org.services.organizations import (
    Founding,
    OrganizationPart,
    party_organization_change_kind,
    party_organization_close,
    party_organization_create,
    party_organization_describe,
    party_organization_merge,
    party_organization_move,
    party_organization_rename,
    party_organization_split,
)
from jingwei.org.services.trees import declare_follower
from jingwei.org.services.units import (
    UnitPart,
    staffing_add,
    unit_close,
    unit_create,
    unit_describe,
    unit_merge,
    unit_move,
    unit_rename,
    unit_split,
)

__all__ = [
    "Founding",
    "OrganizationPart",
    "UnitPart",
    "declare_follower",
    "party_organization_change_kind",
    "party_organization_close",
    "party_organization_create",
    "party_organization_describe",
    "party_organization_merge",
    "party_organization_move",
    "party_organization_rename",
    "party_organization_split",
    "seat_add",
    "seat_end",
    "staffing_add",
    "term_change",
    "term_open",
    "term_take_back",
    "unit_alias_add",
    "unit_alias_remove",
    "unit_close",
    "unit_create",
    "unit_describe",
    "unit_group_remove",
    "unit_group_save",
    "unit_merge",
    "unit_move",
    "unit_rename",
    "unit_split",
]
