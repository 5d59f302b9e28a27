"""The rows of a ledger page as HTML in one pass: a page holds six hundred cells, too many for a template to look at each."""

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from bihuan.platform.ledgers import Cell, Page

SHOWN, HINTED = 80, 300  # characters of a text in its cell, and in the hint over it
TONES = {"late": "time-left time-left-late", "done": "state state-closed", "wait": "state state-dispatched"}
CLASSES = {"money": "num", "whole": "num", "number": "num", "long_text": "clip", "text": "clip"}


def table_rows(page: Page) -> list[SafeString]:
    """One `<tr>` for each row; the first column heads it and opens its record."""
    titles = [column.title for column in page.columns]
    if not titles:
        return []
    head = format_html('<th scope="row" class="fix" data-label="{}">', titles[0])
    opens = [
        format_html('<td class="{}" data-label="{}">', CLASSES.get(str(column.kind), ""), column.title)
        for column in page.columns
    ]
    return [
        format_html(
            "<tr data-row>{}{}</th>{}</tr>",
            head,
            _opening(row.url, row.cells[0].text),
            format_html_join(
                "",
                "{}{}</td>",
                ((_start(start, cell), _content(cell)) for start, cell in zip(opens[1:], row.cells[1:], strict=True)),
            ),
        )
        for row in page.rows
    ]


def _opening(url: str, text: str) -> SafeString:
    if not url:
        return conditional_escape(text)
    return format_html('<a href="{}" data-open>{}</a>', url, text or "—")


def _start(start: SafeString, cell: Cell) -> SafeString:
    """The cell's opening; a long text stands whole (nearly) in the hint."""
    if cell.kind != "long_text" or not cell.text:
        return start
    return format_html('<td class="clip" data-label="{}" title="{}">', cell.title, shortened(cell.text, HINTED))


def _content(cell: Cell) -> str:
    if cell.tone:
        return format_html('<span class="{}">{}</span>', TONES.get(cell.tone, "state"), cell.text)
    return shortened(cell.text, SHOWN)


def shortened(text: str, most: int) -> str:
    """`text` in at most `most` characters."""
    return text if len(text) <= most else text[: most - 1] + "…"
