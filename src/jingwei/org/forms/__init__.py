"""Forms around units, their names, and Party organizations."""

from jingwei.org.forms.dated import ConfirmForm
from jingwei.org.forms.names import AliasForm, GroupForm
from jingwei.org.forms.organizations import (
    NewOrganizationForm,
    OrganizationCloseForm,
    OrganizationDetailsForm,
    OrganizationFilterForm,
    OrganizationKindForm,
    OrganizationMergeForm,
    OrganizationMoveForm,
    OrganizationRenameForm,
    OrganizationSplitForm,
    SeatEndForm,
    SeatForm,
    TermChangeForm,
    TermForm,
)
from jingwei.org.forms.units import (
    CloseForm,
    MoveForm,
    NewUnitForm,
    RenameForm,
    StaffingForm,
    TreeFilterForm,
    UnitDetailsForm,
    UnitMergeForm,
    UnitSplitForm,
)

__all__ = [
    "AliasForm",
    "CloseForm",
    "ConfirmForm",
    "GroupForm",
    "MoveForm",
    "NewOrganizationForm",
    "NewUnitForm",
    "OrganizationCloseForm",
    "OrganizationDetailsForm",
    "OrganizationFilterForm",
    "OrganizationKindForm",
    "OrganizationMergeForm",
    "OrganizationMoveForm",
    "OrganizationRenameForm",
    "OrganizationSplitForm",
    "RenameForm",
    "SeatEndForm",
    "SeatForm",
    "StaffingForm",
    "TermChangeForm",
    "TermForm",
    "TreeFilterForm",
    "UnitDetailsForm",
    "UnitMergeForm",
    "UnitSplitForm",
]
