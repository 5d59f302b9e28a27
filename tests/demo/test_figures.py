"""The published figures come out of the reference county's rows, and each figure opens exactly its rows."""

from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from django.db.models import QuerySet, Sum

from bihuan.cases.defaults import load_defaults
from bihuan.config.demo import (
    cases,
    community,
    community_life,
    consultation,
    disputes,
    inspections,
    organisation,
    programmes,
    reception,
    registers,
    visits,
    works,
)
from bihuan.insight.selectors import area_named
from bihuan.kernel import clock
from bihuan.platform.actors import SYSTEM
from bihuan.platform.events import history
from bihuan.platform.indicators import Count, Part, Period, Ratio, Share, indicators

pytestmark = [pytest.mark.e2e, pytest.mark.django_db]

# town, key, period, comparison, value: what product.md's table promises for the closed loop and the dispute ledgers.
PROMISED = (
    ("德固镇", "mediation.settled", "2020-01-01..2026-06-30", "=", 534),
    ("德固镇", "mediation.success_rate", "2020-01-01..2026-06-30", "%", 98),
    ("德固镇", "mediation.fulfilment_rate", "2020-01-01..2026-06-30", "%", 95),
    ("德固镇", "mediation.recovered_amount", "2020-01-01..2026-06-30", ">", 3_000_000),
    ("东岸街道", "grids.community", "2026-06-30..2026-06-30", "=", 84),
    ("东岸街道", "grids.special", "2026-06-30..2026-06-30", "=", 17),
    ("城关镇", "mediation.settled", "2026-05-05..2026-08-31", ">", 50),
    ("城关镇", "mediation.success_rate", "2026-05-05..2026-08-31", ">", 0.95),
    ("城关镇", "law_publicity.events", "2026-05-05..2026-08-31", ">", 20),
    ("城关镇", "law_publicity.leaflets", "2026-05-05..2026-08-31", ">", 3000),
    ("城关镇", "law_publicity.attendance", "2026-05-05..2026-08-31", ">", 5000),
    ("东岸街道", "consultation.solved", "2026-01-01..2026-06-30", ">", 60),
    ("阳和镇", "campaign.person_times", "2026-05-05..2026-08-31", ">", 400),
    ("阳和镇", "campaign.machine_shifts", "2026-05-05..2026-08-31", "=", 20),
    ("阳和镇", "campaign.truck_runs", "2026-05-05..2026-08-31", "=", 10),
    ("阳和镇", "campaign.spots_cleared", "2026-05-05..2026-08-31", ">", 300),
    ("阳和镇", "campaign.river_spots_cleared", "2026-05-05..2026-08-31", ">", 80),
    ("阳和镇", "inspection.closed_or_escalated_rate", "2026-05-05..2026-08-31", "=", 1),
    ("东岸街道", "courses.held", "2026-01-01..2026-12-31", ">", 20),
    ("马家桥镇", "activities.held", "2026-01-01..2026-12-31", ">", 60),
    ("马家桥镇", "activities.attendance", "2026-01-01..2026-12-31", ">", 2000),
    ("东岸街道", "visits.secretary_target_rate", "2026-01-01..2026-12-31", ">", 0.5),
    ("东岸街道", "benefit.matters_done", "2026-01-01..2026-12-31", ">", 100),
    ("东岸街道", "works.road_area", "2026-01-01..2026-12-31", ">", 3000),
    ("东岸街道", "works.speed_bumps", "2026-01-01..2026-12-31", ">", 20),
    ("东岸街道", "works.title_households", "2026-01-01..2026-12-31", "=", 492),
    ("城西街道", "childcare.classes", "2026-07-01..2026-08-31", "=", 3),
    ("城西街道", "childcare.enrolled", "2026-07-01..2026-08-31", "=", 85),
    ("韩家镇", "enterprises.assigned", "2026-12-31..2026-12-31", "=", 62),
    ("韩家镇", "assets.resource", "2026-12-31..2026-12-31", "=", 47),
    ("韩家镇", "assets.operating", "2026-12-31..2026-12-31", "=", 27),
    ("韩家镇", "assets.revitalised", "2026-12-31..2026-12-31", "=", 18),
)


def _of_rows(item: Ratio, rows: QuerySet[Any]) -> Any:
    """What a part of a ratio is by its rows: their number, or for a share the sum of its field."""
    return rows.aggregate(sum=Sum(item.field_name))["sum"] or 0 if isinstance(item, Share) else rows.count()


@pytest.mark.parametrize("seed", [7, 20])
def test_the_published_figures_come_out_of_rows(seed: int) -> None:
    now = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
    with clock.at(now), history():
        load_defaults()
        random = Random(seed)
        world = organisation.build(random, clock.local(now).date())
        disputes.past(world, random)
        registers.fill(world, random)
        for part in (inspections, community, community_life, consultation, programmes, reception, visits, works):
            part.fill(world, Random(seed))
        cases.live(world, count=20, until=now, open_now=False)

    by_key = {item.key: item for item in indicators()}
    with clock.at(now):
        for town, key, period, comparison, promised in PROMISED:
            value = by_key[key].value(SYSTEM, area_named(town), Period.parse(period)).value
            assert value is not None
            match comparison:
                case "=":
                    assert value == promised, (town, key)
                case "%":
                    assert round(float(value) * 100) == promised, (town, key)
                case ">":
                    assert value >= promised, (town, key)
        _every_figure_opens_its_rows()


def _every_figure_opens_its_rows() -> None:
    for item in indicators():
        for area in (None, area_named("德固镇")):
            period = Period.parse("2026-01-01..2026-11-25")
            value = item.value(SYSTEM, area, period)
            if isinstance(item, Count) and not item.distinct:
                assert item.rows(SYSTEM, area, period).count() == value.value, item.key
            if isinstance(item, Ratio):
                assert _of_rows(item, item.rows(SYSTEM, area, period)) == value.numerator, item.key
                assert _of_rows(item, item.rows(SYSTEM, area, period, Part.OF)) == value.denominator, item.key
            for dimension in item.by:
                groups = item.broken_down(SYSTEM, area, period, dimension)
                for group, figure, numerator, _denominator in groups:
                    rows = item.of_group(item.rows(SYSTEM, area, period), dimension, group)
                    if isinstance(item, Count):
                        assert rows.count() == figure, (item.key, dimension, group)
                    if isinstance(item, Ratio):
                        assert _of_rows(item, rows) == numerator, (item.key, dimension, group)
