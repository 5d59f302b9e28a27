"""The index of alike cases: newcomers are found at once, what has left is not, a big town is filled aside."""

from datetime import timedelta

import pytest

from bihuan.cases import selectors
from bihuan.cases import services as do
from bihuan.cases.selectors import Draft
from bihuan.cases.tests.conftest import DESK, LEADER, MONDAY
from bihuan.cases.thinking import alike as kept
from bihuan.kernel import clock


@pytest.fixture(autouse=True)
def anew():
    kept.forget()
    yield
    kept.forget()


def found(county, text, title="", **more):
    draft = Draft(town_id=county.area("德固镇").pk, text=text, title=title, **more)
    return [one.case.pk for one in selectors.similar_open_cases(county.who(DESK), draft)]


def test_what_came_after_the_index_was_filled_is_found(county, report):
    dust = report(title="搅拌站扬尘", text="刘庄村东头搅拌站白天晚上都冒灰,窗户不敢开", reporter_phone="").case
    assert found(county, "搅拌站老冒灰") == [dust.pk]
    later = report(title="搅拌站冒灰", text="村东头的搅拌站灰太大了", reporter_phone="", reported_at=MONDAY).case
    assert set(found(county, "村东头搅拌站灰太大")) == {dust.pk, later.pk}
    assert found(county, "养老金没有到账") == []
    assert found(county, later.text, later.title, case_id=later.pk) == [dust.pk]


def test_the_database_has_the_last_word(county, report):
    loop = report(title="搅拌站扬尘", text="刘庄村东头搅拌站冒灰", reporter_phone="")
    assert found(county, "搅拌站冒灰") == [loop.case.pk]
    loop.do(do.void_case, LEADER, reason="重复登记")
    assert found(county, "搅拌站冒灰") == []


def test_a_new_day_starts_anew_and_forgets_the_old(county, report):
    old = report(title="搅拌站扬尘", text="刘庄村东头搅拌站冒灰").closed().case
    assert found(county, "搅拌站冒灰") == [old.pk]
    with clock.at(MONDAY + timedelta(days=91)):
        assert found(county, "搅拌站冒灰") == []


def test_what_lies_near_by_is_found_and_the_place_as_written(county, report):
    here = report(title="甲", text="", place="老槐树旁", lat=34.5, lon=113.5, reporter_phone="").case
    report(title="乙", text="", place="村东头", lat=34.6, lon=113.5, reporter_phone="")
    assert found(county, "", lat=34.5005, lon=113.5) == [here.pk]
    (past,) = selectors.history_of(county.who(DESK), place="老槐树旁", town=county.area("德固镇").pk)
    assert (past.open, past.closed, past.newest) == (1, 0, [here])
    assert (
        selectors.history_of(county.who(DESK), place="老槐树旁", town=county.area("德固镇").pk, besides=here.pk) == []
    )


def test_while_a_big_town_is_filled_aside_phone_and_place_still_work(county, report, monkeypatch):
    case = report(title="搅拌站扬尘", text="刘庄村东头搅拌站冒灰").case
    started = []
    monkeypatch.setattr(kept, "AT_ONCE", 0)
    monkeypatch.setattr(kept.threading, "Thread", lambda **told: started.append(told) or _Still())
    assert found(county, "搅拌站冒灰") == []
    assert found(county, "", phone="13800001234") == [case.pk]
    assert len(started) == 1  # asked for once, however often one looks
    started[0]["target"].__globals__["_fill"](*started[0]["args"])
    assert found(county, "搅拌站冒灰") == [case.pk]


class _Still:
    def start(self) -> None:
        """The thread is not run; the test fills by hand, on its own connection."""
