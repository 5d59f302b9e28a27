"""Asking a ledger: filters, order, pages, counts and what a viewer may see."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from bihuan.kernel.errors import Invalid, NotAllowed
from bihuan.orgs.models import Area
from bihuan.orgs.policies import MANAGE_ORGS, READ_ORGS
from bihuan.platform.actors import PUBLIC, SYSTEM, Actor
from bihuan.platform.ledgers import AreaName, Choice, Ledger, LedgerQuery, Text, Whole, count, read_query, totals
from bihuan.platform.ledgers.periods import DayRange, Period, days_of, read_range
from bihuan.platform.policies import visible
from tests.worlds import County


class Places(Ledger, register=False):
    """A scratch ledger over the area tree."""

    key, title, model = "places", "区域试验台账", Area
    code = Text("code", "代码", fixed=True, nullable=False, sortable=True, search=True)
    name = Text("name", "名称", required=True, synonyms="区域名称", search=True)
    level = Choice("level", "层级", choices=Area.Level, required=True)
    above = AreaName("parent", "上级", path="path")
    people = Whole("population", "人口", total=True)
    filters, order = [level, above], ["code"]
    right, export_right, import_right = READ_ORGS, MANAGE_ORGS, MANAGE_ORGS

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return visible(Area, viewer, READ_ORGS)


PLACES = Places()


def names(query: LedgerQuery, viewer: Actor = SYSTEM) -> list[str]:
    page = PLACES.page(viewer, query)
    at = [column.key for column in page.columns].index("name")
    return [row.cells[at].text for row in page.rows]


def test_filters_narrow_by_choice_area_and_words(county: County) -> None:
    town = county.area("德固镇")
    assert names(read_query(PLACES, {"level": ["village"], "above": [str(town.pk)]})) == [
        "刘庄村",
        "河湾村",
        "柳林社区",
    ]
    assert names(read_query(PLACES, {"level": ["village"], "above": ["城关镇"]})) == ["东关社区", "西关村", "南街社区"]
    assert names(read_query(PLACES, {"name": ["河湾"]})) == ["河湾村", "河湾村第一网格"]
    assert names(read_query(PLACES, {"q": ["柳林"], "level": ["grid"]})) == ["柳林社区第一网格"]


@pytest.mark.parametrize("order", ["code", "-code", "people", "-people"])
def test_pages_together_hold_every_row_once_in_order(county: County, order: str) -> None:
    for number, area in enumerate(Area.objects.order_by("code")):
        if number % 3:
            Area.objects.filter(pk=area.pk).update(population=number // 4 * 100)
    whole = names(LedgerQuery(order=order))
    assert len(whole) == Area.objects.count()
    pieces: list[str] = []
    query = LedgerQuery(order=order, size=4)
    for _ in range(20):
        page = PLACES.page(SYSTEM, query)
        pieces += [row.cells[1].text for row in page.rows]
        if not page.after:
            break
        query = LedgerQuery(order=order, size=4, after=page.after)
    assert pieces == whole


def test_a_cursor_of_another_order_or_a_made_up_one_is_refused(county: County) -> None:
    cursor = PLACES.page(SYSTEM, LedgerQuery(size=2)).after
    for query in (
        LedgerQuery(order="-code", after=cursor),
        LedgerQuery(after="x"),
        LedgerQuery(after="AAAA"),
        LedgerQuery(after="é"),
    ):
        with pytest.raises(Invalid) as refusal:
            PLACES.page(SYSTEM, query)
        assert refusal.value.faults[0].field == "after"


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"level": ["planet"]}, "level"),
        ({"above": ["没有这个镇"]}, "above"),
        ({"people": ["many"]}, "people"),
        ({"people": ["NaN"]}, "people"),
        ({"order": ["name; drop"]}, "order"),
        ({"columns": ["secret"]}, "columns"),
        ({"q": ["长" * 101]}, "q"),
        ({"size": ["0"]}, "size"),
        ({"size": ["99999"]}, "size"),
    ],
)
def test_a_wrong_word_is_refused_at_its_field(county: County, params: dict[str, list[str]], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_query(PLACES, params)
    assert refusal.value.faults[0].field == field


def test_a_query_survives_the_address_and_json(county: County) -> None:
    from django.http import QueryDict

    query = read_query(
        PLACES,
        {
            "level": ["village", "grid"],
            "people.from": ["5"],
            "q": ["村"],
            "order": ["-code"],
            "columns": ["name,level"],
        },
    )
    again = read_query(PLACES, dict(QueryDict(query.params()).lists()))
    assert again == query == LedgerQuery.from_json(query.as_json())
    assert query.filters["people"] == ("5..",)


def test_counts_and_totals_follow_the_filters(county: County) -> None:
    Area.objects.filter(level="village").update(population=200)
    query = read_query(PLACES, {"level": ["village"]})
    assert count(PLACES, SYSTEM, query) == (6, False)
    assert totals(PLACES, SYSTEM, query) == {"people": 1200}


def test_a_page_costs_one_statement_beside_posts_and_area(county: County) -> None:
    viewer = county.who("县审计员")
    query = read_query(PLACES, {"level": ["village"]})
    with CaptureQueriesContext(
        connection,
    ) as few:
        PLACES.page(viewer, query)
    assert len(few) == 2, [one["sql"] for one in few]


def test_the_public_may_not_read(county: County) -> None:
    with pytest.raises(NotAllowed):
        PLACES.page(PUBLIC, LedgerQuery())


def test_a_column_is_chosen_and_a_fixed_one_stays(county: County) -> None:
    page = PLACES.page(SYSTEM, LedgerQuery(columns=("people",)))
    assert [column.key for column in page.columns] == ["code", "people"]
    assert page.as_json()["columns"][0] == {"key": "code", "title": "代码", "kind": "text"}


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Period.TODAY, date(2026, 2, 28), date(2026, 2, 28)),
        (Period.WEEK, date(2026, 2, 23), date(2026, 3, 1)),
        (Period.MONTH, date(2026, 2, 1), date(2026, 2, 28)),
        (Period.QUARTER, date(2026, 1, 1), date(2026, 3, 31)),
        (Period.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
        (Period.LAST_MONTH, date(2026, 1, 1), date(2026, 1, 31)),
        (Period.LAST_YEAR, date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_periods_are_local_calendar_periods(period: Period, first: date, last: date) -> None:
    assert days_of(period, date(2026, 2, 28)) == DayRange(first, last)


def test_the_last_quarter_ends_with_the_year() -> None:
    assert days_of(Period.QUARTER, date(2026, 11, 5)) == DayRange(date(2026, 10, 1), date(2026, 12, 31))


@pytest.mark.parametrize("text", ["2026-13-01", "2026-06-30..2026-01-01", "gestern", "2026-01-01..2026-01-02..2026"])
def test_a_range_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_range(text)
