"""The demo county's areas, offices, staff, chains, rota, households and place points."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from django.conf import settings
from django.contrib.auth.hashers import make_password

from bihuan.config.demo import geography, names
from bihuan.config.demo.geography import Cell
from bihuan.kernel.reading.pinyin import initials
from bihuan.orgs.models import (
    Area,
    AreaAlias,
    ChainHolder,
    ChainLevel,
    DutyShift,
    Household,
    Liaison,
    Office,
    PlacePoint,
    Post,
    Resident,
    ResponsibilityChain,
    Role,
    Staff,
)
from bihuan.platform.actors import SYSTEM
from bihuan.platform.change import create_many

COUNTY_CODE = "411799"  # a six-digit code that no real county has
DEMO_PASSWORD = "bihuan-demo-1"  # noqa: S105  # printed on the screen on purpose
SINCE = date(2020, 1, 1)
Level, Grid = Area.Level, Area.GridKind

USER_PREFIX = {"德固镇": "degu", "东岸街道": "dongan", "开元街道": "kaiyuan", "孟河乡": "menghe"}
CHAIN_TITLES = {
    3: ("党支部书记一线落实", "班子成员包联督导", "党工委书记牵头抓总"),
    4: ("村“两委”具体干", "包村干部协同管", "分管领导一线督", "主要领导统筹"),
}


@dataclass
class World:
    """What has been built so far, by name, for the parts that follow."""

    random: Random
    today: date
    areas: dict[str, Area] = field(default_factory=dict)
    cells: dict[Area, Cell] = field(default_factory=dict)
    towns: list[Area] = field(default_factory=list)
    villages: dict[str, list[Area]] = field(default_factory=dict)
    grids: dict[Area, list[Area]] = field(default_factory=dict)
    offices: dict[str, list[Office]] = field(default_factory=dict)
    staff: list[Staff] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    by_role: dict[tuple[str, str], list[Staff]] = field(default_factory=dict)  # (role, area name) → people
    residents: dict[str, list[Resident]] = field(default_factory=dict)  # town name → residents
    points: dict[str, list[PlacePoint]] = field(default_factory=dict)
    sign_ins: list[tuple[str, str, str]] = field(default_factory=list)  # (user name, who, what for)

    def people(self, role: str, area: Area | str) -> list[Staff]:
        """Who holds `role` at the area."""
        return self.by_role.get((role, area if isinstance(area, str) else area.name), [])

    def committee(self, village: Area) -> Office:
        """The village's own committee."""
        town = next(town for town in self.towns if town.pk == village.town_id)
        return next(office for office in self.offices[town.name] if office.area_id == village.pk)

    def office(self, town: str, name: str) -> Office:
        return next(office for office in self.offices[town] if office.name.endswith(name))


def build(random: Random, today: date) -> World:
    """Everything but cases, in a few thousand rows."""
    world = World(random, today)
    _areas(world)
    _offices(world)
    _staff(world)
    _chains(world)
    _liaisons(world)
    _rota(world)
    _households(world)
    _points(world)
    return world


def _add_area(
    world: World, name: str, level: str, segment: str, parent: Area | None, cell: Cell | None, **more: object
) -> Area:
    area = Area(
        code=(parent.code if parent else "") + segment,
        name=name,
        level=level,
        parent=parent,
        path=(parent.path if parent else "") + segment + "/",
        polygon=cell.geojson if cell else None,
        valid_from=SINCE,
        **more,
    )
    area.town_id = area.pk if level == Level.TOWN else (parent.town_id if parent else None)
    if cell:
        area.lat, area.lon = cell.centre
        world.cells[area] = cell
    world.areas[name if name not in world.areas else f"{parent}{name}"] = area
    return area


def _areas(world: World) -> None:
    random = world.random
    land = geography.county(random)
    root = _add_area(
        world, settings.COUNTY_NAME, Level.COUNTY, COUNTY_CODE, None, land, initials=initials(settings.COUNTY_NAME)
    )
    pieces = geography.split(land, len(names.TOWNS), random, dense_centre=True)
    levels: dict[str, list[Area]] = {"town": [], "village": [], "grid": []}
    aliases: list[AreaAlias] = []
    for (town_name, (short, code, villages)), piece in zip(names.TOWNS.items(), pieces, strict=True):
        town = _add_area(world, town_name, Level.TOWN, code, root, piece, initials=short)
        levels["town"].append(town)
        world.towns.append(town)
        world.villages[town_name] = []
        for number, (village_name, cell) in enumerate(
            zip(villages, geography.split(piece, len(villages), random), strict=True)
        ):
            households = random.randrange(380, 1400)
            segment = f"{(1 if town_name in names.URBAN else 200) + number:03d}"
            village = _add_area(
                world,
                village_name,
                Level.VILLAGE,
                segment,
                town,
                cell,
                households=households,
                population=int(households * 2.9),
            )
            levels["village"].append(village)
            world.villages[town_name].append(village)
            aliases += _village_aliases(village)
            count = _grid_count(town_name, number, random)
            world.grids[village] = [
                _add_area(
                    world,
                    f"{village_name}第{names_of_number(index)}网格",
                    Level.GRID,
                    f"{index:03d}",
                    village,
                    part,
                    grid_kind=Grid.COMMUNITY,
                    households=households // count,
                )
                for index, part in enumerate(geography.split(cell, count, random), start=1)
            ]
            levels["grid"] += world.grids[village]
    communities = world.villages["东岸街道"]
    for index, place in enumerate(names.SPECIAL_GRIDS):
        village = communities[index % len(communities)]
        lat, lon = world.cells[village].somewhere(random)
        cell = geography.around(lat, lon, 90)
        grid = _add_area(
            world, f"{place}专属网格", Level.GRID, f"{801 + index:03d}", village, cell, grid_kind=Grid.SPECIAL
        )
        levels["grid"].append(grid)
    create_many([root], actor=SYSTEM)
    for areas in levels.values():
        create_many(areas, actor=SYSTEM)
    create_many(aliases, actor=SYSTEM)


def _grid_count(town: str, number: int, random: Random) -> int:
    if town == "东岸街道":
        return 9 if number < 4 else 8  # 84 in all
    return random.randrange(3, 6)


def names_of_number(number: int) -> str:
    """1–19 in Chinese numerals."""
    digits = "零一二三四五六七八九十"
    return digits[number] if number <= 10 else f"十{digits[number - 10]}"


def _village_aliases(village: Area) -> list[AreaAlias]:
    stem = village.name.removesuffix("村").removesuffix("社区")
    body = "居委会" if village.name.endswith("社区") else "村委会"
    return [AreaAlias(area=village, name=alias) for alias in (stem, stem + body)]


def _offices(world: World) -> None:
    root = world.areas[settings.COUNTY_NAME]
    made = [Office(name=name, kind=kind, area=root, duties=duties) for name, kind, duties in names.COUNTY_OFFICES]
    world.offices[settings.COUNTY_NAME] = list(made)
    for town in world.towns:
        mine = [
            Office(
                name=f"{town.name}{name}",
                kind=kind,
                area=town,
                town=town,
                duties=duties,
                phone=f"0399-{world.random.randrange(2000000, 8999999)}",
            )
            for name, kind, duties in names.TOWN_OFFICES
        ]
        mine.append(
            Office(
                name=f"{town.name}人民调解委员会",
                kind="mediation",
                area=town,
                town=town,
                duties="纠纷 调解 邻里 邻居 赡养 工资 赔偿 物业费 承包地 边界 离婚 彩礼 借款",
            )
        )
        mine += [
            Office(
                name=f"{village.name}{'居民' if village.name.endswith('社区') else '村民'}委员会",
                kind="committee",
                area=village,
                town=town,
                duties="邻里 村务 环境卫生",
            )
            for village in world.villages[town.name]
        ]
        world.offices[town.name] = mine
        made += mine
    create_many(made, actor=SYSTEM)


def _appoint(
    world: World, role: str, title: str, area: Area, office: Office | None = None, *, user: str = "", purpose: str = ""
) -> Staff:
    random = world.random
    name = names.person(random)
    number = len(world.staff) + 1
    person = Staff(
        username=user or f"s{number:04d}",
        name=name,
        initials=initials(name),
        phone=names.mobile(random),
        password=_demo_hash() if user else make_password(None),
    )
    world.staff.append(person)
    world.posts.append(
        Post(
            staff=person,
            role=role,
            title=title,
            area=area,
            office=office,
            from_day=SINCE + timedelta(days=random.randrange(0, 1500)),
        )
    )
    world.by_role.setdefault((role, area.name), []).append(person)
    if user:
        world.sign_ins.append((user, f"{area.name} {title} {name}", purpose))
    return person


@lru_cache(maxsize=1)
def _demo_hash() -> str:
    """One salted hash for all demo accounts, so that loading does not spend minutes on key stretching."""
    return make_password(DEMO_PASSWORD)


def _staff(world: World) -> None:
    root = world.areas[settings.COUNTY_NAME]
    centre = world.offices[settings.COUNTY_NAME][0]
    _appoint(world, Role.ADMINISTRATOR, "系统管理员", root, user="admin", purpose="组织、岗位、时限、通知渠道、权限表")
    _appoint(world, Role.COUNTY_LEADER, "县委政法委书记", root, user="county-leader", purpose="全县态势、审批")
    _appoint(world, Role.COUNTY_DESK, "县综治中心主任", root, centre, user="county", purpose="全县受理分派、作废")
    _appoint(world, Role.AUDITOR, "审计员", root, user="auditor", purpose="审计记录、只读查看")
    for office in world.offices[settings.COUNTY_NAME][1:]:
        _appoint(world, Role.OFFICE_HEAD, "负责人", root, office)
        _appoint(world, Role.HANDLER, "经办", root, office)
    for town in world.towns:
        _town_staff(world, town)
    create_many(world.staff, actor=SYSTEM)
    create_many(world.posts, actor=SYSTEM)


def _town_staff(world: World, town: Area) -> None:
    demo = USER_PREFIX.get(town.name, "")

    def user(word: str) -> str:
        return f"{demo}-{word}" if demo else ""

    centre = world.office(town.name, "综治中心")
    secretary = "党工委书记" if town.name in names.URBAN else "党委书记"
    _appoint(world, Role.TOWN_SECRETARY, secretary, town, user=user("secretary"), purpose="全镇超期、联席会、审批")
    for index, title in enumerate(
        ("政法委员", "副镇长(城建)" if town.name not in names.URBAN else "副主任(城建)", "宣传委员")
    ):
        _appoint(
            world, Role.LEADER, title, town, user=user("leader") if index == 0 else "", purpose="挂起审批、升级提醒"
        )
    for index in range(3):
        _appoint(
            world,
            Role.DUTY_OFFICER,
            "综治中心值班员",
            town,
            centre,
            user=user("duty") if index == 0 else "",
            purpose="受理、研判、分派、回访",
        )
    _appoint(world, Role.SUPERVISOR, "督导组组长", town, centre, user=user("supervisor"), purpose="核查办理结果")
    _appoint(world, Role.CLERK, "统计员", town, centre, user=user("clerk"), purpose="台账导入导出、统计")
    committee = world.office(town.name, "人民调解委员会")
    for index in range(3):
        _appoint(
            world,
            Role.MEDIATOR,
            "专职人民调解员",
            town,
            committee,
            user=user("mediator") if index == 0 else "",
            purpose="纠纷调解",
        )
    for office in world.offices[town.name]:
        if office.kind in ("office", "station"):
            water = office.name.endswith("供水所")
            _appoint(world, Role.OFFICE_HEAD, "负责人", town, office)
            _appoint(
                world, Role.HANDLER, "经办", town, office, user=user("handler") if water else "", purpose="签收、办理"
            )
    _appoint(world, Role.ENTERPRISE_OFFICER, "企业服务专员", town, world.office(town.name, "经济发展办公室"))
    for number, village in enumerate(world.villages[town.name]):
        body = next(office for office in world.offices[town.name] if office.area_id == village.pk)
        word = user("village") if number == 0 else ""
        _appoint(world, Role.VILLAGE_SECRETARY, "党支部书记", village, body, user=word, purpose="本村事项、居民、台账")
        _appoint(world, Role.VILLAGE_CADRE, "村干部" if village.name.endswith("村") else "社区干部", village, body)
        for index, grid in enumerate(world.grids[village]):
            word = user("grid") if number == 0 and index == 0 else ""
            _appoint(world, Role.GRID_WORKER, "网格员", grid, body, user=word, purpose="上报、办理本网格事项")


def _chains(world: World) -> None:
    chains, levels, holders = [], [], []
    for town in world.towns:
        depth = 4 if town.name == "阳和镇" else 3
        chain = ResponsibilityChain(name=f"{town.name}{'四' if depth == 4 else '三'}级责任链", area=town)
        chains.append(chain)
        mine = [
            ChainLevel(chain=chain, rank=rank, title=title) for rank, title in enumerate(CHAIN_TITLES[depth], start=1)
        ]
        levels += mine
        leaders = world.people(Role.LEADER, town)
        for number, village in enumerate(world.villages[town.name]):
            steps = [world.people(Role.VILLAGE_SECRETARY, village)[0]]
            if depth == 4:
                steps.append(world.people(Role.VILLAGE_CADRE, village)[0])
            steps.append(leaders[number % len(leaders)])
            holders += [
                ChainHolder(level=level, area=village, staff=person) for level, person in zip(mine, steps, strict=False)
            ]
        holders.append(ChainHolder(level=mine[-1], area=town, staff=world.people(Role.TOWN_SECRETARY, town)[0]))
    for rows in (chains, levels, holders):
        create_many(rows, actor=SYSTEM)


def _liaisons(world: World) -> None:
    """Each village of a town has one of its leaders bound to it."""
    rows = []
    for town in world.towns:
        leaders = world.people(Role.LEADER, town)
        rows += [
            Liaison(
                staff=leaders[number % len(leaders)],
                subject=Liaison.Subject.AREA,
                subject_id=village.pk,
                subject_name=village.name,
                town=town,
                from_day=date(world.today.year, 1, 1),
            )
            for number, village in enumerate(world.villages[town.name])
        ]
    create_many(rows, actor=SYSTEM)


def _rota(world: World) -> None:
    shifts = []
    for town in world.towns:
        officers, leaders = world.people(Role.DUTY_OFFICER, town), world.people(Role.LEADER, town)
        for offset in range(-60, 31):
            day = world.today + timedelta(days=offset)
            for part, step in ((DutyShift.Part.DAY, 0), (DutyShift.Part.NIGHT, 1)):
                shifts.append(
                    DutyShift(
                        area=town,
                        day=day,
                        part=part,
                        staff=officers[(day.toordinal() + step) % len(officers)],
                        leader=leaders[day.toordinal() % len(leaders)],
                        phone="0399-2012345",
                    )
                )
    create_many(shifts, actor=SYSTEM)


def _households(world: World) -> None:
    random = world.random
    homes, people = [], []
    for town in world.towns:
        mine = world.residents[town.name] = []
        for village in world.villages[town.name]:
            for grid in world.grids[village]:
                for number in range(1, 4):
                    lat, lon = world.cells[grid].somewhere(random)
                    address = _address(random, town, village)
                    home = Household(
                        number=f"{grid.code}-{number:03d}",
                        area=grid,
                        area_path=grid.path,
                        town=town,
                        address=address,
                        lat=lat,
                        lon=lon,
                    )
                    homes.append(home)
                    mine += _family(random, home, grid, town)
        people += mine
    create_many(homes, actor=SYSTEM)
    create_many(people, actor=SYSTEM)


def _address(random: Random, town: Area, village: Area) -> str:
    if town.name not in names.URBAN:
        return f"{village.name}{random.randrange(1, 12)}组{random.randrange(1, 120)}号"
    building, unit = random.randrange(1, 20), random.randrange(1, 5)
    return f"{random.choice(names.ESTATES)}{building}号楼{unit}单元{random.randrange(1, 18)}0{random.randrange(1, 4)}"


def _family(random: Random, home: Household, grid: Area, town: Area) -> list[Resident]:
    members = []
    for index in range(random.choice((1, 2, 2, 3))):
        name = names.person(random)
        birth_year = random.randrange(1938, 2012 if index else 1998)
        needs = []
        if index == 0 and birth_year < 1952 and random.random() < 0.5:
            needs.append(Resident.Need.ELDERLY_ALONE)
        if birth_year > 2008 and random.random() < 0.4:
            needs.append(Resident.Need.LEFT_BEHIND)
        if random.random() < 0.04:
            needs.append(random.choice((Resident.Need.DISABLED, Resident.Need.LOW_INCOME)))
        members.append(
            Resident(
                name=name,
                initials=initials(name),
                phone=names.mobile(random) if birth_year < 2005 else "",
                gender=random.choice(("male", "female")),
                birth_year=birth_year,
                household=home,
                is_head=index == 0,
                area=grid,
                area_path=grid.path,
                town=town,
                address=home.address,
                needs=needs,
            )
        )
    return members


POINTS = {
    "water": ("鱼塘", "坑塘", "水库尾水", "灌溉渠"),
    "workshop": ("木器加工坊", "豆制品作坊", "塑料编织厂"),
    "gas_user": ("羊肉馆", "早餐店", "幼儿园食堂"),
    "shop": ("烟花销售点", "便利店", "五金店"),
    "site": ("安置房工地", "学校扩建工地"),
    "school_gate": ("中心小学校门", "初级中学校门"),
    "river_reach": ("东河段", "西河段"),
    "estate": ("老旧家属院", "安置小区"),
}


def _points(world: World) -> None:
    random = world.random
    for town in world.towns:
        mine = world.points[town.name] = []
        for kind, words in POINTS.items():
            for word in words:
                village = random.choice(world.villages[town.name])
                grid = random.choice(world.grids[village])
                lat, lon = world.cells[grid].somewhere(random)
                mine.append(
                    PlacePoint(
                        kind=kind,
                        name=f"{village.name}{word}",
                        area=grid,
                        area_path=grid.path,
                        town=town,
                        address=f"{village.name}{random.choice(names.STREETS)}",
                        lat=lat,
                        lon=lon,
                        risk=random.choices(("red", "orange", "yellow", "blue"), (1, 2, 4, 5))[0],
                        warden=random.choice(world.people(Role.GRID_WORKER, grid)),
                    )
                )
        create_many(mine, actor=SYSTEM)
