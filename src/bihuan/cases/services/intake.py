"""Intake: a matter comes in, once, with its number, clock, audit entry, index row and outbox row in one transaction."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.cases import limits
from bihuan.cases.events import CaseReported
from bihuan.cases.find import entry_of
from bihuan.cases.models import Case, CaseClock, CaseKind, Category, Channel, State, Urgency
from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, Fault, Invalid
from bihuan.kernel.ids import new_code, new_id
from bihuan.kernel.positions import in_china
from bihuan.kernel.reading import read_phone
from bihuan.kernel.reading.outcome import ReadingError
from bihuan.kernel.reading.texts import tidy, tidy_name
from bihuan.orgs.models import Area, Household, PlacePoint, Resident, Staff
from bihuan.platform.actors import Actor
from bihuan.platform.behind import all_or_none
from bihuan.platform.bulk import insert_many, insert_one
from bihuan.platform.change import create, create_many
from bihuan.platform.crypto import sign
from bihuan.platform.drafts import draft
from bihuan.platform.numbers import next_numbers
from bihuan.platform.spoken import sentence

MAX_TITLE, MAX_TEXT, MAX_PLACE, MAX_NAME, MAX_PEOPLE = 120, 5000, 200, 40, 100_000
TITLE_FROM_TEXT = 30
MAX_DAYS = 365
CLOCK_SLIP = timedelta(minutes=10)


def report_case(
    actor: Actor,
    *,
    kind: str,
    channel: str,
    area: Area,
    title: str = "",
    text: str = "",
    place: str = "",
    lat: float | None = None,
    lon: float | None = None,
    category: Category | None = None,
    urgency: str = Urgency.NORMAL,
    reporter_name: str = "",
    reporter_phone: str = "",
    anonymous: bool = False,
    people_involved: int | None = None,
    reporter: Resident | None = None,
    household: Household | None = None,
    place_point: PlacePoint | None = None,
    source_number: str = "",
    reported_at: datetime | None = None,
    handle_days: int | None = None,
    case_id: UUID | None = None,
) -> Case:
    """Take in one matter and start its clock; at most 12 statements.

    `area` is the deepest area known (a town at least); positions are WGS-84 degrees. `handle_days` are calendar days for the
    handling that take the place of its kind's limit. A staff member who takes it in is
    its first-contact owner. Sending the same `case_id` with the same content again gives the same case.

    Raises:
        Invalid: a fault for each field that cannot be taken.
        Conflict: `case_id` is taken by other content.
        NotAllowed: `actor` may not report.
    """
    taken = _checked(
        kind=kind, channel=channel, area=area, title=title, text=text, place=place, lat=lat, lon=lon, category=category,
        urgency=urgency, reporter_name="" if anonymous else reporter_name, reporter_phone="" if anonymous else reporter_phone,
        people_involved=people_involved, source_number=source_number, reported_at=reported_at, handle_days=handle_days,
    )  # fmt: skip
    taken.id = case_id or new_id()
    taken.anonymous, taken.reporter, taken.household, taken.place_point = anonymous, reporter, household, place_point
    taken.content_mark = content_mark(taken)
    taken.first_contact_id = actor.actor_id
    try:
        with transaction.atomic():
            return _take_in(taken, actor)
    except Conflict:
        if case_id is None:
            raise
        return _same_again(case_id, taken.content_mark)


def _take_in(taken: Case, actor: Actor) -> Case:
    taken.number = numbers_of(taken.town, [taken.reported_at])[0]
    running = limits.opening(taken)
    taken.tell(CaseReported.of(taken, actor.actor_id))
    create(taken, actor=actor, verb="report")
    if running is not None:
        insert_one(running)
    insert_one(entry_of(taken))
    return taken


def _same_again(case_id: UUID, mark: str) -> Case:
    there = Case.objects.select_related("area", "town").filter(pk=case_id).first()
    if there is not None and there.content_mark == mark:
        return there
    raise Conflict(
        _("这个编号的事项已经登记过,但内容不一样。请核对后作为新的事项重新提交。"),
        field="id",
        code="same_id_other_content",
    )


def content_mark(case: Case) -> str:
    """A keyed digest of what was sent, so that an identical resend is known even after the case was changed."""
    sent = [
        case.kind, case.channel, str(case.area_id), case.title, case.text, case.place, case.lat, case.lon,
        str(case.category_id or ""), case.urgency, case.reporter_name, case.reporter_phone, case.anonymous,
        case.people_involved, case.source_number,
    ]  # fmt: skip
    sent += [case.handle_days] if case.handle_days else []
    return sign(json.dumps(sent, ensure_ascii=False, default=str).encode())


def numbers_of(town: Area, moments: Sequence[datetime]) -> list[str]:
    """办件编号 of one town for some instants, in order; one statement (for each 200 local days among them)."""
    days = [clock.local(moment).strftime("%Y%m%d") for moment in moments]
    prefix = (town.initials or town.code).upper()
    wanted = Counter(days)
    last = next_numbers({f"case:{town.code}:{day}": count for day, count in wanted.items()})
    following = {day: last[f"case:{town.code}:{day}"] - count for day, count in wanted.items()}
    found = []
    for day in days:
        following[day] += 1
        found.append(f"{prefix}-{day}-{following[day]:04d}")
    return found


def _checked(
    *,
    kind: str,
    channel: str,
    area: Area,
    title: str,
    text: str,
    place: str,
    lat: float | None,
    lon: float | None,
    category: Category | None,
    urgency: str,
    reporter_name: str,
    reporter_phone: str,
    people_involved: int | None,
    source_number: str,
    reported_at: datetime | None,
    handle_days: int | None,
) -> Case:
    """An unsaved case of valid values.

    Raises:
        Invalid: every fault found, each at its field.
    """
    faults: list[Fault] = []
    if max(len(text), len(title), len(place)) > 20 * MAX_TEXT:  # not worth the cleaning
        raise Invalid(_("内容太长,请控制在%(count)d字以内。") % {"count": MAX_TEXT}, field="text", code="too_long")
    text, place = tidy(_writable(text)), " ".join(tidy(_writable(place)).split())
    title = " ".join(tidy(_writable(title)).split()) or _title_from(text)
    for field, value, most in (("title", title, MAX_TITLE), ("text", text, MAX_TEXT), ("place", place, MAX_PLACE)):
        if len(value) > most:
            faults.append(Fault(_("内容太长,请控制在%(count)d字以内。") % {"count": most}, field, "too_long"))
    if not title:
        faults.append(Fault(_("请填写标题或反映内容。"), "text", "required"))
    faults += _choice_faults(kind, channel, urgency)
    if area.town_id is None:
        faults.append(Fault(_("请选到乡镇(街道)或以下的区域。"), "area", "too_high"))
    faults += _position_faults(lat, lon)
    phone, name = _phone(reporter_phone, faults), tidy_name(_writable(reporter_name))
    if len(name) > MAX_NAME:
        faults.append(Fault(_("姓名太长,请控制在%(count)d字以内。") % {"count": MAX_NAME}, "reporter_name", "too_long"))
    if people_involved is not None and not 0 < people_involved <= MAX_PEOPLE:
        faults.append(Fault(_("涉及人数应在1到100000之间。"), "people_involved", "range"))
    if category is not None and category.kind != kind:
        faults.append(Fault(_("类别与事项类型不一致,请重新选择。"), "category", "other_kind"))
    if handle_days is not None and not 0 < handle_days <= MAX_DAYS:
        message = _("限期应在 1 到 %(most)d 天之间。") % {"most": MAX_DAYS}
        faults.append(Fault(message, "handle_days", "range"))
    moment = clock.now()
    if reported_at is not None and reported_at > moment + CLOCK_SLIP:
        faults.append(Fault(_("反映时间不能晚于现在。"), "reported_at", "future"))
    if faults:
        raise Invalid.of(faults)
    town = area if area.town_id == area.pk else area.town
    assert town is not None  # checked above: the area is a town or lies in one
    return Case(
        kind=kind, channel=channel, area=area, area_path=area.path, town=town, title=title, text=text, place=place,
        lat=lat, lon=lon, category=category, urgency=urgency, reporter_name=name, reporter_phone=phone,
        people_involved=people_involved, source_number=tidy(_writable(source_number))[:60], tracking_code=new_code(),
        state=State.REPORTED, reported_at=reported_at or moment, created_at=moment, handle_days=handle_days,
    )  # fmt: skip


def _writable(text: str) -> str:
    """Without half characters, which no database takes."""
    return text.encode("utf-8", "ignore").decode("utf-8")


def _title_from(text: str) -> str:
    first = text.splitlines()[0].strip() if text else ""
    return first if len(first) <= TITLE_FROM_TEXT else first[:TITLE_FROM_TEXT] + "…"


def _choice_faults(kind: str, channel: str, urgency: str) -> list[Fault]:
    faults = []
    for field, value, choices in (
        ("kind", kind, CaseKind),
        ("channel", channel, Channel),
        ("urgency", urgency, Urgency),
    ):
        if value not in choices.values:
            faults.append(Fault(_("没有这个选项,请重新选择。"), field, "unknown"))
    return faults


def _position_faults(lat: float | None, lon: float | None) -> list[Fault]:
    if lat is None and lon is None:
        return []
    if lat is None or lon is None or not in_china(lat, lon):
        return [Fault(_("位置不完整或不在范围内,请重新定位,或者只写地点。"), "lat", "position")]
    return []


def _phone(text: str, faults: list[Fault]) -> str:
    read = read_phone(text) if text.strip() else None
    if isinstance(read, ReadingError):
        faults.append(Fault(sentence(read), "reporter_phone", read.code))
        return ""
    return (read.value or "") if read is not None else ""


@dataclass(frozen=True, slots=True)
class PastCase:
    """A matter of the past, as a ledger holds it: no clock runs for it. `outcome` empty and `closed_at` None: still open."""

    kind: str
    area: Area
    title: str
    reported_at: datetime
    text: str = ""
    channel: str = Channel.LEDGER
    reporter_name: str = ""
    reporter_phone: str = ""
    state: str = State.CLOSED
    closed_at: datetime | None = None
    outcome: str = ""
    result_text: str = ""
    category: Category | None = None
    place: str = ""
    source_number: str = ""
    urgency: str = Urgency.NORMAL
    handler: Staff | None = None
    satisfied: bool | None = None
    people_involved: int | None = None


def record_past_cases(actor: Actor, past: Sequence[PastCase]) -> list[Case]:
    """Write matters of the past in order, in a few statements for each 500 and a few for each town.

    States other than closed stay open without a clock.

    Raises:
        NotAllowed: `actor` may not import cases into one of the towns.
        Invalid: an area above the town.
    """
    if not past:
        return []
    moment = clock.now()
    towns = _towns(past)
    by_town: dict[UUID, list[int]] = {}
    for position, one in enumerate(past):
        assert one.area.town_id is not None  # `_towns` has looked
        by_town.setdefault(one.area.town_id, []).append(position)
    numbers: dict[int, str] = {}
    with all_or_none():
        for town_id, positions in sorted(by_town.items()):
            given = numbers_of(towns[town_id], [past[position].reported_at for position in positions])
            numbers.update(zip(positions, given, strict=True))
        cases = [_past(one, towns, numbers[position], moment) for position, one in enumerate(past)]
        create_many(cases, actor=actor, verb="import")
        insert_many([entry_of(case) for case in cases])
    return cases


def _towns(past: Sequence[PastCase]) -> dict[UUID, Area]:
    wanted = {one.area.town_id for one in past if one.area.town_id is not None}
    if any(one.area.town_id is None for one in past):
        raise Invalid(_("请选到乡镇(街道)或以下的区域。"), field="area", code="too_high")
    return {town.pk: town for town in Area.objects.filter(pk__in=wanted)}


def _past(one: PastCase, towns: dict[UUID, Area], number: str, moment: datetime) -> Case:
    closed = one.state == State.CLOSED
    assert one.area.town_id is not None  # `_towns` has looked
    return draft(
        Case, number=number, kind=one.kind, category=one.category, title=one.title[:MAX_TITLE], text=one.text[:MAX_TEXT],
        channel=one.channel, urgency=one.urgency, state=one.state, town=towns[one.area.town_id], area=one.area,
        area_path=one.area.path, place=one.place[:MAX_PLACE], reporter_name=one.reporter_name,
        reporter_phone=one.reporter_phone, tracking_code=new_code(), source_number=one.source_number[:60],
        people_involved=one.people_involved, handler=one.handler, outcome=one.outcome if closed else "",
        result_text=one.result_text, satisfied=one.satisfied, reported_at=one.reported_at, accepted_at=one.reported_at,
        finished_at=one.closed_at, verified_at=one.closed_at,
        closed_at=(one.closed_at or one.reported_at) if closed else None, created_at=moment,
    )  # fmt: skip


def start_clock(case: Case) -> CaseClock | None:
    """The clock of a case that was brought in open and is now to be followed (demo worlds, moves from other systems)."""
    running = limits.opening(case)
    if running is not None:
        running.save(force_insert=True)
    return running
