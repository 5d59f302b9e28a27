"""Campaigns, work logs, rounds and findings of the demo county; every text and number is made up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from bihuan.cases import services as loop
from bihuan.cases.models import CaseClock, Evidence, Outcome, Stage
from bihuan.cases.tasks import look_once
from bihuan.config.demo import pictures
from bihuan.config.demo.organisation import World
from bihuan.config.demo.rows import stored
from bihuan.inspections.models import Campaign, Round
from bihuan.inspections.models.round import Finding
from bihuan.inspections.registers import CAMPAIGNS, LOGS, PHASES, ROUNDS, VILLAGES
from bihuan.inspections.services import Found, office_of_village, report_finding
from bihuan.kernel import clock
from bihuan.orgs.models import Area, Role, Staff
from bihuan.platform import files
from bihuan.platform.actors import SYSTEM
from bihuan.platform.models import StoredFile

TOWN = "阳和镇"
FIRST, LAST = date(2026, 5, 5), date(2026, 8, 31)
RIVER_VILLAGES = ("上河村", "下河村", "芦花荡村", "沙洲村")
DAYS_A_VILLAGE, MACHINES, TRUCKS = 10, 20, 10
Spot, Severity = Finding.Spot, Finding.Severity


@dataclass(frozen=True, slots=True)
class Problem:
    """What an inspector writes down, and what was done about it."""

    text: str
    place: str
    spot: str
    requirement: str
    result: str
    severity: str = Severity.MINOR


SUMMER = (
    Problem("河坡倾倒建筑垃圾约三立方米,部分滑入水中。", "北河坡机井旁", Spot.RIVER, "全部清走,设禁倒牌,安排专人巡看。",
            "出动铲车一台、三轮车两辆清运完毕,已设禁倒牌。", Severity.SERIOUS),
    Problem("进村路两侧杂草过膝,夹杂塑料袋和农药瓶。", "进村路东段", Spot.ROAD, "割除杂草,捡净白色垃圾,农药瓶单独回收。",
            "公益岗和志愿者割草捡拾,农药瓶送交回收点。"),
    Problem("坑塘水面漂浮秸秆和生活垃圾,有异味。", "村西坑塘", Spot.RIVER, "打捞干净,堵住倾倒口。", "打捞两天,水面已清,倾倒口砌墙封堵。",
            Severity.SERIOUS),
    Problem("柴草和旧木料占了半条巷道,消防车进不去。", "三组南北巷", Spot.YARD, "码放到院内或清走,巷道净宽不少于四米。",
            "逐户说通,当天搬进院内,巷道恢复通行。"),
    Problem("垃圾箱满溢两天没有清运,污水流到路面。", "文化广场东侧", Spot.PUBLIC, "当日清运,调整清运班次。",
            "已清运冲洗,清运改为每天一趟。"),
    Problem("田头堆放废旧地膜和滴灌带。", "东洼地头", Spot.FIELD, "集中回收,不得焚烧。", "收拢十二捆,送镇回收点。"),
    Problem("河道内有两处渔网和木桩阻水。", "桥下游五十米", Spot.RIVER, "拆除阻水物,恢复行洪断面。", "渔网、木桩已拆除。"),
    Problem("残墙倾斜,墙根堆满碎砖。", "老供销社后院", Spot.YARD, "拆除残墙,清走碎砖,平整场地。", "残墙拆除,碎砖用于垫路,场地已平整。",
            Severity.GRAVE),
    Problem("路肩晾晒粮食,占去半幅路面。", "通村公路中段", Spot.ROAD, "收回粮食,不得在公路上打场晒粮。", "已收回,晒到村部广场。"),
    Problem("村口公示栏贴满小广告。", "村口公示栏", Spot.PUBLIC, "铲除清洗。", "已铲除,刷了防粘涂料。"),
    Problem("排水沟淤塞,雨后漫到路面。", "小学西墙外", Spot.RIVER, "清淤疏通,盖板复位。", "清淤六十米,盖板已复位。", Severity.SERIOUS),
    Problem("保洁员上午脱岗,责任片区没有清扫。", "二组责任片", Spot.DUTY, "补扫责任片区,重申考勤。", "已补扫,保洁员作出说明,按制度扣分。"),
)  # fmt: skip
WINTER = (
    Problem("饭店厨房使用的软管超过十八个月,有龟裂。", "集市北头饭店", Spot.PREMISES, "更换金属包覆软管,附购买凭据。", "已换金属包覆软管。",
            Severity.SERIOUS),
    Problem("住户在卧室内存放两只满瓶液化气。", "四组", Spot.YARD, "气瓶移到室外通风处,室内不超过一只。",
            "已移出,并讲明道理。", Severity.GRAVE),
    Problem("小吃店没有安装可燃气体报警器。", "学校对面", Spot.PREMISES, "三日内安装并通电,营业时保持开启。", "报警器已装好并试响。",
            Severity.SERIOUS),
    Problem("灶具没有熄火保护装置。", "养老院厨房", Spot.PUBLIC, "更换带熄火保护的灶具。", "灶具已更换。"),
    Problem("气瓶间堆放纸箱等杂物。", "卤菜加工点", Spot.PREMISES, "清空气瓶间,张贴禁火标识。", "已清空并张贴标识。"),
    Problem("用气单位没有定期检查记录。", "粮油店", Spot.PREMISES, "建立检查台账,每周自查一次。", "台账已建立。"),
)  # fmt: skip
AUTUMN = (
    Problem(
        "楼道堆放旧沙发和电动车。",
        "三号楼二单元",
        Spot.PUBLIC,
        "搬离楼道,电动车到车棚充电。",
        "已清走,电动车停入车棚。",
        Severity.SERIOUS,
    ),
    Problem(
        "商户把落叶扫进雨水口。", "滨河路中段", Spot.ROAD, "清出落叶,向沿街商户讲明。", "雨水口已清,沿街逐户提醒。"
    ),
    Problem("背街垃圾投放点没有分类桶。", "老粮库巷", Spot.PUBLIC, "补齐分类桶,划出投放区。", "分类桶已补齐。"),
    Problem(
        "河边步道有烧烤遗留的炭灰和竹签。",
        "滨河步道",
        Spot.RIVER,
        "清理干净,晚间加派巡看。",
        "已清理,晚八点加一班巡看。",
    ),
)
RECENT = {"dispatched": timedelta(hours=2), "handling": timedelta(hours=30), "to_verify": timedelta(hours=46)}
GOAL = "全镇河道、道路、村庄、田间积存垃圾应清尽清,河道两岸无漂浮物,巡查发现的问题全部按期整改、复查闭环。"


def fill(world: World, random: Random) -> int:
    """Last summer's campaign of 阳和镇, what runs today in two towns, and rounds elsewhere; says how many rows."""
    shots = _shots(random)
    written = _summer(world, random, shots)
    written += _winter(world, shots)
    written += _autumn(world, random, shots)
    return written + _elsewhere(world)


def _shots(random: Random) -> dict[str, list[StoredFile]]:
    return {
        phase: [
            files.store(
                pictures.scene(random, after=phase == "after", caption=f"{words}(示意图){number}"),
                name=f"inspection-{phase}-{number}.jpg",
                actor=SYSTEM,
            )
            for number in range(1, 4)
        ]
        for phase, words in (("before", "整改前"), ("after", "整改后"))
    }


# --- last summer -----------------------------------------------------------------------------------------------------


def _summer(world: World, random: Random, shots: dict[str, list[StoredFile]]) -> int:
    town, villages = world.areas[TOWN], world.villages[TOWN]
    last = min(LAST, world.today)
    if last < FIRST + timedelta(days=60):
        return 0  # a county of before that summer
    campaign = _campaign(
        town,
        "夏季人居环境整治",
        Campaign.Kind.ENVIRONMENT,
        FIRST,
        LAST,
        GOAL,
        (
            ("动员部署", 10, "排查底数,签订责任书。"),
            ("集中整治", 75, "清河道、清道路、清庭院、清田间。"),
            ("巩固提升", 33, "回头看,建长效机制。"),
        ),
    )
    planned = [
        {"campaign": campaign, "village": village, "spots_planned": random.randrange(56, 72)} for village in villages
    ]
    written = len(stored(VILLAGES.add_many(actor=SYSTEM, rows=planned)))
    rows: list[dict[str, object]] = []
    for village in villages:
        for day in sorted(random.sample(range((last - FIRST).days + 1), DAYS_A_VILLAGE)):
            rows.append(_day_of(random, campaign, village, FIRST + timedelta(days=day)))
    for name, count in (("machine_shifts", MACHINES), ("truck_runs", TRUCKS)):
        for row in random.sample(rows, count):
            row[name] = 1
    written += len(stored(LOGS.add_many(actor=SYSTEM, rows=rows)))
    kinds = (Round.Kind.OPEN, Round.Kind.UNANNOUNCED, Round.Kind.PATROL, Round.Kind.OPEN)
    shared = len(SUMMER) // len(kinds)
    for number, kind in enumerate(kinds):
        first = FIRST + timedelta(days=13 + number * 26)
        only = villages[1] if kind == Round.Kind.UNANNOUNCED else None
        one = _round(world, town, only, kind, first, campaign, "河道、道路、庭院和保洁员到岗")
        for offset, problem in enumerate(SUMMER[number * shared : (number + 1) * shared]):
            late = offset == 0 and number in (0, 2)
            where = villages[(number * 3 + offset) % len(villages)] if only is None else only
            for _moment in _told(world, one, problem, where, _morning(first, offset), shots, late=late, number=offset):
                written += 1
    return written


def _day_of(random: Random, campaign: Campaign, village: Area, day: date) -> dict[str, object]:
    """One day of one village; whoever does at least so much on eighty days keeps what the town reported."""
    welfare, volunteers = random.randrange(2, 4), random.randrange(1, 4)
    spots = random.randrange(4, 8)
    river = random.randrange(2, 4) if village.name in RIVER_VILLAGES else random.randrange(0, 2)
    road = random.randrange(0, min(3, spots - river + 1))
    return {
        "campaign": campaign,
        "area": village,
        "day": day,
        "kind": random.choice(("corners", "rubbish", "heaps", "weeds", "ditches")),
        "welfare": welfare,
        "volunteers": volunteers,
        "members": random.randrange(1, 3),
        "cadres": 1,
        "spots_cleared": spots,
        "river_spots": river,
        "road_spots": road,
        "yard_spots": random.randrange(0, spots - river - road + 1),
    }


# --- what runs today -------------------------------------------------------------------------------------------------


def _winter(world: World, shots: dict[str, list[StoredFile]]) -> int:
    town, villages, today = world.areas["德固镇"], world.villages["德固镇"], world.today
    campaign = _campaign(
        town,
        "冬季燃气安全专项行动",
        Campaign.Kind.GAS,
        today - timedelta(days=20),
        today + timedelta(days=90),
        "用气商户、学校、养老院逐户检查到位,软管、报警器、熄火保护三项隐患动态清零。",
        (
            ("全面排查", 30, "逐户过筛,一户一表。"),
            ("集中整改", 50, "限期整改,逐项复查。"),
            ("巩固验收", 30, "抽查验收,总结通报。"),
        ),
    )
    written = 1
    stops = ("closed", "late", "handling", "dispatched", "to_verify", "closed")
    held = [
        _round(
            world, town, None, Round.Kind.OPEN, today - timedelta(days=14), campaign, "商户用气:软管、报警器、气瓶间"
        ),
        _round(world, town, villages[0], Round.Kind.UNANNOUNCED, today - timedelta(days=9), campaign, "夜市摊点用气"),
    ]
    for number, (problem, stop) in enumerate(zip(WINTER, stops, strict=True)):
        one = held[number % 2]
        where = villages[0] if one.area_id == villages[0].pk else villages[number]
        start = _morning(one.planned_on, number)
        if stop in RECENT:
            start, one, where = clock.now() - RECENT[stop], held[0], villages[0]
        for _moment in _told(world, one, problem, where, start, shots, stop=stop, late=stop == "late", number=number):
            written += 1
    checks = [
        {
            "campaign": campaign, "area": village, "day": today - timedelta(days=2 + turn * 4 + number % 3), "kind": "other",
            "cadres": 2, "volunteers": 1 + number % 2, "members": 1, "remark": "入户检查软管、报警器、熄火保护装置。",
        }
        for turn in range(3)
        for number, village in enumerate(villages[:6])
    ]  # fmt: skip
    written += len(stored(LOGS.add_many(actor=SYSTEM, rows=checks)))
    # Planned, and kept from the village that it will go to.
    _plan(world, town, villages[0], Round.Kind.UNANNOUNCED, today + timedelta(days=3), campaign, "学校周边小吃店用气")
    return written + 1


def _autumn(world: World, random: Random, shots: dict[str, list[StoredFile]]) -> int:
    town, villages, today = world.areas["东岸街道"], world.villages["东岸街道"], world.today
    campaign = _campaign(
        town,
        "秋冬人居环境提升行动",
        Campaign.Kind.ENVIRONMENT,
        today - timedelta(days=25),
        today + timedelta(days=35),
        "楼道无堆物、背街无死角、河边无漂浮物,群众身边的环境问题七天内办结。",
        (("宣传发动", 10, "入户宣传。"), ("集中清理", 40, "清楼道、清背街、清河边。"), ("回头看", 10, "复查评比。")),
    )
    rows = [
        _day_of(random, campaign, village, today - timedelta(days=1 + 3 * turn + number % 3))
        for turn in range(6)
        for number, village in enumerate(villages[:6])
    ]
    written = len(stored(LOGS.add_many(actor=SYSTEM, rows=rows)))
    one = _round(world, town, None, Round.Kind.PATROL, today - timedelta(days=12), campaign, "楼道、背街、河边")
    for number, (problem, stop) in enumerate(zip(AUTUMN, ("closed", "to_verify", "handling", "late"), strict=True)):
        where = villages[number % len(villages)]
        start = clock.now() - RECENT[stop] if stop in RECENT else _morning(one.planned_on, number)
        for _moment in _told(world, one, problem, where, start, shots, stop=stop, late=stop == "late", number=number):
            written += 1
    return written


def _elsewhere(world: World) -> int:
    """Rounds of other towns on which nothing was found, and two that are planned."""
    rounds = (
        ("开元街道", Round.Kind.PATROL, -6, "坑塘河道警示牌、救生器材"),
        ("孟河乡", Round.Kind.OPEN, -4, "小作坊用电用气"),
        ("城关镇", Round.Kind.UNANNOUNCED, 2, "窗口值守"),
        ("韩家镇", Round.Kind.OPEN, 5, "工业园区消防通道"),
    )
    for name, kind, ahead, focus in rounds:
        day = world.today + timedelta(days=ahead)
        one = _plan(world, world.areas[name], None, kind, day, None, focus)
        if ahead < 0:
            ROUNDS.edit(actor=SYSTEM, pk=one.pk, values={"held_on": day, "summary": "现场检查未发现问题。"})
    return len(rounds)


# --- the parts -------------------------------------------------------------------------------------------------------


def _campaign(
    town: Area, name: str, kind: str, first: date, last: date, goal: str, phases: Sequence[tuple[str, int, str]]
) -> Campaign:
    values = {"name": name, "kind": kind, "area": town, "from_on": first, "to_on": last, "goal": goal}
    campaign = CAMPAIGNS.add(actor=SYSTEM, values=values)
    start, rows = first, []
    for title, days, work in phases:
        end = min(start + timedelta(days=days - 1), last)
        rows.append({"campaign": campaign, "title": title, "from_on": start, "to_on": end, "work": work})
        start = end + timedelta(days=1)
    stored(PHASES.add_many(actor=SYSTEM, rows=rows))
    return campaign


def _plan(
    world: World, town: Area, village: Area | None, kind: str, day: date, campaign: Campaign | None, focus: str
) -> Round:
    leader: Staff = world.people(Role.SUPERVISOR, town)[0]
    title = f"{(village or town).name}{Round.Kind(kind).label}({day.month}月{day.day}日)"
    values = {
        "title": title, "kind": kind, "area": village or town, "planned_on": day, "leader": leader, "focus": focus,
        "members": "督导组、综治中心", "campaign": campaign,
    }  # fmt: skip
    return ROUNDS.add(actor=leader, values=values)


def _round(
    world: World, town: Area, village: Area | None, kind: str, day: date, campaign: Campaign | None, focus: str
) -> Round:
    with clock.at(_morning(day - timedelta(days=2), 0)):
        return _plan(world, town, village, kind, day, campaign, focus)


def _morning(day: date, number: int) -> datetime:
    return clock.instant(day, 9, 5 + number * 9)


def _afternoon(moment: datetime) -> datetime:
    """The afternoon of that day."""
    return clock.instant(clock.local(moment).date(), 16, 20)


def _told(
    world: World,
    one: Round,
    problem: Problem,
    village: Area,
    start: datetime,
    shots: dict[str, list[StoredFile]],
    *,
    late: bool = False,
    stop: str = "",
    number: int = 0,
) -> Iterator[datetime]:
    """One finding from the spot to its re-inspection, or as far as `stop`; a late one is reported up the chain first."""
    town = world.areas[next(town.name for town in world.towns if town.pk == village.town_id)]
    inspector, desk = one.leader, world.people(Role.DUTY_OFFICER, town)[0]
    secretary = world.people(Role.VILLAGE_SECRETARY, village)[0]
    found = Found(
        text=problem.text, area=village, spot=problem.spot, severity=problem.severity, requirement=problem.requirement,
        place=f"{village.name}{problem.place}", office=office_of_village(village),
    )  # fmt: skip
    with clock.at(start):
        finding = report_finding(inspector, round_id=one.pk, found=found, photos=[shots["before"][number % 3]])
    yield start
    if stop == "dispatched":
        return
    key, moment = finding.case_id, start + timedelta(hours=1, minutes=20)
    with clock.at(moment):
        loop.take_case(secretary, case_id=key)
    yield moment
    if stop == "handling":
        return
    due = CaseClock.objects.get(case=key, stage=Stage.HANDLE).due_at
    if late:
        yield from _reported_up(due + timedelta(minutes=1), due + (due - moment) / 2 + timedelta(hours=1))
        if stop == "late":
            return
    if stop == "to_verify":
        moment += timedelta(hours=24)
    else:
        moment = _afternoon(due + (due - moment) * 0.8 if late else moment + (due - moment) * 0.6)
    with clock.at(moment):
        loop.attach_evidence(
            secretary, case_id=key, file=shots["after"][number % 3], phase=Evidence.Phase.AFTER, caption="整改后"
        )
        loop.finish_case(secretary, case_id=key, outcome=Outcome.SOLVED, result_text=problem.result)
    yield moment
    if stop == "to_verify":
        return
    moment = _morning(clock.local(moment).date() + timedelta(days=1), number)
    with clock.at(moment):
        loop.verify_case(desk, case_id=key, note="已到现场复查,整改到位。")
    yield moment


def _reported_up(*moments: datetime) -> Iterator[datetime]:
    """The watch over the clocks looks at its times, and whoever stands at the next level hears of the lateness."""
    for moment in moments:
        if moment < clock.now():
            with clock.at(moment):
                while look_once(500) == 500:
                    continue
            yield moment
