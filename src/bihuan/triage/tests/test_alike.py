"""Alike matters, topics, extraction and routing on invented matters."""

from datetime import date

import pytest

from bihuan.triage import Index, Matter, extract, topics
from bihuan.triage.benching import invented_messages
from bihuan.triage.routing import Facts, PastCase, Rule, dry_run, never_reached, route
from bihuan.triage.scanner import Scanner
from bihuan.triage.signs import Urgency
from bihuan.triage.training import Row

MATTERS = {
    "noise1": "金柳花园旁边的工地半夜施工,噪音太大",
    "noise2": "金柳花园业主反映夜间施工吵得睡不着",
    "lift": "金柳花园三号楼电梯又坏了",
    "road": "石桥村村口道路坑洼,请修路",
    "wages": "杏林服装厂拖欠工资三个月",
}


@pytest.fixture
def index():
    index = Index()
    index.add_many((id_, Matter(text), "") for id_, text in MATTERS.items())
    return index


def test_same_place_and_issue_comes_before_same_place_alone(index):
    found = index.query(Matter(MATTERS["noise1"]), without=["noise1"])
    assert found[0].id == "noise2" and "噪声" in found[0].issues
    assert [one.id for one in found].index("lift") > 0
    assert found[0].score > found[1].score


def test_an_identical_text_is_the_nearest(index):
    for id_, text in MATTERS.items():
        assert index.query(Matter(text), top=1)[0].id == id_


def test_removed_and_replaced_matters_are_not_found(index):
    assert index.remove("noise2") and not index.remove("noise2")
    assert "noise2" not in {one.id for one in index.query(Matter(MATTERS["noise1"]))}
    index.add("road", Matter("金柳花园夜间施工扰民,噪音很大"))
    assert len(index) == 4
    assert index.query(Matter(MATTERS["noise1"]), without=["noise1"])[0].id == "road"


def test_the_same_place_raises_a_matter(index):
    index.add("a", Matter("门口路灯不亮"), place="刘庄")
    index.add("b", Matter("门口路灯不亮"), place="王庄")
    assert index.query(Matter("路灯不亮"), place="王庄", top=1)[0].id == "b"


def test_filing_one_by_one_and_many_at_once_find_the_same():
    texts = list(invented_messages(60))
    many, single = Index(), Index()
    many.add_many((str(at), Matter(text), "") for at, text in enumerate(texts))
    for at, text in enumerate(texts):
        single.add(str(at), Matter(text))
    for at, text in enumerate(texts):
        assert many.query(Matter(text), top=1)[0].id == single.query(Matter(text), top=1)[0].id == str(at)


def test_many_matters_go_into_the_arrays_and_later_ones_join_them():
    index = Index()
    texts = list(invented_messages(700))
    index.add_many((str(at), Matter(text), "") for at, text in enumerate(texts))
    assert index.query(Matter(texts[3]), top=1)[0].id == "3"
    index.add("late", Matter(MATTERS["wages"]))
    index.remove("3")
    assert index.query(Matter(MATTERS["wages"]), top=1)[0].id == "late"
    assert "3" not in {one.id for one in index.query(Matter(texts[3]))}


def test_topics_have_place_issue_people_and_trend():
    rows = [
        Row("1", "金柳花园旁边的搅拌站扬尘太大,我们30户受不了", seen="2025-03-01"),
        Row("2", "金柳花园附近搅拌站灰尘满天", seen="2025/3/20 08:30"),
        Row("3", "金柳花园门口搅拌站扬尘扰民", seen="2025-03-21"),
        Row("4", "石桥村路灯不亮", seen="2025-03-02"),
        Row("5", "想办老年证", seen="bad"),
    ]
    found = topics(rows)
    assert [set(topic.ids) for topic in found] == [{"1", "2", "3"}]
    topic = found[0]
    assert "金柳花园" in topic.place and topic.issue == "搅拌站和扬尘"
    assert (topic.people, topic.first, topic.last) == (32, date(2025, 3, 1), date(2025, 3, 21))
    assert topic.trend == "rising"
    assert topics([]) == []


def test_extraction_with_values():
    text = "我叫王小明,家住青石镇刘庄村,2024年3月5日下午3点,老板拖欠我们20多户12万元,电话13800001234,一家三口"
    found = {(one.kind.value, one.written): one.value for one in extract(text)}
    assert found["name", "王小明"] == "王小明"
    assert found["amount", "12万元"] == "120000"
    assert found["phone", "13800001234"] == "13800001234"
    assert found["people", "20多户"] == "20"
    assert ("time", "2024年3月5日下午3点") in found
    assert ("place", "青石镇") in found and ("place", "刘庄村") in found


def test_a_gazetteer_names_what_is_meant():
    known = [one for one in extract("老槐树底下的路坏了", Scanner({"老槐树": "刘庄村"})) if one.kind == "place"]
    assert (known[0].written, known[0].value) == ("老槐树", "刘庄村")


WATER = Rule("停水", "水务站", categories=("appeal.water",), words=("停水",))
ALL_WATER = Rule("用水", "水务站", categories=("appeal",))


def test_a_route_says_why():
    found = route([WATER], Facts("村里停水两天", category="appeal.water", confidence=0.9))
    assert found.office == "水务站" and "停水" in found.reason and "appeal.water" in found.reason
    assert route([WATER], Facts("村里停水", category="appeal.road")) is None


def test_people_signs_urgency_and_confidence_are_asked():
    rule = Rule("急", "镇政府", signs=("risk",), urgency_from=Urgency.URGENT, people_from=5)
    facts = Facts("x", urgency=Urgency.EMERGENCY, signs=frozenset({"risk"}), people=6)
    assert "6人" in route([rule], facts).reason
    assert route([rule], Facts("x", urgency=Urgency.EMERGENCY, signs=frozenset({"risk"}), people=4)) is None
    sure = Rule("稳", "甲", categories=("appeal",), confidence_from=0.8)
    assert route([sure], Facts("x", category="appeal.water", confidence=0.5)) is None


def test_rules_never_reached_are_warned_of():
    assert "停水" in never_reached([ALL_WATER, WATER])[0]
    assert never_reached([WATER, ALL_WATER]) == []
    assert "重复" in never_reached([WATER, WATER])[0]


def test_a_dry_run_tells_what_would_differ_and_what_is_unused():
    past = [
        PastCase("1", Facts("停水", category="appeal.water"), "水务站"),
        PastCase("2", Facts("停水", category="appeal.water"), "城建办"),
        PastCase("3", Facts("路灯", category="appeal.road"), "城建办"),
    ]
    run = dry_run([WATER, Rule("消防", "应急办", categories=("hazard.fire",))], past)
    assert (run.cases, run.routed, run.same) == (3, 2, 1)
    assert [(one.id, one.was, one.would_be) for one in run.differences] == [("2", "城建办", "水务站")]
    assert run.hits == {"停水": 2, "消防": 0}
    assert any("消防" in warning for warning in run.warnings)


def test_the_same_words_about_different_places_are_two_topics() -> None:
    rows = [
        Row(str(number), "菜市场门口摆摊占道,车过不去,希望管一管", title="菜市场占道", place=place)
        for number, place in enumerate(("甲村", "甲村", "乙村", "乙村", "乙村", "丙村"))
    ]
    assert sorted(topic.ids for topic in topics(rows)) == [("0", "1"), ("2", "3", "4")]
    anywhere = [Row(row.id, row.text, title=row.title) for row in rows]
    assert [topic.messages for topic in topics(anywhere)] == [6]
