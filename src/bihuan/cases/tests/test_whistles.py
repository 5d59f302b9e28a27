"""Town whistles, department reports: come in time or be told on upwards, answer, be rated by the town."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bihuan.cases.models import Whistle
from bihuan.cases.services import whistles as do
from bihuan.cases.tasks import watch_clocks
from bihuan.cases.tests.conftest import DESK, HANDLER, HEAD, LEADER, MONDAY, OTHER_HANDLER, WATER
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotAllowed, WrongState
from bihuan.platform.actors import SYSTEM
from bihuan.platform.indicators import Period, indicator
from bihuan.platform.jobs.running import run_pending
from bihuan.platform.models import Notice
from tests.worlds import County

Need, State = Whistle.Need, Whistle.State


def blown(county: County, *offices: str, by: str = DESK, **values: Any) -> list[Whistle]:
    """德固镇 calls offices to 刘庄村."""
    given: dict[str, Any] = {
        "area": county.area("刘庄村"),
        "title": "供水主管网爆裂,请到场会商",
        "need": Need.PRESENCE,
        "place": "刘庄村委会门口",
    } | values
    called = [county.office(name) for name in offices or (WATER,)]
    return do.blow_whistle(county.who(by), call=do.Call(**given), offices=called)


def told(name: str, county: County) -> list[str]:
    return list(Notice.objects.filter(to=county.staff[name]).values_list("title", flat=True))


def test_each_office_called_has_a_whistle_of_its_own_within_working_hours(county: County) -> None:
    water, housing = blown(county, WATER, "县住建局")
    assert [water.number, housing.number] == ["T101-SH-20260601-01", "T101-SH-20260601-02"]
    assert water.due_at == MONDAY + timedelta(hours=2)
    (late_morning,) = blown(county, hours=Decimal(4))
    assert late_morning.due_at == clock.instant(clock.today(), 15, 30)  # 09:00 to 12:00, then from 14:30
    run_pending()
    assert any("德固镇吹哨" in title for title in told(HANDLER, county))


def test_an_emergency_counts_nights_and_lunch_breaks(county: County) -> None:
    (one,) = blown(county, hours=Decimal(5), unit="wall_clock_hours")
    assert one.due_at == MONDAY + timedelta(hours=5)


def test_come_deal_with_it_and_be_rated(county: County) -> None:
    (one,) = blown(county)
    with pytest.raises(WrongState, match="先到场报到"):
        do.answer_whistle(county.who(HANDLER), whistle_id=one.pk, result="已关阀")
    with clock.at(MONDAY + timedelta(hours=1)):
        do.arrive(county.who(HANDLER), whistle_id=one.pk, lat=34.1, lon=113.6)
        do.answer_whistle(county.who(HANDLER), whistle_id=one.pk, result="已关阀抢修,下午恢复供水")
        run_pending()
    assert any("请评价" in title for title in told(DESK, county))
    with pytest.raises(Invalid, match="评价意见"):
        do.rate_whistle(county.who(DESK), whistle_id=one.pk, rating=1)
    rated = do.rate_whistle(county.who(DESK), whistle_id=one.pk, rating=5)
    assert (rated.state, rated.overdue, rated.arrived_by) == (State.RATED, False, county.staff[HANDLER])


def test_an_answer_alone_needs_nobody_to_come(county: County) -> None:
    (one,) = blown(county, need=Need.ANSWER, place="")
    with pytest.raises(WrongState, match="不需要到场"):
        do.arrive(county.who(HANDLER), whistle_id=one.pk)
    answered = do.answer_whistle(county.who(HANDLER), whistle_id=one.pk, result="该段管网属我所管辖,三日内更换")
    assert answered.replied_at == MONDAY and not answered.overdue


def test_whoever_does_not_come_in_time_is_told_on_upwards(county: County) -> None:
    (one,) = blown(county)
    with clock.at(MONDAY + timedelta(hours=2, minutes=1)):
        watch_clocks()
    assert any("已超期" in title for title in told(HANDLER, county))
    assert any("已超期" in title for title in told(HEAD, county))
    assert not any("已超期" in title for title in told(LEADER, county))
    with clock.at(one.due_at + timedelta(hours=4, minutes=1)):  # one working hour and the lunch break later
        watch_clocks()
    assert any("已超期" in title for title in told(LEADER, county))
    with clock.at(MONDAY + timedelta(hours=7)):
        came = do.arrive(county.who(HANDLER), whistle_id=one.pk)
    assert came.overdue and came.look_at is None


def test_an_answer_in_time_is_never_escalated(county: County) -> None:
    (one,) = blown(county)
    do.arrive(county.who(HANDLER), whistle_id=one.pk)
    with clock.at(MONDAY + timedelta(days=2)):
        watch_clocks()
    assert not any("超期" in title for title in told(HEAD, county))


@pytest.mark.parametrize("name", [HANDLER, "德固镇村(社区)书记", "城关镇综治中心值班员", "县系统管理员"])
def test_only_the_town_blows(county: County, name: str) -> None:
    with pytest.raises(NotAllowed):
        blown(county, by=name)


def test_only_the_office_called_reports_and_nobody_rates_their_own_work(county: County) -> None:
    (one,) = blown(county)
    with pytest.raises(NotAllowed):
        do.arrive(county.who(OTHER_HANDLER), whistle_id=one.pk)
    (own,) = blown(county, "德固镇综治中心", need=Need.ANSWER, by=LEADER)
    do.answer_whistle(county.who(DESK), whistle_id=own.pk, result="已处置")
    with pytest.raises(WrongState, match="自己的处置"):
        do.rate_whistle(county.who(DESK), whistle_id=own.pk, rating=5)
    with pytest.raises(NotAllowed):
        do.rate_whistle(county.who(HANDLER), whistle_id=own.pk, rating=5)


def test_faults_name_their_fields(county: County) -> None:
    with pytest.raises(Invalid) as refused:
        blown(county, "城关镇供水所", title=" ", place="", hours=Decimal(0))
    assert {fault.field for fault in refused.value.faults} == {"title", "place", "hours", "offices"}


def test_the_share_answered_in_time_counts_what_is_late_and_leaves_out_what_is_called_off(county: County) -> None:
    in_time, late, off, waiting = (blown(county)[0] for _number in range(4))
    do.arrive(county.who(HANDLER), whistle_id=in_time.pk)
    do.call_off_whistle(county.who(DESK), whistle_id=off.pk, reason="险情已排除")
    Whistle.objects.filter(pk=waiting.pk).update(due_at=MONDAY + timedelta(days=3), look_at=None)
    with clock.at(MONDAY + timedelta(hours=3)):
        watch_clocks()
    rate = indicator("whistles.on_time_rate")
    period = Period(clock.today(), clock.today())
    value = rate.value(SYSTEM, county.area("德固镇"), period)
    assert (value.numerator, value.denominator) == (1, 2)
    assert set(rate.rows(SYSTEM, None, period)) == {in_time}
    late.refresh_from_db()
    assert late.overdue
