"""What the loop shows on the centre screen: the day's queue, who is on duty, what is late and with whom, what is called for."""

from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from bihuan.cases.models import Case, State
from bihuan.cases.policies import READ, READ_CONFERENCES, READ_WHISTLES
from bihuan.cases.selectors import conferences as meetings
from bihuan.cases.selectors.waiting import STILL_OPEN
from bihuan.kernel import clock
from bihuan.orgs.models import Area
from bihuan.orgs.selectors import on_duty
from bihuan.platform.actors import Actor
from bihuan.platform.indicators import Period, indicator
from bihuan.platform.policies import visible
from bihuan.venues.models import Booking
from bihuan.venues.policies import READ as READ_VENUES
from bihuan.venues.selectors import bookings
from bihuan.web.centre.parts import Figure, Tile, figures, tile

SHOWN, SHORT = 7, 4  # lines of a tall tile, of a short one
RATE_DAYS = 30


def _within(viewer: Actor, area: Area) -> QuerySet[Case]:
    """The cases of the screen's area that the viewer may see."""
    rows = visible(Case, viewer, READ)
    if area.level == Area.Level.COUNTY:
        return rows
    return rows.filter(town=area) if area.town_id == area.pk else rows.filter(area_path__below=area.path)


@figures("cases.queue", order=10, rights=(READ,))
def queue(viewer: Actor, area: Area) -> list[Figure]:
    """Where the open matters stand, what is late and what falls due today; one query."""
    now, midnight = clock.now(), clock.instant(clock.today() + timedelta(days=1))
    S = State
    counted = {
        "to_accept": Q(state=S.REPORTED),
        "to_dispatch": Q(state__in=[S.ACCEPTED, S.CONFERENCE]),
        "to_take": Q(state=S.DISPATCHED),
        "handling": Q(state__in=[S.HANDLING, S.SUSPENDED]),
        "to_verify": Q(state=S.TO_VERIFY),
        "to_revisit": Q(state=S.TO_REVISIT),
        "late": Q(due_at__lt=now),
        "today": Q(due_at__gte=now, due_at__lt=midnight),
    }
    found = _within(viewer, area).filter(STILL_OPEN).aggregate(
        **{name: Count("pk", filter=condition) for name, condition in counted.items()}
    )  # fmt: skip
    return [
        Figure(_("待受理"), found["to_accept"]),
        Figure(_("待分派"), found["to_dispatch"]),
        Figure(_("待签收"), found["to_take"]),
        Figure(_("办理中"), found["handling"]),
        Figure(_("待核查"), found["to_verify"]),
        Figure(_("待回访"), found["to_revisit"]),
        Figure(_("超期"), found["late"], "late" if found["late"] else ""),
        Figure(_("今天到期"), found["today"], "soon" if found["today"] else ""),
    ]


@figures("cases.day", order=20, rights=(READ,))
def day(viewer: Actor, area: Area) -> list[Figure]:
    """What came in and what was closed today, and how much of the last month was in time and to people's liking; four queries."""
    today = clock.instant(clock.today())
    rows = _within(viewer, area)
    came = rows.filter(reported_at__gte=today).exclude(state__in=[State.MERGED, State.VOIDED]).count()
    closed = rows.filter(closed_at__gte=today, state=State.CLOSED).count()
    last = Period(clock.today() - timedelta(days=RATE_DAYS - 1), clock.today())
    at = None if area.level == Area.Level.COUNTY else area
    return [
        Figure(_("今天受理"), came),
        Figure(_("今天办结"), closed, "done" if closed else ""),
        Figure(_("近30天按期办结"), _share(viewer, at, last, "cases.on_time_rate")),
        Figure(_("近30天群众满意"), _share(viewer, at, last, "cases.satisfaction")),
    ]


def _share(viewer: Actor, area: Area | None, period: Period, key: str) -> str:
    value = indicator(key).value(viewer, area, period).value
    return "—" if value is None else f"{float(value) * 100:.1f}".removesuffix(".0") + "%"


@tile("cases.late", order=10, rights=(READ,))
def late(viewer: Actor, area: Area) -> Tile:
    """The matters longest over their limit, and with whom; one query."""
    rows = _within(viewer, area).filter(STILL_OPEN, due_at__lt=clock.now())
    found = list(rows.select_related("area", "office", "category").order_by("due_at")[:SHOWN])
    return Tile(_("已经超期"), "web/centre/_tile_late.html", {"cases": found}, wide=True, tall=True)


@tile("cases.offices", order=20, rights=(READ,))
def offices(viewer: Actor, area: Area) -> Tile:
    """The offices with most late matters; one query."""
    rows = _within(viewer, area).filter(STILL_OPEN, due_at__lt=clock.now()).exclude(office=None)
    found = list(rows.values("office__name").annotate(count=Count("pk")).order_by("-count", "office__name")[:SHORT])
    return Tile(_("超期单位"), "web/centre/_tile_offices.html", {"offices": found})


@tile("orgs.duty", order=30)
def duty(viewer: Actor, area: Area) -> Tile:
    """Who is on duty this minute; one query, three where the rota is silent."""
    return Tile(_("今日值班"), "web/centre/_tile_duty.html", {"duty": on_duty(area)})


@tile("venues.rooms", order=50, rights=(READ_VENUES,))
def rooms(viewer: Actor, area: Area) -> Tile | None:
    """Rooms in use now and later today, without what for; one query."""
    now, midnight = clock.now(), clock.instant(clock.today() + timedelta(days=1))
    here = Q() if area.level == Area.Level.COUNTY else Q(town_id=area.town_id)
    booked = bookings(viewer).filter(here, state=Booking.State.BOOKED, ends_at__gt=now, starts_at__lt=midnight)
    found = list(booked.select_related("room").order_by("starts_at")[:SHORT])
    if not found:
        return None
    return Tile(_("今天用的房间"), "web/centre/_tile_rooms.html", {"bookings": found, "now": now})


@tile("cases.meetings", order=60, rights=(READ_CONFERENCES, READ_WHISTLES))
def called_for(viewer: Actor, area: Area) -> Tile | None:
    """Conferences of today and tomorrow, and whistles not yet answered; two queries."""
    start = clock.instant(clock.today())
    here = Q() if area.level == Area.Level.COUNTY else Q(town_id=area.town_id)
    coming = list(meetings.meetings_between(viewer, start, start + timedelta(days=2)).filter(here)[:SHORT])
    blown = list(
        meetings.whistles(viewer).filter(here, state="blown").select_related("office").order_by("due_at")[: SHORT - 1]
    )
    if not coming and not blown:
        return None
    return Tile(
        _("联席会与吹哨"),
        "web/centre/_tile_meetings.html",
        {"conferences": coming[: SHORT - len(blown)], "whistles": blown},
    )
