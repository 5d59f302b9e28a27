"""A ledger in words, for the manual and the API: made from the declaration, so it cannot fall behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bihuan.platform.ledgers.declaration import Ledger


@dataclass(frozen=True, slots=True)
class ColumnCard:
    """What a column is, said for a reader of the manual or a caller of the API."""

    key: str
    title: str
    kind: str
    filter: str
    choices: tuple[tuple[str, str], ...]
    importable: bool
    required: bool
    sortable: bool
    personal: bool
    synonyms: tuple[str, ...]
    help: str


def cards(ledger: Ledger) -> tuple[ColumnCard, ...]:
    """One card a column, in the order of the declaration."""
    return tuple(
        ColumnCard(
            column.key,
            column.title,
            str(column.kind),
            str(column.filter_kind) if column.filterable else "",
            tuple((option.key, option.label) for option in column.options()),
            column.imported,
            column.imported and column.required,
            column.sortable,
            column.personal,
            column.synonyms,
            column.help,
        )
        for column in ledger.columns
    )


def as_markdown(ledgers: Sequence[Ledger]) -> str:
    """The pages of the manual about ledgers: a heading and a table of columns for each."""
    parts = []
    for ledger in ledgers:
        parts.append(f"## {ledger.title} (`{ledger.key}`)\n\n{ledger.about}\n")
        parts.append(_table(cards(ledger)))
    return "\n".join(parts)


def _table(found: Sequence[ColumnCard]) -> str:
    heads = [_("列"), _("键"), _("导入"), _("也叫"), _("可填")]
    lines = ["| " + " | ".join(heads) + " |", "| " + " | ".join("---" for _head in heads) + " |"]
    for card in found:
        brought = (_("必填") if card.required else _("可以")) if card.importable else "—"
        words = "、".join(card.synonyms[:6])
        choices = "、".join(label for _key, label in card.choices)
        cells = [card.title, f"`{card.key}`", brought, words, choices]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"
