"""Town whistles, department reports (吹哨报到): blown, reported to, dealt with, rated by the town."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.cases import deadlines
from bihuan.cases.events import WhistleAnswered, WhistleArrived, WhistleBlown, WhistleCalledOff, WhistleRated
from bihuan.cases.models import Case, TimeLimit, Whistle
from bihuan.cases.selectors.fetching import cases
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid
from bihuan.orgs.models import Area, Office
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create_many
from bihuan.platform.numbers import next_number

HOURS, ALWAYS_HOURS = TimeLimit.Unit.WORKING_HOURS, TimeLimit.Unit.WALL_CLOCK_HOURS
UNITS = (HOURS, ALWAYS_HOURS)
USUAL_HOURS = {Whistle.Need.PRESENCE: Decimal(2), Whistle.Need.ANSWER: Decimal(8)}
MOST_HOURS, MAX_OFFICES = Decimal(240), 20
Need, State = Whistle.Need, Whistle.State


@dataclass(frozen=True, slots=True)
class Call:
    """What a town calls for. `hours` is how long an office has, in office hours, or in plain ones with `unit` wall_clock_hours."""

    area: Area | None
    title: str
    need: str
    text: str = ""
    place: str = ""
    hours: Decimal | None = None
    unit: str = HOURS
    case: Case | None = None


def blow_whistle(actor: Actor, *, call: Call, offices: Sequence[Office]) -> list[Whistle]:
    """Call offices to a place or for an answer; each gets a whistle of its own, whose clock runs from now.

    Raises:
        Invalid: fields `area`, `title`, `need`, `place`, `hours`, `unit`, `offices`, `case`.
        NotAllowed: `actor` may not call for the area.
    """
    faults = Faults()
    title = faults.text("title", call.title, _("事由"), most=120, required=True)
    text = faults.text("text", call.text, _("情况说明"), most=2000)
    place = faults.text("place", call.place, _("集合地点"), most=200, required=call.need == Need.PRESENCE)
    faults.choice("need", call.need, list(Need.values))
    faults.choice("unit", call.unit, list(UNITS))
    hours = (
        call.hours if call.hours is not None else USUAL_HOURS.get(Need(call.need)) if call.need in Need.values else None
    )
    if hours is None or not 0 < hours <= MOST_HOURS:
        faults.add("hours", _("报到时限应大于 0,最多 %(most)d 小时。") % {"most": MOST_HOURS}, "range")
    if call.area is None or call.area.town_id is None:
        faults.add("area", _("请选到乡镇(街道)或以下的区域。"), "too_high")
    _check_offices(call, offices, faults)
    if call.case is not None and call.area is not None and call.case.town_id != call.area.town_id:
        faults.add("case", _("关联的事项不属于这个乡镇。"), "other_town")
    faults.stop()
    assert call.area is not None and call.area.town_id is not None
    town = call.area if call.area.town_id == call.area.pk else Area.objects.get(pk=call.area.town_id)
    now = clock.now()
    with transaction.atomic():
        blown = []
        for office in dict.fromkeys(offices):
            one = Whistle(
                number=_number(town), town=town, area=call.area, area_path=call.area.path, case=call.case, title=title,
                text=text, need=call.need, place=place, office=office, blown_by_id=actor.actor_id, started_at=now,
            )  # fmt: skip
            deadlines.wind(one, amount=hours, unit=call.unit, always=call.unit == ALWAYS_HOURS)
            one.tell(WhistleBlown.of(one, actor.actor_id))
            blown.append(one)
        create_many(blown, actor=actor, verb="blow")
    return blown


def _check_offices(call: Call, offices: Sequence[Office], faults: Faults) -> None:
    if not offices or len(offices) > MAX_OFFICES:
        faults.add("offices", _("请选择 1 到 %(most)d 个单位。") % {"most": MAX_OFFICES}, "required")
    town = call.area.town_id if call.area is not None else None
    for office in offices:
        if office.valid_to is not None and office.valid_to <= clock.today():
            faults.add("offices", _("“%(office)s”已撤销,请另选。") % {"office": office.name})
        elif office.town_id not in (None, town):
            faults.add("offices", _("“%(office)s”不属于本乡镇,也不是县直部门。") % {"office": office.name})


def _number(town: Area) -> str:
    day = f"{clock.today():%Y%m%d}"
    prefix = (town.initials or town.code).upper()
    return f"{prefix}-SH-{day}-{next_number(f'whistle:{town.code}:{day}'):02d}"


def case_for_whistle(actor: Actor, number: str) -> Case | None:
    """The case of this number that the actor may see; None for no number.

    Raises:
        Invalid: there is none (field `case`).
    """
    number = number.strip().upper()
    if not number:
        return None
    found = cases(actor).filter(number=number).first()
    if found is None:
        raise Invalid(_("没有找到要关联的事项,请核对编号。"), field="case", code="not_found")
    return found


def arrive(
    actor: Actor, *, whistle_id: UUID, lat: float | None = None, lon: float | None = None, seen: int | None = None
) -> Whistle:
    """Sign in on the spot; the position is optional (WGS-84 degrees). Ends the office's time limit.

    Raises:
        Invalid: half a position, or one outside the country (field `lat`).
    """
    faults = Faults()
    faults.position(lat, lon)
    faults.stop()
    with change(Whistle, whistle_id, actor=actor, verb="arrive", seen=seen) as one:
        one.state, one.replied_at = State.ARRIVED, clock.now()
        one.arrived_by_id, one.lat, one.lon = actor.actor_id, lat, lon
        deadlines.settle(one, one.replied_at)
        one.tell(WhistleArrived.of(one, actor.actor_id))
    return one


def answer_whistle(actor: Actor, *, whistle_id: UUID, result: str, seen: int | None = None) -> Whistle:
    """Say what was done, or give the answer that was asked for.

    Raises:
        Invalid: no words (field `result`).
        WrongState: called to a place and not there yet.
    """
    faults = Faults()
    result = faults.text("result", result, _("处置情况"), most=3000, required=True)
    faults.stop()
    with change(Whistle, whistle_id, actor=actor, verb="answer", seen=seen) as one:
        one.state, one.result, one.answered_at = State.ANSWERED, result, clock.now()
        one.answered_by_id = actor.actor_id
        if one.replied_at is None:
            one.replied_at = one.answered_at
            deadlines.settle(one, one.answered_at)
        one.tell(WhistleAnswered.of(one, actor.actor_id))
    return one


def rate_whistle(
    actor: Actor, *, whistle_id: UUID, rating: int | None, note: str = "", seen: int | None = None
) -> Whistle:
    """The town's judgement, 1 to 5; low marks need a reason.

    Raises:
        Invalid: no mark, a mark out of range, 1 or 2 without a reason (fields `rating`, `note`).
        WrongState: by whoever came or answered.
    """
    faults = Faults()
    if rating is None or not 1 <= rating <= 5:
        faults.add("rating", _("请选择 1 到 5 分。"), "required")
    note = faults.text("note", note, _("评价意见"), most=300, required=rating in (1, 2))
    faults.stop()
    assert rating is not None
    with change(Whistle, whistle_id, actor=actor, verb="rate", seen=seen) as one:
        one.state, one.rating, one.rating_note, one.rated_by_id = State.RATED, rating, note, actor.actor_id
        one.note(note)
        one.tell(WhistleRated.of(one, actor.actor_id, rating=rating))
    return one


def call_off_whistle(actor: Actor, *, whistle_id: UUID, reason: str, seen: int | None = None) -> Whistle:
    """The office need not come any more; a lateness of before stays."""
    faults = Faults()
    reason = faults.text("reason", reason, _("取消原因"), most=300, required=True)
    faults.stop()
    with change(Whistle, whistle_id, actor=actor, verb="call_off", seen=seen) as one:
        one.state, one.called_off_reason = State.CALLED_OFF, reason
        deadlines.drop(one)
        one.note(reason)
        one.tell(WhistleCalledOff.of(one, actor.actor_id, reason=reason))
    return one
