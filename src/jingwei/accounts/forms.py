"""Forms around an account."""

from __future__ import annotations

from typing import Any

from django import forms

from jingwei.accounts.directory import unit_choices, unit_names
from jingwei.accounts.models import User
from jingwei.accounts.selectors import UserFilter
from jingwei.accounts.services import roles


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
        label="数据范围",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="勾选一个单位，就能查看它和它的全部下级。不勾选则看不到任何单位的记录。",
    )

    def __init__(self, *args: Any, viewer: User, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = set(user.unit_paths())
        choices = unit_choices(viewer)
        self.out_of_sight = sorted(held - set(dict(choices)))
        self.fields["role_codes"].choices = _roles_with_exclusions()  # type: ignore[attr-defined]
        self.fields["paths"].choices = choices  # type: ignore[attr-defined]
        self.initial = {
            "role_codes": [group.name for group in user.groups.all()],
            "paths": sorted(held),
        }

    def clean_paths(self) -> list[str]:
        return [*self.cleaned_data["paths"], *self.out_of_sight]


def _roles_with_exclusions() -> list[tuple[str, str]]:
    labels = dict(role_choices())
    choices = []
    for code, role in roles().items():
        excluded: list[str] = role.get("excludes", [])  # type: ignore[assignment]
        words = "、".join(labels[other] for other in excluded)
        choices.append((code, f"{labels[code]}（不能兼任{words}）" if words else labels[code]))
    return choices
