"""A database of many cases: a few thousand are written by the product, the rest are copies made inside the database."""
# ruff: noqa: S608  # every word of the SQL here is the bench's own

import time
from random import Random

from django.db import connection, transaction

from bihuan.cases.defaults import load_defaults
from bihuan.cases.models import Case, CaseClock, Category
from bihuan.cases.services import report_case
from bihuan.config.demo import matters, organisation
from bihuan.config.demo.matters import MATTERS
from bihuan.config.demo.organisation import World
from bihuan.kernel import clock
from bihuan.orgs.models import Role
from bihuan.platform.events import history
from bihuan.platform.models import SearchEntry

SEEDS = 2000
CHUNK = 100_000


def build(count: int) -> World:
    """The demo county's organisation with `count` cases over three years; returns the world."""
    random = Random(7)
    now = clock.now()
    with history():
        load_defaults()
        with transaction.atomic():
            world = organisation.build(random, clock.local(now).date())
        _seed(world, random, min(count, SEEDS))
    if count > SEEDS:
        _multiply(count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return world


def _seed(world: World, random: Random, count: int) -> None:
    categories = {category.code: category for category in Category.objects.all()}
    for start in range(0, count, 200):
        with transaction.atomic():
            for _number in range(min(200, count - start)):
                matter = random.choice(MATTERS)
                town = random.choice(world.towns)
                village = random.choice(world.villages[town.name])
                grid = random.choice(world.grids[village])
                place = f"{village.name}{random.choice(matters.PLACES)}"
                resident = random.choice([person for person in world.residents[town.name] if person.phone])
                report_case(
                    random.choice(world.people(Role.DUTY_OFFICER, town)),
                    kind=matter.kind,
                    channel="phone",
                    area=grid,
                    title=matter.title.format(place=place, village=village.name),
                    text=matter.text.format(place=place, village=village.name),
                    place=place,
                    category=categories.get(f"{matter.kind}.{matter.category}"),
                    reporter_name=resident.name,
                    reporter_phone=resident.phone,
                )


def _multiply(count: int) -> None:
    """Copy the seeds with new ids, numbers and times, nine of ten closed, as a county's archive is."""
    made, turn = SEEDS, 0
    while made < count:
        turn += 1
        take = min(SEEDS, count - made)
        _copy(turn, take, days=1100 * turn * SEEDS / count, closed=turn * SEEDS < count * 0.97)
        made += take


def _copy(turn: int, take: int, *, days: float, closed: bool) -> None:
    postgres = connection.vendor == "postgresql"
    # A UUID of this turn: the seed's own with its last eight hex digits replaced by the turn, so that rows can be joined again.
    if postgres:
        fresh = f"(substr(id::text, 1, 28) || lpad(to_hex({turn}), 8, '0'))::uuid"
        back = f"reported_at - interval '{days} days'"
        null_time = "NULL::timestamptz"
    else:
        fresh = f"substr(id, 1, 24) || printf('%08x', {turn})"
        back = f"strftime('%Y-%m-%d %H:%M:%f000', reported_at, '-{days} days')"
        null_time = "NULL"
    changed = {
        "id": fresh,
        "number": f"number || '-{turn}'",
        "reported_at": back,
        "created_at": back,
        "state": "'closed'" if closed else "state",
        "closed_at": back if closed else null_time,
        "outcome": "'solved'" if closed else "outcome",
        "due_at": null_time if closed else "due_at",
    }
    quote = connection.ops.quote_name
    seeds = f"(SELECT * FROM cases_case WHERE number NOT LIKE '%%-%%-%%-%%' ORDER BY id LIMIT {take})"
    columns = [str(field.column) for field in Case._meta.concrete_fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO cases_case ({', '.join(map(quote, columns))}) "
            f"SELECT {', '.join(changed.get(column, quote(column)) for column in columns)} FROM {seeds} AS seed",
            [],
        )
        object_id = fresh.replace("id", "s.object_id", 1) if not postgres else fresh.replace("id::", "s.object_id::", 1)
        at = back.replace("reported_at", "s.at", 1)
        cursor.execute(
            "INSERT INTO platform_searchentry (kind, object_id, at, town_id, grams) "
            f"SELECT s.kind, {object_id}, {at}, s.town_id, s.grams FROM platform_searchentry s "
            f"JOIN {seeds} AS seed ON seed.id = s.object_id WHERE s.kind = 'case'",
            [],
        )


def open_clocks() -> int:
    """How many clocks run (for the report)."""
    return CaseClock.objects.filter(ended_at=None).count()


def describe() -> dict[str, int]:
    """Row counts of the world."""
    return {"cases": Case.objects.count(), "search_entries": SearchEntry.objects.count(), "clocks": open_clocks()}


def timed_build(count: int) -> tuple[World, float]:
    """The world and the seconds it took."""
    started = time.perf_counter()
    return build(count), round(time.perf_counter() - started, 1)
