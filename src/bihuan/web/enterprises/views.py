"""The page of one enterprise or project: facts, people masked, history; register, edit, assign, reveal, void."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.enterprises import selectors, services
from bihuan.enterprises.models import Enterprise
from bihuan.enterprises.policies import EDIT, ENTERPRISES, KEEP, REVEAL
from bihuan.enterprises.services import EnterpriseEntry
from bihuan.orgs.models import Area, Staff
from bihuan.orgs.spine import Thing, ThingKind, spine
from bihuan.platform.policies import require
from bihuan.web.enterprises.forms import AssignForm, EnterpriseForm, FactsForm
from bihuan.web.forms import answer, attempt
from bihuan.web.history import history
from bihuan.web.orgs.acting import act, is_htmx, viewer_of
from bihuan.web.orgs.forms import KEPT, ReasonForm, RevealForm

PERSONAL = ("legal_rep", "contact", "phone")
FACTS = (
    "name", "kind", "credit_code", "address", "industry", "staff_count", "revenue", "registered_on", "state", "closed_on",
)  # fmt: skip
LEDGER = "/ledgers/enterprises/"


def _back(enterprise_id: UUID) -> str:
    return reverse("web:enterprise_page", args=[enterprise_id])


@require_GET
def page(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
    """Everything known of it, its people masked."""
    viewer = viewer_of(request)
    enterprise = selectors.enterprise_by_id(viewer, enterprise_id)
    live = enterprise.voided_at is None
    context = {
        "enterprise": enterprise,
        "may_edit": live and ENTERPRISES.allows(viewer, EDIT, enterprise),
        "may_keep": live and ENTERPRISES.allows(viewer, KEEP, enterprise),
        "may_reveal": live and ENTERPRISES.allows(viewer, REVEAL, enterprise),
        "sections": spine(viewer, Thing(ThingKind.ENTERPRISE, enterprise.pk)),
        "history": history(enterprise),
    }
    return render(request, "web/enterprises/enterprise_page.html", context)


def _person(key: UUID | None) -> Staff | None:
    return Staff.objects.filter(pk=key).first() if key else None


def _entry(values: dict[str, Any]) -> EnterpriseEntry:
    """What the form of a new one says."""
    return EnterpriseEntry(
        **{name: values[name] for name in (*FACTS, *PERSONAL, "assigned_on")},
        area=Area.objects.filter(pk=values["area"]).first(),
        officer=_person(values["officer"]),
        leader=_person(values["leader"]),
    )


def _corrected(values: dict[str, Any], before: Enterprise) -> EnterpriseEntry:
    """What the edit form says; a personal value left as the placeholder stays, and so do those who look after it."""
    personal = {name: getattr(before, name) if values[name] == KEPT else values[name] for name in PERSONAL}
    return EnterpriseEntry(
        **{name: values[name] for name in FACTS},
        **personal,
        area=Area.objects.filter(pk=values["area"]).first(),
        officer=before.officer,
        assigned_on=before.assigned_on,
        leader=before.leader,
    )


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Register an enterprise or project."""
    viewer = viewer_of(request)
    require(viewer, KEEP)
    form = EnterpriseForm(request.POST or None, initial={"area": request.GET.get("area")})
    return act(
        request,
        form,
        lambda: services.register_enterprise(actor=viewer, entry=_entry(form.cleaned_data)),
        title=_("登记企业(项目)"),
        submit=_("登记"),
        done=_("已登记。"),
        back=LEDGER,
        onward=lambda enterprise: _back(enterprise.pk),
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
    """Correct it; personal values are not shown, only replaced."""
    viewer, enterprise = viewer_of(request), selectors.enterprise_by_id(viewer_of(request), enterprise_id)
    ENTERPRISES.check(viewer, EDIT, enterprise)
    initial = {name: getattr(enterprise, name) for name in FACTS}
    initial |= {name: KEPT if getattr(enterprise, name) else "" for name in PERSONAL}
    initial |= {"area": enterprise.area_id, "seen": enterprise.version}
    form = FactsForm(request.POST or None, initial=initial)
    return act(
        request,
        form,
        lambda: services.edit_enterprise(
            actor=viewer,
            enterprise_id=enterprise.pk,
            entry=_corrected(form.cleaned_data, enterprise),
            seen=form.cleaned_data["seen"],
        ),
        record=enterprise,
        title=_("修改:%(name)s") % {"name": enterprise.name},
        submit=_("保存"),
        done=_("已保存。"),
        back=_back(enterprise.pk),
        note=_("“%(kept)s”表示已登记但不显示;不改就保持原样,要改请整项重填。") % {"kept": KEPT},
    )


@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
    """Who looks after it."""
    viewer, enterprise = viewer_of(request), selectors.enterprise_by_id(viewer_of(request), enterprise_id)
    ENTERPRISES.check(viewer, KEEP, enterprise)
    form = AssignForm(
        request.POST or None,
        initial={"officer": enterprise.officer_id, "leader": enterprise.leader_id, "seen": enterprise.version},
    )

    def write() -> Enterprise:
        values = form.cleaned_data
        return services.assign_officer(
            actor=viewer,
            enterprise_id=enterprise.pk,
            officer=_person(values["officer"]),
            leader=_person(values["leader"]),
            day=values["assigned_on"],
            seen=values["seen"],
        )

    return act(
        request,
        form,
        write,
        record=enterprise,
        title=_("指定包保干部:%(name)s") % {"name": enterprise.name},
        submit=_("保存"),
        done=_("包保干部已更新。"),
        back=_back(enterprise.pk),
    )


@require_http_methods(["GET", "POST"])
def reveal(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
    """The people in clear, once, for a reason that is logged."""
    viewer, enterprise = viewer_of(request), selectors.enterprise_by_id(viewer_of(request), enterprise_id)
    ENTERPRISES.check(viewer, REVEAL, enterprise)
    form = RevealForm(request.POST or None)
    shown = attempt(
        form,
        lambda: services.reveal_contacts(actor=viewer, enterprise_id=enterprise.pk, reason=form.cleaned_data["reason"]),
    )
    part = is_htmx(request)
    context = {
        "form": form,
        "shown": shown,
        "back": _back(enterprise.pk),
        "title": _("查看完整信息"),
        "submit": _("查看"),
    }
    if shown is None:
        return answer(request, "web/orgs/_act.html" if part else "web/orgs/act.html", context)
    template = "web/enterprises/_revealed.html" if part else "web/enterprises/revealed.html"
    response = render(request, template, context)
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
    """Off the register, for a reason."""
    viewer, enterprise = viewer_of(request), selectors.enterprise_by_id(viewer_of(request), enterprise_id)
    ENTERPRISES.check(viewer, KEEP, enterprise)
    form = ReasonForm(request.POST or None, initial={"seen": enterprise.version})
    return act(
        request,
        form,
        lambda: services.void_enterprise(actor=viewer, enterprise_id=enterprise.pk, **form.cleaned_data),
        record=enterprise,
        danger=True,
        title=_("注销登记:%(name)s") % {"name": enterprise.name},
        submit=_("注销"),
        done=_("登记已注销。"),
        back=_back(enterprise.pk),
        note=_("登记错了才注销;真正关闭的,请用“修改”把经营状态改为“已关闭”。"),
    )
