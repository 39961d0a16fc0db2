"""Pages that change the tree of Party organizations; each asks for the number of the approval."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from jingwei.kernel.pages import Request, answer_form
from jingwei.kernel.scoping import subtree
from jingwei.org import forms, services
from jingwei.org.models import PartyOrganization
from jingwei.org.web.acts import act_page, parts_asked
from jingwei.org.web.organizations import visible_organization


@login_required
@permission_required("org.add_partyorganization", raise_exception=True)
@require_http_methods(["GET", "POST"])
def organization_create(request: Request) -> HttpResponse:
    """Set up a Party organization below the one of ``?under=``; without it the topmost one."""
    parent = _parent(request)
    start = {"unit": parent.unit_id, "sector": parent.sector} if parent else {}
    form = forms.NewOrganizationForm(request.POST or None, viewer=request.user, initial=start)
    context = {
        "heading": "增设下级党组织" if parent else "设立党组织",
        "button": "设立党组织",
        "facts": [("上级党组织", str(parent))] if parent else [],
        "node": parent or "",
        "back": reverse("org:organization", args=[parent.pk])
        if parent
        else reverse("org:organization-list"),
        "list_url": reverse("org:organization-list"),
        "list_label": "党组织",
    }

    def act(data: dict[str, Any]) -> None:
        head = {name: data.pop(name) for name in ("code", "name", "kind", "unit", "since")}
        joint, approval = data.pop("joint"), data.pop("approval_no")
        new = services.Founding(
            **head, parent=parent, approval_no=approval, joint_units=joint, details=data
        )
        services.party_organization_create(new, actor=request.user)

    return answer_form(
        request, form, act, template="org/act.html", context=context,
        done="党组织已设立。", to=str(context["back"]),
    )  # fmt: skip


@login_required
@permission_required("org.change_partyorganization", raise_exception=True)
@require_http_methods(["GET", "POST"])
def organization_change(request: Request, pk: int) -> HttpResponse:
    """Change the facts of a Party organization that carry no date of their own."""
    found = visible_organization(request, pk)
    form = forms.OrganizationDetailsForm(
        request.POST or None, instance=visible_organization(request, pk), viewer=request.user
    )

    def act(data: dict[str, Any]) -> None:
        joint = data.pop("joint")
        services.party_organization_describe(found, data, joint_units=joint, actor=request.user)

    words = ("修改党组织信息", "保存党组织信息", "党组织信息已保存。")
    return act_page(request, found, form, act, words, [("全称", found.name)])


@login_required
@permission_required("org.change_partyorganization", raise_exception=True)
@require_http_methods(["GET", "POST"])
def organization_rename(request: Request, pk: int) -> HttpResponse:
    """Give a Party organization a new name."""
    found = visible_organization(request, pk)
    form = forms.OrganizationRenameForm(request.POST or None, initial={"name": found.name})

    def act(data: dict[str, Any]) -> None:
        services.party_organization_rename(found, actor=request.user, **data)

    words = ("党组织更名", "保存新名称", "名称已更改，原名称留在沿革里。")
    return act_page(request, found, form, act, words, _facts(request, found))


@login_required
@permission_required("org.change_partyorganization", raise_exception=True)
@require_http_methods(["GET", "POST"])
def organization_kind(request: Request, pk: int) -> HttpResponse:
    """Make a Party organization one of another kind."""
    found = visible_organization(request, pk)
    start = {"kind": found.kind, "name": found.name}
    form = forms.OrganizationKindForm(request.POST or None, initial=start)

    def act(data: dict[str, Any]) -> None:
        services.party_organization_change_kind(found, actor=request.user, **data)

    words = ("党组织改设", "保存新类别", "类别已更改，原类别留在沿革里。")
    return act_page(request, found, form, act, words, _facts(request, found))


@login_required
@permission_required("org.change_partyorganization", raise_exception=True)
@require_http_methods(["GET", "POST"])
def organization_move(request: Request, pk: int) -> HttpResponse:
    """Put a Party organization and all below it under another."""
    found = visible_organization(request, pk)
    form = forms.OrganizationMoveForm(request.POST or None, viewer=request.user)

    def act(data: dict[str, Any]) -> None:
        services.party_organization_move(found, actor=request.user, **data)

    words = ("调整隶属", "调整隶属", "隶属关系已调整，下级党组织一并跟随。")
    return act_page(request, found, form, act, words, _facts(request, found))


@login_required
@permission_required("org.change_partyorganization", raise_exception=True)
@require_http_methods(["GET", "POST"])
def organization_close(request: Request, pk: int) -> HttpResponse:
    """Close a Party organization."""
    found = visible_organization(request, pk)
    form = forms.OrganizationCloseForm(request.POST or None)

    def act(data: dict[str, Any]) -> None:
        services.party_organization_close(found, actor=request.user, **data)

    words = ("撤销党组织", "撤销党组织", "党组织已撤销，任期和任职同时结束，历史记录仍可查阅。")
    return act_page(request, found, form, act, words, _facts(request, found))


@login_required
@permission_required("org.change_partyorganization", raise_exception=True)
@require_http_methods(["GET", "POST"])
def organization_merge(request: Request, pk: int) -> HttpResponse:
    """Put other Party organizations into this one."""
    found = visible_organization(request, pk)
    form = forms.OrganizationMergeForm(request.POST or None, viewer=request.user, into=found)

    def act(data: dict[str, Any]) -> None:
        chosen = data.pop("chosen")
        services.party_organization_merge(chosen, found, actor=request.user, **data)

    words = ("将其他党组织并入", "合并党组织", "党组织已合并，下级党组织一并转入。")
    return act_page(request, found, form, act, words, _facts(request, found))


@login_required
@permission_required("org.change_partyorganization", raise_exception=True)
@require_http_methods(["GET", "POST"])
def organization_split(request: Request, pk: int) -> HttpResponse:
    """Split Party organizations off this one."""
    found = visible_organization(request, pk)
    form = forms.OrganizationSplitForm(
        request.POST or None, organization=found, count=parts_asked(request)
    )

    def act(data: dict[str, Any]) -> None:
        dated = {name: data[name] for name in ("on", "approval_no", "keep")}
        parts = form.organization_parts()
        services.party_organization_split(found, parts, actor=request.user, **dated)

    words = ("党组织分设", "分设党组织", "党组织已分设。")
    return act_page(request, found, form, act, words, _facts(request, found))


def _parent(request: Request) -> PartyOrganization | None:
    """Return the open organization to set up below; the topmost only by who sees the district."""
    under = request.GET.get("under", "")
    if under.isdecimal():
        parent = visible_organization(request, int(under))
        if parent.closed_on:
            raise Http404("Nothing is set up below a closed organization.")
        return parent
    if not any(path.count("/") == 1 for path in request.user.unit_paths()):
        raise Http404("Only who sees the whole district sets up a topmost organization.")
    return None


def _facts(request: Request, found: PartyOrganization) -> list[tuple[str, str]]:
    seen = PartyOrganization.objects.visible_to(request.user)
    below = seen.filter(subtree("path", found.path), closed_on=None).exclude(pk=found.pk)
    return [
        ("现全称", found.name),
        ("现类别", found.get_kind_display()),
        ("现上级", str(found.parent or "")),
        ("下级党组织", f"{below.count()} 个"),
    ]
