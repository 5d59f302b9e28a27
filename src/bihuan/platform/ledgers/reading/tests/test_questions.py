"""What the file does not say is asked; answers, corrections and the strict mode decide."""

from datetime import date

import pytest

from bihuan.kernel.errors import Invalid
from bihuan.platform.ledgers.reading import (
    AreaDirectory,
    AreaEntry,
    LedgerReading,
    Mapping,
    Mode,
    RowOk,
    RowRejected,
    RowRepeated,
    Terms,
    explain,
    fingerprint_of,
    open_book,
)
from bihuan.platform.ledgers.reading.tests.disputes import DISPUTES, TODAY, areas, read
from bihuan.platform.ledgers.reading.tests.workbooks import HEAD, row, rows, workbook

TWO_TOWNS = AreaDirectory(
    [
        AreaEntry("1", ("澜州县", "甲镇", "北街村"), "村", ("北街",)),
        AreaEntry("2", ("澜州县", "乙镇", "北街村"), "村", ("北街",)),
        AreaEntry("3", ("澜州县", "乙镇", "柳林村"), "村", ("柳林",)),
        AreaEntry("4", ("澜州县", "甲镇", "西高庄村"), "村", ()),
    ]
)


def good(outcomes: object) -> list[RowOk]:
    assert isinstance(outcomes, list)
    return [o for o in outcomes if isinstance(o, RowOk)]


def bad(outcomes: object) -> list[RowRejected]:
    assert isinstance(outcomes, list)
    return [o for o in outcomes if isinstance(o, RowRejected)]


def test_a_village_of_two_towns_is_told_apart_by_the_title_else_asked() -> None:
    lines = [list(HEAD), row(1, **{"所属村(社区)": "北街"})]
    titled, _ = read(workbook({"s": [["乙镇2025年台账"], *lines]}), directory=TWO_TOWNS)
    assert good(titled)[0].values["village"] == "2"
    content = workbook({"s": lines})
    untold, reading = read(content, directory=TWO_TOWNS)
    assert bad(untold)[0].code == "area"
    question = reading.questions[0]
    assert question.rows == [2] and [o.key for o in question.options] == ["甲镇/北街村", "乙镇/北街村"]
    assert bad(untold)[0].faults[0].question == question.id
    answered, again = read(content, directory=TWO_TOWNS, answers={question.id: "甲镇/北街村"})
    assert good(answered)[0].values["village"] == "1" and again.questions[0].answered


def test_other_villages_of_the_file_tell_the_town() -> None:
    lines = [list(HEAD), row(1, **{"所属村(社区)": "北街"}), *rows(4, 2)]
    outcomes, _ = read(workbook({"s": lines}), directory=TWO_TOWNS)
    assert good(outcomes)[0].values["village"] == "2"


def test_a_town_in_another_column_tells_the_village() -> None:
    head = ["乡镇", *HEAD[1:]]
    lines = [["乙镇", *row(1, **{"所属村(社区)": "北街"})[1:]], ["甲镇", *row(2, **{"所属村(社区)": "北街村委会"})[1:]]]
    outcomes, reading = read(workbook({"s": [head, *lines]}), directory=TWO_TOWNS)
    assert [r.values["village"] for r in good(outcomes)] == ["2", "1"] and not reading.questions


def test_a_full_path_a_group_and_a_close_spelling_are_found() -> None:
    names = ["乙镇北街村民委员会", "甲镇 北街", "西高庄村三组", "西高壮村", "澜州县乙镇柳林村"]
    outcomes, reading = read(
        workbook({"s": [list(HEAD), *[row(n, **{"所属村(社区)": name}) for n, name in enumerate(names, 1)]]}),
        directory=TWO_TOWNS,
    )
    assert [r.values["village"] for r in good(outcomes)] == ["2", "1", "4", "4", "3"]
    assert [q.subject for q in reading.questions] == ["西高庄村三组", "西高壮村"]
    strict, _ = read(
        workbook({"s": [list(HEAD), row(1, **{"所属村(社区)": "西高壮村"})]}), directory=TWO_TOWNS, mode=Mode.STRICT
    )
    assert bad(strict)[0].code == "area"


def test_an_unknown_kind_may_be_answered_once_for_all_its_rows() -> None:
    content = workbook({"s": [list(HEAD), row(1, 纠纷类型="老王家那种"), row(2, 纠纷类型="老王家那种"), row(3)]})
    outcomes, reading = read(content)
    assert [r.row for r in bad(outcomes)] == [2, 3] and reading.questions[0].row_count == 2
    answered, _ = read(content, answers={reading.questions[0].id: "邻里纠纷"})
    assert len(good(answered)) == 3


def test_short_days_without_any_year_take_the_latest_possible_and_ask() -> None:
    content = workbook({"s": [list(HEAD), row(1, 登记日期="3.5"), row(2, 登记日期="12月30日")]})
    outcomes, reading = read(content, name="台账.xlsx")
    assert [r.values["day"] for r in good(outcomes)] == [date(2026, 3, 5), date(2025, 12, 30)]
    question = next(q for q in reading.questions if q.topic == "year")
    assert question.row_count == 2 and len(reading.guesses) == 2
    answered, after = read(content, answers={question.id: "2024"})
    assert [r.values["day"] for r in good(answered)] == [date(2024, 3, 5), date(2024, 12, 30)] and not after.guesses
    strict, _ = read(content, mode=Mode.STRICT)
    assert [r.code for r in bad(strict)] == ["date", "date"]
    named, _ = read(content, name="德固镇2023年.xlsx")
    assert good(named)[0].values["day"] == date(2023, 3, 5)


def test_day_and_month_are_told_apart_by_the_column_else_asked() -> None:
    told, quiet = read(workbook({"s": [list(HEAD), row(1, 登记日期="03/04/2025"), row(2, 登记日期="25/04/2025")]}))
    assert [r.values["day"] for r in good(told)] == [date(2025, 4, 3), date(2025, 4, 25)] and not quiet.questions
    content = workbook({"s": [list(HEAD), row(1, 登记日期="03/04/2025")]})
    outcomes, reading = read(content)
    assert good(outcomes)[0].values["day"] == date(2025, 3, 4)
    assert good(outcomes)[0].guesses[0].question == reading.questions[0].id
    answered, _ = read(content, answers={reading.questions[0].id: "dmy"})
    assert good(answered)[0].values["day"] == date(2025, 4, 3)


def test_small_fractions_without_a_unit_are_asked_about() -> None:
    content = workbook(
        {"s": [list(HEAD), *[row(n, 涉及金额=amount) for n, amount in enumerate([1.2, 0.5, 3, 2.35], 1)]]}
    )
    outcomes, reading = read(content)
    assert [int(str(r.values["amount"]).split(".")[0]) for r in good(outcomes)] == [12000, 5000, 30000, 23500]
    question = next(q for q in reading.questions if q.topic == "unit")
    answered, _ = read(content, answers={question.id: "1"})
    assert [str(r.values["amount"]) for r in good(answered)] == ["1.20", "0.50", "3.00", "2.35"]
    with pytest.raises(Invalid):
        read(content, mode=Mode.STRICT)


def test_an_unknown_title_is_understood_by_its_content_and_said_to_be_a_guess() -> None:
    head = [{"登记日期": "何时", "纠纷类型": "性质"}.get(title, title) for title in HEAD]
    outcomes, reading = read(workbook({"s": [head, *rows(5)]}))
    assert len(good(outcomes)) == 5
    assert {q.column: q.guess for q in reading.questions} == {"何时": "day", "性质": "kind"}
    assert {m.path: m.reason for m in reading.tables[0].columns if m.key in ("day", "kind")} == {
        "何时": "content",
        "性质": "content",
    }


def test_a_corrected_mapping_is_remembered_for_next_months_file() -> None:
    head = [{"登记日期": "甲日", "调解员": "老娘舅", "备注": ""}.get(title, title) for title in HEAD]
    first = [*HEAD]
    first = head
    march = workbook({"3月": [["2025年3月"], first, *rows(3)]})
    outcomes, reading = read(march)
    assert all(r.values.get("mediator") is None for r in good(outcomes))
    table = reading.tables[0]
    corrected = {match.path: match.key for match in table.columns} | {
        "老娘舅": "mediator",
        "甲日": "day",
        "简要情况": None,
    }
    mapping = Mapping.from_json(Mapping().with_sheet(table.signature, corrected).as_json())
    april = workbook({"4月": [["2025年4月"], [*reversed(first)], *[[*reversed(line)] for line in rows(3)]]})
    outcomes, again = read(april, mapping=mapping)
    assert again.tables[0].signature == table.signature
    assert [r.values["mediator"] for r in good(outcomes)] == ["陈和"] * 3 and "summary" not in good(outcomes)[0].values
    assert not again.questions
    other = workbook({"s": [[*first, "另一列"], *[[*line, "x"] for line in rows(2)]]})
    outcomes, third = read(other, mapping=mapping)
    assert good(outcomes)[0].values["mediator"] == "陈和"
    assert {m.reason for m in third.tables[0].columns if m.key == "mediator"} == {"remembered"}


def test_a_header_without_any_known_title_can_be_mapped_by_hand() -> None:
    head = ["A1", "B2", "C3", "D4", "E5", "F6", "G7", "H8", "I9", "J10", "K11", "L12"]
    content = workbook({"s": [head, *rows(3)]})
    outcomes, reading = read(content)
    assert len(reading.tables) == 1 and [q for q in reading.questions if q.topic == "column"]
    keys = [
        None,
        "day",
        "applicant",
        "phone",
        "respondent",
        "village",
        "kind",
        "summary",
        "mediator",
        "result",
        "fulfilled",
        "amount",
    ]
    mapping = Mapping().with_sheet(
        reading.tables[0].signature, {m.path: k for m, k in zip(reading.tables[0].columns, keys, strict=True)}
    )
    outcomes, _ = read(content, mapping=mapping)
    assert len(good(outcomes)) == 3


def test_two_phone_columns_go_to_the_party_they_stand_by() -> None:
    head = ["登记日期", "被申请人", "联系电话", "申请人", "联系电话", "所属村", "类别"]
    outcomes, _ = read(
        workbook({"s": [head, ["2025-1-2", "李强", "13900000000", "张明", "13800000000", "柳林", "物业"]]})
    )
    assert good(outcomes)[0].values["phone"] == "13800000000"


def test_a_missing_required_column_rejects_with_the_columns_name() -> None:
    head = [title if title != "纠纷类型" else "备注" for title in HEAD]
    outcomes, reading = read(workbook({"s": [head, *[[*line[:6], "", *line[7:]] for line in rows(3)]]}))
    assert [(r.code, r.column, r.letter) for r in bad(outcomes)] == [("required", "纠纷类型", "")] * 3
    assert reading.tables[0].missing == ("纠纷类型",)


def test_rows_that_are_stored_already_are_noticed_by_their_fingerprint() -> None:
    content = workbook({"s": [list(HEAD), *rows(3)]})
    outcomes, _ = read(content)
    first = good(outcomes)[0]
    assert first.fingerprint == fingerprint_of(first.values, DISPUTES.same_when)
    asked: list[int] = []

    def stored(prints: object) -> dict[str, str]:
        assert isinstance(prints, list)
        asked.append(len(prints))
        return {str(first.fingerprint): "德固〔2025〕1号"}

    reading = LedgerReading(open_book(content), DISPUTES, Terms(TODAY, areas=areas()))
    steps: list[tuple[int, int]] = []
    again = [
        o
        for o in reading.rows(stored=stored, progress=lambda done, total: steps.append((done, total)))
        if isinstance(o, RowRepeated)
    ]
    assert [(o.row, o.stored, o.first_row) for o in again] == [(2, "德固〔2025〕1号", 0)]
    assert asked == [3] and reading.counts.repeated == 1 and steps[-1] == (4, 4)


def test_the_preview_holds_all_a_page_must_show() -> None:
    lines = [["2025年台账"], list(HEAD), *rows(3), row(1), row(9, 登记日期="2025-13-1"), ["合计", *[""] * 10, 400]]
    preview = explain(open_book(workbook({"s": lines}), name="x.xlsx"), DISPUTES, Terms(TODAY, areas=areas()), first=2)
    assert (preview.accepted, preview.rejected, preview.repeated) == (3, 1, 1)
    assert preview.rejected_by_code == {"date": 1} and preview.ignored["total"] == 1 and len(preview.rows) == 2
    shown = preview.as_json()
    assert shown["tables"] and shown["rows"][0]["values"]["day"] == "2025-03-02"
    assert (
        explain(
            open_book(workbook({"s": lines}), name="x.xlsx"), DISPUTES, Terms(TODAY, areas=areas()), first=2
        ).as_json()
        == shown
    )


def test_a_broken_mapping_is_refused() -> None:
    for text in (
        "",
        "[]",
        '{"version": 2, "sheets": {}}',
        '{"version": 1, "sheets": []}',
        '{"version":1,"sheets":{"a":1}}',
    ):
        with pytest.raises(Invalid):
            Mapping.from_json(text)
