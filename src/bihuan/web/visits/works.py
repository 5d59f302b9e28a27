"""The pages of benefit works: plan, households, opinions; begun, accepted, stopped, reopened from the work's own page."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound
from bihuan.platform.actors import Actor
from bihuan.platform.policies import holds, require
from bihuan.visits import services
from bihuan.visits.models import BenefitWork, WorkHousehold, WorkOpinion
from bihuan.visits.policies import KEEP_WORKS, READ_WORKS
from bihuan.visits.work_registers import CYCLE, HOMES, OPINIONS, STEPS, WORKS
from bihuan.visits.work_selectors import late_works, works_by_kind
from bihuan.web.orgs.acting import act, viewer_of, with_one_tree
from bihuan.web.orgs.forms import DayField, ReasonForm, SeenForm
from bihuan.web.records import Action, Panel, RecordPages, parts_panel
from bihuan.web.templatetags.bihuan import grouped

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


State = BenefitWork.State
BY_DAY = ("begin_work", "accept_work")


class DayForm(SeenForm):
    """On which day it happened."""

    day = DayField(label=t("日期"))


def _quantity(work: BenefitWork) -> str:
    return f"{grouped(work.quantity)} {work.unit}"


def _actions(viewer: Actor, work: BenefitWork) -> Sequence[Action]:
    """The steps that the state offers to the viewer, what the loop wants next first."""
    open_steps = [step for step in CYCLE if work.state in step.from_states]
    return [
        Action(
            str(step.title),
            reverse("web:benefit_work_step", args=[work.pk, step.verb]),
            primary=at == 0 and step.verb in BY_DAY,
            danger=step.verb not in BY_DAY,
        )
        for at, step in enumerate(open_steps)
        if WORKS.policy.allows(viewer, str(step.right), work)
    ]


def _titles(viewer: Actor, work: BenefitWork) -> Panel:
    """How many households stand at each step; each number opens its households."""
    rows = HOMES.rows(viewer).filter(work=work).order_by().values_list("step").annotate(n=Count("pk"))
    found = dict(rows)
    ledger = reverse("web:ledger", args=[HOMES.key])
    steps = [
        (step.label, found.get(step, 0), f"{ledger}?{urlencode({'work': work.title, 'step': step})}")
        for step in WorkHousehold.Step
    ]
    return Panel(_("办证进度"), "web/visits/_titles.html", {"steps": steps, "total": sum(found.values())})


def _said(viewer: Actor, work: BenefitWork) -> str:
    """How many residents found it fit, and how many did not."""
    found = dict(OPINIONS.rows(viewer).filter(work=work).order_by().values_list("result").annotate(n=Count("pk")))
    return _("居民验收意见:合格 %(fit)d、不合格 %(unfit)d") % {
        "fit": found.get(WorkOpinion.Result.FIT, 0),
        "unfit": found.get(WorkOpinion.Result.UNFIT, 0),
    }


def _panels(viewer: Actor, work: BenefitWork) -> Sequence[Panel]:
    title = work.kind == BenefitWork.Kind.TITLE
    panels = [
        parts_panel(
            STEP_PAGES, viewer, work, title=_("步骤"), shown=["name", "who", "due_on", "done_on"], order="due_on"
        ),
    ]
    if title:
        panels.append(_titles(viewer, work))
    shown = ["door", "owner", "step"] if title else ["door", "owner"]
    return [
        *panels,
        parts_panel(OPINION_PAGES, viewer, work, title=_said(viewer, work), shown=OPINION, order="said_on"),
        parts_panel(HOME_PAGES, viewer, work, title=_("涉及户(前 100 户)"), shown=shown, order="door"),
    ]


OPINION = ("said_on", "name", "result", "remark")
KEPT_BY_STEPS = ("state", "accepted_on", "stop_reason")
PAGES = RecordPages(
    WORKS,
    name="benefit_work",
    layout=[
        (t("工程"), ["kind", "place", "quantity", "homes", "about"]),
        (
            t("计划与进展"),
            ["lead", "builder", "begins_on", "ends_on", "state", "started_on", "accepted_on", "stop_reason"],
        ),
        (t("资金"), ["cost", "money"]),
    ],
    corrected=[name for name in WORKS.fields if name not in KEPT_BY_STEPS],
    told={"quantity": _quantity},
    actions=_actions,
    panels=_panels,
)
STEP_PAGES = RecordPages(STEPS, name="work_step", files=False)
HOME_PAGES = RecordPages(HOMES, name="work_household")
OPINION_PAGES = RecordPages(OPINIONS, name="work_opinion")

# Verb → service, button, what is said afterwards, what is said before.
_DONE: "dict[str, tuple[Callable[..., BenefitWork], StrOrPromise, StrOrPromise, StrOrPromise]]" = {
    "begin_work": (services.begin_work, t("开工"), t("已登记开工。"), ""),
    "accept_work": (
        services.accept_work,
        t("验收"),
        t("已验收,计入当期指标。"),
        t("至少要有一位居民的验收意见,并且合格的多于不合格的;验收后数量不能再改。"),
    ),
    "stop_work": (services.stop_work, t("停办"), t("已停办。"), t("停办的工程不计入指标,以后可以重新开工。")),
    "reopen_work": (
        services.reopen_work,
        t("撤回验收"),
        t("已撤回验收。"),
        t("撤回后不再计入指标,整改好可以再验收。"),
    ),
}


@require_GET
@with_one_tree
def board(request: HttpRequest) -> HttpResponse:
    """What was done this year by kind, what is under way, and what is late; every number opens its rows."""
    viewer = viewer_of(request)
    require(viewer, READ_WORKS)
    today = clock.today()
    ledger = reverse("web:ledger", args=[WORKS.key])
    year = f"{today.year}-01-01..{today.year}-12-31"
    lines = [
        {
            "line": line,
            "accepted_url": f"{ledger}?{urlencode({'kind': line.kind, 'state': State.ACCEPTED, 'accepted_on': year})}",
            "under_way_url": f"{ledger}?{urlencode({'kind': line.kind, 'state': State.UNDER_WAY})}",
            "planned_url": f"{ledger}?{urlencode({'kind': line.kind, 'state': State.PLANNED})}",
        }
        for line in works_by_kind(viewer, today)
    ]
    context = {
        "lines": lines,
        "late": [(work, WORKS.url(work.pk)) for work in late_works(viewer, today)],
        "year": today.year,
        "ledger_url": ledger,
        "homes_url": reverse("web:ledger", args=[HOMES.key]),
        "add_url": reverse("web:benefit_work_add") if holds(viewer, KEEP_WORKS) else "",
    }
    return render(request, "web/visits/works.html", context)


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """One step of a work's life."""
    viewer = viewer_of(request)
    work = WORKS.by_id(viewer, pk)
    if verb not in _DONE:
        raise NotFound(_("没有这个操作。"))
    WORKS.policy.check(viewer, WORKS.verbs[verb], work)
    do, title, done, note = _DONE[verb]
    first = {"seen": work.version, "day": clock.today()}
    form = (DayForm if verb in BY_DAY else ReasonForm)(request.POST or None, initial=first)
    return act(
        request,
        form,
        lambda: do(actor=viewer, pk=pk, **form.cleaned_data),
        record=work,
        danger=verb not in BY_DAY,
        title=f"{title}:{work}",
        submit=str(title),
        done=str(done),
        back=WORKS.url(pk),
        note=str(note),
    )
