"""Joint conferences, whistles and replies of the demo county, lived through the product's own services at their times."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.conf import settings
from django.db import transaction

from bihuan.cases import services as do
from bihuan.cases.models import Case, Conference, Invitation, Reply, Whistle
from bihuan.cases.services import TaskDraft, guests
from bihuan.cases.services import conferences as meet
from bihuan.cases.services import whistles as blow
from bihuan.cases.services.conferences import Arrangement, Decision, Mark
from bihuan.cases.services.guests import Guest
from bihuan.cases.services.replies import send_reply
from bihuan.config.demo.organisation import World
from bihuan.kernel import clock
from bihuan.orgs.models import Area, Office, Role, Staff

Attendance, Answer = Invitation.Attendance, Invitation.Answer


@dataclass(frozen=True, slots=True)
class Subject:
    """A matter that takes a conference: what, who must come (by the ends of their names), what was agreed."""

    title: str
    text: str
    offices: tuple[str, ...]
    tasks: tuple[str, ...]
    kind: str = "appeal"


SUBJECTS = (
    Subject(
        "{village}自来水改造后水压不足,38户联名反映",
        "{village}三组自来水改造后,二楼以上经常没有水,施工、管护、村里三方说法不一。",
        ("供水所", "村镇建设办公室", "经济发展办公室"),
        ("查明管径和加压泵情况", "补修路面并督促施工方返工", "落实维修资金"),
    ),
    Subject(
        "{village}集市东口雨后积水,商户与住户互相推诿",
        "每逢下雨集市东口积水没过脚面,排水沟被占,商户和住户都说不归自己管。",
        ("村镇建设办公室", "市场监督管理所"),
        ("疏通并加盖排水沟", "清理占道摊位"),
        "hazard",
    ),
    Subject(
        "{village}与邻村承包地边界争议,涉及26户",
        "两村交界处承包地边界多年不清,今年春耕时几次争执,有人扬言要把地界桩拔了。",
        ("农业农村办公室", "派出所", "社会事务办公室"),
        ("实地测量并公示结果", "稳控双方,防止冲突", "提供历年权属资料"),
        "appeal",
    ),
    Subject(
        "{village}废品收购点起火隐患,多次整改反复",
        "废品收购点堆放易燃物,紧邻居民房,整改三次又反弹。",
        ("应急管理办公室", "市场监督管理所", "派出所"),
        ("责令停业并清运", "核查经营资质", "夜间巡查"),
        "hazard",
    ),
)
REASONS = (
    "涉及多个部门,单独派给一家解决不了。",
    "群众联名反映,涉及面大,需要几家一起定。",
    "有激化苗头,需要联合研判处置。",
)
CALLS = (
    ("供水主管网爆裂,请到场会商抢修", "presence", "供水所"),
    ("占道经营引发争执,请到场处置", "presence", "市场监督管理所"),
    ("校门口限速标志缺失,请答复解决办法", "answer", "派出所"),
    ("危房住户安置意见,请限时答复", "answer", "村镇建设办公室"),
    ("河渠漂浮物上游来源,请到场指认", "presence", "农业农村办公室"),
)
RESULTS = ("已到现场处置完毕,并留人值守。", "现场协调两家当场达成一致,明日上午施工。", "已书面答复,纳入本月计划。")


def fill(world: World, random: Random) -> int:
    """A year of them in three towns, and what is called for now; says how many records were written."""
    until, count = clock.now(), 0
    with transaction.atomic():
        for name, conferences, whistles in (("德固镇", 8, 14), ("东岸街道", 4, 8), ("城关镇", 2, 4)):
            town = world.areas[name]
            for number in range(conferences):
                start = _morning(until - timedelta(days=330 * (conferences - number) / conferences + 12))
                _live(_conference(world, random, town, SUBJECTS[number % len(SUBJECTS)]), start)
            for number in range(whistles):
                start = _morning(until - timedelta(days=300 * (whistles - number) / whistles + 2), hour=9 + number % 7)
                _live(_whistle(world, random, town, CALLS[number % len(CALLS)]), start)
        _live(
            _conference(world, random, world.areas["德固镇"], SUBJECTS[2], open_now=True), until - timedelta(hours=20)
        )
        for name in ("德固镇", "东岸街道"):
            for number in range(2):
                story = _whistle(world, random, world.areas[name], CALLS[number], open_now=True)
                _live(story, until - timedelta(minutes=25 + 30 * number))
        count = _answer_channels(world, random, until)
    return Conference.objects.count() + Whistle.objects.count() + count


def _live(story: Iterator[timedelta], start: datetime) -> None:
    """Let a story happen, each step after the pause that it names; what lies ahead of now is left out."""
    moment, now = start, clock.now()
    while moment <= now:
        with clock.at(moment):
            pause = next(story, None)
        if pause is None:
            return
        moment += pause


def _morning(moment: datetime, hour: int = 9) -> datetime:
    """An hour of the working day at or before a moment's day."""
    day = clock.local(moment).date()
    while day.weekday() >= 5:
        day -= timedelta(days=1)
    return clock.instant(day, hour)


def _office(world: World, town: Area, name: str, random: Random) -> Office:
    offices = [one for one in world.offices[town.name] if one.kind in ("office", "station")]
    return next((one for one in offices if one.name.endswith(name)), None) or random.choice(offices)


def _worker(world: World, office: Office) -> Staff:
    posts = [post for post in world.posts if post.office_id == office.pk]
    return next((post.staff for post in posts if post.role == Role.HANDLER), posts[0].staff)


def _conference(
    world: World, random: Random, town: Area, subject: Subject, *, open_now: bool = False
) -> Iterator[timedelta]:
    desk, leader = world.people(Role.DUTY_OFFICER, town)[0], world.people(Role.LEADER, town)[0]
    village = random.choice(world.villages[town.name])
    offices = list(dict.fromkeys(_office(world, town, name, random) for name in subject.offices))
    resident = random.choice([person for person in world.residents[town.name] if person.phone])
    case = do.report_case(
        desk, kind=subject.kind, channel="phone", area=village, title=subject.title.format(village=village.name),
        text=subject.text.format(village=village.name), people_involved=random.randrange(6, 40),
        reporter_name=resident.name, reporter_phone=resident.phone, reporter=resident,
    )  # fmt: skip
    yield timedelta(hours=1)
    do.accept_case(desk, case_id=case.pk)
    do.reclassify_case(desk, case_id=case.pk, major_signs=["departments", "group"])
    yield timedelta(minutes=20)
    when = clock.now() + timedelta(days=2) if open_now else clock.now() + timedelta(days=1, hours=5)
    at = _morning(when, hour=15)
    at = at if at > clock.now() else at + timedelta(days=3)
    agenda = "一、综治中心通报情况\n二、各单位发表意见\n三、明确牵头单位、任务和时限"
    arrangement = Arrangement(at, f"{town.name}综治中心联席会商室", leader, agenda)
    county = [world.offices[settings.COUNTY_NAME][random.randrange(1, 4)]] if random.random() < 0.5 else []
    conference = meet.call_conference(
        desk, case_ids=[case.pk], reason=random.choice(REASONS), arrangement=arrangement, offices=[*offices, *county],
    )  # fmt: skip
    if county:
        outside = Guest("严守成", "县供水集团", asked="请带管网图和近三个月的检修记录。")
        guests.invite_guest(desk, conference_id=conference.pk, guest=outside)
    yield timedelta(hours=2)
    for one in list(conference.invitations.select_related("office"))[: len(offices)]:
        assert one.office is not None  # offices only are invited here
        answer = random.choices([Answer.COMES, Answer.CANNOT], (9, 1))[0]
        meet.answer_invitation(
            _worker(world, one.office), invitation_id=one.pk, answer=answer,
            reason="与县里会议冲突" if answer == Answer.CANNOT else "",
        )  # fmt: skip
    yield at + timedelta(minutes=50) - clock.now()
    marks = [_mark(one, random) for one in conference.invitations.all()]
    meet.note_attendance(desk, conference_id=conference.pk, marks=marks)
    yield timedelta(minutes=30)
    yield from _concluded(world, random, town, subject, case, conference, offices)


def _mark(one: Invitation, random: Random) -> Mark:
    if one.answer == Answer.CANNOT:
        return Mark(one.pk, Attendance.EXCUSED)
    if one.guest_body:
        return Mark(one.pk, Attendance.PRESENT)
    came = random.choices([Attendance.PRESENT, Attendance.LATE, Attendance.ABSENT], (17, 2, 1))[0]
    return Mark(one.pk, came, random.randrange(5, 40) if came == Attendance.LATE else None)


def _concluded(
    world: World,
    random: Random,
    town: Area,
    subject: Subject,
    case: Case,
    conference: Conference,
    offices: list[Office],
) -> Iterator[timedelta]:
    desk, supervisor = world.people(Role.DUTY_OFFICER, town)[0], world.people(Role.SUPERVISOR, town)[0]
    until = clock.now() + timedelta(days=6)
    tasks = [TaskDraft(office, title, until) for office, title in zip(offices, subject.tasks, strict=False)]
    lead = offices[0]
    minutes = f"会议听取情况通报,各单位发表意见,明确由{lead.name}牵头,各单位按分工在期限内完成,综治中心跟踪督办。"
    meet.conclude(desk, conference_id=conference.pk, minutes=minutes, decisions=[Decision(case.pk, lead, tasks)])
    yield timedelta(hours=1)
    handler = _worker(world, lead)
    do.take_case(handler, case_id=case.pk)
    yield timedelta(days=random.choice((2, 3, 4, 7)))
    for task in case.tasks.select_related("office"):
        do.finish_task(_worker(world, task.office), task_id=task.pk, result="已按会议要求完成,并附现场情况。")
    yield timedelta(hours=3)
    if subject.kind == "hazard":
        return
    do.finish_case(handler, case_id=case.pk, outcome="solved", result_text="各单位按分工办理完毕,群众现场确认。")
    yield timedelta(hours=4)
    do.verify_case(supervisor, case_id=case.pk, note="已到现场核查,情况属实。")
    yield timedelta(days=1)
    do.record_revisit(desk, case_id=case.pk, settled=True, satisfied=True, remark="满意,几家单位一起来的,一次就定了。")


def _whistle(
    world: World, random: Random, town: Area, call: tuple[str, str, str], *, open_now: bool = False
) -> Iterator[timedelta]:
    desk = world.people(Role.DUTY_OFFICER, town)[0]
    title, need, name = call
    village = random.choice(world.villages[town.name])
    office = _office(world, town, name, random)
    (one,) = blow.blow_whistle(
        desk, offices=[office],
        call=blow.Call(
            area=village, title=f"{village.name}{title}", need=need, place=f"{village.name}村委会" if need == "presence" else "",
            hours=Decimal(2) if need == "presence" else Decimal(8),
        ),
    )  # fmt: skip
    if open_now:
        return
    late = random.random() < 0.12
    yield timedelta(minutes=random.randrange(25, 100)) if not late else timedelta(hours=7)
    worker = _worker(world, office)
    if need == "presence":
        blow.arrive(worker, whistle_id=one.pk)
        yield timedelta(minutes=random.randrange(30, 150))
    blow.answer_whistle(worker, whistle_id=one.pk, result=random.choice(RESULTS))
    yield timedelta(hours=3)
    rating = random.choices((5, 4, 3, 2), (10, 6, 2, 1))[0]
    blow.rate_whistle(desk, whistle_id=one.pk, rating=rating, note="来得晚,群众等了很久。" if rating == 2 else "")


def _answer_channels(world: World, random: Random, until: datetime) -> int:
    """Hotline, letters, inspections: what is closed was answered, most of it in time; what is open waits."""
    answered = 0
    for reply in Reply.objects.filter(state=Reply.State.OWED).select_related("case", "town").order_by("started_at"):
        assert reply.due_at is not None  # shipped duties have a limit
        spare = reply.due_at - reply.started_at
        moment = reply.started_at + spare * random.uniform(0.3, 0.95)
        if random.random() < 0.06:
            moment = reply.due_at + timedelta(hours=random.randrange(2, 60))
        if moment >= until:
            continue
        words = reply.case.result_text or "已受理并安排办理,办理情况将及时续报。"
        with clock.at(moment):
            desk = world.people(Role.DUTY_OFFICER, reply.town)[0]
            send_reply(desk, reply_id=reply.pk, way=reply.way, text=words)
        answered += 1
    return answered
