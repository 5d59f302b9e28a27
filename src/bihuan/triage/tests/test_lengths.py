"""How long something has lasted: found as written, and not where a count of days means something else."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.triage.extraction import Kind, extract


def lengths(text: str) -> list[str]:
    return [one.written for one in extract(text) if one.kind is Kind.LENGTH]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("西关村自来水管爆裂,三天没水", ["三天"]),
        ("已经三天没人管", ["三天"]),
        ("停水3天了", ["3天"]),
        ("拖欠工资半年", ["半年"]),
        ("拖了两个多月不给", ["两个多月"]),
        ("欠了三个月工资,已有两年", ["三个月", "两年"]),
        ("路灯坏了半个月", ["半个月"]),
        ("等了两个小时", ["两个小时"]),
        ("十几年的老路", ["十几年"]),
        ("住了20多年", ["20多年"]),
    ],
)
def test_lengths_are_found_as_written(text: str, found: list[str]) -> None:
    assert lengths(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "第三天才来",
        "三天前报过",
        "2026年5月1日发生",
        "三年级学生",
        "6月停水",
        "今天没水",
        "周三停水",
        "三年后再说",
        "3月5日",
        "上半年",
    ],
)
def test_days_of_the_calendar_and_the_like_are_no_lengths(text: str) -> None:
    assert lengths(text) == []


@given(st.text("已经停水拖欠三两十半个多天月年小时第前后0123456789,。", max_size=40))
def test_spans_say_what_stands_there_and_do_not_meet(text: str) -> None:
    found = [one for one in extract(text) if one.kind in (Kind.LENGTH, Kind.TIME)]
    assert all(text[one.start : one.end] == one.written for one in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
