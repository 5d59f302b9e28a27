"""The registers of the demo county's enterprises, projects and assets; every name and number is made up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from bihuan.assets.models import Form, Readiness
from bihuan.assets.models import Kind as AssetKind
from bihuan.assets.models import State as AssetState
from bihuan.assets.registers import ASSETS
from bihuan.assets.sizes import MU
from bihuan.config.demo import names
from bihuan.config.demo.organisation import COUNTY_CODE, World
from bihuan.config.demo.rows import stored
from bihuan.enterprises.models import Kind, State
from bihuan.enterprises.registers import ENTERPRISES
from bihuan.kernel.reading.idnumbers import credit_check_digit
from bihuan.orgs.models import Area, Role, Staff
from bihuan.platform.actors import SYSTEM


@dataclass(frozen=True, slots=True)
class Share:
    """How much a town has: enterprises and projects with and without an officer, assets of both kinds, those in use again."""

    assigned: int
    unassigned: int
    resource: int
    operating: int
    revitalised: int


# 韩家镇 has what it published, the others a handful.
SHARES = {
    "韩家镇": Share(assigned=62, unassigned=4, resource=47, operating=27, revitalised=18),
    "德固镇": Share(assigned=7, unassigned=2, resource=5, operating=4, revitalised=2),
    "东岸街道": Share(assigned=9, unassigned=1, resource=1, operating=6, revitalised=3),
    "马家桥镇": Share(assigned=4, unassigned=2, resource=6, operating=2, revitalised=1),
}
BRANDS = (
    "恒禾", "瑞丰", "金穗", "同辉", "宏远", "德润", "佳和", "旭阳", "长青", "润泽",
    "鼎新", "盛合", "博远", "启源", "嘉禾", "益民", "天成", "万顺", "华茂", "泰和",
)  # fmt: skip
TRADES = (
    # (name's middle part, industry, largest staff, largest revenue in ten thousand yuan)
    ("服饰", "纺织服装", 320, 4200),
    ("食品", "农副食品加工", 180, 6800),
    ("机械", "通用设备制造", 150, 5200),
    ("木业", "木材加工", 90, 1900),
    ("电子", "电子元件制造", 260, 7400),
    ("包装", "印刷包装", 80, 1500),
    ("建材", "建筑材料", 70, 2600),
    ("农业", "种植养殖", 45, 900),
    ("制鞋", "制鞋", 240, 3300),
    ("物流", "道路运输", 60, 1200),
)
CROPS = ("艾草", "食用菌", "红薯", "莲藕", "生猪", "蔬菜", "葡萄", "小杂粮")
SHOPS = ("烘焙坊", "五金店", "修配厂", "面粉坊", "榨油坊", "豆制品坊")
PROJECTS = (
    "冷链仓储", "标准化厂房", "光伏发电", "粮食烘干中心", "智能制鞋", "农产品分拣中心", "污水处理", "乡村客栈",
)  # fmt: skip
LAND = (
    ("荒坡地", Form.LAND),
    ("机动地", Form.LAND),
    ("坑塘", Form.WATER),
    ("林场地", Form.FOREST),
    ("果园", Form.FOREST),
)
HOUSES = (
    ("老校舍", Form.SCHOOL), ("扶贫车间", Form.WORKSHOP), ("旧村部", Form.ROOM), ("沿街门面", Form.SHOP), ("粮站仓库", Form.WORKSHOP),
)  # fmt: skip
USES = {
    Form.LAND: ("油菜制种", "光伏板下种植"),
    Form.WATER: ("莲藕套养", "垂钓园"),
    Form.FOREST: ("林下养殖", "采摘园"),
    Form.SCHOOL: ("助餐点和托管班", "电商直播间"),
    Form.WORKSHOP: ("服装加工点", "分拣中心"),
    Form.ROOM: ("卫生室", "日间照料中心"),
    Form.SHOP: ("便民超市", "农贸市场"),
}


def fill(world: World, random: Random) -> int:
    """Write the registers; returns how many rows."""
    written = 0
    for town in world.towns:
        share = SHARES.get(town.name)
        if share is None:
            continue
        stored(ENTERPRISES.add_many(actor=SYSTEM, rows=list(_enterprises(world, random, town, share))))
        stored(ASSETS.add_many(actor=SYSTEM, rows=list(_assets(world, random, town, share))))
        written += share.assigned + share.unassigned + share.resource + share.operating
    return written


def _enterprises(world: World, random: Random, town: Area, share: Share) -> Iterator[dict[str, object]]:
    officers = _officers(world, town)
    leaders = world.people(Role.LEADER, town)
    taken: set[str] = set()
    for number in range(share.assigned + share.unassigned):
        assigned = number < share.assigned
        kind = (Kind.ENTERPRISE, Kind.ENTERPRISE, Kind.ENTERPRISE, Kind.COOPERATIVE, Kind.SHOP, Kind.PROJECT)[
            number % 6
        ]
        village = random.choice(world.villages[town.name])
        name, industry, staff, revenue = _business(random, kind, village)
        while name in taken:
            name, industry, staff, revenue = _business(random, kind, village)
        taken.add(name)
        since = date(2026, 1, 4) + timedelta(days=random.randrange(120))
        yield {
            "name": name,
            "area": village,
            "credit_code": "" if kind == Kind.PROJECT else _credit_code(random, kind),
            "kind": kind,
            "industry": industry,
            "address": f"{village.name}{random.choice(names.STREETS)}{random.randrange(1, 200)}号",
            "legal_rep": names.person(random),
            "contact": names.person(random),
            "phone": names.mobile(random),
            "staff_count": staff,
            "revenue": revenue,
            "registered_on": date(2012, 3, 1) + timedelta(days=random.randrange(4800)),
            # Whoever has an officer is not closed, so that the published number holds on every day of the year's end.
            "state": State.SUSPENDED if number % 17 == 5 else State.OPERATING,
            "officer": random.choice(officers) if assigned else None,
            "assigned_on": min(since, world.today) if assigned else None,
            "leader": random.choice(leaders) if assigned and number % 3 == 0 else None,
        }


def _officers(world: World, town: Area) -> list[Staff]:
    """The town's enterprise officers and village secretaries share the enterprises among them."""
    secretaries = [
        person for village in world.villages[town.name] for person in world.people(Role.VILLAGE_SECRETARY, village)
    ]
    return [*world.people(Role.ENTERPRISE_OFFICER, town), *secretaries]


def _business(random: Random, kind: str, village: Area) -> tuple[str, str, int | None, Decimal | None]:
    """(name, industry, staff, revenue in yuan)."""
    stem = village.name.removesuffix("村").removesuffix("社区")
    brand = random.choice(BRANDS)
    if kind == Kind.COOPERATIVE:
        crop = random.choice(CROPS)
        return f"{stem}{brand}{crop}种植养殖专业合作社", "种植养殖", random.randrange(5, 40), _wan(random, 20, 300)
    if kind == Kind.SHOP:
        return f"{stem}{brand}{random.choice(SHOPS)}", "零售和服务", random.randrange(1, 8), _wan(random, 5, 80)
    if kind == Kind.PROJECT:
        return f"{stem}{brand}{random.choice(PROJECTS)}项目", "建设项目", None, None
    middle, industry, staff, revenue = random.choice(TRADES)
    return (
        f"澜州{brand}{middle}有限公司",
        industry,
        random.randrange(max(8, staff // 8), staff),
        _wan(random, revenue // 10, revenue),
    )


def _wan(random: Random, low: int, high: int) -> Decimal:
    """Yuan, a whole number of ten thousands."""
    return Decimal(random.randrange(low, high) * 10_000)


def _credit_code(random: Random, kind: str) -> str:
    """A code of the right shape and check digit, in a division that no county has."""
    body = "".join(random.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _place in range(9))
    first = {Kind.SHOP: "92", Kind.COOPERATIVE: "93"}.get(Kind(kind), "91") + COUNTY_CODE + body
    return first + credit_check_digit(first)


def _assets(world: World, random: Random, town: Area, share: Share) -> Iterator[dict[str, object]]:
    in_use = set(random.sample(range(share.resource + share.operating), share.revitalised))
    numbers: dict[str, int] = {}
    for number in range(share.resource + share.operating):
        village = random.choice(world.villages[town.name])
        resource = number < share.resource
        word, form = random.choice(LAND if resource else HOUSES)
        name = f"{village.name}{word}"
        numbers[name] = numbers.get(name, 0) + 1
        size = Decimal(random.randrange(3, 90)) * MU if resource else Decimal(random.randrange(60, 1800))
        state = (
            AssetState.REVITALISED
            if number in in_use
            else random.choice((AssetState.IDLE, AssetState.IDLE, AssetState.LEASED, AssetState.IN_USE))
        )
        earns = state in (AssetState.REVITALISED, AssetState.LEASED)
        revitalised = date(2026, 1, 10) + timedelta(days=random.randrange(280))
        lat, lon = world.cells[village].somewhere(random)
        yield {
            "name": f"{name}{numbers[name]}号" if numbers[name] > 1 else name,
            "area": village,
            "kind": AssetKind.RESOURCE if resource else AssetKind.OPERATING,
            "form": form,
            "readiness": random.choices(Readiness.values, (5, 3, 2))[0],
            "owner": f"{village.name}{'经济联合社' if village.name.endswith('社区') else '股份经济合作社'}",
            "address": f"{village.name}{random.choice(('东', '南', '西', '北'))}头",
            "size": size.quantize(Decimal("0.01")),
            "state": state,
            "revitalised_on": min(revitalised, world.today) if state == AssetState.REVITALISED else None,
            "use": random.choice(USES[form]) if earns else "",
            "yearly_income": Decimal(random.randrange(3, 90) * 1000) if earns else None,
            "contract_until": world.today + timedelta(days=random.randrange(-20, 1800)) if earns else None,
            "lat": lat,
            "lon": lon,
            "listed_on": date(2025, 12, 20),
        }
