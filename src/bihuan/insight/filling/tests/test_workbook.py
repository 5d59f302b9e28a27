"""Filling changes the named cells and nothing else; what is hostile is refused."""

import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook as Written

from bihuan.insight.filling.places import Block, Place
from bihuan.insight.filling.workbook import Content, open_template
from bihuan.kernel.errors import BihuanError, Invalid

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fcffff3f030005fe02fea72d994b0000"
    "000049454e44ae426082"
)


def template() -> bytes:
    """A monthly form with everything a superior's template may have."""
    made = io.BytesIO()
    with Written(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("月报")
        head = book.add_format({"bold": True, "align": "center", "border": 1, "bg_color": "#DDDDDD"})
        figure = book.add_format({"num_format": "0.0", "border": 1})
        sheet.merge_range("A1:D1", "矛盾纠纷月报表", head)
        sheet.write_row("A2", ["村(社区)", "登记", "调成", "合计"], head)
        for row, village in enumerate(("刘庄村", "河湾村"), start=3):
            sheet.write(f"A{row}", village, head)
            sheet.write_blank(f"B{row}", None, figure)
            sheet.write_number(f"C{row}", 9, figure)
            sheet.write_formula(f"D{row}", f"=B{row}+C{row}", figure, 18)
        sheet.write_array_formula("F3:F4", "{=B3:B4*2}", figure, 0)
        sheet.set_column("A:A", 24)
        sheet.set_landscape()
        sheet.data_validation("B3:B4", {"validate": "integer", "criteria": ">=", "value": 0})
        sheet.conditional_format("B3:D4", {"type": "cell", "criteria": ">", "value": 5, "format": head})
        sheet.insert_image("H2", "p.png", {"image_data": io.BytesIO(PIXEL)})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=月报!$D$3:$D$4"})
        sheet.insert_chart("H5", chart)
        other = book.add_worksheet("说明")
        other.write("A1", "填表说明")
        other.write_formula("A2", "=SUM(月报!D3:D4)", figure, 36)
    return made.getvalue()


TEMPLATE = template()
FREE = [Place(row, column) for row in range(3, 9) for column in range(2, 8)]
COMPUTED = {Place.read(text) for text in ("D3", "D4", "F3", "F4")}
contents = st.dictionaries(
    st.sampled_from([place for place in FREE if place not in COMPUTED]),
    st.integers(-(10**12), 10**12) | st.floats(-1e9, 1e9) | st.text(st.characters(codec="utf-8"), max_size=20),
)


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def beside_values(sheet: bytes) -> bytes:
    """A sheet without what its cells hold: everything that makes its look."""
    root = etree.fromstring(sheet)
    for element in root.iterfind("{*}sheetData/{*}row"):
        element.attrib.pop("spans", None)
        for cell in list(element):
            if cell.find("{*}f") is None:
                element.remove(cell)
            else:
                for value in cell.iterfind("{*}v"):
                    cell.remove(value)
    for element in list(root.find("{*}sheetData")):
        if not len(element):
            element.getparent().remove(element)
    root.find("{*}dimension").attrib.pop("ref")
    return etree.tostring(root, method="c14n")


@given(contents)
def test_only_the_named_cells_change(wanted: dict[Place, Content]) -> None:
    book = open_template(TEMPLATE)

    filled = book.filled({"月报": wanted})

    before, after = parts(TEMPLATE), parts(filled)
    touched = {"xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"}
    assert list(after) == list(before)
    assert {name for name in before if before[name] != after[name]} <= touched
    assert beside_values(after["xl/worksheets/sheet1.xml"]) == beside_values(before["xl/worksheets/sheet1.xml"])
    old, new = book.sheets["月报"], open_template(filled).sheets["月报"]
    for place in set(old.cells) | set(new.cells):
        if place not in wanted and place not in COMPUTED:
            assert new.cells[place] == old.cells[place]
        if place in old.cells:
            assert new.cells[place].style == old.cells[place].style
            assert new.cells[place].formula == old.cells[place].formula


@given(contents)
def test_another_reader_finds_what_was_written(wanted: dict[Place, Content]) -> None:
    filled = open_template(TEMPLATE).filled({"月报": wanted})

    rows = CalamineWorkbook.from_filelike(io.BytesIO(filled)).get_sheet_by_name("月报").to_python(skip_empty_area=False)
    for place, content in wanted.items():
        beyond = place.row > len(rows) or place.column > len(rows[0])  # an empty text may widen nothing
        found = "" if beyond else rows[place.row - 1][place.column - 1]
        if isinstance(content, str):
            assert str(found).replace("\r\n", "\n").replace("\r", "\n") == readable(content)
        else:
            assert found == pytest.approx(content)


def readable(text: str) -> str:
    kept = "".join(c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))
    return kept.replace("\r\n", "\n").replace("\r", "\n")


def test_formulas_forget_their_old_results_and_compute_anew() -> None:
    filled = parts(open_template(TEMPLATE).filled({"月报": {Place(3, 2): 5}}))

    assert b'fullCalcOnLoad="1"' in filled["xl/workbook.xml"]
    for name in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
        formulas = [cell for cell in etree.fromstring(filled[name]).iter("{*}c") if cell.find("{*}f") is not None]
        assert formulas and all(cell.find("{*}v") is None for cell in formulas)


def test_one_opened_template_fills_two_periods() -> None:
    book = open_template(TEMPLATE)

    first = open_template(book.filled({"月报": {Place(3, 2): 5, Place(4, 2): 6}}))
    second = open_template(book.filled({"月报": {Place(3, 2): 7}}))

    assert first.sheets["月报"].text(Place(4, 2)) == "6"
    assert second.sheets["月报"].text(Place(3, 2)) == "7"
    assert second.sheets["月报"].text(Place(4, 2)) == ""


@pytest.mark.parametrize(("place", "code"), [("D3", "computed"), ("F4", "computed"), ("B1", "merged")])
def test_formulas_and_covered_cells_are_not_written(place: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        open_template(TEMPLATE).filled({"月报": {Place.read(place): 1}})

    assert refused.value.faults[0].code == code


def with_part(name: str, content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for own, old in (parts(TEMPLATE) | {name: content}).items():
            package.writestr(own, old)
    return made.getvalue()


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'


@pytest.mark.parametrize(
    "make",
    [
        lambda: with_part("xl/vbaProject.bin", b"macro"),
        lambda: with_part("xl/externalLinks/externalLink1.xml", b"<externalLink/>"),
        lambda: with_part("xl/sharedStrings.xml", ENTITIES),
        lambda: with_part("xl/worksheets/sheet2.xml", b"<worksheet"),
        lambda: with_part("xl/worksheets/sheet2.xml", b" " * 200_000_000),
        lambda: TEMPLATE[: len(TEMPLATE) // 2],
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"),
        lambda: "村,件数\n刘庄村,3\n".encode(),
    ],
    ids=["macros", "external", "entities", "cut_xml", "bomb", "cut", "old", "csv"],
)
def test_a_hostile_or_foreign_file_is_refused_in_words(make: Callable[[], bytes]) -> None:
    with pytest.raises(BihuanError) as refused:
        open_template(make())

    assert refused.value.faults[0].field == "file"


@given(st.integers(1, 1_048_576), st.integers(1, 16_384))
def test_a_place_reads_back(row: int, column: int) -> None:
    assert Place.read(str(Place(row, column))) == Place(row, column)
    assert Block.read(f"{Place(row, column)}:A1") == Block(Place(1, 1), Place(row, column))
