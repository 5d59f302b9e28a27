"""Rooms of every town's centre with the bookings of these days, and the course of 德固镇's mediations that go on."""

from datetime import date, datetime, timedelta
from random import Random

from bihuan.cases.models import Case, CaseKind, State
from bihuan.config.demo import names
from bihuan.config.demo.organisation import World
from bihuan.kernel import clock
from bihuan.mediation.models import Attendance, Dispute, DisputeKind, Party, Result, Sitting
from bihuan.mediation.services import (
    Came,
    InvestigationEntry,
    SittingPlan,
    SittingRecord,
    describe_case,
    plan_sitting,
    record_investigation,
    record_sitting,
)
from bihuan.orgs.models import Area, Staff
from bihuan.platform.actors import SYSTEM
from bihuan.venues import services as venues
from bihuan.venues.models import Room

TOWN = "德固镇"
ROOMS = (
    ("第一调解室", 12, "同步录音录像"),
    ("第二调解室", 8, ""),
    ("接访室", 6, "打印机"),
    ("会议室", 40, "投影、视频会议"),
)
USES = ("领导接访", "矛盾分析研判会", "法律咨询", "网格员例会", "业务培训")
MOST = 6
TALKS = (
    (
        "问:今天请双方坐下来,先说说各自的想法。\n答(申请人):事情出了以后,一直没有个说法。\n"
        "答(被申请人):不是不管,责任怎么分要先说清楚。",
        "双方各担多少责任、数额怎么算。",
        "调解员提出按各自责任分担、分两次付清,被申请人要求回去核对单据。",
        "被申请人须核对单据,双方同意改日再谈。",
    ),
    (
        "问:事情是怎么起的?\n答(申请人):说好的事没有照办。\n答(被申请人):当时只是口头一说,没有讲定。",
        "当初是怎么约定的,有谁在场。",
        "调解员提出请当时在场的人一起来说,双方愿意。",
        "下次请在场的人一起参加。",
    ),
)


def fill(world: World, random: Random) -> int:
    """Write all of it; says how many bookings and sittings there are."""
    rooms = {town.name: _rooms(town) for town in world.towns}
    written = sum(_bookings(world, random, town.name, rooms[town.name]) for town in world.towns)
    for number, dispute in enumerate(_going_on(random)):
        written += _course(world, dispute, rooms[TOWN][number % 2], number)
    return written


def _going_on(random: Random) -> list[Dispute]:
    """The disputes that somebody in the town handles now, each described as its mediator would."""
    open_cases = Case.objects.filter(
        town__name=TOWN, kind=CaseKind.DISPUTE, state=State.HANDLING, taken_at__isnull=False, handler__isnull=False
    ).select_related("handler", "category")
    found = []
    for case in open_cases.order_by("-reported_at", "id")[:MOST]:
        there = Dispute.objects.filter(case=case).first()
        if there is None:
            there = describe_case(
                SYSTEM, case_id=case.pk, kind=_kind(case), respondent=names.person(random), mediator=case.handler
            )
        if there.result == Result.PENDING:
            found.append(there)
    return found


def _kind(case: Case) -> str:
    word = case.category.code.rsplit(".", 1)[-1] if case.category else ""
    return word if word in DisputeKind.values else DisputeKind.OTHER


def _rooms(town: Area) -> list[Room]:
    venue = venues.register_venue(SYSTEM, area=town, name=f"{town.name}综治中心")
    return venues.register_rooms(SYSTEM, venue=venue, rooms=ROOMS)


def _bookings(world: World, random: Random, town: str, rooms: list[Room]) -> int:
    """Some meetings of this week and the next, in the rooms that are not for mediation."""
    monday = world.today - timedelta(days=world.today.weekday())
    written = 0
    for day in (monday + timedelta(days=number) for number in (0, 1, 2, 3, 4, 7, 8, 9)):
        if random.random() < 0.6:
            start = clock.instant(day, random.choice((8, 9, 14, 15)))
            venues.book(
                SYSTEM, room=random.choice(rooms[2:]), starts_at=start, ends_at=start + timedelta(minutes=90),
                purpose=random.choice(USES),
            )  # fmt: skip
            written += 1
    return written


def _course(world: World, dispute: Dispute, room: Room, number: int) -> int:
    """Asked about, talked over once without an end, and arranged again for a day to come."""
    mediator = dispute.mediator or dispute.case.handler
    parties = list(Party.objects.filter(dispute=dispute, withdrawn_at=None))
    taken = dispute.case.taken_at
    if mediator is None or taken is None or not parties:
        return 0
    held = _working(clock.local(taken).date() + timedelta(days=1), 9 + number)
    coming = _after_working_days(world.today, 1 + number)
    talk, disputed, proposals, note = TALKS[number % len(TALKS)]
    written = 0
    if held + timedelta(hours=2) < clock.now():
        with clock.at(held - timedelta(hours=1)):
            record_investigation(
                SYSTEM, dispute_id=dispute.pk,
                entry=InvestigationEntry(
                    "scene", clock.now(), "到现场查看,向附近住户了解情况,双方所说大体相符。", place=dispute.area.name,
                    investigator=mediator, finding="事情经过双方无大争议。",
                ),
            )  # fmt: skip
            sitting = plan_sitting(SYSTEM, dispute_id=dispute.pk, plan=_plan(held, mediator, room, parties))
        with clock.at(held + timedelta(hours=2)):
            came = {one.pk: Came(True, True) for one in Attendance.objects.filter(sitting=sitting)}
            record_sitting(
                SYSTEM, sitting_id=sitting.pk,
                record=SittingRecord(
                    held, held + timedelta(minutes=75), came, rights_told=True, talk=talk, disputed=disputed,
                    proposals=proposals, outcome=Sitting.Outcome.ADJOURNED, outcome_note=note,
                    next_on=clock.local(coming).date(),
                ),
            )  # fmt: skip
        written += 1
    plan_sitting(SYSTEM, dispute_id=dispute.pk, plan=_plan(coming, mediator, room, parties))
    return written + 1


def _plan(start: datetime, mediator: Staff, room: Room, parties: list[Party]) -> SittingPlan:
    return SittingPlan(start, start + timedelta(minutes=90), mediator, room=room, parties=parties)


def _after_working_days(day: date, count: int) -> datetime:
    """Nine o'clock of a weekday, each count a day of its own."""
    at = clock.instant(day, 9)
    for _number in range(count):
        at = _working(clock.local(at).date() + timedelta(days=1), 9)
    return at


def _working(day: date, hour: int) -> datetime:
    """The hour of a day, or of the Monday after it where it falls on a weekend."""
    at = clock.instant(day, min(hour, 15))
    weekday = clock.local(at).weekday()
    return at + timedelta(days=7 - weekday) if weekday > 4 else at
