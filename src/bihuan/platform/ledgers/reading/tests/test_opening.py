"""Files are opened by what they contain; what is hostile, broken or no table is refused in plain words."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from bihuan.kernel.errors import BihuanError, Invalid, TooLarge
from bihuan.platform.ledgers.reading import Limits, RowOk, open_book
from bihuan.platform.ledgers.reading.tests.disputes import MATERIAL, read
from bihuan.platform.ledgers.reading.tests.workbooks import HEAD, delimited, row, rows, workbook

ODS_CONTENT = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:spreadsheet>
 <table:table table:name="台账">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"""


def ods(lines: list[list[object]], repeat: str = "") -> bytes:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"{repeat}><text:p>{cell}</text:p></table:table-cell>'
            for cell in line
        )
        + "</table:table-row>"
        for line in lines
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        package.writestr("META-INF/manifest.xml", "<manifest/>")
        package.writestr("content.xml", ODS_CONTENT.format(rows=cells))
    return target.getvalue()


def good_rows(content: bytes, name: str) -> int:
    return sum(isinstance(outcome, RowOk) for outcome in read(content, name=name)[0])


def test_an_old_xls_renamed_xlsx_and_an_xlsx_renamed_xls_are_read() -> None:
    assert good_rows((MATERIAL / "disputes-legacy.xls").read_bytes(), "台账.xlsx") == 60
    assert good_rows(workbook({"s": [list(HEAD), *rows(3)]}), "台账.xls") == 3
    assert open_book(workbook({"s": [list(HEAD)]}), name="台账.csv").format == "xlsx"


def test_an_open_document_sheet_is_read() -> None:
    assert good_rows(ods([list(HEAD), *rows(4)]), "台账.ods") == 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_text_in_any_encoding_and_delimiter_is_read(encoding: str, delimiter: str) -> None:
    lines = [list(HEAD), row(1, 申请人="𠮷㑇", 简要情况='他说:"不行",\n第二天;又吵', 涉及金额="3,000"), *rows(3, 2)]
    content = delimited(lines, delimiter=delimiter, encoding=encoding)
    book = open_book(content, name="x.csv")
    outcomes, _ = read(book)
    good = [o for o in outcomes if isinstance(o, RowOk)]
    assert len(good) == 4 and book.delimiter == delimiter and book.encoding.startswith(encoding[:6])
    assert good[0].values["applicant"] == "𠮷㑇" and good[0].values["amount"] == 3000
    assert good[0].values["summary"] == '他说:"不行",\n第二天;又吵'
    assert good[1].row == 3
    assert delimiter in book.notes[0] or delimiter in ",\t"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"  \r\n ", "empty"),
        (b"%PDF-1.7 ...", "file_type"),
        (b"\x89PNG\r\n\x1a\n0000", "file_type"),
        (b"PK\x03\x04 broken", "broken"),
        (workbook({"s": [["a"]]})[:-200], "broken"),
        (b"<html><body><p>1</p></body></html>", "file_type"),
        (b"<?xml version='1.0'?><x>1</x>", "file_type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "file_type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le"), "broken"),
        (b"\x00\x01\x02binary\x00\x00\x00", "file_type"),
        (b"name,x\n\xff\xfe\xfd,1\n\x81", "encoding"),
    ],
)
def test_what_is_no_readable_table_is_refused_with_a_code(content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        open_book(content, name="台账.xlsx")
    assert refused.value.faults[0].code == code and refused.value.faults[0].field == "file"
    assert refused.value.message


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312"])
def test_a_web_page_named_xls_is_read_with_its_merged_cells(encoding: str) -> None:
    titles = "".join(f"<th>{title}</th>" for title in HEAD)
    cells = [
        ["<td rowspan=2>西河村</td>" if i == 5 else f"<td>{cell}</td>" for i, cell in enumerate(row(1))],
        [f"<td>{cell}</td>" for i, cell in enumerate(row(2)) if i != 5],
    ]
    body = "".join(f"<tr>{''.join(line)}</tr>" for line in cells)
    title = '<tr><td colspan="12">2025年<b>台账</b></td></tr>'
    page = f'<html><head><meta charset="{encoding}"></head><table>{title}<tr>{titles}</tr>{body}</table></html>'
    outcomes, _ = read(page.encode(encoding), name="导出.xls")
    good = [o for o in outcomes if isinstance(o, RowOk)]
    assert [o.row for o in good] == [3, 4] and good[0].values["village"] == good[1].values["village"]


def test_a_word_document_and_a_plain_zip_are_refused() -> None:
    for entry in ("word/document.xml", "readme.txt"):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as package:
            package.writestr(entry, "x")
        with pytest.raises(Invalid) as refused:
            open_book(target.getvalue(), name="台账.xlsx")
        assert refused.value.faults[0].code == "file_type"


def test_zip_bombs_are_refused_before_they_unpack() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    with pytest.raises(TooLarge):
        open_book(target.getvalue(), name="bomb.xlsx")
    with pytest.raises(TooLarge):
        open_book(ods([["x"]], repeat=' table:number-columns-repeated="900000" office:value="1"'), name="bomb.ods")


def test_a_value_far_out_in_the_sheet_is_refused_and_eats_no_memory() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["XFD1048576"] = "登记日期", "x"
    target = io.BytesIO()
    book.save(target)
    with pytest.raises(TooLarge):
        open_book(target.getvalue(), name="far.xlsx")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["ZZ1"] = "登记日期", "x"
    target = io.BytesIO()
    book.save(target)
    with pytest.raises(TooLarge):
        read(target.getvalue(), name="wide.xlsx")


def test_limits_of_bytes_and_rows_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "台账.csv"
    path.write_bytes(delimited([list(HEAD), *rows(30)]))
    with pytest.raises(TooLarge):
        open_book(path, limits=Limits(file_bytes=100))
    with pytest.raises(TooLarge):
        list(open_book(workbook({"s": rows(30)}), limits=Limits(rows=20)).sheets())
    assert open_book(path).name == "台账.csv"


def test_an_unpaired_quotation_mark_is_told_with_its_line() -> None:
    lines = delimited([list(HEAD), *rows(200)]).decode().splitlines()
    lines[3] = lines[3].replace("陈和", '"陈和')
    with pytest.raises(Invalid) as refused:
        read("\n".join(lines).encode(), name="x.csv")
    assert refused.value.faults[0].code == "quotes" and "4" in refused.value.message


def test_marks_inside_a_field_do_no_harm_when_no_line_is_swallowed() -> None:
    text = ",".join(HEAD) + "\n" + ",".join(str(cell) for cell in row(1, 简要情况='"三八"节争吵')) + "\n"
    outcomes, _ = read(text.encode(), name="x.csv")
    assert [o.values["summary"] for o in outcomes if isinstance(o, RowOk)] == ["三八节争吵"]


def test_ten_megabytes_of_text_in_a_cell_are_refused_calmly() -> None:
    with pytest.raises(BihuanError):
        read(delimited([list(HEAD), row(1, 简要情况="长" * 3_500_000)]), name="x.csv")


def test_a_sheet_with_one_column_or_without_any_known_title_is_no_table() -> None:
    for content in (delimited([["说明"], ["这是一段话"]]), workbook({"s": [["甲"], ["乙"]]})):
        outcomes, reading = read(content, name="x.csv")
        assert not any(isinstance(o, RowOk) for o in outcomes) and not reading.tables


def test_a_sheet_of_nothing_but_headers_is_refused() -> None:
    lines = [line for n in range(100) for line in (["2024年" if n % 2 else "2025年"], list(HEAD))]
    with pytest.raises(TooLarge):
        read(workbook({"s": lines}))


def test_numbers_that_a_system_wrapped_as_formulas_are_unwrapped() -> None:
    content = delimited([list(HEAD), row(1, 联系电话='="13800000001"', 登记日期="\t2025-06-03")])
    for text in (content, content.replace(b'"=""13800000001"""', b'="13800000001"')):
        good = [o for o in read(text, name="x.csv")[0] if isinstance(o, RowOk)]
        assert good[0].values["phone"] == "13800000001" and str(good[0].values["day"]) == "2025-06-03"
