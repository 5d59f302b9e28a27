"""The dispute ledgers of past years. Each row is made; the published figures come out when the rows are counted."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from bihuan.config.demo import names
from bihuan.config.demo.organisation import World
from bihuan.mediation.models import AgreementForm, DisputeKind, Result
from bihuan.mediation.services import PastDispute, register_past_disputes
from bihuan.orgs.models import Area, Role, Staff
from bihuan.platform.actors import SYSTEM

KINDS: dict[str, tuple[int, tuple[str, ...], tuple[int, int]]] = {
    # kind → (weight, what it is about, money in yuan)
    DisputeKind.NEIGHBOUR: (
        22,
        ("因屋檐滴水流到邻居院内发生口角", "因院墙边界多占一尺发生争执", "因饲养家禽气味大发生争吵"),
        (0, 2000),
    ),
    DisputeKind.FAMILY: (16, ("因赡养老人费用分担发生争吵", "因彩礼返还产生纠纷", "因分家析产意见不一致"), (0, 30000)),
    DisputeKind.HOUSING: (8, ("因宅基地出路宽窄发生纠纷", "因租房押金退还产生纠纷"), (500, 12000)),
    DisputeKind.CONTRACT: (12, ("因承揽合同余款未付产生纠纷", "因民间借款到期未还产生纠纷"), (2000, 60000)),
    DisputeKind.DAMAGES: (11, ("因电动车碰撞受伤要求赔偿医药费", "因树木倒伏砸坏房瓦要求赔偿"), (800, 20000)),
    DisputeKind.LABOUR: (9, ("因拖欠工资与包工头发生纠纷", "因务工受伤赔偿产生纠纷"), (3000, 45000)),
    DisputeKind.LAND: (9, ("因承包地边界发生争议", "因流转土地租金未按期支付产生纠纷"), (500, 15000)),
    DisputeKind.PROPERTY: (5, ("因地下室返水与物业公司发生纠纷", "因物业费减免产生纠纷"), (300, 5000)),
    DisputeKind.TRAFFIC: (6, ("因三轮车剐蹭赔偿数额不一致", "因倒车碰撞赔偿产生纠纷"), (500, 18000)),
    DisputeKind.CONSUMER: (2, ("因预付卡退款与商家发生纠纷",), (200, 3000)),
}


@dataclass(frozen=True, slots=True)
class Ledger:
    """How many mediations of a town ended well and badly, between which days they were concluded."""

    town: str
    first: date
    last: date
    settled: int
    failed: int
    unfulfilled_one_in: int = 20


def ledgers(today: date) -> tuple[Ledger, ...]:
    """德固镇 since 2020 and 城关镇 since the start of summer with the results they published, the others as they happen to be."""
    since = date(2026, 7, 1)
    recent = max(1, (today - since).days)
    return (
        Ledger("德固镇", date(2020, 1, 6), date(2026, 6, 30), settled=534, failed=11),
        Ledger("德固镇", since, today, settled=recent // 3, failed=recent // 120),
        Ledger("城关镇", date(2025, 6, 1), date(2026, 5, 4), settled=48, failed=3),
        Ledger("城关镇", date(2026, 5, 5), date(2026, 8, 31), settled=56, failed=2),
        *(
            Ledger(town, date(2026, 1, 5), min(today, date(2026, 11, 20)), settled=count, failed=count // 18)
            for town, count in (
                ("东岸街道", 44),
                ("城西街道", 21),
                ("开元街道", 18),
                ("马家桥镇", 26),
                ("阳和镇", 24),
                ("韩家镇", 22),
                ("孟河乡", 19),
            )
        ),
    )


def past(world: World, random: Random) -> int:
    """Write the ledgers; returns how many disputes."""
    written = 0
    for ledger in ledgers(world.today):
        rows = sorted(_rows(world, random, ledger), key=lambda row: row.day)
        register_past_disputes(SYSTEM, rows)
        written += len(rows)
    return written


def _rows(world: World, random: Random, ledger: Ledger) -> list[PastDispute]:
    town = world.areas[ledger.town]
    span = (ledger.last - ledger.first).days
    mediators = world.people(Role.MEDIATOR, town)
    rows = []
    due_before_end = 0
    for number in range(ledger.settled + ledger.failed):
        concluded = ledger.first + timedelta(days=random.randrange(span + 1))
        settled = number < ledger.settled
        row = _row(world, random, town, concluded, mediators, settled)
        if settled and row.fulfil_by is not None and row.fulfil_by <= min(ledger.last, world.today):
            due_before_end += 1
            broken = due_before_end % ledger.unfulfilled_one_in == 0
            row = _fulfilled(row, broken)
        rows.append(row)
    return rows


def _row(
    world: World, random: Random, town: Area, concluded: date, mediators: list[Staff], settled: bool
) -> PastDispute:
    kind = random.choices(list(KINDS), [weight for weight, _about, _money in KINDS.values()])[0]
    _weight, about, (low, high) = KINDS[kind]
    applicant, respondent = names.person(random), names.person(random)
    amount = Decimal(round(random.triangular(low, high, low + (high - low) / 4) * 0.7, -2))
    verbal = amount < 1500 and random.random() < 0.6
    return PastDispute(
        kind=kind,
        area=random.choice(world.villages[town.name]),
        day=concluded - timedelta(days=random.choice((0, 0, 1, 2, 3, 5, 8, 13))),
        applicant=applicant,
        applicant_phone=names.mobile(random),
        respondent=respondent,
        summary=f"双方{random.choice(about)}。",
        mediator=random.choice(mediators),
        amount=amount,
        result=Result.SETTLED if settled else Result.FAILED,
        concluded_on=concluded,
        agreement=(AgreementForm.VERBAL if verbal else AgreementForm.WRITTEN) if settled else AgreementForm.NONE,
        agreed_amount=amount if settled else None,
        fulfil_by=concluded + timedelta(days=0 if verbal else random.choice((0, 7, 15, 30, 60))) if settled else None,
        satisfied=random.random() < 0.97 if settled else None,
    )


def _fulfilled(row: PastDispute, broken: bool) -> PastDispute:
    paid = Decimal(0) if broken else (row.agreed_amount or Decimal(0))
    return replace(row, fulfilled=not broken, recovered=paid)
