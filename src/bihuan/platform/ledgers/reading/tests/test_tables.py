"""Tables are found and their lines told apart in sheets of every shape."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter

from bihuan.platform.ledgers.reading import IgnoredReason, Outcome, RowIgnored, RowOk, RowRejected, RowRepeated
from bihuan.platform.ledgers.reading.tests.disputes import read
from bihuan.platform.ledgers.reading.tests.workbooks import HEAD, delimited, row, rows, workbook


def accepted(outcomes: Sequence[Outcome]) -> list[RowOk]:
    return [o for o in outcomes if isinstance(o, RowOk)]


def rejected(outcomes: Sequence[Outcome]) -> list[RowRejected]:
    return [o for o in outcomes if isinstance(o, RowRejected)]


def ignored(outcomes: Sequence[Outcome], reason: IgnoredReason) -> list[int]:
    return [o.row for o in outcomes if isinstance(o, RowIgnored) and o.reason is reason]


def only_good(outcomes: Sequence[Outcome], count: int) -> list[RowOk]:
    assert not rejected(outcomes), rejected(outcomes)[0]
    assert not [o for o in outcomes if isinstance(o, RowRepeated)]
    good = accepted(outcomes)
    assert len(good) == count
    return good


def test_header_at_row_nine_under_three_title_lines() -> None:
    lines = [
        ["澜州县德固镇"],
        ["矛盾纠纷排查化解工作台账"],
        ["(2024年第二季度)"],
        [],
        ["填报单位:德固镇综治中心", "", "", "", "填报时间:2025年1月3日"],
        [],
        [],
        [],
        list(HEAD),
    ]
    outcomes, reading = read(
        workbook(
            {"Sheet1": [*lines, *[row(n, 登记日期=f"4.{n}") for n in range(1, 6)]]},
            merges={"Sheet1": ["A1:L1", "A2:L2", "A3:L3"]},
        )
    )
    good = only_good(outcomes, 5)
    assert reading.tables[0].header_rows == (9,)
    assert good[0].values["day"] == date(2024, 4, 1)


def test_header_merged_over_three_columns_and_three_rows() -> None:
    head = [
        ["序号", "登记情况", "", "当事人情况", "", "", "", "", "处理情况", "", "", ""],
        ["", "日期", "所属村", "申请人", "", "被申请人", "纠纷类型", "简要情况", "调解员", "调解结果", "", "涉及金额"],
        ["", "", "", "姓名", "联系电话", "姓名", "", "", "", "是否成功", "是否履行", "(万元)"],
    ]
    merges = ["A2:A4", "B2:C2", "D2:H2", "I2:L2", "D3:E3", "J3:K3", "B3:B4", "C3:C4", "G3:G4", "H3:H4", "I3:I4"]
    body = [
        [1, "2025-3-4", "柳林", "张明", "13800000001", "李强", "邻里", "滴水", "陈和", "√", "是", 1.2],
        [2, "2025-3-5", "西河", "王芳", "13800000002", "赵敏", "欠薪", "工资", "陈和", "否", "", 0.35],
    ]
    outcomes, reading = read(
        workbook({"一季度": [["德固镇2025年台账"], *head, *body]}, merges={"一季度": ["A1:L1", *merges]})
    )
    good = only_good(outcomes, 2)
    assert reading.tables[0].header_rows == (2, 3, 4)
    assert good[0].values == {
        "day": date(2025, 3, 4),
        "village": good[0].values["village"],
        "applicant": "张明",
        "phone": "13800000001",
        "respondent": "李强",
        "kind": "neighbour",
        "summary": "滴水",
        "mediator": "陈和",
        "result": "settled",
        "fulfilled": True,
        "amount": Decimal(12000),
    }
    assert good[1].values["amount"] == Decimal(3500)


def test_two_row_header_that_lost_its_merges() -> None:
    head = [
        ["序号", "登记日期", "申请人", "", "被申请人", "", "所属村(社区)", "纠纷类型"],
        ["", "", "姓名", "电话", "姓名", "电话", "", ""],
    ]
    body = [
        [n, "2025年3月4日", "张明", f"1380000000{n}", f"李强{n}", f"1390000000{n}", "柳林村", "邻里"]
        for n in range(1, 4)
    ]
    for content in (workbook({"台账": [*head, *body]}), delimited([*head, *body])):
        outcomes, reading = read(content, name="台账.csv")
        good = only_good(outcomes, 3)
        assert [r.values["phone"] for r in good] == ["13800000001", "13800000002", "13800000003"]
        assert good[0].values["respondent"] == "李强1"
        assert reading.tables[0].header_rows == (1, 2)


def test_unit_in_header_multiplies_only_bare_numbers() -> None:
    head = [*HEAD[:-1], "涉及金额(万元)"]
    body = [
        row(1, 涉及金额=1.2),
        row(2, 涉及金额="0.5"),
        row(3, 涉及金额="3000元"),
        row(4, 涉及金额="2万"),
        row(5, 涉及金额=""),
    ]
    outcomes, _ = read(workbook({"s": [head, *body]}))
    assert [r.values["amount"] for r in only_good(outcomes, 5)] == [12000, 5000, 3000, 20000, None]


def test_unit_said_in_a_line_over_the_table() -> None:
    outcomes, _ = read(
        workbook(
            {"s": [["2025年台账", "", "", "", "", "单位:万元"], list(HEAD), row(1, 涉及金额=2.5), row(2, 涉及金额=1)]}
        )
    )
    assert [r.values["amount"] for r in only_good(outcomes, 2)] == [25000, 10000]


def test_totals_signatures_notes_and_repeated_headers_are_no_rows() -> None:
    blank = [""] * 11
    lines = [
        ["德固镇2025年3月台账"],
        list(HEAD),
        *rows(3),
        ["小计", "", "3件", *[""] * 8, 300],
        [],
        list(HEAD),
        *rows(2, 4),
        ["柳林村小计", *[""] * 10, 200],
        ["合 计", *[""] * 10, 500],
        [],
        ["注:1.本表每月25日前报送", *blank],
        ["2、金额单位为元,保留两位小数", *blank],
        ["填表人:陈和", "", "", "", "审核人:", "", "", "", "2025年3月31日"],
        ["单位负责人(签字):", "", "", "", "(盖章)"],
        [6, *blank],
        [7, *blank],
    ]
    outcomes, reading = read(workbook({"3月": lines}))
    only_good(outcomes, 5)
    assert ignored(outcomes, IgnoredReason.TOTAL) == [6, 11, 12]
    assert ignored(outcomes, IgnoredReason.SIGNATURE) == [16, 17]
    assert ignored(outcomes, IgnoredReason.NOTE) == [14, 15]
    assert ignored(outcomes, IgnoredReason.HEADER) == [2, 8]
    assert ignored(outcomes, IgnoredReason.ONLY_NUMBERED) == [18, 19]
    assert reading.counts.ignored[IgnoredReason.EMPTY] == 2


def test_numbering_and_example_lines_under_the_header_are_no_rows() -> None:
    lines = [list(HEAD), [str(n) for n in range(1, 13)], ["例", *row(9)[1:]], *rows(2)]
    outcomes, _ = read(workbook({"s": lines}))
    only_good(outcomes, 2)
    assert ignored(outcomes, IgnoredReason.COLUMN_NUMBERS) == [2]
    assert ignored(outcomes, IgnoredReason.EXAMPLE) == [3]


def test_a_sheet_a_month_gives_the_day_alone_its_month() -> None:
    sheets = {
        name: [["2024年矛盾纠纷台账"], list(HEAD), row(1, 登记日期="3日"), row(2, 登记日期="15日")]
        for name in ("一月", "二月份", "11月", "十二月")
    }
    outcomes, reading = read(workbook(sheets))
    days = sorted({str(r.values["day"]) for r in only_good(outcomes, 8)})
    assert days == [
        "2024-01-03",
        "2024-01-15",
        "2024-02-03",
        "2024-02-15",
        "2024-11-03",
        "2024-11-15",
        "2024-12-03",
        "2024-12-15",
    ]
    assert len({t.signature for t in reading.tables}) == 1


def test_tables_of_two_months_stacked_in_one_sheet() -> None:
    lines = [
        ["2024年5月台账"],
        list(HEAD),
        row(1, 登记日期="5.3"),
        ["合计"],
        [],
        ["2023年6月台账"],
        list(HEAD),
        row(2, 登记日期="6.3"),
        ["合计"],
    ]
    outcomes, reading = read(workbook({"全部": lines}))
    assert [r.values["day"] for r in only_good(outcomes, 2)] == [date(2024, 5, 3), date(2023, 6, 3)]
    assert [t.year for t in reading.tables] == [2024, 2023]


def test_a_second_table_with_other_columns_below_the_first() -> None:
    other = ["类别", "村居", "受理时间", "当事人(甲方)", "当事人(乙方)"]
    lines = [list(HEAD), *rows(2), [], other, ["物业", "西河", "2025.4.5", "何平", "何安"]]
    outcomes, _ = read(workbook({"s": lines}))
    good = only_good(outcomes, 3)
    assert good[2].values["kind"] == "property" and good[2].values["respondent"] == "何安"


def test_columns_in_another_order_with_strange_spacing_in_titles() -> None:
    head = ["涉 及 金 额", "纠纷\n类型", "*申请人", "登记 日期", "所属村(社区)", "被申请人 ", "备注"]
    outcomes, _ = read(workbook({"s": [head, [500, "物业", "张明", "2025-1-2", "西河", "李强", "无"]]}))
    values = only_good(outcomes, 1)[0].values
    assert (values["amount"], values["kind"], values["applicant"], values["day"]) == (
        500,
        "property",
        "张明",
        date(2025, 1, 2),
    )


def test_merged_villages_and_dates_are_filled_down_but_amounts_are_not() -> None:
    lines = [
        list(HEAD),
        row(1, **{"所属村(社区)": "西河村"}, 涉及金额=300),
        row(2, **{"所属村(社区)": ""}, 登记日期="", 涉及金额=""),
        row(3, **{"所属村(社区)": ""}),
    ]
    outcomes, reading = read(workbook({"s": lines}, merges={"s": ["F2:F4", "B2:B3", "L2:L3"]}))
    good = only_good(outcomes, 3)
    assert len({r.values["village"] for r in good}) == 1
    assert good[1].values["day"] == good[0].values["day"]
    assert [r.values["amount"] for r in good] == [300, None, 100]
    assert [q.topic for q in reading.questions] == ["merged_amount"]


def test_lost_merges_in_text_files_are_filled_down_and_said_to_be_a_guess() -> None:
    villages = ["西河村", "", "", "柳林村", "", "马厂村"]
    lines = [
        list(HEAD),
        *[row(n, **{"所属村(社区)": village}) for n, village in enumerate(villages, 1)],
        ["合计", *[""] * 10, 600],
    ]
    outcomes, reading = read(delimited(lines), name="2025.csv")
    good = only_good(outcomes, 6)
    assert (
        good[2].values["village"] == good[0].values["village"]
        and good[4].values["village"] == good[3].values["village"]
    )
    assert [len(r.guesses) for r in good] == [0, 1, 1, 0, 1, 0]
    assert [q.topic for q in reading.questions] == ["fill_down"]


def test_one_missing_village_is_a_fault_and_not_filled() -> None:
    lines = [list(HEAD), *rows(6)]
    lines[4][5] = ""
    outcomes, _ = read(workbook({"s": lines}))
    assert [(r.row, r.code, r.letter) for r in rejected(outcomes)] == [(5, "required", "F")]


def test_ditto_marks_repeat_the_cell_above() -> None:
    outcomes, _ = read(
        workbook(
            {"s": [list(HEAD), row(1, **{"所属村(社区)": "马厂"}), row(2, **{"所属村(社区)": "同上"}, 纠纷类型="〃")]}
        )
    )
    good = only_good(outcomes, 2)
    assert good[1].values["village"] == good[0].values["village"] and good[1].values["kind"] == "neighbour"


def test_a_record_over_two_merged_lines_is_one_row_with_both_names() -> None:
    lines = [list(HEAD), row(1, 被申请人="李强"), ["", "", "", "", "王芳", *[""] * 7], row(2)]
    merges = [f"{letter}2:{letter}3" for letter in "ABCDFGHIJKL"]
    outcomes, _ = read(workbook({"s": lines}, merges={"s": merges}))
    good = only_good(outcomes, 2)
    assert good[0].values["respondent"] == "李强、王芳"
    assert ignored(outcomes, IgnoredReason.CONTINUED) == [3]


def test_hidden_sheets_explanations_lists_and_empty_sheets_are_left_out() -> None:
    sheets = {
        "填表说明": [["填表说明"], ["登记日期", "按受理日期填写"], ["申请人", "填写姓名"]],
        "旧数据": [list(HEAD), *rows(3, 50)],
        "台账": [list(HEAD), *rows(2)],
        "空表": [],
        "下拉选项": [["纠纷类型", "所属村(社区)"], ["邻里纠纷", "柳林村"], ["物业纠纷", "西河村"]],
        "汇总": [["所属村(社区)", "件数", "成功"], ["柳林村", 2, 2]],
    }
    outcomes, reading = read(workbook(sheets, hidden=["旧数据"]))
    only_good(outcomes, 2)
    assert [o.sheet for o in outcomes if isinstance(o, RowIgnored) and o.reason is IgnoredReason.HIDDEN_SHEET] == [
        "旧数据"
    ]
    question = next(q for q in reading.questions if q.topic == "hidden_sheet")
    outcomes, _ = read(workbook(sheets, hidden=["旧数据"]), answers={question.id: "@take"})
    only_good(outcomes, 5)


def test_a_sheet_per_village_whose_name_alone_says_the_village() -> None:
    head = [title for title in HEAD if title != "所属村(社区)"]
    without = [[cell for i, cell in enumerate(row(n)) if i != 5] for n in (1, 2, 3, 4)]
    outcomes, reading = read(workbook({"西河村": [head, *without[:2]], "马厂": [head, *without[2:]]}))
    good = only_good(outcomes, 4)
    assert [r.values["village"] for r in good[:2]] != [r.values["village"] for r in good[2:]]
    assert all(r.guesses and r.guesses[0].taken in ("德固镇/西河村", "德固镇/马厂村") for r in good)
    assert [t.constants for t in reading.tables] == [{"village": "德固镇/西河村"}, {"village": "德固镇/马厂村"}]


def test_dates_amounts_phones_and_names_in_every_spelling() -> None:
    body = [
        row(1, 登记日期=datetime(2025, 6, 3, 9, 30), 联系电话=13800000001.0, 涉及金额="壹万贰仟元整", 申请人="张 明"),
        row(2, 登记日期="２０２５年６月３日", 联系电话="138 0000 0002", 涉及金额="¥1,200.50"),
        row(3, 登记日期=45811, 联系电话="13800000003/13900000003", 涉及金额="1.2万元"),
        row(4, 登记日期="二〇二五年六月三日", 联系电话="+86-13800000004", 涉及金额="无"),
        row(5, 登记日期="2025.06.03", 联系电话="0371-66668888", 涉及金额=0),
        row(6, 登记日期="20250603", 联系电话="１３８００００００６", 涉及金额="３０００"),
    ]
    body[5][3] = "1380000 0006"
    outcomes, _ = read(workbook({"s": [list(HEAD), *body]}))
    good = only_good(outcomes, 6)
    assert {r.values["day"] for r in good} == {date(2025, 6, 3)}
    assert [r.values["amount"] for r in good] == [12000, Decimal("1200.50"), 12000, None, 0, 3000]
    assert [r.values["phone"] for r in good] == [
        "13800000001",
        "13800000002",
        "13800000003",
        "13800000004",
        "0371-66668888",
        "13800000006",
    ]
    assert good[0].values["applicant"] == "张明"


def test_empty_trailing_columns_with_formats_and_values_far_right() -> None:
    lines = [[*HEAD, *[None] * 30], *[[*r, *[None] * 30] for r in rows(3)]]
    content = workbook(
        {"s": lines}, formats={"s": {f"{letter}{n}": "0.00" for letter in ("AB", "AF", "AN") for n in range(1, 40)}}
    )
    outcomes, _ = read(content)
    only_good(outcomes, 3)


def test_texts_like_formulas_stay_texts_and_control_characters_go() -> None:
    lines = [
        list(HEAD),
        row(1, 申请人="𠮷田㑇", 简要情况="@SUM(1)"),
        row(2, 简要情况="-2+3 \U0001f600"),
        row(3, 简要情况="+cmd|calc"),
        row(4, 简要情况="=HYPERLINK(1)", 调解员="陈\u200b和\x07"),
    ]
    outcomes, _ = read(delimited(lines))
    good = only_good(outcomes, 4)
    assert [r.values["summary"] for r in good] == ["@SUM(1)", "-2+3 \U0001f600", "+cmd|calc", "=HYPERLINK(1)"]
    assert good[0].values["applicant"] == "𠮷田㑇" and good[3].values["mediator"] == "陈和"


def test_all_faults_of_a_row_are_told_the_first_column_first() -> None:
    bad = row(
        1,
        登记日期="2025-02-30",
        联系电话="138",
        纠纷类型="不知道什么",
        简要情况="长" * 10_001,
        **{"所属村(社区)": "没有这个村"},
    )
    outcomes, _ = read(workbook({"s": [list(HEAD), bad]}))
    row_ = rejected(outcomes)[0]
    assert [fault.code for fault in row_.faults] == ["date", "phone", "area", "kind", "text"]
    assert (row_.column, row_.letter, row_.code, row_.row) == ("登记日期", "B", "date", 2)
    assert all(fault.message and fault.letter for fault in row_.faults)


def test_days_in_the_future_or_long_ago_are_refused() -> None:
    outcomes, _ = read(
        workbook(
            {
                "s": [
                    list(HEAD),
                    row(1, 登记日期="2099-01-01"),
                    row(2, 登记日期="1900-01-02"),
                    row(3, 登记日期=""),
                    row(4),
                ]
            }
        )
    )
    assert [(r.row, r.code) for r in rejected(outcomes)] == [(2, "date"), (3, "date"), (4, "required")]


def test_repeated_rows_are_noticed_whatever_their_spelling_and_in_other_sheets() -> None:
    sheets = {
        "3月": [list(HEAD), row(1, 登记日期="2025-3-1")],
        "汇总": [list(HEAD), row(1, 登记日期="2025年3月1日", 申请人="李 强", 纠纷类型="邻里", 涉及金额=9)],
    }
    outcomes, _ = read(workbook(sheets))
    again = [o for o in outcomes if isinstance(o, RowRepeated)]
    assert [(o.sheet, o.row, o.first_sheet, o.first_row) for o in again] == [("汇总", 2, "3月", 2)]


def test_a_second_sheet_without_header_continues_the_first() -> None:
    outcomes, reading = read(
        workbook(
            {"1": [["2025年台账"], list(HEAD), *rows(3)], "2": rows(3, 10), "3": [["不是", "表格"], ["只是", "文字"]]}
        )
    )
    only_good(outcomes, 6)
    assert [q.topic for q in reading.questions] == ["header"]


def test_headings_that_name_a_village_speak_for_the_rows_below() -> None:
    head = [title for title in HEAD if title != "所属村(社区)"]
    without = [[cell for i, cell in enumerate(row(n)) if i != 5] for n in (1, 2, 3)]
    outcomes, _ = read(workbook({"s": [head, ["一、西河村"], *without[:2], ["二、柳林村"], without[2]]}))
    good = only_good(outcomes, 3)
    assert [r.guesses[0].taken for r in good] == ["德固镇/西河村", "德固镇/西河村", "德固镇/柳林村"]


def test_a_name_with_its_phone_in_one_cell_is_taken_apart() -> None:
    outcomes, _ = read(
        workbook(
            {
                "s": [
                    list(HEAD),
                    row(1, 申请人="张明 13900000009", 联系电话=""),
                    row(2, 申请人="李强\uff0813900000008\uff09"),
                ]
            }
        )
    )
    good = only_good(outcomes, 2)
    assert [(r.values["applicant"], r.values["phone"]) for r in good] == [
        ("张明", "13900000009"),
        ("李强", "13800000002"),
    ]


def test_a_column_called_only_name_is_the_applicant_but_asked() -> None:
    head = [{"申请人": "姓名", "被申请人": "姓名"}.get(title, title) for title in HEAD]
    outcomes, reading = read(workbook({"s": [head, *rows(2)]}))
    assert [r.values["applicant"] for r in only_good(outcomes, 2)] == ["李强", "王芳"]
    assert [q.guess for q in reading.questions] == ["applicant"]


def test_a_table_that_begins_in_the_third_column_keeps_its_letters() -> None:
    lines = [["", "", *HEAD], ["", "", *row(1, 登记日期="2025-02-30")]]
    outcomes, reading = read(workbook({"s": [[], [], *lines]}))
    assert [(r.row, r.letter, r.code) for r in rejected(outcomes)] == [(4, "D", "date")]
    assert reading.tables[0].header_rows == (3,)


def test_the_day_a_sheet_was_filled_in_gives_no_year_but_the_title_beside_it_does() -> None:
    lines = [["德固镇2024年台账 填报时间:2025年1月3日"], list(HEAD), row(1, 登记日期="6.3")]
    assert only_good(read(workbook({"s": lines}))[0], 1)[0].values["day"] == date(2024, 6, 3)


def test_half_filled_rows_are_rejected_and_not_swallowed_as_notes() -> None:
    lines = [
        list(HEAD),
        row(1),
        ["", "", "张明", "", "李强", *[""] * 7],
        row(2, 登记日期="", 简要情况="附近居民反映噪音扰民"),
    ]
    outcomes, _ = read(workbook({"s": lines}))
    assert [(r.row, r.code) for r in rejected(outcomes)] == [(3, "required"), (4, "required")]
    assert len(rejected(outcomes)[0].faults) == 3


def test_formulas_give_the_value_they_were_saved_with() -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("台账")
    sheet.write_row(0, 0, HEAD)
    sheet.write_row(1, 0, row(1))
    sheet.write_formula(1, 1, "=DATE(2025,6,3)", book.add_format({"num_format": "yyyy-mm-dd"}), 45811)
    sheet.write_formula(1, 11, "=SUM(A1:A2)", None, 1200)
    sheet.write_formula(1, 6, '=VLOOKUP("a",B:B,1)', None, "物业纠纷")
    sheet.write_row(2, 0, ["合计", *[""] * 10])
    sheet.write_formula(2, 11, "=SUM(L2:L2)", None, 1200)
    book.close()
    values = only_good(read(target.getvalue())[0], 1)[0].values
    assert (values["day"], values["amount"], values["kind"]) == (date(2025, 6, 3), 1200, "property")


def test_a_two_row_header_repeated_on_every_printed_page_is_no_row() -> None:
    head = [
        ["序号", "登记日期", "申请人", "", "被申请人", "所属村(社区)", "纠纷类型", "调解结果", ""],
        ["", "", "姓名", "联系电话", "", "", "", "是否成功", "是否履行"],
    ]
    body = [[n, f"2025-3-{n}", f"张明{n}", f"1380000000{n}", "李强", "柳林", "邻里", "√", "是"] for n in range(1, 7)]
    outcomes, _ = read(workbook({"s": [["2025年"], *head, *body[:3], *head, *body[3:], *head]}))
    only_good(outcomes, 6)
    assert ignored(outcomes, IgnoredReason.HEADER) == [2, 3, 7, 8, 12, 13]


def test_a_merged_line_of_office_and_date_over_the_header_is_no_parent() -> None:
    lines = [["德固镇综治中心", *[""] * 5, "2023年6月30日", *[""] * 5], list(HEAD), row(1, 登记日期="6.3")]
    outcomes, reading = read(workbook({"s": lines}, merges={"s": ["A1:F1", "G1:L1"]}))
    assert only_good(outcomes, 1)[0].values["day"] == date(2023, 6, 3)
    assert reading.tables[0].header_rows == (2,)


def test_half_answers_are_left_empty_and_listed() -> None:
    lines = [list(HEAD), row(1, 是否履行="部分履行"), row(2, 是否履行="未到期"), row(3, 是否履行="说不清楚吧")]
    outcomes, reading = read(workbook({"s": lines}))
    assert [r.values["fulfilled"] for r in accepted(outcomes)] == [None, None]
    assert [g.raw for g in reading.guesses] == ["部分履行", "未到期"]
    assert [r.code for r in rejected(outcomes)] == ["yes_no"]


def test_a_report_of_nothing_is_no_row() -> None:
    lines = [list(HEAD), [1, *["无"] * 11], [2, *["/"] * 11], row(3), ["", "本月无矛盾纠纷", *[""] * 10]]
    outcomes, _ = read(workbook({"s": lines}))
    only_good(outcomes, 1)
    assert ignored(outcomes, IgnoredReason.ONLY_NUMBERED) == [2, 3]
    assert ignored(outcomes, IgnoredReason.SECTION) == [5]
