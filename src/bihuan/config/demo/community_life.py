"""Activities and courses of the demo county's communities, with those who signed in; every name and number is made up."""

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from random import Random

from bihuan.community.activities import take_room
from bihuan.community.models import Activity
from bihuan.community.registers import ACTIVITIES, SIGN_INS
from bihuan.config.demo import names
from bihuan.config.demo.organisation import World
from bihuan.config.demo.rows import stored
from bihuan.kernel import clock
from bihuan.orgs.models import Area, Role
from bihuan.orgs.registers.heads import CountedBy
from bihuan.platform.actors import SYSTEM
from bihuan.venues import services as venues
from bihuan.venues.models import Room, Venue

BUSY, LEARNING = "马家桥镇", "东岸街道"
FIRST, LAST = date(2026, 1, 10), date(2026, 11, 20)
COUNTS = {BUSY: 68, LEARNING: 4, "德固镇": 5, "城关镇": 4, "城西街道": 3}
COURSES = 26  # of 东岸街道
NEIGHBOURS = 260  # people of a town who come again and again
ROOMS = (
    # (name, seats, equipment, square metres)
    ("多功能厅", 150, "投影、音响", 210),
    ("舞蹈室", 40, "把杆、音响", 86),
    ("书画室", 30, "", 54),
    ("儿童活动室", 25, "绘本、桌游", 62),
)
OFFICES = (("社区办公室", 12, "打印机", 68), ("书记室", 4, "", 18))
Kind = Activity.Kind
KINDS = (
    # (kind, name, audience, which room)
    (Kind.CULTURE, "广场舞交流", "全体居民", 1),
    (Kind.COURSE, "智能手机课", "60 岁以上老人", 2),
    (Kind.HEALTH, "健康义诊", "慢性病居民", 0),
    (Kind.CHILDREN, "亲子阅读", "小学生和家长", 3),
    (Kind.VOLUNTEER, "清洁家园志愿服务", "志愿者", 0),
    (Kind.PARTY, "主题党日", "党员", 0),
    (Kind.CULTURE, "书画笔会", "书画爱好者", 2),
    (Kind.FESTIVAL, "民俗文化集市", "全体居民", 0),
)
LESSONS = ("书法", "合唱", "太极拳", "急救知识", "手机摄影", "面点", "剪纸", "家庭教育")


def fill(world: World, random: Random) -> int:
    """Write it all; returns how many activities and sign-ins."""
    written = 0
    for town in world.towns:
        rows = list(_activities(world, random, town))
        if town.name == LEARNING:
            rows += _courses(world, random, town)
        if rows:
            activities = stored(ACTIVITIES.add_many(actor=SYSTEM, rows=rows))
            written += len(activities) + _sign_ins(random, activities)
    return written + _coming(world, world.areas[BUSY])


def _activities(world: World, random: Random, town: Area) -> Iterator[dict[str, object]]:
    count = COUNTS.get(town.name, 0)
    organisers = world.people(Role.LEADER, town)
    for number in range(count):
        day = FIRST + timedelta(days=(LAST - FIRST).days * number // max(1, count - 1))
        if day > world.today:
            continue
        kind, name, audience, _room = KINDS[number % len(KINDS)]
        village = world.villages[town.name][number % len(world.villages[town.name])]
        guessed = kind == Kind.FESTIVAL
        yield {
            "title": f"{village.name}{name}",
            "kind": kind,
            "state": Activity.State.HELD,
            "held_on": day,
            "from_hour": time(9 + number % 2 * 6),
            "to_hour": time(11 + number % 2 * 6),
            "area": village,
            "place": f"{village.name}党群服务中心",
            "host": f"{village.name}居委会" if village.name.endswith("社区") else f"{village.name}村委会",
            "organiser": random.choice(organisers) if organisers else None,
            "audience": audience,
            "planned": random.randrange(30, 60),
            "counted_by": CountedBy.ESTIMATE if guessed else CountedBy.SIGN_IN,
            "estimate": random.randrange(12, 40) * 10 if guessed else None,
        }


def _courses(world: World, random: Random, town: Area) -> Iterator[dict[str, object]]:
    villages = world.villages[town.name]
    for number in range(COURSES):
        lesson, village = LESSONS[number % len(LESSONS)], villages[number % len(villages)]
        yield {
            "title": f"{village.name}{lesson}课",
            "kind": Kind.COURSE,
            "state": Activity.State.HELD,
            "held_on": min(date(2026, 3, 2) + timedelta(days=number * 9), world.today),
            "from_hour": time(15),
            "to_hour": time(16, 30),
            "area": village,
            "place": f"{village.name}党群服务中心教室",
            "host": f"{names.person(random)}老师",
            "audience": "社区居民",
            "planned": 20,
            "counted_by": CountedBy.SIGN_IN,
        }


def _sign_ins(random: Random, activities: list[Activity]) -> int:
    """Those who came, out of people who come again and again; a telephone tells each apart."""
    people = [(names.person(random), names.mobile(random)) for _number in range(NEIGHBOURS)]
    rows = [
        {"activity": activity, "name": name, "phone": phone}
        for activity in activities
        if activity.counted_by == CountedBy.SIGN_IN
        for name, phone in random.sample(people, _came(random, activity))
    ]
    return len(stored(SIGN_INS.add_many(actor=SYSTEM, rows=rows)))


def _came(random: Random, activity: Activity) -> int:
    return random.randrange(10, 21) if activity.host.endswith("老师") else random.randrange(36, 52)


def _rooms(venue: Venue, listed: Sequence[tuple[str, int, str, int]], use: Room.Use) -> list[Room]:
    return [
        venues.register_room(
            SYSTEM, venue=venue, name=name, seats=seats, equipment=equipment, area_m2=Decimal(size), use=use
        )
        for name, seats, equipment, size in listed
    ]


def _coming(world: World, town: Area) -> int:
    """A house of many uses: what is planned for the days to come takes its rooms."""
    venue = venues.register_venue(SYSTEM, area=town, name=f"{town.name}党群服务中心")
    rooms = _rooms(venue, ROOMS, Room.Use.RESIDENTS)
    _rooms(venue, OFFICES, Room.Use.OFFICE)
    for number in range(10):
        kind, name, audience, room = KINDS[number % len(KINDS)]
        village = world.villages[town.name][number % len(world.villages[town.name])]
        activity = ACTIVITIES.add(
            actor=SYSTEM,
            values={
                "title": f"{village.name}{name}",
                "kind": kind,
                "held_on": clock.today() + timedelta(days=1 + number // 2),
                "from_hour": time(9 if number % 2 else 15),
                "to_hour": time(11 if number % 2 else 17),
                "area": village,
                "audience": audience,
                "planned": 30,
                "counted_by": CountedBy.ESTIMATE if kind == Kind.FESTIVAL else CountedBy.SIGN_IN,
            },
        )
        take_room(actor=SYSTEM, activity_id=activity.pk, room=rooms[room])
    return 10
