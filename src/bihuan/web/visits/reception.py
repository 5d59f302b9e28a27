"""The week of the leaders' reception: planned, published, substituted, held."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.cases.policies import READ as READ_CASES
from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound
from bihuan.orgs.models import Area
from bihuan.orgs.tree import area_tree
from bihuan.platform.actors import Actor
from bihuan.platform.indicators import Period, Value, indicator
from bihuan.platform.policies import holds, require
from bihuan.visits import selectors, services
from bihuan.visits.models import ReceptionTurn
from bihuan.visits.policies import PLAN_ROTA, READ_ROTA
from bihuan.visits.registers import ROTA
from bihuan.web.orgs.acting import act, viewer_of, with_one_tree
from bihuan.web.orgs.forms import ReasonForm, SeenForm, Sentences
from bihuan.web.orgs.pick import picked
from bihuan.web.visits.pages import turn_actions, with_values
from bihuan.web.weekdays import weekday_names

WEEK = timedelta(days=7)
FIGURES = ("reception.held", "reception.held_rate", "reception.matters", "reception.closed_rate")


class SubstituteForm(SeenForm):
    """Who comes instead, and why."""

    substitute = picked("staff", t("由谁替班"))
    reason = Sentences(t("换人原因"), 200)


def _week(text: str) -> date:
    try:
        return services.monday_of(date.fromisoformat(text))
    except ValueError:
        return services.monday_of(clock.today())


def _areas(viewer: Actor) -> list[Area]:
    """The towns (and the county) whose rota the viewer may look at: those of the posts, all of them from the county."""
    posts = viewer.posts_held()
    if any(post.town_id is None for post in posts):
        today = clock.today()
        keys = [
            node.id
            for node in area_tree().by_path.values()
            if node.level in (Area.Level.COUNTY, Area.Level.TOWN) and node.in_force(today)
        ]
    else:
        keys = [post.town_id for post in posts if post.town_id is not None]
    return list(Area.objects.filter(pk__in=keys).order_by("path"))


def _area(viewer: Actor, wanted: str) -> tuple[Area, list[Area]]:
    areas = _areas(viewer)
    if not areas:
        raise NotFound(_("没有找到这个区域。"))
    return next((one for one in areas if str(one.pk) == wanted), areas[0]), areas


def _blank(area: Area) -> ReceptionTurn:
    """A turn of the area, to ask the policy about."""
    return ReceptionTurn(area=area, area_path=area.path, town_id=area.town_id)


@require_GET
@with_one_tree
def board(request: HttpRequest) -> HttpResponse:
    """One week of one town: who receives, what came of it, what is still to be done; and where to go down to."""
    viewer = viewer_of(request)
    require(viewer, READ_ROTA)
    monday = _week(request.GET.get("week", ""))
    area, areas = _area(viewer, request.GET.get("area", ""))
    turns = selectors.board(viewer, area, monday)
    plans = ROTA.policy.allows(viewer, PLAN_ROTA, _blank(area))
    this = services.monday_of(clock.today())
    context: dict[str, Any] = {
        "area": area,
        "areas": areas if len(areas) > 1 else [],
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "before": monday - WEEK,
        "after": monday + WEEK,
        "this": this,
        "rows": [_row(viewer, turn) for turn in turns],
        "waiting": sum(turn.state == ReceptionTurn.State.PLANNED for turn in turns) if plans else 0,
        "over": monday + WEEK <= clock.today(),
        "plans": plans,
        "add_url": with_values("web:reception_turn_add", area=area.pk, day=_first_day(monday).isoformat()),
        "suggested": _suggested(viewer, area, monday) if plans and holds(viewer, READ_CASES) else None,
        "figures": _figures(viewer, area),
    }
    return render(request, "web/visits/board.html", context)


def _row(viewer: Actor, turn: ReceptionTurn) -> dict[str, Any]:
    opens = ROTA.policy.allows(viewer, READ_ROTA, turn)
    actions = turn_actions(viewer, turn) if opens else []
    return {
        "turn": turn,
        "weekday": weekday_names()[turn.day.weekday()],
        "today": turn.day == clock.today(),
        "url": ROTA.url(turn.pk) if opens else "",
        "actions": actions[:3],
        "edit": reverse("web:reception_turn_edit", args=[turn.pk])
        if turn.state == ReceptionTurn.State.PLANNED and ROTA.policy.allows(viewer, PLAN_ROTA, turn)
        else "",
    }


def _first_day(monday: date) -> date:
    """A day of the week that can still be planned."""
    return max(monday, min(clock.today(), monday + timedelta(days=4)))


def _suggested(viewer: Actor, area: Area, monday: date) -> list[dict[str, Any]]:
    day = max(_first_day(monday), clock.today())
    return [
        {
            "village": one,
            "url": with_values(
                "web:reception_turn_add", way="down", area=one.area.id, day=day.isoformat(), topic=_topic(one)
            ),
        }
        for one in selectors.worth_going_down(viewer, area)
    ]


def _topic(one: selectors.Suggestion) -> str:
    return one.topic or _("群众反映集中的问题")


def _figures(viewer: Actor, area: Area) -> list[dict[str, Any]]:
    """This year's figures of the area, each with where its rows are."""
    today = clock.today()
    period = Period(today.replace(month=1, day=1), today)
    within = None if area.level == Area.Level.COUNTY else area
    found = []
    for key in FIGURES:
        one = indicator(key)
        value = one.value(viewer, within, period)
        found.append({"name": value.name, "text": _text(value), "unit": "" if _is_share(value) else value.unit,
                      "note": f"{value.numerator}/{value.denominator}" if _is_share(value) else "",
                      "url": reverse("web:ledger", args=[one.ledger])})  # fmt: skip
    return found


def _is_share(value: Value) -> bool:
    return value.denominator is not None


def _text(value: Value) -> str:
    if value.value is None:
        return "—"
    return f"{float(value.value):.0%}" if _is_share(value) else f"{value.value:,}"


def _back(area: Area, monday: date) -> str:
    return f"{reverse('web:reception')}?week={monday.isoformat()}&area={area.pk}"


def _planned_area(request: HttpRequest, area_id: UUID) -> Area:
    area = Area.objects.filter(pk=area_id, level__in=(Area.Level.TOWN, Area.Level.COUNTY)).first()
    if area is None:
        raise NotFound(_("没有找到这个区域。"))
    ROTA.policy.check(viewer_of(request), PLAN_ROTA, _blank(area))
    return area


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, area_id: UUID, week: str) -> HttpResponse:
    """Make the planned turns of the week public."""
    viewer, area, monday = viewer_of(request), _planned_area(request, area_id), _week(week)
    return act(
        request,
        SeenForm(request.POST or None),
        lambda: services.publish_week(actor=viewer, area=area, monday=monday),
        title=_("公布 %(first)s 起一周的接访安排") % {"first": monday.isoformat()},
        submit=_("公布"),
        done=_("已公布,群众在网上就能看到;接访领导已收到通知。"),
        back=_back(area, monday),
        note=_("公布后不能再修改,临时有事只能换人并写明原因。"),
    )


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, area_id: UUID, week: str) -> HttpResponse:
    """Plan the week like the one before, leaders in turn."""
    viewer, area, monday = viewer_of(request), _planned_area(request, area_id), _week(week)
    return act(
        request,
        SeenForm(request.POST or None),
        lambda: services.propose_week(actor=viewer, area=area, monday=monday),
        title=_("照上一周排班"),
        submit=_("排班"),
        done=_("已排好,请核对后公布。"),
        back=_back(area, monday),
        note=_("时间、地点与上一周相同,领导按顺序轮换;排好后可以逐条修改。"),
    )


@require_http_methods(["GET", "POST"])
def substitute(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another leader comes."""
    viewer, turn = viewer_of(request), ROTA.by_id(viewer_of(request), pk)
    ROTA.policy.check(viewer, PLAN_ROTA, turn)
    form = SubstituteForm(request.POST or None, initial={"seen": turn.version})
    return act(
        request,
        form,
        lambda: services.substitute(actor=viewer, pk=pk, **form.cleaned_data),
        record=turn,
        title=_("换人:%(turn)s") % {"turn": turn},
        submit=_("换人"),
        done=_("已换人,两位领导都会收到通知。"),
        back=ROTA.url(pk),
        note=_("群众看到的公示会改为替班的领导。"),
    )


@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The leader was there and nobody came."""
    viewer, turn = viewer_of(request), ROTA.by_id(viewer_of(request), pk)
    ROTA.policy.check(viewer, ROTA.verbs["hold"], turn)
    form = SeenForm(request.POST or None, initial={"seen": turn.version})
    return act(
        request,
        form,
        lambda: services.hold(actor=viewer, pk=pk, seen=form.cleaned_data["seen"]),
        record=turn,
        title=_("已开展,无人来访:%(turn)s") % {"turn": turn},
        submit=_("登记"),
        done=_("已登记为已开展。"),
        back=ROTA.url(pk),
        note=_("有人来访的请点“登记接访”,登记后自动算作已开展。"),
    )


@require_http_methods(["GET", "POST"])
def miss(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It did not take place."""
    viewer, turn = viewer_of(request), ROTA.by_id(viewer_of(request), pk)
    ROTA.policy.check(viewer, PLAN_ROTA, turn)
    form = ReasonForm(request.POST or None, initial={"seen": turn.version})
    return act(
        request,
        form,
        lambda: services.miss(actor=viewer, pk=pk, **form.cleaned_data),
        record=turn,
        danger=True,
        title=_("登记未开展:%(turn)s") % {"turn": turn},
        submit=_("登记"),
        done=_("已登记为未开展。"),
        back=ROTA.url(pk),
        note=_("未开展的场次会计入接访开展率。"),
    )
