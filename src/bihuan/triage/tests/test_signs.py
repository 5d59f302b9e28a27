"""Urgency and the four signs: alarms with reasons, and no alarm for denials, drills and mere questions."""

import pytest

from bihuan.triage.people import most_people
from bihuan.triage.scanner import Scanner
from bihuan.triage.signs import Urgency, alarms


def alarm(text, areas=None):
    return alarms([text], areas=areas)[0]


def signs(text, areas=None):
    return {sign.conclusion for sign in alarm(text, areas).signs}


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("北街粮油店着火了,快来人", "emergency"),
        ("他拿刀要砍人", "emergency"),
        ("家里闻到煤气味,头晕", "emergency"),
        ("再不给钱我就跳楼", "emergency"),
        ("槐树巷停水两天", "urgent"),
        ("工头一直拖欠工资", "urgent"),
        ("想给老人办优待证", "normal"),
    ],
)
def test_urgency_by_what_happens(text, urgency):
    assert alarm(text).urgency == urgency


@pytest.mark.parametrize(
    "text",
    [
        "楼道灯坏了,没有人受伤",
        "请装护栏,避免溺水",
        "希望村里组织火灾演练",
        "电动车进楼,以防着火请管一管",
        "并没有发生爆炸",
    ],
)
def test_what_is_denied_or_feared_or_practised_is_no_alarm(text):
    assert alarm(text).urgency is Urgency.NORMAL
    assert "risk" not in signs(text)


def test_a_denial_in_another_clause_does_not_hide_the_danger():
    found = alarm("报警以后没有人来,厨房起火了")
    assert found.urgency is Urgency.EMERGENCY and "起火" in found.words


def test_nobody_caring_is_no_denial():
    assert alarm("没人管,危房要倒了").urgency is Urgency.URGENT


def test_a_question_is_answered_as_a_question():
    asked = alarm("请问停电补贴怎么申请")
    assert asked.urgency is Urgency.NORMAL and "咨询" in asked.reason
    assert alarm("请问现在正在停电,什么时候来电").urgency is Urgency.URGENT


def test_the_four_signs_carry_reasons():
    text = "我们二十多户村民反映,柳河村和杏园村之间的井漏电,城管局、水利局、供电公司互相推诿"
    villages = Scanner({"柳河村": "柳河村", "杏园村": "杏园村"})
    found = alarm(text, villages)
    assert {sign.conclusion for sign in found.signs} == {"departments", "areas", "group", "risk"}
    assert all(sign.reason for sign in found.signs)


def test_two_names_of_one_village_are_one_area():
    villages = Scanner({"柳河村": "柳河村", "老柳河": "柳河村"})
    assert "areas" not in signs("柳河村就是老柳河", villages)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("我们20多户工资没有给", 20),
        ("一家三口没有地方住", 3),
        ("4个人受伤", 4),
        ("二十余名农民工在门口", 20),
        ("全村一百二十户", 120),
        ("第3人民医院", 0),
        ("花了20元人民币", 0),
        ("住3户口本丢了", 0),
        ("没有数字", 0),
    ],
)
def test_people(text, people):
    assert most_people(text) == people


def test_four_are_no_group_and_five_are():
    assert "group" not in signs("4户业主反映")
    assert "group" in signs("5户业主反映")


def test_wages_owed_to_many_are_a_risk_however_it_is_said():
    found = alarm("老板拖欠我们二十多个工人三个月工资")
    assert found.urgency is Urgency.URGENT
    assert {sign.conclusion for sign in found.signs} == {"group", "risk"}
    assert signs("我的工资一直没有发") == set()
