"""The proposal's sum of points: what is better never ranks lower, and who must keep out never stands before who may."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bihuan.mediation.network.scoring import ENOUGH, Near, Standing, ranked, score, shrunk

RATES = st.floats(0, 1, allow_nan=False)


@st.composite
def standings(draw: st.DrawFn) -> Standing:
    concluded = draw(st.integers(0, 200))
    return Standing(
        near=draw(st.sampled_from(Near)),
        field=draw(st.booleans()),
        trade=draw(st.booleans()),
        load=draw(st.integers(0, 40)),
        settled=draw(st.integers(0, concluded)),
        concluded=concluded,
        alike=draw(st.integers(0, 60)),
        certificate_over=draw(st.booleans()),
        neighbour=draw(st.booleans()),
        away=draw(st.booleans()),
        interested=draw(st.booleans()),
    )


@given(standings(), RATES, st.integers(1, 20))
def test_less_load_never_ranks_lower(one: Standing, usual: float, more: int) -> None:
    busier = replace(one, load=one.load + more)
    assert score(one, usual=usual) >= score(busier, usual=usual)
    assert ranked([busier, one], usual=usual)[0] == 1, "of two alike the one with less to do comes first"


@given(standings(), RATES)
def test_what_speaks_for_somebody_never_ranks_lower(one: Standing, usual: float) -> None:
    poorer = replace(one, field=False, trade=False, alike=0, settled=0)
    assert score(one, usual=usual) >= score(poorer, usual=usual)
    assert score(replace(one, near=Near.VILLAGE), usual=usual) >= score(one, usual=usual)
    assert score(replace(one, certificate_over=False), usual=usual) >= score(one, usual=usual)


@given(st.lists(standings(), min_size=1, max_size=12), RATES)
def test_whoever_must_keep_out_stands_behind_whoever_may(people: list[Standing], usual: float) -> None:
    order = ranked(people, usual=usual)
    assert sorted(order) == list(range(len(people)))
    barred = [people[place].barred for place in order]
    assert barred == sorted(barred)
    free = [score(people[place], usual=usual) for place in order if not people[place].barred]
    assert free == sorted(free, reverse=True)


@given(st.integers(0, 500), st.data(), RATES)
def test_a_rate_lies_between_ones_own_and_the_usual_and_nears_ones_own_with_the_cases(
    concluded: int, data: st.DataObject, usual: float
) -> None:
    settled = data.draw(st.integers(0, concluded))
    rate = shrunk(settled, concluded, usual)
    own = settled / concluded if concluded else usual
    assert min(own, usual) - 1e-9 <= rate <= max(own, usual) + 1e-9
    assert abs(rate - own) <= ENOUGH / (concluded + ENOUGH) + 1e-9


def test_one_lucky_case_does_not_outweigh_fifty_good_ones() -> None:
    lucky = Standing(Near.TOWN, settled=1, concluded=1)
    proven = Standing(Near.TOWN, settled=49, concluded=50)
    assert ranked([lucky, proven], usual=0.8)[0] == 1
