"""The pages of committees and mediators."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_http_methods

from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound
from bihuan.mediation.models import Committee, Mediator, Relative, Result
from bihuan.mediation.network import declaring, policies
from bihuan.mediation.network.registers import COMMITTEES, MEDIATORS
from bihuan.mediation.network.results import REMEMBERED, done_by
from bihuan.mediation.policies import DISPUTES, READ
from bihuan.platform.actors import Actor
from bihuan.web.forms import DeskForm
from bihuan.web.orgs.acting import act, viewer_of
from bihuan.web.orgs.forms import ReasonForm
from bihuan.web.records import Panel, RecordPages

SHOWN = 20
WARNED = timedelta(days=60)  # before a certificate or a term ends


def _committees(viewer: Actor) -> Sequence[tuple[str, str]]:
    """The committees in force of the viewer's towns and of the county."""
    towns = {post.town_id for post in viewer.posts_held()}
    rows = Committee.objects.filter(voided_at=None, closed_on=None)
    if None not in towns:
        rows = rows.filter(Q(town__in=towns) | Q(town=None))
    return [(str(pk), name) for pk, name in rows.order_by("town", "kind", "name").values_list("pk", "name")]


def _committee_panels(viewer: Actor, committee: Committee) -> list[Panel]:
    people = MEDIATORS.rows(viewer).filter(Q(committee=committee) | Q(second_committee=committee)).order_by("name")
    done = done_by(list(people))
    rows = [(one, done[one.pk]) for one in people]
    term = _years_on(committee.elected_on, Committee.TERM_YEARS) if committee.elected_on else None
    found = [Panel(_("调解员"), "web/mediation/_committee_mediators.html", {"rows": rows})]
    if term is not None and committee.closed_on is None:
        found.append(Panel(_("任期"), "web/mediation/_term.html", {"term": term, "tone": _tone(term)}, aside=True))
    return found


def _years_on(day: date, years: int) -> date:
    return (
        day.replace(year=day.year + years, day=min(day.day, 28))
        if day.month == 2
        else day.replace(year=day.year + years)
    )


def _tone(until: date) -> str:
    """How near a last day is, in the words of the marks."""
    today = clock.today()
    return "late" if until < today else "soon" if until - WARNED <= today else "calm"


def _mediator_panels(viewer: Actor, mediator: Mediator) -> list[Panel]:
    done = done_by([mediator])[mediator.pk]
    recent = done_by([mediator], since=clock.today() - REMEMBERED)[mediator.pk]
    own = Q(mediator_id=mediator.staff_id) if mediator.staff_id else Q(mediator=None, mediator_name=mediator.name)
    rows = DISPUTES.rows(viewer, READ).filter(own, voided_at=None).select_related("case", "area")
    open_now = list(rows.filter(result=Result.PENDING).order_by("day")[:SHOWN])
    ledger = reverse("web:ledger", args=["disputes"])
    context = {
        "done": done,
        "recent": recent,
        "ledger": f"{ledger}?mediator={mediator.name}",
        "rate": _percent(done.rate),
    }
    found = [
        Panel(_("调解成果"), "web/mediation/_mediator_results.html", context),
        Panel(
            _("手上的纠纷"),
            "web/mediation/_mediator_disputes.html",
            {"disputes": open_now, "more": done.load - len(open_now)},
        ),
    ]
    if mediator.certificate_until is not None:
        term = {"term": mediator.certificate_until, "tone": _tone(mediator.certificate_until)}
        found.append(Panel(_("证件"), "web/mediation/_term.html", term, aside=True))
    relatives = declaring.relatives_of(viewer, mediator)
    if relatives is not None:
        found.append(Panel(_("回避关系"), "web/mediation/_relatives.html", {"relatives": relatives}, aside=True))
    return found


def _percent(rate: float | None) -> str:
    return f"{rate:.1%}" if rate is not None else "—"


COMMITTEE_PAGES = RecordPages(
    COMMITTEES,
    name="committee",
    layout=[
        (t("组织"), ["kind", "trade", "head", "members", "office", "founded_on", "elected_on", "closed_on"]),
        (t("联系"), ["phone", "address", "remark"]),
    ],
    panels=_committee_panels,
)
MEDIATOR_PAGES = RecordPages(
    MEDIATORS,
    name="mediator",
    layout=[
        (t("任职"), ["committee", "second_committee", "engagement", "kinds", "since", "until", "away_until", "staff"]),
        (t("证件和联系"), ["certificate", "certificate_until", "phone", "origin", "remark"]),
    ],
    told={
        "committee": lambda one: str(one.committee or ""),
        "second_committee": lambda one: str(one.second_committee or ""),
    },
    panels=_mediator_panels,
    offers={"committee": _committees, "second_committee": _committees},
)


class RelativeForm(DeskForm):
    relation = forms.ChoiceField(
        label=t("关系"), choices=[("", t("请选择")), *Relative.Relation.choices], required=False
    )
    name = forms.CharField(label=t("姓名"), max_length=60, required=False)
    phone = forms.CharField(
        label=t("联系电话"), max_length=30, required=False, help_text=t("填了电话,同名的其他人就不会被误认。")
    )


@require_http_methods(["GET", "POST"])
def relative_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody whose disputes the mediator keeps out of."""
    viewer = viewer_of(request)
    mediator = MEDIATORS.by_id(viewer, pk)
    policies.MEDIATORS.check(viewer, policies.DECLARE, mediator)
    form = RelativeForm(request.POST or None)
    return act(
        request, form,
        lambda: declaring.declare_relative(viewer, mediator_id=mediator.pk, **form.cleaned_data),
        title=_("申报回避关系"), submit=_("申报"), done=_("已申报。"), back=MEDIATORS.url(pk),
        note=_("当事人里有这个人时,系统不推荐%(name)s调解。") % {"name": mediator.name},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def relative_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A tie that is over."""
    viewer = viewer_of(request)
    relative = Relative.objects.select_related("mediator").filter(pk=pk).first()
    if relative is None or not policies.RELATIVES.allows(viewer, policies.DECLARE, relative):
        raise NotFound(_("没有找到这条回避关系。"))
    form = ReasonForm(request.POST or None)
    return act(
        request, form,
        lambda: declaring.withdraw_relative(viewer, relative_id=pk, reason=form.cleaned_data["reason"]),
        title=_("撤销回避关系"), submit=_("撤销"), done=_("已撤销。"), back=MEDIATORS.url(relative.mediator_id), danger=True,
    )  # fmt: skip
