"""Small workbooks and texts made on the spot, as messy as a test wants them."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

import openpyxl

HEAD = (
    "序号",
    "登记日期",
    "申请人",
    "联系电话",
    "被申请人",
    "所属村(社区)",
    "纠纷类型",
    "简要情况",
    "调解员",
    "调解结果",
    "是否履行",
    "涉及金额",
)
NAMES = ("张明", "李强", "王芳", "赵敏", "钱程", "孙静", "周凯", "吴倩", "郑爽", "冯磊")


def row(number: int = 1, **cells: object) -> list[object]:
    """A clean row of a dispute ledger, with single cells replaced by title."""
    clean: dict[str, object] = {
        "序号": number,
        "登记日期": f"2025-03-{number % 27 + 1:02d}",
        "申请人": NAMES[number % 10],
        "联系电话": f"1380000{number:04d}",
        "被申请人": NAMES[(number + 3) % 10],
        "所属村(社区)": "柳林村",
        "纠纷类型": "邻里纠纷",
        "简要情况": f"第{number}起,因滴水发生口角",
        "调解员": "陈和",
        "调解结果": "调解成功",
        "是否履行": "是",
        "涉及金额": 100,
    }
    clean.update(cells)
    return [clean[title] for title in HEAD]


def rows(count: int, first: int = 1) -> list[list[object]]:
    """`count` clean rows, all different."""
    return [row(number) for number in range(first, first + count)]


def workbook(
    sheets: Mapping[str, Iterable[Sequence[object]]],
    *,
    merges: Mapping[str, Sequence[str]] | None = None,
    hidden: Sequence[str] = (),
    formats: Mapping[str, Mapping[str, str]] | None = None,
) -> bytes:
    """The bytes of an .xlsx with these sheets; `merges` and number `formats` by sheet and cell range."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(list(line))
        for area in (merges or {}).get(name, ()):
            sheet.merge_cells(area)
        for cell, shape in (formats or {}).get(name, {}).items():
            sheet[cell].number_format = shape
        if name in hidden:
            sheet.sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def delimited(lines: Iterable[Sequence[object]], *, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """The bytes of a delimited text."""
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter).writerows(lines)
    return target.getvalue().encode(encoding)
