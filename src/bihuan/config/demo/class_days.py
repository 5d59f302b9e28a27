"""The days of the demo county's classes: lessons, who came and was fetched, one alarm, drills, volunteers, pairings."""

from datetime import date, time, timedelta
from random import Random

from bihuan.community.alarms import close, raise_due, take
from bihuan.community.models import Attendance, Enrolment, Programme, Volunteer
from bihuan.community.registers import DRILLS, LESSONS, PAIRING_VISITS, PAIRINGS, SHIFTS, VOLUNTEERS
from bihuan.config.demo import names
from bihuan.kernel import clock
from bihuan.orgs.models import Area
from bihuan.platform.actors import SYSTEM
from bihuan.platform.change import create_many

State = Attendance.State
DAY = (
    (time(8, 30), time(10), ("暑假作业辅导",)),
    (time(10, 15), time(11, 15), ("阅读", "书法", "美术", "音乐", "手工")),
    (time(14, 30), time(16, 30), ("防溺水教育", "体育游戏", "科学小实验", "红色故事", "心理团辅")),
)
TEACHERS = ("返乡大学生志愿者", "村小学教师", "退休教师", "妇联志愿者", "派出所民警")
FOUND = ("和奶奶一起住,作业能按时完成", "想爸妈,帮着打了视频电话", "饮食起居正常", "缺课外书,已从书屋借去")


def weekdays(first: date, last: date) -> list[date]:
    """Mondays to Fridays from `first` to `last`."""
    days = (first + timedelta(days=one) for one in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5]


def plan(programme: Programme, days: list[date]) -> int:
    """Three lessons a day."""
    rows = [
        {
            "programme": programme, "day": day, "from_hour": begin, "to_hour": end,
            "topic": topics[at % len(topics)], "teacher": TEACHERS[at % len(TEACHERS)], "place": programme.place,
        }
        for at, day in enumerate(days)
        for begin, end, topics in DAY
    ]  # fmt: skip
    return len(LESSONS.add_many(actor=SYSTEM, rows=rows))


def attend(random: Random, programme: Programme, days: list[date]) -> int:
    """Every child on every day; most come, and whoever came was fetched by one of its own."""
    children = list(Enrolment.objects.filter(programme=programme, state__in=Enrolment.ENROLLED).order_by("seat"))
    for day in days:
        rows = []
        with clock.at(clock.instant(day, 17, 10)):
            for child in children:
                state = random.choices(State.values, (90, 4, 5, 1))[0]
                row = Attendance(enrolment=child, day=day, state=state)
                row.lie_with(child)
                if state in Attendance.CAME:
                    row.picked_up_at = clock.instant(day, 16, 35 + random.randrange(20))
                    row.picked_up_by, row.handed_by_id = child.guardian, programme.staff_id
                rows.append(row)
            create_many(rows, actor=SYSTEM, verb="register")
    return len(days) * len(children)


def uncollected(programme: Programme, day: date) -> int:
    """One evening a child waited: an alarm, taken up and closed."""
    child = Enrolment.objects.filter(programme=programme, state__in=Enrolment.ENROLLED).order_by("seat").first()
    assert child is not None  # the class is full
    row = Attendance(enrolment=child, day=day, state=State.PRESENT)
    row.lie_with(child)
    with clock.at(clock.instant(day, 17, 35)):
        create_many([row], actor=SYSTEM, verb="register")
        (alarm,) = raise_due()
    with clock.at(clock.instant(day, 17, 41)):
        take(actor=programme.staff, alarm_id=alarm.pk)
    with clock.at(clock.instant(day, 18, 5)):
        close(actor=programme.staff, alarm_id=alarm.pk, outcome="家长路上堵车,17:58 到村里接走,已提醒以后提前打电话")
    return 2


def drill(programme: Programme, heads: int) -> int:
    """Two drills."""
    for kind, days, seconds in (("fire", 4, 105), ("quake", 18, 88)):
        values = {
            "programme": programme, "kind": kind, "held_on": programme.starts_on + timedelta(days=days), "heads": heads,
            "seconds": seconds, "report": "听到哨声后按路线到院子集合,点名无缺;提醒两名孩子弯腰、捂口鼻。",
        }  # fmt: skip
        DRILLS.add(actor=SYSTEM, values=values)
    return 2


def volunteers(random: Random, village: Area, since: date) -> list[Volunteer]:
    """Three who were checked, and one who was not."""
    made = []
    for number in range(4):
        checked = number < 3
        values = {
            "name": names.person(random), "phone": names.mobile(random), "area": village,
            "body": TEACHERS[number], "skills": random.sample(["tutor", "arts", "sport", "reading", "first_aid"], 2),
            "since": since, "checked": "passed" if checked else "none",
            "checked_on": since if checked else None,
            "check_until": since + timedelta(days=365) if checked else None,
        }  # fmt: skip
        made.append(VOLUNTEERS.add(actor=SYSTEM, values=values))
    return made


def serve(programme: Programme, helpers: list[Volunteer], days: list[date]) -> int:
    """One volunteer each day, in turn."""
    for at, day in enumerate(days):
        values = {
            "volunteer": helpers[at % 3], "programme": programme, "day": day, "from_hour": time(8, 30),
            "to_hour": time(11, 30), "task": "作业辅导和照看", "came": True,
        }  # fmt: skip
        SHIFTS.add(actor=SYSTEM, values=values)
    return len(days)


def pair(random: Random, programme: Programme, helpers: list[Volunteer]) -> int:
    """Left-behind children with a volunteer each, and two visits of each."""
    children = Enrolment.objects.filter(programme=programme, left_behind=True, state__in=Enrolment.ENROLLED)
    written = 0
    for at, child in enumerate(children.order_by("seat")):
        since = programme.starts_on + timedelta(days=3)
        values = {"enrolment": child, "volunteer": helpers[at % 3], "since": since, "remark": "每月走访,帮着联系父母"}
        pairing = PAIRINGS.add(actor=SYSTEM, values=values)
        for days in (10, 32):
            visit = {
                "pairing": pairing, "visited_on": since + timedelta(days=days), "found": random.choice(FOUND),
                "helped": "辅导作业、陪读一小时",
            }  # fmt: skip
            PAIRING_VISITS.add(actor=SYSTEM, values=visit)
        written += 3
    return written


def fill_summer(programme: Programme, village: Area, seed: int, *, alarm: bool) -> int:
    """All of a summer class; chance of its own, so that nothing else of the county moves."""
    random = Random(seed)
    days = weekdays(programme.starts_on, programme.ends_on)
    waited = days[9] if alarm else None
    with clock.at(clock.instant(programme.starts_on - timedelta(days=5), 9)):
        written = plan(programme, days)
        helpers = volunteers(random, village, programme.starts_on - timedelta(days=6))
    usual = [day for day in days if day != waited]
    written += attend(random, programme, usual) + len(helpers)
    if waited is not None:
        written += uncollected(programme, waited)
    with clock.at(clock.instant(programme.ends_on, 17)):
        written += serve(programme, helpers, days) + drill(programme, programme.quota)
        return written + pair(random, programme, helpers)


def fill_now(programme: Programme, today: date) -> int:
    """The class that runs now: lessons of the fortnight around today."""
    days = weekdays(today - timedelta(days=7), today + timedelta(days=7))
    rows = [
        {
            "programme": programme, "day": day, "from_hour": time(16, 30), "to_hour": time(18),
            "topic": ("作业辅导", "阅读", "书法", "体育", "手工")[day.weekday()], "teacher": TEACHERS[day.weekday()],
            "place": programme.place,
        }
        for day in days
    ]  # fmt: skip
    return len(LESSONS.add_many(actor=SYSTEM, rows=rows))
