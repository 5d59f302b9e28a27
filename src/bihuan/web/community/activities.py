"""The pages of activities: the register's, the sheet of those who came, the room taken for it."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_http_methods

from bihuan.community import activities
from bihuan.community.models import Activity
from bihuan.community.policies import KEEP_ACTIVITIES
from bihuan.community.registers import ACTIVITIES, SIGN_INS
from bihuan.kernel import clock
from bihuan.orgs.registers.heads import CountedBy
from bihuan.platform.actors import Actor
from bihuan.platform.policies import holds
from bihuan.venues import selectors
from bihuan.venues.addresses import booking_url
from bihuan.venues.models import Booking
from bihuan.venues.policies import BOOK
from bihuan.web.community.forms import SheetForm, TakeRoomForm
from bihuan.web.orgs.acting import act, viewer_of
from bihuan.web.orgs.forms import ReasonForm
from bihuan.web.records import Action, Panel, RecordPages, parts_panel

State = Activity.State


def _takes_sign_ins(activity: Activity) -> bool:
    come = activity.held_on <= clock.today() and activity.state != State.CANCELLED
    return come and activity.counted_by == CountedBy.SIGN_IN


def _actions(viewer: Actor, activity: Activity) -> Sequence[Action]:
    if not ACTIVITIES.policy.allows(viewer, KEEP_ACTIVITIES, activity):
        return []
    found = []
    if _takes_sign_ins(activity):
        found.append(Action(_("登记签到名单"), PAGES.url("sheet", activity.pk), "list-check", primary=True))
    if activity.state == State.PLANNED and holds(viewer, BOOK):
        found.append(Action(_("订场地"), PAGES.url("take_room", activity.pk), "door-open"))
    if holds(viewer, BOOK) and activities.booking_for(activity) is not None:
        found.append(Action(_("退订场地"), PAGES.url("release_room", activity.pk)))
    return found


def _panels(viewer: Actor, activity: Activity) -> Sequence[Panel]:
    """Heads as they were counted, the room, and the names (masked)."""
    booking = activities.booking_for(activity)
    signed = activity.counted_by == CountedBy.SIGN_IN
    context = {
        "signed": signed,
        "heads": activities.heads(activity) if signed else activity.estimate,
        "booking": booking,
        "booking_url": booking_url(booking.room_id, booking.starts_at) if booking else "",
        "astray": booking is not None and not _fits(activity, booking),
    }
    found = [Panel(_("人次和场地"), "web/community/_activity.html", context, aside=True)]
    if signed:
        title = _("签到名单")
        shown = parts_panel(SIGN_IN_PAGES, viewer, activity, title=title, shown=["name", "phone"], order="created_at")
        found.append(shown)
    return found


def _fits(activity: Activity, booking: Booking) -> bool:
    """Whether the room is still taken for the hours of the activity."""
    start = clock.local(booking.starts_at)
    return activity.state != State.CANCELLED and (start.date(), start.time()) == (activity.held_on, activity.from_hour)


def _hour(activity: Activity, name: str) -> str:
    """An hour to the minute; nobody plans seconds."""
    hour = getattr(activity, name)
    return f"{hour:%H:%M}" if hour is not None else ""


PAGES = RecordPages(
    ACTIVITIES,
    name="activity",
    layout=[
        (t("活动"), ["kind", "state", "held_on", "from_hour", "to_hour", "place", "host", "organiser", "audience", "remark"]),
        (t("人数"), ["planned", "counted_by", "estimate"]),
    ],
    told={name: partial(_hour, name=name) for name in ("from_hour", "to_hour")},
    actions=_actions,
    panels=_panels,
)  # fmt: skip
SIGN_IN_PAGES = RecordPages(SIGN_INS, name="sign_in", corrected=["name", "phone"], files=False)


@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everybody who came, from the paper sheet."""
    viewer, activity = viewer_of(request), ACTIVITIES.by_id(viewer_of(request), pk)
    ACTIVITIES.policy.check(viewer, KEEP_ACTIVITIES, activity)
    form = SheetForm(request.POST or None)
    return act(
        request,
        form,
        lambda: activities.sign_in_sheet(actor=viewer, activity=activity, lines=form.cleaned_data["lines"]),
        title=_("登记签到名单:%(name)s") % {"name": activity.title},
        submit=_("登记"),
        done=_("签到名单已登记。"),
        back=ACTIVITIES.url(pk),
    )


@require_http_methods(["GET", "POST"])
def take_room(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A room for its hours."""
    viewer, activity = viewer_of(request), ACTIVITIES.by_id(viewer_of(request), pk)
    ACTIVITIES.policy.check(viewer, KEEP_ACTIVITIES, activity)
    rooms = list(selectors.rooms_of_town(viewer, activity.town_id))
    form = TakeRoomForm(request.POST or None, rooms=rooms, initial={"seen": activity.version})
    return act(
        request,
        form,
        lambda: activities.take_room(actor=viewer, activity_id=pk, room=form.chosen(), seen=form.cleaned_data["seen"]),
        record=activity,
        title=_("订场地:%(name)s") % {"name": activity.title},
        submit=_("预订"),
        done=_("场地已订好。"),
        back=ACTIVITIES.url(pk),
        note=_("按活动的日期和起止时刻预订;订过的会改到新的时间或房间。"),
    )


@require_http_methods(["GET", "POST"])
def release_room(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The room is given back."""
    viewer, activity = viewer_of(request), ACTIVITIES.by_id(viewer_of(request), pk)
    ACTIVITIES.policy.check(viewer, KEEP_ACTIVITIES, activity)
    form = ReasonForm(request.POST or None)
    return act(
        request,
        form,
        lambda: activities.release_room(actor=viewer, activity_id=pk, reason=form.cleaned_data["reason"]),
        title=_("退订场地:%(name)s") % {"name": activity.title},
        submit=_("退订"),
        done=_("场地已退订。"),
        back=ACTIVITIES.url(pk),
        danger=True,
    )
