"""The pages of waters, businesses, kit and weather warnings, and of the rules that say how often points are looked at."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.inspections.models import Business, GateDuty, Kit, Schedule, Water, WeatherWarning
from bihuan.inspections.patrols.gates import GATES, mark_duty
from bihuan.inspections.points import policies, rules
from bihuan.inspections.points.checklists import PRODUCTION, WATERS
from bihuan.inspections.points.registers import BUSINESS, CHECKS, KIT, SCHEDULE, WARNING, WATER
from bihuan.inspections.points.schedule import DEFAULTS
from bihuan.inspections.points.selectors import at_point, tasks
from bihuan.inspections.points.warnings import lift_warning
from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound
from bihuan.orgs.addresses import point_url
from bihuan.orgs.models import Area, PlacePoint
from bihuan.orgs.selectors import place_points
from bihuan.platform.actors import Actor
from bihuan.platform.policies import require
from bihuan.web.forms import DeskForm
from bihuan.web.orgs.acting import act, viewer_of, with_one_tree
from bihuan.web.orgs.forms import SeenForm
from bihuan.web.records import Action, Panel, RecordPages
from bihuan.web.records.forms import Choices, MomentField, offered

CHECKS_SHOWN = 12


def _points(*kinds: str, free: str = "") -> Callable[[Actor], Choices]:
    """The points of some kinds as choices; `free` names the relation that must still be empty."""

    def offer(viewer: Actor) -> Choices:
        rows = place_points(viewer)
        if kinds:
            rows = rows.filter(kind__in=kinds)
        if free:
            rows = rows.filter(**{free: None})
        return offered(rows.order_by("town", "name"), lambda one: f"{one.name}({one.area.name})")

    return offer


def _kit_panel(viewer: Actor, point: PlacePoint) -> Panel:
    rows = KIT.rows(viewer).filter(point=point, removed_on=None).order_by("sort", "pk")
    kept = KIT.policy.allows(viewer, KIT.keep, _kit_at(point))
    add = f"{reverse('web:kit_add')}?{urlencode({'point': point.pk})}" if kept else ""
    return Panel(_("救生消防器材"), "web/inspections/_kit.html", {"kit": list(rows), "add_url": add})


def _kit_at(point: PlacePoint) -> Kit:
    return Kit(point=point, area_id=point.area_id, area_path=point.area_path, town_id=point.town_id)


def _checks_panel(viewer: Actor, point: PlacePoint) -> Panel:
    rows = CHECKS.rows(viewer).filter(point=point).select_related("by", "case", "known").order_by("-checked_at")
    return Panel(
        _("最近巡查检查"),
        "web/inspections/_checks.html",
        {"checks": list(rows[:CHECKS_SHOWN]), "owed": tasks(viewer).filter(point=point, day=clock.today())},
    )


def _panels(viewer: Actor, row: Water | Business) -> Sequence[Panel]:
    return [_kit_panel(viewer, row.point), _checks_panel(viewer, row.point)]


def check_action(viewer: Actor, point: PlacePoint) -> list[Action]:
    """The button that begins a check, for whoever may check there."""
    if not policies.CHECKS.allows(viewer, policies.CHECK, at_point(point)) or point.voided_at is not None:
        return []
    return [
        Action(
            _("登记检查"), reverse("web:point_check", args=[point.pk]), "clipboard-check", primary=True, dialog=False
        )
    ]


def _actions(viewer: Actor, row: Water | Business) -> Sequence[Action]:
    return [*check_action(viewer, row.point), Action(_("看部位"), point_url(row.point_id), "geo", dialog=False)]


def _about(row: Water | Business) -> str:
    warden = row.point.warden.name if row.point.warden is not None else _("没有指定责任人")
    return f"{row.point.name}({row.point.get_kind_display()},{row.point.get_risk_display()},{warden})"


WATER_PAGES = RecordPages(
    WATER,
    name="water",
    layout=[
        (t("水域情况"), ["point", "sort", "depth", "near", "remark"]),
        (t("防护"), ["signs", "boards", "fenced", "watched"]),
        (t("列管"), ["listed_on", "left_on"]),
    ],
    told={"point": _about},
    offers={"point": _points(*WATERS)},
    panels=_panels,
    actions=_actions,
)
BUSINESS_PAGES = RecordPages(
    BUSINESS,
    name="business",
    layout=[
        (t("经营单位"), ["point", "name", "trade", "credit_code", "contact", "phone", "staff"]),
        (t("安全情况"), ["gas", "bottles", "lodging", "exits", "remark"]),
        (t("在册"), ["listed_on", "left_on"]),
    ],
    told={"point": _about},
    offers={"point": _points(*PRODUCTION)},
    panels=_panels,
    actions=_actions,
)


def _facts_of(kit: Kit) -> str:
    """Where a piece of kit is seen with what stands beside it."""
    for kept, name in ((WATER, "water"), (BUSINESS, "business")):
        facts = getattr(kit.point, name, None)
        if facts is not None:
            return kept.url(facts.pk)
    return point_url(kit.point_id)


KIT_PAGES = RecordPages(
    KIT,
    name="kit",
    told={"point": lambda kit: kit.point.name},
    offers={"point": _points()},
    after=_facts_of,
)


# --- rules -----------------------------------------------------------------------------------------------------------

SCHEDULE_PAGES = RecordPages(
    SCHEDULE,
    name="schedule",
    layout=[(t("规则"), ["kind", "risk", "area", "every", "first_month", "last_month", "weather", "level", "remark"])],
    files=False,
    after=lambda _row: reverse("web:point_rules"),
)


@require_GET
@with_one_tree
def rules_page(request: HttpRequest) -> HttpResponse:
    """What holds in the viewer's place: its own rules by kind, or those that come from above."""
    viewer = viewer_of(request)
    require(viewer, policies.READ_CHECKS)
    area = own_area(viewer)
    own = list(SCHEDULE.rows(viewer).filter(area=area).order_by("kind", "weather", "every", "first_month"))
    groups = []
    for kind in PlacePoint.Kind:
        mine = [one for one in own if one.kind == kind]
        groups.append(
            {"kind": kind, "own": mine, "default": [] if mine else [_line(one) for one in DEFAULTS if one.kind == kind]}
        )
    may = SCHEDULE.policy.allows(viewer, SCHEDULE.keep, Schedule(area=area, area_path=area.path, town_id=area.town_id))
    context = {"area": area, "groups": [one for one in groups if one["own"] or one["default"]], "may": may}
    return render(request, "web/inspections/rules.html", context)


def _line(rule: Any) -> Schedule:
    """A rule of the product in the shape of a row, for the same lines of the page."""
    return Schedule(
        kind=rule.kind, risk=rule.risk, every=rule.every, first_month=rule.months[0], last_month=rule.months[1],
        weather=rule.weather, level=rule.level,
    )  # fmt: skip


def own_area(viewer: Actor) -> Area:
    """The town of the viewer's post, else the county.

    Raises:
        NotFound: the viewer holds no post.
    """
    posts = viewer.posts_held()
    keys = [post.town_id for post in posts if post.town_id is not None]
    if not posts:
        raise NotFound(_("您现在没有在任岗位。"))
    found = Area.objects.filter(pk=keys[0]) if len(keys) == len(posts) else Area.objects.filter(parent=None)
    return found.get()


class CopyForm(DeskForm):
    kind = forms.ChoiceField(label=t("部位类型"), choices=PlacePoint.Kind.choices)


@require_http_methods(["GET", "POST"])
def copy_rules(request: HttpRequest) -> HttpResponse:
    """The product's rules for a kind as the town's own, to be changed."""
    viewer = viewer_of(request)
    require(viewer, policies.SET_RULES)
    area = own_area(viewer)
    form = CopyForm(request.POST or None, initial={"kind": request.GET.get("kind", "")})
    return act(
        request,
        form,
        lambda: rules.copy_defaults(actor=viewer, area=area, kinds=[form.cleaned_data["kind"]]),
        title=_("照默认规则建立%(area)s自己的规则") % {"area": area.name},
        submit=_("建立"),
        done=_("已建立,可以逐条修改。"),
        back=reverse("web:point_rules"),
    )


# --- warnings --------------------------------------------------------------------------------------------------------


def _warning_panels(viewer: Actor, warning: WeatherWarning) -> Sequence[Panel]:
    rows = tasks(viewer).filter(warning=warning).select_related("point", "warden", "area")
    done = rows.filter(state__in=["done", "late"]).count()
    context = {"rows": list(rows.order_by("-day", "state")[:60]), "count": rows.count(), "done": done}
    return [Panel(_("由它生成的巡查任务"), "web/inspections/_warning_tasks.html", context)]


def _warning_actions(viewer: Actor, warning: WeatherWarning) -> Sequence[Action]:
    running = warning.begins_at < clock.now() < warning.ends_at
    if not running or not WARNING.policy.allows(viewer, policies.WARN, warning):
        return []
    return [Action(_("解除预警"), reverse("web:weather_warning_lift", args=[warning.pk]), "check2", primary=True)]


WARNING_PAGES = RecordPages(
    WARNING,
    name="weather_warning",
    layout=[(t("预警"), ["kind", "level", "area", "begins_at", "ends_at", "number", "issuer", "text"])],
    controls={
        "begins_at": lambda: MomentField(
            label=_("生效时间"), initial=lambda: clock.local(clock.now()).replace(tzinfo=None)
        ),
        "ends_at": lambda: MomentField(
            label=_("预计结束"), initial=lambda: clock.local(clock.now() + timedelta(hours=24)).replace(tzinfo=None)
        ),
    },
    panels=_warning_panels,
    actions=_warning_actions,
    files=False,
)


@require_http_methods(["GET", "POST"])
def lift(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The warning is over."""
    viewer = viewer_of(request)
    warning = WARNING.by_id(viewer, pk)
    WARNING.policy.check(viewer, policies.WARN, warning)
    form = SeenForm(request.POST or None, initial={"seen": warning.version})
    return act(
        request,
        form,
        lambda: lift_warning(actor=viewer, pk=pk, **form.cleaned_data),
        record=warning,
        title=_("解除预警:%(warning)s") % {"warning": warning},
        submit=_("解除"),
        done=_("预警已解除。"),
        back=WARNING.url(pk),
        note=_("因它生成、今天还没做的巡查任务会一并取消;已经做的保留。"),
    )


# --- school gates ----------------------------------------------------------------------------------------------------


def _gate_actions(viewer: Actor, duty: GateDuty) -> Sequence[Action]:
    if (
        duty.state != GateDuty.State.PLANNED
        or duty.day > clock.today()
        or not GATES.policy.allows(viewer, GATES.keep, duty)
    ):
        return []
    return [Action(_("登记到岗"), reverse("web:gate_duty_mark", args=[duty.pk]), "person-check", primary=True)]


GATE_PAGES = RecordPages(
    GATES,
    name="gate_duty",
    layout=[(t("护学岗"), ["point", "day", "part", "guard", "name", "phone", "state", "remark"])],
    told={"point": lambda duty: duty.point.name},
    offers={"point": _points(PlacePoint.Kind.SCHOOL_GATE)},
    actions=_gate_actions,
    files=False,
    after=lambda _duty: reverse("web:ledger", args=[GATES.key]),
)


class CameForm(SeenForm):
    came = forms.BooleanField(
        label=t("已到岗"), required=False, initial=True, help_text=t("没有来的请去掉勾选,记为缺岗。")
    )


@require_http_methods(["GET", "POST"])
def mark_gate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whether the guard stood there."""
    viewer = viewer_of(request)
    duty = GATES.by_id(viewer, pk)
    GATES.policy.check(viewer, GATES.keep, duty)
    form = CameForm(request.POST or None, initial={"seen": duty.version})
    return act(
        request,
        form,
        lambda: mark_duty(actor=viewer, pk=pk, **form.cleaned_data),
        record=duty,
        title=_("登记到岗"),
        submit=_("登记"),
        done=_("已登记。"),
        back=GATES.url(pk),
    )
