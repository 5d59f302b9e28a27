"""Benefit works of the demo county: roads, speed bumps, lamps, heating, and one problem estate household by household."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from bihuan.config.demo.organisation import World
from bihuan.config.demo.rows import stored
from bihuan.orgs.models import Area, Household, Role
from bihuan.platform.actors import SYSTEM
from bihuan.visits.models import BenefitWork
from bihuan.visits.work_registers import HOMES, OPINIONS, STEPS, WORKS

EAST = "东岸街道"
ESTATE, TITLES, ISSUED = 516, 492, 377  # doors of the estate; those that can get certificates; those that have them
FIRST = date(2026, 1, 5)
DAYS = ("gathered_on", "taken_on", "ready_on", "issued_on")
Kind, State, Money = BenefitWork.Kind, BenefitWork.State, BenefitWork.Money
WORKS_OF_EAST = (
    ("{village}东路破损路面修补", Kind.ROAD, (520, 680), 6, Money.TOWN),
    ("{village}小区出入口减速带", Kind.SPEED_BUMPS, (4, 7), 6, Money.COLLECTIVE),
    ("{village}楼道和背街照明", Kind.LIGHTING, (18, 46), 3, Money.UPPER),
    ("{village}老楼供暖管道改造", Kind.HEATING, (60, 140), 2, Money.MIXED),
)  # title, kind, how much, in how many villages accepted, with whose money
PER_UNIT = {Kind.ROAD: 85, Kind.SPEED_BUMPS: 420, Kind.LIGHTING: 260, Kind.HEATING: 1900, Kind.RENOVATION: 5200}
SAID = ("下雨不再积水,出门方便多了。", "晚上亮堂,老人下楼放心。", "施工很快,收拾得也干净。", "")


def fill(world: World, random: Random) -> int:
    """Write works with their steps, households and opinions; returns how many rows."""
    written = 0
    villages = world.villages[EAST]
    for title, kind, (least, most), accepted, money in WORKS_OF_EAST:
        for number, village in enumerate(villages[: accepted + 2]):
            state = State.ACCEPTED if number < accepted else (State.UNDER_WAY, State.PLANNED)[number - accepted]
            begins = FIRST + timedelta(days=60 + 20 * number + random.randrange(10))
            work = _work(
                world, village, title.format(village=village.name), kind, random.randrange(least, most), begins, state,
                money,
            )  # fmt: skip
            written += 1 + _steps(world, work) + _homes(village, work) + _opinions(world, random, village, work)
    stopped = _work(
        world, villages[0], f"{villages[0].name}老旧小区加装电梯", Kind.RENOVATION, 48, date(2026, 4, 7), State.STOPPED,
        Money.RESIDENTS,
    )  # fmt: skip
    return written + 1 + _steps(world, stopped) + _estate(world, random, villages[1])


def _work(
    world: World,
    village: Area,
    title: str,
    kind: str,
    quantity: int,
    begins: date,
    state: str,
    money: str,
    days: int = 45,
) -> BenefitWork:
    secretary = world.people(Role.VILLAGE_SECRETARY, village)[0]
    if state == State.ACCEPTED and begins + timedelta(days=41) > world.today:
        state = State.UNDER_WAY
    if state == State.UNDER_WAY and begins + timedelta(days=2) > world.today:
        state = State.PLANNED
    begun, over = state in (State.UNDER_WAY, State.ACCEPTED), state == State.ACCEPTED
    values: dict[str, object] = {
        "title": title, "kind": kind, "area": village, "quantity": quantity, "lead": secretary, "begins_on": begins,
        "ends_on": begins + timedelta(days=days), "money": money, "state": state,
        "homes": quantity if kind == Kind.TITLE else 40 + quantity % 50,
        "cost": quantity * PER_UNIT[Kind(kind)] if kind in PER_UNIT else None,
        "started_on": begins + timedelta(days=2) if begun else None,
        "accepted_on": begins + timedelta(days=41) if over else None,
        "stop_reason": "两个单元的低层住户没有同意,先停办,继续协商。" if state == State.STOPPED else "",
    }  # fmt: skip
    return WORKS.add(actor=SYSTEM, values=values)


def _steps(world: World, work: BenefitWork) -> int:
    done = {State.ACCEPTED: 3, State.UNDER_WAY: 1}.get(State(work.state), 0)
    said = (("入户征求意见", "社区", 7), ("施工(办理)", "施工单位", 30), ("居民代表验收", "社区和居民代表", 44))
    rows = []
    for at, (name, who, days) in enumerate(said):
        span = (work.ends_on - work.begins_on).days
        due = work.begins_on + timedelta(days=days * span // 45)
        over = at < done and due - timedelta(days=4) <= world.today
        rows.append(
            {
                "work": work,
                "name": name,
                "who": who,
                "due_on": due,
                "done_on": due - timedelta(days=4) if over else None,
            }
        )
    return len(stored(STEPS.add_many(actor=SYSTEM, rows=rows)))


def _homes(village: Area, work: BenefitWork) -> int:
    """A few registered households of the village that the work is done for."""
    homes = Household.objects.filter(area_path__startswith=village.path).order_by("number")[:6]
    rows = [
        {"work": work, "door": f"{1 + at % 3}号楼{1 + at % 2}单元{at + 1}01", "household": home}
        for at, home in enumerate(homes)
    ]
    return len(stored(HOMES.add_many(actor=SYSTEM, rows=rows)))


def _opinions(world: World, random: Random, village: Area, work: BenefitWork) -> int:
    if work.accepted_on is None:
        return 0
    people = [one for one in world.residents[EAST] if one.area_path.startswith(village.path)][:20]
    rows = [
        {
            "work": work,
            "name": one.name,
            "said_on": work.accepted_on,
            "result": "fit",
            "remark": random.choice(SAID),
        }
        for one in random.sample(people, min(3, len(people)))
    ]
    return len(stored(OPINIONS.add_many(actor=SYSTEM, rows=rows)))


def _estate(world: World, random: Random, village: Area) -> int:
    """A problem estate: most of its households can get their certificates this year."""
    work = _work(
        world,
        village,
        "清河雅苑不动产登记办证",
        Kind.TITLE,
        ESTATE,
        date(2026, 2, 9),
        State.UNDER_WAY,
        Money.UPPER,
        320,
    )
    rows = list(_doors(world, random, village, work))
    return 1 + _steps(world, work) + len(stored(HOMES.add_many(actor=SYSTEM, rows=rows)))


def _doors(world: World, random: Random, village: Area, work: BenefitWork) -> Iterator[dict[str, object]]:
    homes = list(Household.objects.filter(area_path__startswith=village.path).order_by("number")[:40])
    names = [one.name for one in world.residents[EAST]]
    for number in range(ESTATE):
        building, rest = divmod(number, 43)
        gathered = date(2026, 3, 2) + timedelta(days=random.randrange(40))
        days = [gathered, gathered + timedelta(days=12), gathered + timedelta(days=60), gathered + timedelta(days=85)]
        reached = 4 if number < ISSUED else 3 if number < TITLES else number % 3
        said = {name: day for name, day in zip(DAYS[:reached], days, strict=False) if day <= world.today}
        yield {
            "work": work,
            "door": f"{building + 1}号楼{rest // 15 + 1}单元{rest % 15 // 3 + 1}0{rest % 3 + 1}",
            "owner": names[number % len(names)],
            "household": homes[number] if number < len(homes) else None,
            **said,
        }
