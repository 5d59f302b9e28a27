"""Law publicity of the demo county; every place, number and person is made up."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from bihuan.community.models import LawEvent
from bihuan.community.registers import LAW_EVENTS
from bihuan.config.demo import names
from bihuan.config.demo.organisation import World
from bihuan.config.demo.rows import stored
from bihuan.orgs.models import Area, Role
from bihuan.orgs.registers.heads import CountedBy
from bihuan.platform.actors import SYSTEM

SUMMER = (date(2026, 5, 5), date(2026, 8, 31))
YEAR = (date(2026, 1, 8), date(2026, 11, 20))
EVENTS = {"城关镇": 24, "德固镇": 9, "东岸街道": 8, "马家桥镇": 4, "阳和镇": 3, "韩家镇": 4, "孟河乡": 3, "开元街道": 3}
LEAST_LEAFLETS, LEAST_PEOPLE = 130, 215  # of a big event; 24 of them make what 城关镇 published

KINDS = (
    # (form, name, place)
    (LawEvent.Kind.FAIR, "赶集日法治宣传", "集市东口"),
    (LawEvent.Kind.LECTURE, "法治讲座进村(社区)", "党群服务中心会议室"),
    (LawEvent.Kind.SCHOOL, "暑期安全与法治课堂", "小学操场"),
    (LawEvent.Kind.SHOW, "以案释法文艺演出", "文化广场"),
    (LawEvent.Kind.CASE, "身边案例说法会", "文化大院"),
    (LawEvent.Kind.FIRM, "送法进企业", "车间食堂"),
    (LawEvent.Kind.DOORS, "网格员入户宣传", "各网格"),
)
TOPICS = (
    "人民调解法和口头协议怎么立", "民法典婚姻家庭编", "防范电信网络诈骗和养老诈骗", "农村土地承包和宅基地", "保障农民工工资支付条例",
    "未成年人保护与防溺水", "信访工作条例:反映问题怎么走程序", "物业管理与业主权利", "道路交通安全", "反家庭暴力",
)  # fmt: skip


def fill(world: World, random: Random) -> int:
    """Write the events; returns how many."""
    rows = [row for town in world.towns for row in _events(world, random, town)]
    stored(LAW_EVENTS.add_many(actor=SYSTEM, rows=rows))
    return len(rows)


def _events(world: World, random: Random, town: Area) -> Iterator[dict[str, object]]:
    big = town.name == "城关镇"
    first, last = SUMMER if big else YEAR
    count = EVENTS.get(town.name, 0)
    organisers = world.people(Role.MEDIATOR, town) or world.people(Role.LEADER, town)
    for number in range(count):
        day = first + timedelta(days=(last - first).days * number // max(1, count - 1))
        if day > world.today:
            continue
        kind, name, place = KINDS[number % len(KINDS)]
        village = world.villages[town.name][number % len(world.villages[town.name])]
        yield {
            "title": f"{village.name}{name}",
            "kind": kind,
            "held_on": day,
            "area": village,
            "place": f"{village.name}{place}",
            "topic": TOPICS[(number * 3) % len(TOPICS)],
            "speaker": random.choice((f"{town.name}司法所", f"{town.name}综治中心", f"律师{names.person(random)}")),
            "leaflets": random.randrange(LEAST_LEAFLETS, 220) if big else random.randrange(40, 180),
            "attendance": random.randrange(LEAST_PEOPLE, 320) if big else random.randrange(30, 160),
            "counted_by": CountedBy.SIGN_IN if kind == LawEvent.Kind.LECTURE else CountedBy.ESTIMATE,
            "organiser": random.choice(organisers) if organisers else None,
        }
