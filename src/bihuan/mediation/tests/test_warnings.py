"""Rules of early warning over plain rows."""

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.mediation.prevention.warnings import AGAIN, FEW, GROUP, GROWTH, Row, Sign, is_wage_season, warned

FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)
KINDS = ("labour", "neighbour", "family")


@st.composite
def some_rows(draw: st.DrawFn) -> list[Row]:
    count = draw(st.integers(0, 12))
    return [
        Row(
            key=f"d{number:02d}",
            day=LAST - timedelta(days=draw(st.integers(-20, 420))),
            kind=draw(st.sampled_from(KINDS)),
            village=draw(st.sampled_from(("刘庄村", "河湾村", ""))),
            pending=draw(st.booleans()),
            people=draw(st.integers(0, 30)),
            broken=draw(st.booleans()),
            parties=frozenset(draw(st.lists(st.sampled_from("abcdef"), max_size=3))),
        )
        for number in range(count)
    ]


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(some_rows())
def test_every_finding_rests_on_rows_that_show_it(rows: list[Row]) -> None:
    known = {row.key: row for row in rows}
    for one in warned(rows, first=FIRST, last=LAST, labour="labour"):
        meant = [known[key] for key in one.keys]
        assert len(set(one.keys)) == len(one.keys) == one.now > 0
        assert all(row.day <= LAST for row in meant), "nothing of later days"
        match one.sign:
            case Sign.AGAIN:
                assert len(meant) >= AGAIN and all(one.about in row.parties for row in meant)
            case Sign.GROUP:
                assert all(row.pending and row.people >= GROUP for row in meant)
            case Sign.BROKEN:
                assert all(row.broken for row in meant)
            case Sign.KIND | Sign.VILLAGE:
                assert one.now >= FEW and one.now >= GROWTH * one.before
                assert all(row.day >= FIRST for row in meant)
            case Sign.LONG:
                assert all(row.pending for row in meant)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(some_rows(), st.integers(1, 400))
def test_a_party_with_one_dispute_more_never_leaves_the_list(rows: list[Row], ago: int) -> None:
    def parties(found: list[Row]) -> set[str]:
        return {
            key
            for one in warned(found, first=FIRST, last=LAST, labour="labour")
            if one.sign is Sign.AGAIN
            for key in one.keys
        }

    more = Row("new", LAST - timedelta(days=min(ago, 300)), "family", "河湾村", False, parties=frozenset("a"))
    assert parties(rows) <= parties([*rows, more])


def row(key: str, day: date, **more: object) -> Row:
    given = {"kind": "labour", "village": "刘庄村", "pending": True}
    return Row(key, day, **{**given, **more})


def test_wages_are_warned_of_before_the_spring_festival_only() -> None:
    assert [is_wage_season(date(2026, *day)) for day in ((11, 1), (1, 31), (2, 15), (2, 16), (6, 1))] == [
        True, True, True, False, False,
    ]  # fmt: skip
    rows = [row("a", date(2026, 12, 3))]

    def signs(last: date) -> set[Sign]:
        return {one.sign for one in warned(rows, first=last.replace(day=1), last=last, labour="labour")}

    assert Sign.WAGES in signs(date(2026, 12, 31)) and Sign.WAGES not in signs(date(2027, 3, 31))


def test_growth_needs_a_few_rows_and_half_as_many_again() -> None:
    may = [row(f"m{number}", date(2026, 5, 10)) for number in range(2)]
    june = [row(f"j{number}", date(2026, 6, 10)) for number in range(3)]
    found = [one for one in warned([*may, *june], first=FIRST, last=LAST, labour="labour") if one.sign is Sign.KIND]
    assert [(one.about, one.now, one.before) for one in found] == [("labour", 3, 2)]
    fewer = warned([*may, *june[:2]], first=FIRST, last=LAST, labour="labour")
    assert not [one for one in fewer if one.sign in (Sign.KIND, Sign.VILLAGE)]
