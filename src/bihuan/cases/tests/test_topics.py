"""Hot topics: alike matters of a town become one, each opens its cases, and nobody learns of what they may not see."""

from datetime import timedelta

import pytest

from bihuan.cases import selectors
from bihuan.cases.models import TopicSheet
from bihuan.cases.tests.conftest import DESK, LEADER, MONDAY
from bihuan.cases.thinking.topics import refresh_topics, refresh_town
from bihuan.kernel import clock
from bihuan.kernel.errors import NotAllowed, NotFound


@pytest.fixture
def noisy(county, report):
    """Three complaints about one works in 刘庄村 over three weeks, and one thing apart."""
    made = []
    for days, title in ((20, "刘庄村搅拌站扬尘太大"), (9, "刘庄村搅拌站扬尘影响20多户"), (1, "刘庄村搅拌站扬尘没人管")):
        made.append(report(title=title, text=f"{title},窗户不敢开", reported_at=MONDAY - timedelta(days=days)).case)
    report(title="想办老年证", text="请问老年证在哪里办")
    return made


def test_alike_matters_are_one_topic_with_place_people_and_weeks(county, noisy):
    refresh_topics()
    (topic,) = selectors.topics(county.who(LEADER))
    assert set(topic.case_ids) == {case.pk for case in noisy} and topic.case_ids[0] == noisy[-1].pk
    assert (topic.area_name, topic.open, topic.people) == ("德固镇刘庄村", 3, 22)
    assert sum(topic.weeks) == 3 and (topic.last - topic.first).days == 19
    again = selectors.topic_by_key(county.who(LEADER), town_id=topic.town_id, key=topic.key)
    assert [case.pk for case in selectors.cases_of_topic(county.who(LEADER), again)] == list(topic.case_ids)


def test_topics_show_only_what_the_viewer_may_see(county, noisy):
    refresh_topics()
    assert selectors.topics(county.who("城关镇综治中心值班员")) == []
    assert len(selectors.topics(county.who("县县综治中心"))) == 1
    with pytest.raises(NotAllowed):
        selectors.topics(county.who("县系统管理员"))
    with pytest.raises(NotFound):
        selectors.topic_by_key(county.who(DESK), town_id=county.area("德固镇").pk, key="x")


def test_nothing_is_worked_out_twice(county, noisy, report):
    town = county.area("德固镇")
    assert refresh_town(town) and not refresh_town(town)
    report(title="刘庄村搅拌站又冒灰", text="刘庄村搅拌站扬尘")
    assert refresh_town(town)
    with clock.at(MONDAY + timedelta(days=120)):
        refresh_town(town)
        assert TopicSheet.objects.get(town=town).topics == []
