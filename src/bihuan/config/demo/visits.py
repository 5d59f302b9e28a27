"""A year of household visits and benefit matters in the demo county; every household, word and matter is made up."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from bihuan.cases.services import PastCase
from bihuan.config.demo.organisation import World
from bihuan.config.demo.rows import stored
from bihuan.orgs.models import Area, Household, Resident, Role, Staff
from bihuan.platform.actors import SYSTEM
from bihuan.visits.household_registers import CARE, VISITS
from bihuan.visits.models import HouseholdVisit
from bihuan.visits.services import past_matter, record_past_matters, set_targets

YEAR, FIRST = 2026, date(2026, 1, 5)
EAST, EVERYWHERE = "东岸街道", (4, 7)  # elsewhere a secretary has paid so many visits
EAST_VISITS, EAST_MATTERS = (56, 71), 13  # of each secretary there
Way = HouseholdVisit.Way

HEARD = (
    "身体还行,就是上下楼腿疼。说楼道三层的灯坏了有一阵子,晚上看不清台阶。",
    "儿子在外地上班,过节才回来。米面油都不缺,想有个能吃午饭的地方。",
    "孩子放假没人看,问社区暑假办不办托管班,最好管午饭。",
    "今年小麦收成好,就是浇地的机井有一眼不出水,几家轮着用。",
    "家里暖气不热,问了邻居,一个单元都这样,可能是管道老化。",
    "说门口那段路下雨积水,孩子上学要绕着走。",
    "低保的事已经办好,钱也按月到账,让感谢社区。",
    "夫妻俩都在产业园上班,最近在加班,没有别的事,留了联系电话。",
    "老人一个人住,药按时吃,帮着把燃气软管换了,又看了看插座。",
    "问楼房的证什么时候能办,等了好几年了,解释了现在办到哪一步。",
    "邻居装修声音大,中午睡不着,两家已经说开了,约好中午不动工。",
    "孩子要上小学,问学区怎么划,把报名要带的材料讲了一遍。",
    "最近有人上门推销保健品,提醒了不要转账,贴了反诈的提示。",
    "小区东门电动车开得快,希望加一条减速带。",
    "刚从医院回来,想申请医疗救助,把条件和手续讲了,约好周三来社区填表。",
    "没有困难,主动报名当志愿者,周末可以带孩子们打乒乓球。",
)  # fmt: skip
MATTERS = (
    ("楼道路灯修复", "三层到六层的感应灯都不亮。", "换了六盏感应灯,当晚就亮了。"),
    ("帮独居老人更换燃气软管", "软管老化,老人自己不会换。", "联系燃气公司上门更换,检查了灶具。"),
    ("修补单元门前坑洼路面", "下雨积水,老人出门不便。", "修补路面十二平方米,雨后不再积水。"),
    ("申请医疗救助", "住院花费大,不知道怎么申请。", "帮助备齐材料,救助款已经到账。"),
    ("加装小区东门减速带", "电动车和外卖车开得快。", "装了两条减速带,划了慢行标志。"),
    ("疏通单元下水管道", "一楼返水。", "请人疏通,清出两袋杂物,约定不往下水道倒油。"),
    ("为行动不便老人送午餐", "子女在外,做饭困难。", "老年食堂每天派人送一荤一素。"),
    ("安装楼道扶手", "腿脚不好,上下楼没有扶的地方。", "三个单元都装上了扶手。"),
    ("清理楼后堆放多年的建筑垃圾", "夏天有异味,孩子在上面玩。", "清走三车,种上了冬青。"),
    ("帮助办理残疾人两项补贴", "证办下来了,补贴还没有申请。", "代办材料,当月批下来了。"),
)  # fmt: skip


def fill(world: World, random: Random) -> int:
    """Write targets, visits, care and benefit matters; returns how many rows."""
    homes: dict[str, list[Household]] = {}
    for home in Household.objects.select_related("area").order_by("number"):
        homes.setdefault(home.area_path.rsplit("/", 2)[0] + "/", []).append(home)
    for town in world.towns:
        set_targets(actor=SYSTEM, town=town, year=YEAR)
    visits: list[dict[str, object]] = []
    matters: list[tuple[PastCase, Staff | None, Household | None]] = []
    for town in world.towns:
        for village in world.villages[town.name]:
            here = homes[village.path]
            visits += _visits(world, random, town, village, here)
            matters += _matters(world, random, town, village, here)
    stored(VISITS.add_many(actor=SYSTEM, rows=visits))
    record_past_matters(SYSTEM, rows=matters)
    return len(visits) + len(matters) + _care(world)


def _visits(
    world: World, random: Random, town: Area, village: Area, homes: list[Household]
) -> Iterator[dict[str, object]]:
    """The secretary's visits, a household at a time in turn, spread over the year; and some of the grid workers'."""
    secretary = world.people(Role.VILLAGE_SECRETARY, village)[0]
    count = random.randrange(*(EAST_VISITS if town.name == EAST else EVERYWHERE))
    span = (world.today - FIRST).days
    order = random.sample(homes, len(homes))
    seldom = max(1, len(homes) // 8)  # some households are always put off
    for number in range(count):
        yield _visit(
            random, order[number % (len(order) - seldom)], secretary, FIRST + timedelta(span * number // count)
        )
    for home in order[seldom : seldom + 3]:
        worker = world.people(Role.GRID_WORKER, home.area)[0]
        yield _visit(random, home, worker, world.today - timedelta(days=random.randrange(3, 50)))


def _visit(random: Random, home: Household, visitor: Staff, day: date) -> dict[str, object]:
    return {
        "household": home,
        "visited_on": day,
        "visitor": visitor,
        "way": Way.HOME,
        "heard": random.choice(HEARD),
        "met": "",
    }


def _matters(
    world: World, random: Random, town: Area, village: Area, homes: list[Household]
) -> Iterator[tuple[PastCase, Staff | None, Household | None]]:
    """What was taken up in the village this year; one in thirteen is not to the resident's content yet."""
    secretary = world.people(Role.VILLAGE_SECRETARY, village)[0]
    count = EAST_MATTERS if town.name == EAST else 1
    people = {one.household_id: one for one in world.residents[town.name] if one.is_head}
    for number in range(count):
        home = random.choice(homes)
        title, text, result = MATTERS[(number + len(village.path)) % len(MATTERS)]
        day = FIRST + timedelta(days=(world.today - FIRST).days * number // (count + 1))
        head: Resident | None = people.get(home.pk)
        past = past_matter(
            area=home.area, title=f"{village.name}{title}", text=text, day=day,
            done=min(world.today, day + timedelta(days=random.randrange(2, 20))), result=result,
            name=head.name if head else "", phone=head.phone if head else "", satisfied=number % 13 != 7,
        )  # fmt: skip
        yield past, secretary, home


def _care(world: World) -> int:
    """What grid workers noticed beyond the register of residents: one reason in every tenth household of two towns."""
    towns = [world.areas[EAST], world.areas["德固镇"]]
    homes = list(Household.objects.filter(town__in=towns).order_by("number"))[::10]
    needs = (Resident.Need.MENTAL, Resident.Need.LOW_INCOME, Resident.Need.RELEASED, Resident.Need.DISABLED)
    rows = [
        {"household": home, "need": needs[place % len(needs)], "since": FIRST + timedelta(days=place)}
        for place, home in enumerate(homes)
    ]
    return len(stored(CARE.add_many(actor=SYSTEM, rows=rows)))
