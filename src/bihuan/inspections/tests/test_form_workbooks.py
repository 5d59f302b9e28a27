"""Workbooks in the XLSForm convention: good ones are read, bad ones are refused with sheet, row and column."""

import io
import zipfile
from collections.abc import Sequence

import openpyxl
import pytest

from bihuan.inspections.forms.exports import template
from bihuan.inspections.forms.workbook import MOST_QUESTIONS, read_form
from bihuan.inspections.tests.forms_world import CHOICES, workbook
from bihuan.kernel.errors import Invalid, TooLarge
from bihuan.kernel.survey.answering import Form
from bihuan.kernel.survey.design import Design


def faults_of(content: bytes) -> list[str]:
    """The sentences of a refusal."""
    with pytest.raises((Invalid, TooLarge)) as refused:
        read_form(content, name="表.xlsx")
    return [one.message for one in refused.value.faults]


def test_a_form_is_read_with_groups_repeats_choices_and_rules() -> None:
    design = read_form(workbook(), name="表.xlsx").design
    assert design.title == "用水情况调查"
    assert [(place.question.type, place.question.name, len(place.sections)) for place in design.walk()] == [
        ("text", "head", 0), ("group", "supply", 0), ("select_one", "source", 1), ("decimal", "use", 1),
        ("select_multiple", "troubles", 0), ("geopoint", "spot", 0), ("image", "photo", 0), ("repeat", "people", 0), ("text", "name", 1),
        ("integer", "age", 1), ("calculate", "number", 0),
    ]  # fmt: skip
    assert design.lists["source"] == [{"name": "tap", "label": "自来水"}, {"name": "well", "label": "自备井"}]
    assert Design.from_json(design.as_json()) == design


def test_spellings_with_spaces_labels_in_languages_and_harmless_columns() -> None:
    heads = (
        "type",
        "name",
        "label::English (en)",
        "label::中文",
        "hint::中文",
        "required",
        "appearance",
        "media::image",
        "note",
    )
    taken = read_form(
        workbook(
            [
                ("start", "began"),
                ("begin repeat", "rows", "Rows", "各条"),
                ("select one from source", "a", "Source", "水源", "选一个", "TRUE", "minimal", "x.png", "给写表的人看"),
                ("select_multiple trouble", "b", "Trouble", "问题", "", "是"),
                ("end repeat", "rows"),
                ("integer", "c", "Number", "数", "", 1),
            ],
            heads=heads,
        ),
        name="表.xlsx",
    )
    rows, number = taken.design.questions
    assert (rows.label, [one.label for one in rows.children], number.label) == ("各条", ["水源", "问题"], "数")
    assert [one.required for one in (*rows.children, number)] == ["true()"] * 3
    assert rows.children[0].hint == "选一个"
    assert len(taken.remarks) == 2  # "start" and the picture's column


def test_our_own_template_is_a_good_form() -> None:
    taken = read_form(template(), name="模板.xlsx")
    assert taken.remarks == []
    settled = Form(taken.design).settle(
        {
            "spot": "桥头",
            "seen_on": "2026-06-01",
            "found": "yes",
            "kinds": ["water"],
            "worst": "heap",
            "people": [{"person": "甲", "hours": 30}],
        },
        "2026-06-30",
    )
    assert [(one.path, one.code) for one in settled.wrong] == [("worst", "choice"), ("people-0-hours", "constraint")]


BAD: list[tuple[str, Sequence[Sequence[object]], str]] = [
    ("unknown type", [("barcode", "a", "码")], "survey 表第 2 行 type 列:不认识题型“barcode”,可用:select_one 列表名、"),
    ("no type", [("", "a", "甲")], "survey 表第 2 行 type 列:没有写题型"),
    ("no list", [("select_one nothing", "a", "甲")], "choices 表里没有 list_name 为“nothing”的选项"),
    ("or other", [("select_one source or_other", "a", "甲")], "不支持“or_other”"),
    ("no name", [("text", "", "甲")], "survey 表第 2 行 name 列"),
    ("bad name", [("text", "a b", "甲")], "只能用字母"),
    ("hostile name", [("text", "__proto__", "甲")], "只能用字母"),
    ("twice", [("text", "a", "甲"), ("text", "a", "乙")], "survey 表第 3 行 name 列:名称“a”在第 2 行已经用过"),
    ("no label", [("text", "a")], "没有写题目"),
    ("not closed", [("begin_group", "g", "组"), ("text", "a", "甲")], "没有对应的 end_group"),
    ("crossed", [("begin_group", "g", "组"), ("begin_repeat", "r", "重"), ("text", "a", "甲"), ("end_group",), ("end_repeat",)],
     "这里应先结束第 3 行"),
    ("not opened", [("text", "a", "甲"), ("end_repeat",)], "end_repeat 没有对应的 begin_repeat"),
    ("too deep", [*[("begin_repeat", f"r{at}", "重") for at in range(3)], ("text", "a", "甲"), *[("end_repeat",)] * 3],
     "重复组最多套 2 层"),
    ("no sum", [("calculate", "a")], "calculate 题没有写算式"),
    ("unknown function", [("text", "a", "甲", "", "pulldata('x', 'y')")], "survey 表第 2 行 relevant 列:不认识函数 pulldata()"),
    ("random", [("text", "b", "乙"), ("calculate", "a", "", "", "", "", "", "random()")], "不认识函数 random()"),
    ("unknown question", [("text", "a", "甲", "", "${b} = 1")], "没有名称为“b”的题目"),
    ("unknown in label", [("note", "a", "共 ${b}"), ("text", "c", "丙")], "label 列:没有名称为“b”的题目"),
    ("bare word", [("text", "a", "甲"), ("text", "b", "乙", "", "${a} = yes")], "“yes”要么加引号"),
    ("curly quotes", [("text", "a", "甲"), ("text", "b", "乙", "", "${a} = “yes”")], "不能用字符““”"),
    ("breaks off", [("text", "a", "甲", "", "", ". >")], "算式没有写完"),
    ("itself", [("text", "a", "甲", "", "${a} = 1")], "不能引用题目自己"),
    ("loop", [("text", "a", "甲", "", "${b} = 1"), ("text", "b", "乙", "", "${a} = 1")], "公式互相引用成了圈"),
    ("loop of sums",
     [("calculate", "a", "", "", "", "", "", "${b} + 1"), ("calculate", "b", "", "", "", "", "", "${a}"), ("text", "c", "丙")], "成了圈"),
    ("loop through a repeat", [("begin_repeat", "r", "重", "", "sum(${x}) > 1"), ("integer", "x", "数"), ("end_repeat",)], "成了圈"),
    ("several", [("begin_repeat", "r", "重"), ("integer", "x", "数"), ("end_repeat",), ("text", "a", "甲", "", "${x} > 1")], "有多个答案"),
    ("a group", [("begin_group", "g", "组"), ("text", "a", "甲"), ("end_group",), ("text", "b", "乙", "", "${g} = 1")], "不是题目"),
    ("a running pattern", [("text", "a", "甲", "", "", "regex(., '(a+)+$')")], "regex()"),
    ("dot", [("text", "a", "甲", "", ". = 1")], "只能用在 constraint 列"),
    ("only a note", [("note", "a", "甲")], "没有要填的题目"),
    ("filter", [("select_one source", "a", "甲", "", "", "", "", "", "town = 'x'")], "choices 表里没有“town”这一列"),
    ("quoted", [("text", "a", "甲", "", "", ". = 'x")], "引号没有成对"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "said"), [(lines, said) for _name, lines, said in BAD], ids=[name for name, _lines, _said in BAD]
)
def test_a_bad_workbook_says_what_is_wrong_where(lines: Sequence[Sequence[object]], said: str) -> None:
    assert any(said in one for one in faults_of(workbook(lines))), faults_of(workbook(lines))


def test_every_fault_is_named_at_once() -> None:
    said = faults_of(workbook([("foo", "a", "甲"), ("text", "", "乙"), ("text", "c", "丙", "", "nope()")]))
    assert len(said) == 2  # formulas are looked at once the lines are right
    assert "第 2 行" in said[0] and "第 3 行" in said[1]


def test_bad_choices_are_named() -> None:
    choices = [*CHOICES, ("source", "tap", "又一个"), ("source", "", "没编码"), ("trouble", "a b", "空格")]
    assert [one[:20] for one in faults_of(workbook(choices=choices))] == [
        "choices 表第 7 行 name 列:“source”"[:20],
        "choices 表第 8 行 name 列:没"[:20],
        "choices 表第 9 行 name 列:选"[:20],
    ]


def test_columns_that_would_change_the_form_are_refused() -> None:
    said = faults_of(
        workbook(
            [("begin_repeat", "r", "重", 3), ("text", "a", "甲"), ("end_repeat",)],
            heads=("type", "name", "label", "repeat_count"),
        )
    )
    assert any("repeat_count" in one for one in said)


def test_huge_and_hostile_files_are_refused() -> None:
    assert "超过 500 行" in faults_of(workbook([("text", f"q{at}", "题") for at in range(MOST_QUESTIONS + 1)]))[0]
    assert faults_of(b"%PDF-1.7 not a workbook")
    assert faults_of(b"")
    assert faults_of(b"\0" * (6 * 1024 * 1024))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", b" " * (70 * 1024 * 1024))
    assert faults_of(bomb.getvalue())
    other = openpyxl.Workbook()
    target = io.BytesIO()
    other.save(target)
    assert "没有名为 survey 的工作表" in faults_of(target.getvalue())[0]


def test_a_formula_in_a_cell_is_never_reckoned() -> None:
    assert "没有写题目" in faults_of(workbook([("text", "a", '=HYPERLINK("http://x","y")')]))[0]
