"""Forms around an account."""

from __future__ import annotations

from typing import Any

from django import forms

from jingwei.accounts.directory import organization_choices, unit_choices, unit_names
from jingwei.accounts.models import User
from jingwei.accounts.selectors import UserFilter
from jingwei.accounts.services import administrator_roles, roles
from jingwei.kernel.explain import record_kinds


def role_choices() -> list[tuple[str, str]]:
    """Return (code, label) of the roles, in the order of the product's list."""
    return [(code, str(role["label"])) for code, role in roles().items()]


class UserFilterForm(forms.Form):
    """The filters above the list of accounts."""

    q = forms.CharField(label="姓名或登录名", required=False)
    role = forms.ChoiceField(label="角色", required=False)
    unit = forms.ChoiceField(label="所在单位及下级", required=False)
    active = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "在用"), ("off", "已停用"), ("all", "全部")],
    )

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", "全部"), *role_choices()]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", "全部"), *unit_choices(viewer)]  # type: ignore[attr-defined]

    def asked(self) -> UserFilter:
        """Return the filter; a value that is no choice asks for nothing."""
        given = self.cleaned_data if self.is_valid() else {}
        return UserFilter(
            text=given.get("q", "").strip(),
            role=given.get("role", ""),
            unit=given.get("unit", ""),
            active=given.get("active", ""),
        )


class UserForm(forms.Form):
    """Who a person is; the unit is one of the viewer's, or the one it was."""

    full_name = forms.CharField(
        label="姓名", max_length=40, error_messages={"required": "填写姓名。"}
    )
    title = forms.CharField(label="职务", max_length=60, required=False)
    home_path = forms.ChoiceField(label="所在单位", error_messages={"required": "选择所在单位。"})

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = unit_choices(viewer)
        present = self.initial.get("home_path", "")
        if present and present not in dict(choices):
            choices = [(present, unit_names([present]).get(present, present)), *choices]
        self.fields["home_path"].choices = [("", "——"), *choices]  # type: ignore[attr-defined]


class NewUserForm(UserForm):
    """A new account: the sign-in name besides."""

    username = forms.CharField(
        label="登录名",
        max_length=150,
        help_text="用姓名全拼等好记的字母或数字，开设后不能修改。",
        error_messages={"required": "填写登录名。"},
    )
    field_order = ["username", "full_name", "title", "home_path"]


class ReasonForm(forms.Form):
    """Why an account is disabled or enabled."""

    reason = forms.CharField(
        label="理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "写明理由，例如“调离本单位”。"},
    )


class ConfirmForm(forms.Form):
    """Nothing to fill in: the button is the answer."""


class GrantForm(forms.Form):
    """Roles and data scopes; scopes out of the viewer's sight are kept as they are."""

    role_codes = forms.MultipleChoiceField(
        label="角色", required=False, widget=forms.CheckboxSelectMultiple
    )
    paths = forms.MultipleChoiceField(
        label="数据范围：单位",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="勾选一个单位，就能查看它和它的全部下级。不勾选则看不到任何单位的记录。",
    )
    organization_paths = forms.MultipleChoiceField(
        label="数据范围：党组织",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="勾选一个党组织，就能查看它和它的全部下级党组织的党员、组织生活等记录。",
    )

    def __init__(self, *args: Any, viewer: User, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = {"paths": user.unit_paths(), "organization_paths": user.organization_paths()}
        offered = {
            "paths": unit_choices(viewer),
            "organization_paths": organization_choices(viewer),
        }
        self.hidden = {name: sorted({*held[name]} - {*dict(offered[name])}) for name in held}
        self.out_of_sight = [*self.hidden["paths"], *self.hidden["organization_paths"]]
        self.fields["role_codes"].choices = _roles_with_exclusions()  # type: ignore[attr-defined]
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.initial = {"role_codes": sorted(user.role_codes()), **held}

    def clean_paths(self) -> list[str]:
        return [*self.cleaned_data["paths"], *self.hidden["paths"]]

    def clean_organization_paths(self) -> list[str]:
        return [*self.cleaned_data["organization_paths"], *self.hidden["organization_paths"]]


class AccessForm(forms.Form):
    """Whose right to see which record is asked about."""

    user = forms.CharField(
        label="谁（登录名或姓名）", error_messages={"required": "填写登录名或姓名。"}
    )
    record = forms.CharField(
        label="哪条记录（页面地址）",
        required=False,
        help_text="从浏览器地址栏复制，例如 /people/12/。",
    )
    kind = forms.ChoiceField(label="或者类别", required=False)
    number = forms.CharField(label="和编号", required=False, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "——"), *record_kinds()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("record") and not (given.get("kind") and given.get("number")):
            self.add_error("record", "填写页面地址，或者选类别并填编号。")
        return given


def _roles_with_exclusions() -> list[tuple[str, str]]:
    alone = administrator_roles()
    return [
        (code, f"{label}（不能兼任其他角色）" if code in alone else label)
        for code, label in role_choices()
    ]
