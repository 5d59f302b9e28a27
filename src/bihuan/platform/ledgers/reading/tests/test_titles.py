"""What titles, sheet names and single lines say about units, years, months and their own kind."""

import pytest

from bihuan.platform.ledgers.reading.titles import (
    looks_note,
    looks_numbering,
    looks_signature,
    looks_total,
    month_said,
    title_of,
    unit_said,
    year_said,
)


@pytest.mark.parametrize(
    ("text", "year", "month"),
    [
        ("德固镇2024年4月份矛盾纠纷台账", 2024, 4),
        ("2024年度", 2024, None),
        ("二〇二四年六月", 2024, 6),
        ("24年6月", 2024, 6),
        ("202406", 2024, 6),
        ("2024.6", 2024, 6),
        ("2024-06台账", 2024, 6),
        ("1月", None, 1),
        ("十二月份", None, 12),
        ("6", None, 6),
        ("2024年1-6月", 2024, None),
        ("2024-2025年度", None, None),
        ("２０２３年　上半年", 2023, None),
        ("Sheet1", None, None),
    ],
)
def test_year_and_month_of_a_title(text: str, year: int | None, month: int | None) -> None:
    assert (year_said(text), month_said(text)) == (year, month)


@pytest.mark.parametrize(
    ("text", "base", "unit"),
    [
        ("涉及金额(万元)", "涉及金额", 10_000),
        ("涉及金额\uff08单位\uff1a万元\uff09", "涉及金额", 10_000),
        ("金额:元", "金额", 1),
        ("涉案金额万元", "涉案金额", 10_000),
        ("*登记 日期", "登记日期", None),
        ("登记\n日期", "登记日期", None),
    ],
)
def test_a_title_taken_apart(text: str, base: str, unit: int | None) -> None:
    assert (title_of(text).base, title_of(text).unit) == (base, unit)


def test_sums_signatures_and_notes_are_told_from_words_that_only_resemble_them() -> None:
    assert all(map(looks_total, ["合计", "柳 林 村 小 计", "总计:", "共120件", "合计(件)"]))
    assert not any(map(looks_total, ["总计人员", "合计欠款3000元", 5.0, "", "张合"]))
    assert all(map(looks_signature, ["填表人:", "审核人\uff1a张三", "单位负责人(签字):", "单位负责人", "日期\uff1a"]))
    assert not any(map(looks_signature, ["张三", "镇司法所", "镇南村", "单位宿舍漏水", "联系人不详"]))
    assert (
        looks_note("注\uff1a金额单位为元") and looks_note("1、本表由各村每月填报一次") and not looks_note("三轮车剐蹭")
    )
    assert looks_numbering(["", 1, 2, 3]) and looks_numbering(["甲", "乙", "1", "2"]) and not looks_numbering([1, 1, 5])
    assert unit_said("金额单位\uff1a万元") == 10_000 and unit_said("填报单位:元村") is None
