"""Contracts, income and plans of the demo county's assets; every partner is made up."""

from datetime import date, timedelta
from random import Random

from bihuan.assets.models import Asset, State
from bihuan.assets.registers import CONTRACTS, INCOMES, NEEDS, PLANS
from bihuan.config.demo import names
from bihuan.config.demo.organisation import World
from bihuan.config.demo.rows import stored
from bihuan.platform.actors import SYSTEM

EAST = "东岸街道"
# What 东岸街道's communities agreed on this year: (title, partner, jobs, yearly income in yuan).
AGREED = (
    ("社区来料加工合作协议", "澜州同辉服饰有限公司", 120, 420_000),
    ("商业街公共空间经营协议", "澜州佳和物业有限公司", 80, 280_000),
    ("夜市摊位委托经营协议", "澜州瑞丰商贸有限公司", 60, 200_000),
    ("便民车站充电桩合作协议", "澜州旭阳新能源有限公司", 40, 150_000),
)
INCOME = (18_000, 15_000, 12_000)  # what the idle rooms of the communities brought in, in yuan


def fill(world: World, random: Random) -> int:
    """Write contracts, income, plans and needs; returns how many rows."""
    return _agreed(world) + _income(world, random) + _leases(world, random) + _plans(world, random)


def _agreed(world: World) -> int:
    rows = []
    for number, (title, partner, jobs, income) in enumerate(AGREED):
        begins = date(2026, 2 + number, 1)
        rows.append(
            {
                "title": title,
                "area": world.villages[EAST][number],
                "partner": partner,
                "signed_on": begins - timedelta(days=6),
                "begins_on": begins,
                "ends_on": begins.replace(year=2029) - timedelta(days=1),
                "yearly_income": income,
                "jobs": jobs,
                "decided_on": begins - timedelta(days=20),
                "published_to": begins - timedelta(days=8),
                "number": f"DAJ-HT-2026-{number + 1:03d}",
            }
        )
    return len(stored(CONTRACTS.add_many(actor=SYSTEM, rows=rows)))


def _income(world: World, random: Random) -> int:
    rooms = list(Asset.objects.filter(town=world.areas[EAST], kind="operating").order_by("name")[: len(INCOME)])
    rows = [
        {
            "asset": room,
            "received_on": date(2026, 3 + 2 * number, 18),
            "amount": amount,
            "receipt": f"SY2026{number + 1:04d}",
            "used_for": random.choice(("助餐补贴", "楼道照明", "分红")),
        }
        for number, (room, amount) in enumerate(zip(rooms, INCOME, strict=True))
    ]
    return len(stored(INCOMES.add_many(actor=SYSTEM, rows=rows)))


def _leases(world: World, random: Random) -> int:
    """Leases begun in earlier years for what is let or in use again, outside 东岸街道."""
    rows = []
    for asset in (
        Asset.objects.filter(state__in=[State.LEASED, State.REVITALISED]).exclude(town=world.areas[EAST]).order_by("pk")
    ):
        begins = date(2023 + random.randrange(3), random.randrange(1, 13), 1)
        ends = asset.contract_until or world.today + timedelta(days=500)
        if ends <= begins:
            continue
        person = random.random() < 0.4
        rows.append(
            {
                "title": f"{asset.name}租赁合同",
                "asset": asset,
                "area": asset.area_id,
                "partner": "" if person else f"澜州{random.choice(('恒禾', '宏远', '金穗', '长青'))}农业发展有限公司",
                "person": names.person(random) if person else "",
                "phone": names.mobile(random) if person else "",
                "signed_on": begins - timedelta(days=5),
                "begins_on": begins,
                "ends_on": ends,
                "yearly_income": asset.yearly_income or 6000,
                "decided_on": begins - timedelta(days=25),
                "published_to": begins - timedelta(days=12),
            }
        )
    return len(stored(CONTRACTS.add_many(actor=SYSTEM, rows=rows)))


def _plans(world: World, random: Random) -> int:
    idle = list(Asset.objects.filter(state=State.IDLE).order_by("name")[:12])
    rows = [
        {
            "asset": asset,
            "title": f"{asset.name}{random.choice(('改助餐点', '改托管班', '改仓储点', '改加工点'))}",
            "state": ("proposed", "decided")[number % 2],
            "way": "村集体自建,委托经营",
            "budget": random.randrange(3, 40) * 10_000,
            "decided_on": world.today - timedelta(days=30) if number % 2 else None,
        }
        for number, asset in enumerate(idle)
    ]
    written = len(stored(PLANS.add_many(actor=SYSTEM, rows=rows)))
    for town in ("韩家镇", "德固镇"):
        NEEDS.add(
            actor=SYSTEM,
            values={
                "title": "服饰企业找加工车间",
                "area": world.areas[town],
                "form": "workshop",
                "least": 300,
                "power": 100,
                "road": True,
            },
        )
        written += 1
    return written
