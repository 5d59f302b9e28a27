"""The pages of enterprises and projects: the register's, who looks after them, what they find hard, what fits them."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_http_methods

from bihuan.cases.addresses import url_of
from bihuan.cases.policies import REPORT
from bihuan.enterprises import services
from bihuan.enterprises.difficulties import days_taken, difficulties, report_difficulty
from bihuan.enterprises.models import Enterprise
from bihuan.enterprises.policies import EDIT, ENTERPRISES, KEEP
from bihuan.enterprises.registers import ENTERPRISES as REGISTER
from bihuan.kernel import clock
from bihuan.kernel.reading.masking import mask_name
from bihuan.orgs.models import Staff
from bihuan.orgs.spine import ThingKind
from bihuan.platform.actors import Actor
from bihuan.platform.policies import holds
from bihuan.web.enterprises.forms import AssignForm, DifficultyForm
from bihuan.web.enterprises.standing import policies_panel
from bihuan.web.orgs.acting import act, viewer_of
from bihuan.web.records import Action, Panel, RecordPages

MOST = 30
ASSIGNED = ("officer", "assigned_on", "leader")


def _officer(enterprise: Enterprise) -> str:
    return enterprise.officer.name if enterprise.officer is not None else _("未指定")


def _actions(viewer: Actor, enterprise: Enterprise) -> Sequence[Action]:
    found = []
    if holds(viewer, REPORT):
        found.append(Action(_("反映难题"), PAGES.url("difficulty", enterprise.pk), "flag", primary=True))
    if ENTERPRISES.allows(viewer, KEEP, enterprise):
        found.append(Action(_("包保干部"), PAGES.url("assign", enterprise.pk), "person-check"))
    return found


def _panels(viewer: Actor, enterprise: Enterprise) -> Sequence[Panel]:
    if enterprise.voided_at is not None:
        return []
    return [
        policies_panel(viewer, enterprise, may_tell=ENTERPRISES.allows(viewer, EDIT, enterprise)),
        _difficulties(viewer, enterprise),
    ]


def _difficulties(viewer: Actor, enterprise: Enterprise) -> Panel:
    """What it found hard: who brought it, who answers for it, in how many days; one query."""
    found = difficulties(viewer).filter(enterprise=enterprise)
    rows = [
        {
            "row": one,
            "url": url_of(one.case),
            "days": days_taken(one.case),
            "open_days": (clock.today() - clock.local(one.case.reported_at).date()).days,
            "asked": mask_name(one.case.reporter_name),
        }
        for one in found.select_related("case__office", "case__handler").order_by("-case__reported_at")[:MOST]
    ]
    return Panel(_("企业难题"), "web/enterprises/_difficulties.html", {"rows": rows})


PAGES = RecordPages(
    REGISTER,
    name="enterprise",
    layout=[
        (
            t("基本信息"),
            ["credit_code", "industry", "address", "legal_rep", "contact", "phone", "staff_count", "revenue", "taxes", "patents",
             "high_tech", "exports", "land", "registered_on", "closed_on"],
        ),
        (t("需求"), ["needs_workers", "needs_funds", "needs_land", "needs_power"]),
        (t("包保"), ASSIGNED),
    ],
    corrected=[name for name in REGISTER.fields if name not in ASSIGNED],
    told={"officer": _officer},
    actions=_actions,
    panels=_panels,
    thing=ThingKind.ENTERPRISE,
)  # fmt: skip


def _person(key: UUID | None) -> Staff | None:
    return Staff.objects.filter(pk=key).first() if key else None


@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who looks after it."""
    viewer, enterprise = viewer_of(request), REGISTER.by_id(viewer_of(request), pk)
    ENTERPRISES.check(viewer, KEEP, enterprise)
    form = AssignForm(
        request.POST or None,
        initial={"officer": enterprise.officer_id, "leader": enterprise.leader_id, "seen": enterprise.version},
    )

    def write() -> Enterprise:
        values = form.cleaned_data
        return services.assign_officer(
            actor=viewer,
            enterprise_id=pk,
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
        back=REGISTER.url(pk),
    )


@require_http_methods(["GET", "POST"])
def difficulty(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What it finds hard, as a case."""
    viewer, enterprise = viewer_of(request), REGISTER.by_id(viewer_of(request), pk)
    form = DifficultyForm(request.POST or None)
    return act(
        request,
        form,
        lambda: report_difficulty(viewer, enterprise_id=pk, **form.cleaned_data),
        title=_("反映难题:%(name)s") % {"name": enterprise.name},
        submit=_("登记"),
        done=_("已登记为一件事项,按流程办理。"),
        back=REGISTER.url(pk),
    )
