"""Delimited text to rows: which encoding, which delimiter, and the records between them."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bihuan.kernel.errors import Invalid
from bihuan.platform.ledgers.reading.limits import Limits

DELIMITERS = (",", ";", "\t", "|", "，", "；")
SAMPLE_RECORDS = 60


@dataclass(frozen=True, slots=True)
class DelimitedText:
    """A decoded file with how it was read, for the preview to say.

    `loose` when quotation marks stand inside unquoted fields, but no field goes over the end of its line.
    """

    text: str
    encoding: str
    delimiter: str
    loose: bool = False


def decode(content: bytes) -> tuple[str, str]:
    """Text and encoding name of `content`: UTF-8 (with or without mark), UTF-16, GB 18030.

    Raises:
        Invalid: the bytes are no text in any of these.
    """
    if content.startswith(b"\xef\xbb\xbf"):
        return _strictly(content[3:], "utf-8"), "utf-8-sig"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(content, "utf-16"), "utf-16"
    unmarked = _unmarked_utf16(content)
    if unmarked:
        return _strictly(content, unmarked), unmarked
    if b"\x00" in content:
        raise _not_a_table()
    for encoding in ("utf-8", "gb18030"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise Invalid(
        _("文件的文字编码无法识别,请在 Excel 中另存为“CSV UTF-8”或 .xlsx 后再导入"), field="file", code="encoding"
    )


def sniff(content: bytes) -> DelimitedText:
    """Decode `content` and find its delimiter: the one that cuts most records into the same number of fields.

    Raises:
        Invalid: no text, or an encoding that is not known.
    """
    text, encoding = decode(content)
    first, separator, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        text, delimiter = ("\n" + rest if separator else ""), first.strip()[4]
    else:
        delimiter = _delimiter(text[:200_000])
    return DelimitedText(text, encoding, delimiter, _is_loose(text, delimiter))


def records(found: DelimitedText, limits: Limits) -> Iterator[list[str]]:
    """The records in order, empty ones included, so that their count is the row number a spreadsheet would show.

    Raises:
        Invalid: a field that never ends (an unpaired quotation mark) or is too long.
    """
    reader = csv.reader(io.StringIO(found.text, newline=""), delimiter=found.delimiter, strict=not found.loose)
    number, line = 0, 0
    has_literals = '="' in found.text
    try:
        for record in reader:
            number += 1
            if reader.line_num - line > limits.record_lines:
                raise _unpaired(number)
            line = reader.line_num
            yield [_literal(field) for field in record] if has_literals else record
    except csv.Error as error:
        raise _unpaired(number + 1) from error


def _literal(field: str) -> str:
    """The text of a field written as ="…", which systems do so that a spreadsheet leaves long numbers alone."""
    return field[2:-1] if field.startswith('="') and field.endswith('"') and field.count('"') == 2 else field


def _is_loose(text: str, delimiter: str) -> bool:
    """Whether the marks are wrong by the rules and yet do no harm: then the file is read, else `records` refuses it."""
    if '"' not in text:
        return False
    try:
        for _record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            pass
    except csv.Error:
        try:
            return all(
                "\n" not in field
                for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
                for field in record
            )
        except csv.Error:
            return False
    return False


def _unpaired(row: int) -> Invalid:
    return Invalid(
        _("第 %(row)d 行的引号没有成对,或者一个单元格的文字过长,请检查这一行后再导入") % {"row": row},
        field="file",
        code="quotes",
    )


def _not_a_table() -> Invalid:
    return Invalid(
        _("这个文件不是表格,请选择 Excel(.xlsx、.xls)、WPS、.ods 或 CSV 文件"), field="file", code="file_type"
    )


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Invalid(
            _("文件的文字编码无法识别,请在 Excel 中另存为“CSV UTF-8”或 .xlsx 后再导入"), field="file", code="encoding"
        ) from error


def _unmarked_utf16(content: bytes) -> str:
    """UTF-16 without its mark shows as a zero in every second byte of the ASCII part (delimiters, digits, line ends)."""
    if len(content) % 2 or len(content) < 4:
        return ""
    head = content[:4096]
    for encoding, ends in (
        ("utf-16-le", (b"\n\x00", b",\x00", b"\t\x00")),
        ("utf-16-be", (b"\x00\n", b"\x00,", b"\x00\t")),
    ):
        zeros = head[1::2] if encoding == "utf-16-le" else head[0::2]
        others = head[0::2] if encoding == "utf-16-le" else head[1::2]
        if zeros.count(0) * 20 > len(zeros) and others.count(0) * 50 < len(others) and any(end in head for end in ends):
            return encoding
    return ""


def _delimiter(sample: str) -> str:
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        if delimiter not in sample:
            continue
        widths: Counter[int] = Counter()
        try:
            for number, record in enumerate(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)):
                if number >= SAMPLE_RECORDS:
                    break
                if any(record):
                    widths[len(record)] += 1
        except csv.Error:
            continue
        wide = {width: count for width, count in widths.items() if width > 1}
        if not wide:
            continue
        width, count = max(wide.items(), key=lambda pair: (pair[1], pair[0]))
        score = count / sum(widths.values()) + min(width, 30) / 100
        if score > best_score:
            best, best_score = delimiter, score
    return best
