"""A year of matters, lived through the product's own services at the times they happened."""

import heapq
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from bihuan.cases import services as do
from bihuan.cases.models import Case, Category, Evidence
from bihuan.config.demo import matters, names, pictures
from bihuan.config.demo.matters import MATTERS, Matter
from bihuan.config.demo.organisation import World
from bihuan.kernel import clock
from bihuan.orgs.models import Area, Office, Resident, Role, Staff
from bihuan.platform import files
from bihuan.platform.actors import PUBLIC, SYSTEM, Actor
from bihuan.platform.models import StoredFile

SHARE = {
    "德固镇": 26,
    "东岸街道": 22,
    "城关镇": 12,
    "城西街道": 8,
    "开元街道": 9,
    "马家桥镇": 7,
    "阳和镇": 8,
    "韩家镇": 7,
    "孟河乡": 7,
}
CHANNELS = {"phone": 30, "walk_in": 18, "resident": 16, "grid": 20, "hotline": 10, "letter": 3, "inspection": 3}
OUTCOMES = {"solved": 82, "explained": 9, "refused": 2, "not_ours": 4, "withdrawn": 3}
Story = Iterator[datetime]


class Lives:
    """Runs all stories in the order of their moments, each step at its own time."""

    def __init__(self, world: World, random: Random, until: datetime) -> None:
        self.world, self.random, self.until = world, random, until
        self.categories = {category.code: category for category in Category.objects.all()}
        self.photos = _photos(random)
        self._waiting: list[tuple[datetime, int, Story]] = []

    def add(self, story: Story, start: datetime) -> None:
        heapq.heappush(self._waiting, (start, len(self._waiting) + self.random.randrange(1 << 30), story))

    def run(self) -> int:
        """Let everything happen up to `until`; returns how many steps were taken."""
        steps = 0
        while self._waiting:
            batch: list[int] = []
            with transaction.atomic():
                while self._waiting and len(batch) < 300:
                    moment, order, story = heapq.heappop(self._waiting)
                    if moment > self.until:
                        continue
                    with clock.at(moment):
                        following = next(story, None)
                    batch.append(order)
                    if following is not None:
                        heapq.heappush(self._waiting, (max(following, moment + timedelta(minutes=1)), order, story))
            steps += len(batch)
        return steps


def _photos(random: Random) -> dict[str, list[StoredFile]]:
    return {
        phase: [
            files.store(
                pictures.scene(
                    random,
                    after=phase == "after",
                    caption=f"{'处置后' if phase == 'after' else '处置前'}(示意图){number}",
                ),
                name=f"{phase}-{number}.jpg",
                actor=SYSTEM,
            )
            for number in range(1, 7)
        ]
        for phase in ("before", "after")
    }


def live(world: World, *, count: int, until: datetime, open_now: bool = True) -> int:
    """About `count` matters over the last year, denser towards today, and what lies on the desks now; returns the steps taken."""
    lives = Lives(world, world.random, until)
    towns = [world.areas[name] for name in SHARE]
    for number in range(count):
        age = 365 * (1 - (number / count) ** 0.75)
        start = _office_time(world.random, until - timedelta(days=age))
        town = world.random.choices(towns, list(SHARE.values()))[0]
        lives.add(_story(lives, town), start)
    for town in towns if open_now else ():
        _today(lives, town)
    return lives.run()


# What lies on the desks this morning: state → (how many, hours since the report from, to).
OPEN_NOW = {
    "reported": (5, 0.2, 5),
    "accepted": (3, 3, 9),
    "dispatched": (4, 8, 30),
    "handling": (9, 40, 480),
    "to_verify": (4, 90, 260),
    "to_revisit": (4, 120, 320),
}


def _today(lives: Lives, town: Area) -> None:
    """Matters of a town that have come as far as a state and wait there for somebody, a few of them late."""
    share = 1 if town.name in ("德固镇", "东岸街道") else 2
    for state, (count, nearest, farthest) in OPEN_NOW.items():
        for _number in range(-(-count // share)):
            age = timedelta(hours=lives.random.uniform(nearest, farthest))
            lives.add(_story(lives, town, stop=state, pace=0.25), lives.until - age)
    # The first village of each town, where the demo's secretaries and grid workers are at home.
    village = lives.world.villages[town.name][0]
    for state, hours, to_grid in AT_THE_VILLAGE:
        story = _story(lives, town, stop=state, pace=0.2, village=village, to_grid=to_grid)
        lives.add(story, lives.until - timedelta(hours=hours))
    for hours in (60, 90):
        lives.add(_story(lives, town, stop="handling", pace=0.2, asks=True), lives.until - timedelta(hours=hours))


AT_THE_VILLAGE = (
    ("dispatched", 20, False),
    ("handling", 50, False),
    ("handling", 75, False),
    ("handling", 46, True),
    ("handling", 120, True),
)


def _asked_to_suspend(lives: Lives, case: Case, handler: Staff) -> Story:
    """The handler has asked the leader in charge to let the clock stand, and waits for the answer."""
    yield clock.now() + timedelta(hours=1)
    case.refresh_from_db(fields=["due_at", "state"])
    if case.state == "handling" and not case.pauses.exists() and (case.due_at is None or case.due_at > clock.now()):
        do.ask_suspension(
            handler,
            case_id=case.pk,
            reason=lives.random.choice(matters.SUSPEND_REASONS),
            until=clock.now() + timedelta(days=7),
        )


def _office_time(random: Random, moment: datetime) -> datetime:
    """A moment of that day when people call: mostly office hours, sometimes the evening."""
    day = clock.local(moment).date()
    hour = random.choices((8, 9, 10, 11, 14, 15, 16, 17, 19, 21), (6, 12, 11, 8, 7, 9, 8, 5, 3, 2))[0]
    return clock.instant(day, hour, random.randrange(60)) + timedelta(seconds=random.randrange(60))


def _later(random: Random, *, hours: float) -> datetime:
    """After about so many hours, moved into the working day."""
    moment = clock.now() + timedelta(hours=max(0.05, random.gauss(hours, hours / 3)))
    local = clock.local(moment)
    if local.hour >= 18:
        moment = clock.instant(local.date() + timedelta(days=1), 8, 30 + random.randrange(30))
    elif local.hour < 8 or (local.hour == 8 and local.minute < 30):
        moment = clock.instant(local.date(), 8, 30 + random.randrange(30))
    while clock.local(moment).weekday() >= 5:
        moment += timedelta(days=1)
    return moment


def _story(
    lives: Lives,
    town: Area,
    *,
    stop: str = "",
    pace: float = 1,
    village: Area | None = None,
    to_grid: bool = False,
    asks: bool = False,
) -> Story:
    """One matter from report to close with the turns that real ones take, or as far as the state `stop`.

    With `village`, its own committee handles the matter; `to_grid` lets the secretary give it to the first grid's worker;
    whoever `asks` wants the clock to stand once it is being handled.
    """
    world, random = lives.world, lives.random
    matter = random.choices(MATTERS, [item.weight for item in MATTERS])[0]
    committee = village
    village = village or random.choice(world.villages[town.name])
    grid = world.grids[village][0] if to_grid else random.choice(world.grids[village])
    channel = "inspection" if matter.kind == "finding" else random.choices(list(CHANNELS), list(CHANNELS.values()))[0]
    desk = random.choice(world.people(Role.DUTY_OFFICER, town))
    grid_worker = world.people(Role.GRID_WORKER, grid)[0]
    supervisor = world.people(Role.SUPERVISOR, town)[0]
    case = _report(lives, matter, town, village, grid, channel, desk, grid_worker)
    if matter.kind in ("hazard", "finding") or channel in ("resident", "grid"):
        do.attach_evidence(
            grid_worker if channel == "grid" else desk,
            case_id=case.pk,
            file=random.choice(lives.photos["before"]),
            phase=Evidence.Phase.BEFORE,
            caption="现场情况",
        )
    if stop == "reported":
        return
    yield _later(random, hours=pace * (0.5 if matter.urgency != "normal" else 2))

    if not stop and random.random() < 0.02:
        do.decline_case(desk, case_id=case.pk, reason="反映内容已进入诉讼程序,请按法院通知办理。")
        return
    do.accept_case(desk, case_id=case.pk)
    if stop == "accepted":
        return
    yield _later(random, hours=pace * 0.4)

    office = world.committee(committee) if committee is not None else world.office(town.name, matter.office)
    if not stop and random.random() < 0.06:
        yield from _sent_back(lives, case, town, desk, office)
    do.dispatch_case(
        desk, case_id=case.pk, office=office, why={"rule": f"职责词“{matter.category}”", "text": office.duties}
    )
    handler = (
        _handler(world, office, town, random)
        if committee is None
        else world.people(Role.VILLAGE_SECRETARY, committee)[0]
    )
    if stop == "dispatched":
        return
    yield _later(random, hours=pace * 1.5)
    do.take_case(handler, case_id=case.pk)
    yield _later(random, hours=pace * 3)
    do.record_contact(handler, case_id=case.pk, note="已电话联系反映人,了解情况。")
    if to_grid:
        do.hand_over_case(handler, case_id=case.pk, handler=grid_worker)
        handler = grid_worker
    if random.random() < 0.35:
        yield _later(random, hours=pace * 4)
        do.comment_case(random.choice((handler, desk)), case_id=case.pk, text=random.choice(matters.REMARKS))
    if stop == "handling":
        if asks:
            yield from _asked_to_suspend(lives, case, handler)
        return
    yield _later(random, hours=pace * matter.days * 14)
    if not stop and random.random() < 0.05:
        yield from _suspended(lives, case, handler, town)
    yield from _finished(lives, case, matter, handler, pace=pace)
    if stop == "to_verify":
        return

    if not stop and random.random() < 0.06:
        do.return_case(supervisor, case_id=case.pk, reason=random.choice(matters.RETURN_REASONS))
        yield _later(random, hours=20)
        yield from _finished(lives, case, matter, handler)
    do.verify_case(supervisor, case_id=case.pk, note="已到现场核查,情况属实。")
    if stop:
        return
    yield _later(random, hours=20)
    yield from _revisited(lives, case, matter, handler, desk, supervisor)


def _report(
    lives: Lives, matter: Matter, town: Area, village: Area, grid: Area, channel: str, desk: Staff, grid_worker: Staff
) -> Case:
    world, random = lives.world, lives.random
    place = f"{village.name}{random.choice(matters.PLACES)}"
    lat, lon = world.cells[grid].somewhere(random)
    resident: Resident = random.choice([person for person in world.residents[town.name] if person.phone])
    by_channel: dict[str, Actor] = {"resident": PUBLIC, "grid": grid_worker}
    actor = by_channel.get(channel, desk)
    anonymous = random.random() < 0.04
    official = channel in ("inspection", "grid", "letter") and matter.kind in ("hazard", "finding")
    return do.report_case(
        actor,
        kind=matter.kind,
        channel=channel,
        area=grid,
        title=matter.title.format(place=place, village=village.name),
        text=matter.text.format(place=place, village=village.name),
        place=f"{place}{random.choice(names.STREETS)}",
        lat=lat,
        lon=lon,
        category=lives.categories.get(f"{matter.kind}.{matter.category}"),
        urgency=matter.urgency,
        reporter_name="" if official else resident.name,
        reporter_phone="" if official else resident.phone,
        reporter=None if official or anonymous else resident,
        household=None if official or anonymous else resident.household,
        anonymous=anonymous,
        source_number=f"R{random.randrange(10**9, 10**10)}" if channel == "hotline" else "",
    )


def _handler(world: World, office: Office, town: Area, random: Random) -> Staff:
    people = [
        post.staff
        for post in world.posts
        if post.office_id == office.pk and post.role in ("handler", "mediator", "office_head")
    ]
    return random.choice(people)


def _sent_back(lives: Lives, case: Case, town: Area, desk: Staff, right: Office) -> Story:
    offices = [
        office for office in lives.world.offices[town.name] if office.kind in ("office", "station") and office != right
    ]
    wrong = lives.random.choice(offices)
    do.dispatch_case(desk, case_id=case.pk, office=wrong, why={"rule": "人工指派"})
    yield _later(lives.random, hours=2)
    do.send_back_case(
        _handler(lives.world, wrong, town, lives.random),
        case_id=case.pk,
        reason=lives.random.choice(matters.SEND_BACK_REASONS),
    )
    yield _later(lives.random, hours=0.6)


def _suspended(lives: Lives, case: Case, handler: Staff, town: Area) -> Story:
    case.refresh_from_db(fields=["due_at"])
    if case.pauses.exists() or (case.due_at is not None and case.due_at <= clock.now()):
        return  # asked for already, or a late stage that cannot be suspended any more
    do.ask_suspension(
        handler,
        case_id=case.pk,
        reason=lives.random.choice(matters.SUSPEND_REASONS),
        until=clock.now() + timedelta(days=7),
    )
    yield _later(lives.random, hours=2)
    do.approve_suspension(lives.world.people(Role.LEADER, town)[0], case_id=case.pk, decision="同意,到期及时恢复办理。")
    yield _later(lives.random, hours=80)
    case.refresh_from_db(fields=["state"])
    if case.state == "suspended":
        do.resume_case(handler, case_id=case.pk)
    yield _later(lives.random, hours=10)


def _finished(lives: Lives, case: Case, matter: Matter, handler: Staff, *, pace: float = 1) -> Story:
    random = lives.random
    if matter.kind in ("hazard", "finding"):
        outcome = "solved"
    else:
        outcome = random.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
    if matter.kind in ("hazard", "finding") or random.random() < 0.5:
        do.attach_evidence(
            handler,
            case_id=case.pk,
            file=random.choice(lives.photos["after"]),
            phase=Evidence.Phase.AFTER,
            caption="处置后",
        )
        yield _later(random, hours=0.3)
    texts = {
        "solved": matter.result,
        "explained": "经核查并当面说明政策规定,反映人表示理解。",
        "refused": "经核查,反映事项不符合规定条件,已书面答复。",
        "not_ours": "经核查属县直部门职责,已转交办理并告知反映人。",
        "withdrawn": "双方已自行和解,反映人撤回诉求。",
    }
    do.finish_case(
        handler,
        case_id=case.pk,
        outcome=outcome,
        result_text=texts[outcome],
        legal_basis="《信访工作条例》第三十一条" if outcome == "refused" else "",
        handed_to="县住房和城乡建设局" if outcome == "not_ours" else "",
    )
    yield _later(random, hours=pace * 12)


def _revisited(lives: Lives, case: Case, matter: Matter, handler: Staff, desk: Staff, supervisor: Staff) -> Story:
    random = lives.random
    for _round in range(2):
        case.refresh_from_db(fields=["state"])
        if case.state != "to_revisit":
            return
        if random.random() < 0.12:
            do.record_unreached(desk, case_id=case.pk, remark="电话无人接听")
            yield _later(random, hours=26)
        if random.random() > 0.07 or _round:
            do.record_revisit(desk, case_id=case.pk, settled=True, satisfied=True, remark=random.choice(matters.PRAISE))
            if random.random() < 0.3:
                yield _later(random, hours=30)
                do.rate_by_reporter(
                    number=case.number, code=case.tracking_code, rating=random.choices((5, 4, 3), (6, 3, 1))[0]
                )
            return
        do.record_revisit(
            desk, case_id=case.pk, settled=False, satisfied=False, remark=random.choice(matters.COMPLAINT)
        )
        yield _later(random, hours=30)
        yield from _finished(lives, case, matter, handler)
        do.verify_case(supervisor, case_id=case.pk, note="已复查,整改到位。")
        yield _later(random, hours=20)
