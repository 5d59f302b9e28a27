"""Summer classes and after-school classes of the demo county, with those enrolled; every name and number is made up."""

from datetime import date, time, timedelta
from random import Random

from bihuan.community.models import Enrolment, Programme
from bihuan.community.registers import ENROLMENTS, PROGRAMMES
from bihuan.community.seats import move
from bihuan.config.demo import class_days, names
from bihuan.config.demo.organisation import World
from bihuan.kernel import clock
from bihuan.orgs.models import Area, Role
from bihuan.platform.actors import SYSTEM

TOWN = "城西街道"
SUMMER_SEATS = (30, 30, 25)
TOO_MANY = 3  # who apply beyond the seats of the first class
MUST = {"all": [{"fact": "age", "is": "at_least", "value": 6}, {"fact": "age", "is": "at_most", "value": 13}]}
FIRST = {"all": [{"fact": "left_behind", "is": "yes"}, {"fact": "parents_work", "is": "yes"}]}
PUBLICITY = """家长上班,孩子有人管。作业辅导、阅读、美术、体育、安全教育,每天点名,放学由您写下的人接走。
午饭自带,场所有饮水和急救箱。不收费。"""
State = Enrolment.State


def fill(world: World, random: Random) -> int:
    """Write it all; returns how many programmes and enrolments."""
    town = world.areas[TOWN]
    villages = world.villages[TOWN]
    written = 0
    for number, seats in enumerate(SUMMER_SEATS):
        written += _summer(world, random, villages[number % len(villages)], seats, TOO_MANY if number == 0 else 0)
    written += _after_school(world, random, villages[0], town)
    # One that the desks and villages whose sign-ins are told can look at; chance of its own.
    degu = world.areas["德固镇"]
    return written + _after_school(world, Random(11), world.villages["德固镇"][0], degu)


def _summer(world: World, random: Random, village: Area, seats: int, beyond: int) -> int:
    with clock.at(clock.instant(date(2026, 6, 20), 9)):
        programme = _programme(
            world, village, Programme.Kind.CHILDCARE, "暑期托管班", seats, date(2026, 7, 6), date(2026, 8, 21),
            opens=date(2026, 6, 15), closes=date(2026, 7, 31),
        )  # fmt: skip
        children = [_child(random, programme, village) for _number in range(seats + beyond)]
    with clock.at(clock.instant(date(2026, 6, 21), 10)):
        _all(programme, State.OFFERED, "confirm")
        for child in children:
            if Enrolment.objects.filter(pk=child.pk, state=State.WAITING).exists():
                move(SYSTEM, enrolment_id=child.pk, verb="decline", reason="名额已满")
    with clock.at(clock.instant(programme.starts_on, 8)):
        _all(programme, State.CONFIRMED, "attend")
    days = class_days.fill_summer(programme, village, seats + len(village.name), alarm=beyond > 0)
    with clock.at(clock.instant(programme.ends_on, 17, 30)):
        _all(programme, State.ATTENDING, "finish")
    return 1 + len(children) + days


def _after_school(world: World, random: Random, village: Area, town: Area) -> int:
    """One that runs now and can still be enrolled for."""
    today = world.today
    programme = _programme(
        world, village, Programme.Kind.AFTER_SCHOOL, "课后服务班", 20, today - timedelta(days=60),
        today + timedelta(days=50), opens=today - timedelta(days=80), closes=today + timedelta(days=30),
    )  # fmt: skip
    children = [_child(random, programme, village) for _number in range(22)]
    for child in children[:16]:
        _step_if(child, State.OFFERED, "confirm")
    return 1 + len(children) + class_days.fill_now(programme, today)


def _programme(
    world: World,
    village: Area,
    kind: str,
    name: str,
    seats: int,
    starts: date,
    ends: date,
    *,
    opens: date,
    closes: date,
) -> Programme:
    staff = [*world.people(Role.VILLAGE_SECRETARY, village), *world.people(Role.DUTY_OFFICER, village.town or TOWN)][0]
    return PROGRAMMES.add(
        actor=SYSTEM,
        values={
            "title": f"{village.name}{name}",
            "kind": kind,
            "area": village,
            "place": f"{village.name}党群服务中心",
            "starts_on": starts,
            "ends_on": ends,
            "from_hour": time(8, 30),
            "to_hour": time(17),
            "staff": staff,
            "quota": seats,
            "opens_on": opens,
            "closes_on": closes,
            "must": MUST,
            "first": FIRST,
            "publicity": PUBLICITY,
            "online": True,
        },
    )


def _child(random: Random, programme: Programme, village: Area) -> Enrolment:
    family = names.person(random)
    age = random.randrange(7, 13)
    return ENROLMENTS.add(
        actor=SYSTEM,
        values={
            "programme": programme,
            "name": names.person(random),
            "born_on": programme.starts_on - timedelta(days=age * 365 + random.randrange(30, 300)),
            "grade": str(max(1, min(6, age - 6))),
            "home": village,
            "left_behind": random.random() < 0.3,
            "parents_work": random.random() < 0.6,
            "low_income": random.random() < 0.1,
            "guardian": family,
            "phone": names.mobile(random),
            "pick_up": family,
            "consent": True,
            "way": random.choice(Enrolment.Way.values),
        },
    )


def _all(programme: Programme, state: str, verb: str) -> None:
    for key in list(Enrolment.objects.filter(programme=programme, state=state).values_list("pk", flat=True)):
        move(SYSTEM, enrolment_id=key, verb=verb)


def _step_if(child: Enrolment, state: str, verb: str) -> None:
    if Enrolment.objects.filter(pk=child.pk, state=state).exists():
        move(SYSTEM, enrolment_id=child.pk, verb=verb)
