"""Reads over units, the dictionary of their names, and Party organizations."""

from jingwei.org.selectors.conformity import declare_member_counts, set_up, set_up_list
from jingwei.org.selectors.history import Event, events
from jingwei.org.selectors.names import unit_groups, unit_names, units_named
from jingwei.org.selectors.organizations import (
    OrganizationFilter,
    OrganizationRow,
    expiry_list,
    organization_choices,
    organization_labels,
    organization_line,
    organization_names,
    organization_rows,
    organization_spells,
    organization_tree,
    organizations_called,
)
from jingwei.org.selectors.units import (
    TreeFilter,
    UnitRow,
    staffing_on,
    tree_effects,
    unit_labels,
    unit_rows,
)

__all__ = [
    "Event",
    "OrganizationFilter",
    "OrganizationRow",
    "TreeFilter",
    "UnitRow",
    "declare_member_counts",
    "events",
    "expiry_list",
    "organization_choices",
    "organization_labels",
    "organization_line",
    "organization_names",
    "organization_rows",
    "organization_spells",
    "organization_tree",
    "organizations_called",
    "set_up",
    "set_up_list",
    "staffing_on",
    "tree_effects",
    "unit_groups",
    "unit_labels",
    "unit_names",
    "unit_rows",
    "units_named",
]
