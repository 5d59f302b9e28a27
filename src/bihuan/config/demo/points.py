"""The demo county's watch over points: 开元街道's dangerous waters, 孟河乡's production safety, patrols, school gates."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from bihuan.cases import services as cases
from bihuan.cases.limits import calendar
from bihuan.cases.models import Case, Evidence
from bihuan.config.demo import names, pictures
from bihuan.config.demo.organisation import World
from bihuan.config.demo.rows import stored
from bihuan.inspections.models import Gas, Notice, PointCheck, WeatherWarning
from bihuan.inspections.models.checks import covers
from bihuan.inspections.patrols import services as walking
from bihuan.inspections.patrols.gates import GATES
from bihuan.inspections.points import rules
from bihuan.inspections.points.checklists import PRODUCTION, WATERS
from bihuan.inspections.points.notices import hand_over, pass_notice, refuse_notice, serve_notice
from bihuan.inspections.points.past import PastTask, enter_past_tasks
from bihuan.inspections.points.recording import Seen, record_check
from bihuan.inspections.points.registers import BUSINESS, KIT, WARNING, WATER
from bihuan.inspections.points.schedule import Warned, is_due, season_rule, weather_rule
from bihuan.inspections.points.tasks_of_day import make_tasks
from bihuan.kernel import clock
from bihuan.orgs.models import Area, Household, PlacePoint, Role, Staff
from bihuan.orgs.services.imports import register_points
from bihuan.orgs.services.points import PointEntry
from bihuan.platform import files
from bihuan.platform.actors import SYSTEM
from bihuan.platform.models import StoredFile

WATER_TOWN, SAFETY_TOWN = "开元街道", "孟河乡"
WATERS_IN_ALL, SEASON_STARTS, YEAR_STARTS = 30, date(2026, 5, 1), date(2026, 1, 5)
GRADES = ("red", "orange", "yellow", "blue")
WATER_NAMES = (
    ("北坑塘", "pond"), ("老砖窑深坑", "pit"), ("南渠闸口", "canal"), ("月牙塘", "pond"), ("取土坑", "pit"),
    ("三号鱼塘", "pond"), ("清河古渡段", "reach"), ("清河映月桥段", "reach"), ("湖滨浅滩", "pond"), ("蓄水池", "reservoir"),
    ("灌溉支渠", "canal"), ("荷花塘", "pond"),
)  # fmt: skip
SAFETY = (
    # kind, how many, words, trade
    (PlacePoint.Kind.WORKSHOP, 30, ("木器加工坊", "豆制品坊", "榨油坊", "塑料编织厂", "面粉加工坊", "铁艺加工点"), "加工制造"),
    (PlacePoint.Kind.GAS_USER, 30, ("羊肉馆", "早餐店", "饭庄", "烩面馆", "烧烤店", "幼儿园食堂"), "餐饮"),
    (PlacePoint.Kind.SHOP, 40, ("便利店", "五金店", "农资店", "服装店", "烟花爆竹零售点", "电动车行"), "零售"),
    (PlacePoint.Kind.SITE, 20, ("安置房工地", "道路改造工地", "厂房扩建工地", "学校修缮工地"), "建筑施工"),
)  # fmt: skip
BRANDS = ("福顺", "老刘家", "金穗", "同兴", "万家", "恒盛", "顺达", "新岗", "好运来", "鑫源", "家和", "永盛")
WATER_FAILS = (
    ("kit", "救生圈缺失一只"),
    ("sign", "警示牌被风刮倒"),
    ("fence", "护栏有两处破口"),
    ("board", "告知牌电话已停用"),
)
SAFETY_FAILS = {
    PlacePoint.Kind.WORKSHOP: (
        ("wiring", "车间电线私拉乱接"),
        ("dust", "除尘袋积尘未清理"),
        ("machine", "锯片防护罩缺失"),
    ),
    PlacePoint.Kind.GAS_USER: (
        ("hose", "燃气软管老化开裂"),
        ("alarm", "燃气报警器已过期"),
        ("bottle", "气瓶与灶台同间存放"),
    ),
    PlacePoint.Kind.SHOP: (("exit", "后门堆放货物无法打开"), ("charging", "店内给电动车充电"), ("lodging", "阁楼住人")),
    PlacePoint.Kind.SITE: (
        ("edge", "二层楼梯口没有护栏"),
        ("power", "配电箱无门无锁"),
        ("helmet", "三名工人未戴安全帽"),
    ),
}
DONE_WORDS = ("已更换并通过现场测试。", "已清理到位,经营者签字确认。", "已整改,现场恢复正常。", "已补齐并固定牢靠。")
WEATHER = (
    # kind, level, first day, days
    ("heat", "orange", date(2026, 7, 18), 4), ("rain", "yellow", date(2026, 7, 29), 1), ("rain", "orange", date(2026, 8, 11), 2),
    ("wind", "yellow", date(2026, 10, 17), 1), ("cold", "blue", date(2026, 11, 20), 2),
)  # fmt: skip


def fill(world: World, random: Random) -> int:
    """Write points, a season of tasks and checks, hazards, notices, warnings, gates and patrols; returns how many rows."""
    waters, safety = _waters(world, random), _safety(world, random)
    warnings = _warnings(world)
    written = len(waters) + len(safety) + len(warnings)
    written += _past(world, random, waters, SEASON_STARTS, warnings, miss=0.02)
    written += _past(world, random, safety, YEAR_STARTS, warnings, miss=0.03)
    written += _elsewhere(world, random, {*(one.pk for one in waters), *(one.pk for one in safety)})
    written += _hazards(world, random, waters, count=10) + _hazards(world, random, safety, count=26)
    written += _gates(world, random) + _walks(world, random)
    return written + len(make_tasks(world.today))


def _graded(count: int, number: int) -> str:
    """A tenth red, two tenths orange, three tenths yellow, the rest blue."""
    share = number / count
    return GRADES[(share >= 0.1) + (share >= 0.3) + (share >= 0.6)]


def _registered(world: World, entries: list[PointEntry]) -> list[PlacePoint]:
    keys = [one.pk for one in stored(register_points(actor=SYSTEM, entries=entries))]
    by_id = PlacePoint.objects.select_related("area", "town", "warden").in_bulk(keys)
    return [by_id[key] for key in keys]


def _entry(world: World, random: Random, kind: str, name: str, village: Area, risk: str) -> PointEntry:
    grid = random.choice(world.grids[village])
    lat, lon = world.cells[grid].somewhere(random)
    warden = world.people(Role.GRID_WORKER, grid)[0]
    return PointEntry(kind, name, grid.pk, f"{village.name}{random.choice(names.STREETS)}", lat, lon, risk, warden.pk)


def _waters(world: World, random: Random) -> list[PlacePoint]:
    villages = world.villages[WATER_TOWN]
    old = [one for one in world.points[WATER_TOWN] if one.kind in WATERS]
    wanted = WATERS_IN_ALL - len(old)
    entries, sorts = [], {}
    for number in range(wanted):
        word, sort = WATER_NAMES[number % len(WATER_NAMES)]
        village = villages[(number * 5 + number // len(WATER_NAMES)) % len(villages)]
        name = f"{village.name.removesuffix('社区')}{word}"
        kind = PlacePoint.Kind.RIVER_REACH if sort == "reach" else PlacePoint.Kind.WATER
        name = name if name not in sorts else f"{name}(东)"
        sorts[name] = sort
        entries.append(_entry(world, random, kind, name, village, _graded(wanted, number)))
    found = [*old, *_registered(world, entries)]
    stored(WATER.add_many(actor=SYSTEM, rows=[_water_facts(random, one, sorts.get(one.name, "")) for one in found]))
    stored(KIT.add_many(actor=SYSTEM, rows=[row for one in found for row in _water_kit(world, random, one)]))
    return found


def _water_facts(random: Random, point: PlacePoint, sort: str) -> dict[str, object]:
    return {
        "point": point,
        "sort": sort or ("reach" if point.kind == PlacePoint.Kind.RIVER_REACH else "pond"),
        "depth": random.choice((1.5, 2, 2.5, 3, 4)),
        "signs": random.choice((1, 2, 2, 3)),
        "boards": 1,
        "fenced": random.random() < 0.6,
        "watched": random.random() < 0.3,
        "near": random.choice(("", "距小学约 300 米", "紧邻居民楼", "放学必经路旁")),
        "listed_on": date(2026, 4, 20),
    }


def _water_kit(world: World, random: Random, point: PlacePoint) -> Iterator[dict[str, object]]:
    for sort, count in (("ring", random.choice((1, 2, 2))), ("rope", 1), ("pole", 1)):
        life = random.choice((-20, 5, 25, 120, 300, 400, 500, 700))
        worn = random.random()
        yield {
            "point": point,
            "sort": sort,
            "count": count,
            "spot": "告知牌旁救生箱",
            "condition": "damaged" if worn < 0.03 else "missing" if worn < 0.05 else "good",
            "checked_on": world.today - timedelta(days=random.randrange(1, 40)),
            "expires_on": world.today + timedelta(days=life) if sort != "pole" else None,
        }


def _safety(world: World, random: Random) -> list[PlacePoint]:
    villages, taken = world.villages[SAFETY_TOWN], set[str]()
    entries: list[PointEntry] = []
    trades: dict[str, tuple[str, str]] = {}
    for kind, count, words, trade in SAFETY:
        for number in range(count):
            village, word = random.choice(villages), words[number % len(words)]
            name = f"{village.name.removesuffix('村')}{random.choice(BRANDS)}{word}"
            while name in taken:
                name = f"{village.name.removesuffix('村')}{random.choice(BRANDS)}{random.choice(words)}"
                village = random.choice(villages)
            taken.add(name)
            trades[name] = (trade, kind)
            entries.append(_entry(world, random, kind, name, village, _graded(count, number)))
    found = _registered(world, entries)
    stored(BUSINESS.add_many(actor=SYSTEM, rows=[_business_facts(random, one, *trades[one.name]) for one in found]))
    stored(KIT.add_many(actor=SYSTEM, rows=[row for one in found for row in _fire_kit(world, random, one)]))
    return found


def _business_facts(random: Random, point: PlacePoint, trade: str, kind: str) -> dict[str, object]:
    cooks = kind == PlacePoint.Kind.GAS_USER
    bottled = cooks and random.random() < 0.7
    return {
        "point": point,
        "name": point.name,
        "trade": trade,
        "contact": names.person(random),
        "phone": names.mobile(random),
        "staff": random.randrange(1, 6) if kind == PlacePoint.Kind.SHOP else random.randrange(3, 30),
        "gas": Gas.BOTTLE if bottled else Gas.PIPE if cooks else Gas.NONE,
        "bottles": random.randrange(1, 5) if bottled else None,
        "lodging": random.random() < 0.06,
        "exits": random.choice((1, 2, 2)),
        "listed_on": date(2026, 1, 4),
    }


def _fire_kit(world: World, random: Random, point: PlacePoint) -> Iterator[dict[str, object]]:
    sorts = ["extinguisher", *(["alarm"] if point.kind == PlacePoint.Kind.GAS_USER else [])]
    for sort in sorts:
        yield {
            "point": point,
            "sort": sort,
            "count": 2 if sort == "extinguisher" else 1,
            "spot": "门口" if sort == "extinguisher" else "厨房",
            "checked_on": world.today - timedelta(days=random.randrange(5, 90)),
            "expires_on": world.today + timedelta(days=random.choice((-15, 12, 90, 200, 400, 600))),
        }


def _warnings(world: World) -> list[WeatherWarning]:
    rows = [
        {
            "kind": kind, "level": level, "area": world.areas[town], "begins_at": clock.instant(day, 8),
            "ends_at": clock.instant(day + timedelta(days=days - 1), 20), "number": f"LZ-{day:%m%d}-{kind}",
            "issuer": "县气象台", "text": "请加强水域、工地和老旧房屋巡查。",
        }
        for kind, level, day, days in WEATHER
        for town in (WATER_TOWN, SAFETY_TOWN)
        if day + timedelta(days=days) < world.today
    ]  # fmt: skip
    return stored(WARNING.add_many(actor=SYSTEM, rows=rows))


def _past(
    world: World, random: Random, points: list[PlacePoint], since: date, warnings: list[WeatherWarning], *, miss: float
) -> int:
    """A season of tasks by the product's own rules: nearly all done on their day, the rest told up the chain."""
    book, works, tasks = rules.rulebook(), calendar(), list[PastTask]()
    inspectors = _inspectors(world, points[0])
    days = [since + timedelta(days=offset) for offset in range((world.today - since).days)]
    for point in points:
        of_kind, last = book.of(point.kind, point.town_id), None
        here = [one for one in warnings if point.area_path.startswith(one.area_path)]
        first = random.randrange(6)
        for day in days[first:]:
            warned = {Warned(one.kind, one.level): one for one in here if covers(one, point.area_path, day)}
            called = weather_rule(of_kind, point.kind, point.risk, list(warned)) if warned else None
            rule = season_rule(of_kind, point.kind, point.risk, day)
            if called is None and (rule is None or not is_due(rule, day, last)):
                continue
            if called is None and point.kind in PRODUCTION and not works.is_working_day(day):
                continue
            late = random.random() < miss
            # The day before today everything was done, so that today's tasks are those of the rhythm.
            task = _task(world, random, point, day, inspectors, missed=late and day < world.today - timedelta(days=2))
            if called is not None:
                task = _because_of(task, rules.warned_said(called[1]), warned[called[1]])
            else:
                assert rule is not None
                task = _because_of(task, rules.said(rule), None)
            tasks.append(task)
            last = day if task.at is not None else last
    return len(enter_past_tasks(tasks))


def _inspectors(world: World, point: PlacePoint) -> list[Staff]:
    """The people of the town's safety office, who look at the graver places."""
    town = next(one for one in world.towns if one.pk == point.town_id)
    office = world.office(town.name, "应急管理办公室")
    return [post.staff for post in world.posts if post.office_id == office.pk]


def _task(
    world: World, random: Random, point: PlacePoint, day: date, inspectors: list[Staff], *, missed: bool
) -> PastTask:
    assert point.warden is not None
    by_office = point.kind in PRODUCTION and point.risk in ("red", "orange")
    by = random.choice(inspectors) if by_office else point.warden
    if missed:
        village = next(one for one in world.grids if point.area_path.startswith(one.path))
        secretary = world.people(Role.VILLAGE_SECRETARY, village)[0]
        return PastTask(point, day, "", by, told=secretary, told_why="责任链第1级:党支部书记一线落实")
    hour, minute = random.choice((7, 8, 9, 10, 11, 14, 15, 16, 17)), random.randrange(60)
    fixed = random.choice(("kit", "sign")) if point.kind in WATERS and random.random() < 0.02 else ""
    return PastTask(point, day, "", by, at=clock.instant(day, hour, minute), fixed=fixed)


def _because_of(task: PastTask, why: str, warning: WeatherWarning | None) -> PastTask:
    return replace(task, why=why, warning=warning, reason="weather" if warning is not None else "schedule")


def _elsewhere(world: World, random: Random, told: set[object]) -> int:
    """The other towns' points were looked at once lately, so that a few of them are owed today."""
    tasks = []
    for town in world.towns:
        for point in world.points[town.name]:
            if point.pk in told:
                continue
            day = world.today - timedelta(days=random.choice((2, 3, 5, 6, 8, 12, 20)))
            assert point.warden is not None
            tasks.append(PastTask(point, day, "首次排查", point.warden, at=clock.instant(day, 9, random.randrange(60))))
    return len(enter_past_tasks(tasks))


def _hazards(world: World, random: Random, points: list[PlacePoint], *, count: int) -> int:
    """Checks that found something, each through the loop; the latest ones are still under way."""
    town = next(one for one in world.towns if one.pk == points[0].town_id)
    after = [
        files.store(pictures.scene(random, after=True, caption=f"整改后(示意图){number}"), name=f"fixed-{number}.jpg", actor=SYSTEM)
        for number in range(2)
    ]  # fmt: skip
    chosen = random.sample(points, count)
    for number, point in enumerate(chosen):
        age = 3 + (count - number) * (150 // count)
        day = world.today - timedelta(days=age)
        while not calendar().is_working_day(day):
            day -= timedelta(days=1)
        _hazard(world, random, town, point, clock.instant(day, 10, random.randrange(60)), after, left=count - number)
    return count


def _hazard(
    world: World, random: Random, town: Area, point: PlacePoint, at: datetime, after: list[StoredFile], *, left: int
) -> None:
    fails = WATER_FAILS if point.kind in WATERS else SAFETY_FAILS[PlacePoint.Kind(point.kind)]
    code, words = random.choice(fails)
    production = point.kind in PRODUCTION
    inspector = random.choice(_inspectors(world, point)) if production else point.warden
    desk, supervisor = world.people(Role.DUTY_OFFICER, town)[0], world.people(Role.SUPERVISOR, town)[0]
    assert inspector is not None
    with clock.at(at):
        check = record_check(
            actor=inspector, point_id=point.pk, seen={code: Seen("bad", words)}, lat=point.lat, lon=point.lon
        )
    case = check.case or check.known
    assert case is not None
    notice = _notice(check, inspector, words, at) if production else None
    if left <= 2:
        return
    with clock.at(at + timedelta(hours=1)):
        cases.accept_case(desk, case_id=case.pk)
        refused = production and left in (4, 9)
        if not refused:
            cases.dispatch_case(
                desk,
                case_id=case.pk,
                office=world.office(town.name, "应急管理办公室"),
                why={"rule": "巡查隐患", "text": words},
            )
    if notice is not None and refused:
        _refuse(world, notice, inspector, desk, at)
        return
    if left <= 4:
        return
    _put_right(random, world, case, point, at, after, supervisor, notice, stop=left <= 6)


def _notice(check: PointCheck, inspector: Staff, words: str, at: datetime) -> Notice:
    with clock.at(at + timedelta(minutes=30)):
        return serve_notice(
            actor=inspector, check_id=check.pk, due_on=clock.today() + timedelta(days=7),
            demand=f"{words},限期整改到位,整改前不得使用相关设备、场所。", receiver="现场负责人",
        )  # fmt: skip


def _refuse(world: World, notice: Notice, inspector: Staff, desk: Staff, at: datetime) -> None:
    with clock.at(at + timedelta(days=8)):
        refuse_notice(actor=inspector, pk=notice.pk, reason="到期复查仍未整改,经营者拒绝停用。")
    bureau = next(one for one in world.offices["澜州县"] if one.name == "县住房和城乡建设局")
    with clock.at(at + timedelta(days=8, hours=2)):
        hand_over(actor=desk, pk=notice.pk, office=bureau, opinion="拒不整改,请依法查处。")


def _put_right(
    random: Random, world: World, case: Case, point: PlacePoint, at: datetime, after: list[StoredFile], supervisor: Staff,
    notice: Notice | None, *, stop: bool,
) -> None:  # fmt: skip
    handler = _inspectors(world, point)[-1]
    with clock.at(at + timedelta(hours=4)):
        cases.take_case(handler, case_id=case.pk)
    if stop:
        return
    with clock.at(at + timedelta(days=random.randrange(1, 6))):
        cases.attach_evidence(
            handler, case_id=case.pk, file=random.choice(after), phase=Evidence.Phase.AFTER, caption="整改后"
        )
        cases.finish_case(handler, case_id=case.pk, outcome="solved", result_text=random.choice(DONE_WORDS))
    with clock.at(at + timedelta(days=7)):
        if notice is not None:
            pass_notice(actor=supervisor, pk=notice.pk, result="复查时已整改到位。")
        else:
            cases.verify_case(supervisor, case_id=case.pk, note="到现场复查,已整改到位。")


def _gates(world: World, random: Random) -> int:
    """Two weeks of guards at the school gates of two towns."""
    rows = []
    days = [world.today + timedelta(days=offset) for offset in range(-7, 6)]
    for town in (WATER_TOWN, "德固镇"):
        gates = [one for one in world.points[town] if one.kind == PlacePoint.Kind.SCHOOL_GATE]
        guards = {guard: [names.person(random) for _number in range(4)] for guard in ("teacher", "police", "volunteer")}
        for gate in gates:
            for number, day in enumerate(day for day in days if calendar().is_working_day(day)):
                for part in ("morning", "afternoon"):
                    for guard, people in guards.items():
                        came = "absent" if random.random() < 0.03 else "came"
                        rows.append(
                            {
                                "point": gate, "day": day, "part": part, "guard": guard, "name": people[number % len(people)],
                                "state": came if day < world.today else "planned",
                            }
                        )  # fmt: skip
    return len(stored(GATES.add_many(actor=SYSTEM, rows=rows)))


def _walks(world: World, random: Random) -> int:
    """Patrols of the last two weeks, with a few stops each."""
    grids = [
        grid for town in (WATER_TOWN, "德固镇") for village in world.villages[town] for grid in world.grids[village]
    ]
    ahead = [grid for grid in grids if random.random() < 0.35][:16]
    homes: dict[object, list[Household]] = {}
    for home in Household.objects.filter(area__in=ahead):
        homes.setdefault(home.area_id, []).append(home)
    points: dict[object, list[PlacePoint]] = {}
    for point in PlacePoint.objects.filter(area__in=ahead):
        points.setdefault(point.area_id, []).append(point)
    for number, grid in enumerate(ahead):
        start = clock.instant(
            world.today - timedelta(days=1 + number % 12), random.choice((8, 9, 15)), random.randrange(50)
        )
        _walk(world, random, grid, start, [*points.get(grid.pk, [])[:3], *homes.get(grid.pk, [])[:2]])
    return len(ahead)


def _walk(world: World, random: Random, grid: Area, start: datetime, things: list[PlacePoint | Household]) -> None:
    person = world.people(Role.GRID_WORKER, grid)[0]
    with clock.at(start):
        patrol = walking.open_patrol(actor=person, grid=grid, route=f"{grid.name}一圈")
    lat, lon = world.cells[grid].somewhere(random)
    fixes = []
    for step in range(60):
        lat, lon = lat + random.uniform(-1, 2) * 1e-4, lon + random.uniform(-1, 2) * 1e-4
        fixes.append(walking.Fix(start + timedelta(seconds=40 * step + 1), lat, lon, 8))
    moment = start + timedelta(minutes=45)
    with clock.at(moment):
        walking.add_positions(actor=person, patrol_id=patrol.pk, fixes=fixes)
        for thing in things:
            about = {"point": thing} if isinstance(thing, PlacePoint) else {"household": thing}
            walking.check_in(
                actor=person,
                patrol_id=patrol.pk,
                lat=thing.lat,
                lon=thing.lon,
                **about,
            )
        walking.close_patrol(actor=person, patrol_id=patrol.pk)
