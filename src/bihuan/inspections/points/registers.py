"""The registers of points: waters, businesses, kit, rules, warnings; checks and notices are written by services."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.inspections.models import Business, Gas, Kit, Notice, PointCheck, Schedule, Water, WeatherWarning
from bihuan.inspections.models.checks import covers
from bihuan.inspections.points import policies
from bihuan.inspections.points.checklists import PRODUCTION, WATERS
from bihuan.inspections.points.tasks_of_day import make_tasks
from bihuan.kernel import clock
from bihuan.orgs.models import Area, PlacePoint
from bihuan.orgs.registers import Register
from bihuan.orgs.services.checks import Faults

LONGEST_NOTICE = 180  # days a notice may give


def lie_at_point(row: Any, faults: Faults, kinds: Sequence[str] = ()) -> None:
    """A row about a point lies where the point lies, and is about a point of the right kind that is still there."""
    point: PlacePoint | None = row.point if row.point_id else None
    if point is None:
        return  # said already
    row.area_id, row.area_path, row.town_id = point.area_id, point.area_path, point.town_id
    if point.voided_at is not None:
        faults.add("point", _("这个部位已注销,请另选。"), "voided")
    if kinds and point.kind not in kinds:
        allowed = _("、").join(str(PlacePoint.Kind(kind).label) for kind in kinds)
        faults.add(
            "point",
            _("这里只登记%(kinds)s,这个部位是%(kind)s。") % {"kinds": allowed, "kind": point.get_kind_display()},
        )


def _in_order(row: Water | Business, faults: Faults) -> None:
    if row.left_on is not None and row.left_on < row.listed_on:
        faults.add("left_on", _("销号日期不能早于列管日期。"), "date")


def _check_water(water: Water, faults: Faults) -> None:
    lie_at_point(water, faults, WATERS)
    _in_order(water, faults)


def _check_business(business: Business, faults: Faults) -> None:
    lie_at_point(business, faults, PRODUCTION)
    _in_order(business, faults)
    if business.bottles and business.gas != Gas.BOTTLE:
        faults.add("bottles", _("填了气瓶数量,用气请选“瓶装液化气”。"), "gas")


def _check_kit(kit: Kit, faults: Faults) -> None:
    lie_at_point(kit, faults)
    if kit.removed_on is not None and kit.checked_on is not None and kit.removed_on < kit.checked_on:
        faults.add("removed_on", _("撤换日期不能早于最近检查日期。"), "date")


def _check_schedule(schedule: Schedule, faults: Faults) -> None:
    area = Area.objects.filter(pk=schedule.area_id).first()
    if area is not None and area.level not in (Area.Level.COUNTY, Area.Level.TOWN):
        faults.add("area", _("巡查规则按乡镇(街道)或全县设置,请选择乡镇或县。"), "area")
    if schedule.level and not schedule.weather:
        faults.add("weather", _("选了预警级别,请同时选择是哪种天气预警。"), "required")


def _check_warning(warning: WeatherWarning, faults: Faults) -> None:
    if warning.ends_at <= warning.begins_at:
        faults.add("ends_at", _("预计结束时间要晚于生效时间。"), "date")
    if warning.number and (
        WeatherWarning.objects.filter(number=warning.number, area=warning.area_id, voided_at=None)
        .exclude(pk=warning.pk)
        .exists()
    ):
        faults.add("number", _("这个编号的预警在这个区域已经登记过。"), "duplicate")


def _check_notice(notice: Notice, faults: Faults) -> None:
    if not 0 <= (notice.due_on - notice.served_on).days <= LONGEST_NOTICE:
        faults.add("due_on", _("整改期限应在送达之日起 %(days)d 天以内。") % {"days": LONGEST_NOTICE}, "date")


def _make_tasks_of(warnings: Sequence[WeatherWarning]) -> None:
    today = clock.today()
    for warning in warnings:
        if warning.voided_at is None and covers(warning, warning.area_path, today):
            make_tasks(today, within=warning.area_path)


_FACTS: dict[str, Any] = {"read": policies.READ_CHECKS, "keep": policies.KEEP_FACTS}

WATER = Register(
    Water,
    key="waters",
    title=t("危险水域"),
    path="waters",
    policy=policies.WATERS,
    fields=[
        "point", "sort", "depth", "signs", "boards", "fenced", "watched", "near", "listed_on", "left_on", "remark",
    ],
    past=["listed_on", "left_on"],
    once=["point"],
    check=_check_water,
    said=lambda water: f"{water.get_sort_display()} · {water.point.get_risk_display()}",
    **_FACTS,
)  # fmt: skip
BUSINESS = Register(
    Business,
    key="businesses",
    title=t("生产经营场所"),
    path="businesses",
    policy=policies.BUSINESSES,
    reveal=policies.REVEAL_FACTS,
    fields=[
        "point", "name", "trade", "credit_code", "contact", "phone", "staff", "gas", "bottles", "lodging", "exits",
        "listed_on", "left_on", "remark",
    ],
    past=["listed_on", "left_on"],
    once=["point"],
    found_by=["name", "contact", "phone"],
    check=_check_business,
    said=lambda business: f"{business.point.get_kind_display()} · {business.point.get_risk_display()}",
    **_FACTS,
)  # fmt: skip
KIT = Register(
    Kit,
    key="kits",
    title=t("救生消防器材"),
    path="kits",
    policy=policies.KITS,
    fields=["point", "sort", "count", "spot", "condition", "checked_on", "expires_on", "removed_on"],
    past=["checked_on", "removed_on"],
    check=_check_kit,
    said=lambda kit: f"{kit.point.name} · {kit.gap or _('有效')}",
    **_FACTS,
)
SCHEDULE = Register(
    Schedule,
    key="schedules",
    title=t("巡查规则"),
    path="schedules",
    policy=policies.SCHEDULES,
    read=policies.READ_CHECKS,
    keep=policies.SET_RULES,
    fields=["kind", "risk", "area", "every", "first_month", "last_month", "weather", "level", "remark"],
    once=["area", "kind", "risk", "first_month", "last_month", "weather"],
    check=_check_schedule,
    verbs={"copy": policies.SET_RULES},
)
WARNING = Register(
    WeatherWarning,
    key="weather_warnings",
    title=t("天气预警"),
    path="weather-warnings",
    policy=policies.WARNINGS,
    read=policies.READ_CHECKS,
    keep=policies.WARN,
    fields=["kind", "level", "area", "begins_at", "ends_at", "number", "issuer", "text"],
    check=_check_warning,
    then=_make_tasks_of,
    verbs={"lift": policies.WARN},
)
CHECKS = Register(
    PointCheck,
    key="point_checks",
    title=t("巡查检查"),
    path="point-checks",
    policy=policies.CHECKS,
    read=policies.READ_CHECKS,
    keep=policies.CHECK,
    fields=["point", "checked_at", "by", "findings", "distance", "remark"],
    settled=lambda _check: str(_("检查记录不能修改;有误请重新检查一次。")),
    verbs={"record": policies.CHECK, "open_case": policies.CHECK},
    said=lambda check: f"{check.point.get_kind_display()} · {clock.local(check.checked_at):%Y-%m-%d %H:%M}",
)
NOTICE = Register(
    Notice,
    key="rectification_notices",
    title=t("整改通知书"),
    path="rectification-notices",
    policy=policies.NOTICES,
    read=policies.READ_CHECKS,
    keep=policies.SERVE,
    reveal=policies.SERVE,
    fields=["check_made", "served_on", "due_on", "demand", "basis", "receiver"],
    check=_check_notice,
    settled=lambda notice: "" if notice.state == Notice.State.SERVED else str(_("已经复查或移交,不能再改。")),
    verbs={
        "serve": policies.SERVE,
        "pass": policies.SERVE,
        "refuse": policies.SERVE,
        "hand_over": policies.HAND_OVER,
        "print": policies.SERVE,
    },
    said=lambda notice: f"{notice.check_made.point.name} · {notice.get_state_display()}",
)
