"""A database of many cases: a few thousand are written by the product, the rest are copies made inside the database."""
# ruff: noqa: S608  # every word of the SQL here is the bench's own

import time
from random import Random
from typing import Any

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

SEEDS = 1000
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
    """Copy the seeds with new ids, numbers and times, nearly all closed, as a county's archive is; the copying is the
    database's own work. PostgreSQL builds the index over the grams afterwards, as after any large load."""
    turns, postgres = -(-count // SEEDS) - 1, connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bench_seed AS SELECT id FROM cases_case ORDER BY id")
        if postgres:
            cursor.execute("SET maintenance_work_mem = '512MB'")
            cursor.execute("DROP INDEX search_grams")
        for first in range(1, turns + 1, CHUNK // SEEDS):
            last = min(turns, first + CHUNK // SEEDS - 1)
            _copy(cursor, first, last, turns=turns)
        if postgres:
            cursor.execute("CREATE INDEX search_grams ON platform_searchentry USING gin (grams)")
            cursor.execute("VACUUM ANALYZE")
        cursor.execute("DROP TABLE bench_seed")


def _copy(cursor: Any, first: int, last: int, *, turns: int) -> None:
    """Turns `first` to `last` of copies; a turn takes every seed once and puts it further back in three years."""
    postgres = connection.vendor == "postgresql"
    step = 1100 / turns
    # A UUID of this turn: the seed's own with its last eight hex digits replaced by the turn, so that rows can be joined again.
    if postgres:
        series = f"generate_series({first}, {last}) AS t(turn)"
        fresh = "(substr({id}::text, 1, 28) || lpad(to_hex(turn), 8, '0'))::uuid"
        back = f"{{at}} - turn * interval '{step} days'"
        null_time = "NULL::timestamptz"
    else:
        numbers = f"SELECT {first} AS turn UNION ALL SELECT turn + 1 FROM t WHERE turn < {last}"
        series = f"(WITH RECURSIVE t AS ({numbers}) SELECT turn FROM t) AS t"
        fresh = "substr({id}, 1, 24) || printf('%08x', turn)"
        back = f"strftime('%Y-%m-%d %H:%M:%f000', {{at}}, (-turn * {step}) || ' days')"
        null_time = "NULL"
    open_ones = max(1, turns * 3 // 100)  # the newest three of a hundred are still open

    def when_closed(closed: str, still: str) -> str:
        return f"CASE WHEN turn > {open_ones} THEN {closed} ELSE {still} END"

    at = back.format(at="s.reported_at")
    changed = {
        "id": fresh.format(id="s.id"),
        "number": "s.number || '-' || turn",
        "reported_at": at,
        "created_at": at,
        "state": when_closed("'closed'", "s.state"),
        "closed_at": when_closed(at, null_time),
        "outcome": when_closed("'solved'", "s.outcome"),
        "due_at": when_closed(null_time, "s.due_at"),
    }
    quote = connection.ops.quote_name
    columns = [str(field.column) for field in Case._meta.concrete_fields]
    values = ", ".join(changed.get(column, f"s.{quote(column)}") for column in columns)
    cursor.execute(
        f"INSERT INTO cases_case ({', '.join(map(quote, columns))}) SELECT {values} "
        f"FROM {series} CROSS JOIN cases_case s WHERE s.id IN (SELECT id FROM bench_seed)"
    )
    cursor.execute(
        "INSERT INTO platform_searchentry (kind, object_id, at, town_id, grams) "
        f"SELECT s.kind, {fresh.format(id='s.object_id')}, {back.format(at='s.at')}, s.town_id, s.grams "
        f"FROM {series} CROSS JOIN platform_searchentry s "
        "WHERE s.kind = 'case' AND s.object_id IN (SELECT id FROM bench_seed)"
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
