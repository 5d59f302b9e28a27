"""Fifty policies and many enterprises: all of them matched anew, and one changed profile matched with every policy."""

import statistics
import time
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from bihuan.config.demo import names
from bihuan.config.demo.organisation import World
from bihuan.enterprises.matching import match_profiles, rematch
from bihuan.enterprises.models import Enterprise, Kind, Policy, PolicyMatch
from bihuan.enterprises.registers import POLICIES
from bihuan.kernel import clock
from bihuan.orgs.models import Area, Role
from bihuan.platform.actors import SYSTEM

Figures = dict[str, Any]
POLICY_COUNT, CHUNK, ONE_TIMES = 50, 5_000, 40
CHANGED_SHARE = 100  # of so many profiles one has changed since the last matching
TRADES = ("服装加工", "食品加工", "建材", "物流运输", "种植养殖", "零售", "机械制造", "家具制造", "电商", "纺织")


def policies(world: World, enterprises: int) -> Figures:
    """Seconds of matching all from nothing and again after a hundredth has changed, milliseconds of one; every match counted."""
    random = Random(11)
    _register(world, random, enterprises)
    stored = [POLICIES.add(actor=SYSTEM, values=_policy(world, random, number)) for number in range(POLICY_COUNT)]
    first = _seconds_of_all(stored)
    _change(random)
    again = _seconds_of_all(stored)
    return {
        "policies": POLICY_COUNT,
        "enterprises": enterprises,
        "matches": PolicyMatch.objects.count(),
        "still_changing": rematch(stored),
        "match_first_seconds": first,
        "rematch_all_seconds": again,
        "rematch_one_ms": _one(),
    }


def _seconds_of_all(stored: list[Policy]) -> float:
    started = time.perf_counter()
    rematch(stored)
    return round(time.perf_counter() - started, 2)


def _one() -> float:
    """The median over profiles that change so that matches come and go."""
    samples = []
    for one in Enterprise.objects.order_by("pk")[:ONE_TIMES]:
        one.staff_count = 400 if (one.staff_count or 0) < 200 else 20
        started = time.perf_counter()
        with transaction.atomic():
            match_profiles([one])
        samples.append(time.perf_counter() - started)
    return round(statistics.median(samples) * 1000, 1)


def _change(random: Random) -> None:
    keys = list(Enterprise.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHANGED_SHARE * 500):
        some = keys[start : start + CHANGED_SHARE * 500 : CHANGED_SHARE]
        Enterprise.objects.filter(pk__in=some).update(staff_count=random.randrange(1, 500))


def _register(world: World, random: Random, count: int) -> None:
    """Profiles as a county's market register gives them; what is unknown of many is left unknown."""
    officers = [person.pk for town in world.towns for person in world.people(Role.ENTERPRISE_OFFICER, town)]
    for start in range(0, count, CHUNK):
        rows = [_enterprise(world, random, number, officers) for number in range(start, min(count, start + CHUNK))]
        Enterprise.objects.bulk_create(rows, batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _enterprise(world: World, random: Random, number: int, officers: Sequence[UUID]) -> Enterprise:
    village: Area = random.choice(world.villages[random.choice(world.towns).name])
    assert village.town_id is not None  # every village lies in a town
    known, assigned = random.random() < 0.8, number % 2 == 0 and bool(officers)
    return Enterprise(
        name=f"测速企业{number}号", area=village, area_path=village.path, town_id=village.town_id,
        kind=random.choice(Kind.values), industry=random.choice(TRADES), legal_rep=names.person(random),
        staff_count=random.randrange(1, 500) if known else None,
        revenue=Decimal(random.randrange(10, 5_000) * 10_000) if known else None,
        patents=random.randrange(5) if known else None, high_tech=random.choice((True, False, None)),
        officer_id=random.choice(officers) if assigned else None,
        assigned_on=clock.today() if assigned else None, registered_on=date(2005, 1, 1) + timedelta(days=random.randrange(7_000)),
    )  # fmt: skip


def _policy(world: World, random: Random, number: int) -> dict[str, object]:
    asked: list[dict[str, object]] = [
        {"fact": "staff_count", "is": "at_most", "value": random.choice((50, 100, 300))},
        {"any": [
            {"fact": "industry", "is": "contains", "value": random.sample(["加工", "制造", "种植", "物流", "建材"], 2)},
            {"fact": "high_tech", "is": "yes"},
        ]},
        {"fact": "revenue", "is": "at_least", "value": random.choice((500_000, 2_000_000, 5_000_000))},
        {"fact": "kind", "is": "one_of", "value": random.sample(["enterprise", "cooperative", "shop"], 2)},
        {"not": {"fact": "state", "is": "one_of", "value": ["suspended"]}},
    ]  # fmt: skip
    county = world.areas[next(iter(world.areas))]
    return {
        "title": f"测速政策{number}", "department": "县工信局", "benefit": "最高补助 20 万元",
        "area": county if number % 2 else world.towns[number % len(world.towns)],
        "valid_from": clock.today() - timedelta(days=30), "conditions": {"all": asked[: 2 + number % 4]},
    }  # fmt: skip
