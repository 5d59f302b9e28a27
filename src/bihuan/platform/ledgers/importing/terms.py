"""How a file is read for a ledger: the areas known, the mappings remembered, the answers given."""

import json
from collections.abc import Mapping as MappingType
from pathlib import Path

from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create
from bihuan.platform.files import open_original
from bihuan.platform.ledgers.declaration import Ledger
from bihuan.platform.ledgers.places import known_places
from bihuan.platform.ledgers.reading import Book, LedgerReading, Limits, Mapping, Mode, TableFound, Terms, open_book
from bihuan.platform.ledgers.reading.mapping import path_names
from bihuan.platform.models import ImportBatch, ImportMapping

REMEMBERED = 200


def remembered(ledger: Ledger) -> Mapping:
    """What people said about earlier files of this ledger, newest first, as one mapping."""
    rows = ImportMapping.objects.filter(ledger=ledger.key).order_by("-created_at")[:REMEMBERED]
    return Mapping({row.signature: dict(row.mapping) for row in rows})


def terms_for(
    ledger: Ledger,
    *,
    mapping: Mapping | None = None,
    answers: MappingType[str, str] | None = None,
    mode: Mode = Mode.BEST,
) -> Terms:
    """The terms of one reading; `mapping` holds this file's own corrections, which come before remembered ones."""
    known = remembered(ledger)
    for signature, columns in (mapping.sheets if mapping else {}).items():
        known = known.with_sheet(signature, columns)
    return Terms(
        today=clock.today(), mode=mode, areas=known_places().resolver(), mapping=known, answers=dict(answers or {})
    )


def terms_of(ledger: Ledger, batch: ImportBatch) -> Terms:
    """The terms a batch keeps."""
    sheets = {str(key): dict(columns) for key, columns in dict(batch.mapping).items()}
    return terms_for(
        ledger, mapping=Mapping(sheets), answers={str(key): str(value) for key, value in batch.answers.items()}
    )


def book_of(batch: ImportBatch) -> Book:
    """The batch's file, opened anew."""
    if batch.file is None:
        raise Invalid(_("这一批没有保存原文件,不能重新读取。"), field="file")
    with open_original(batch.file) as stream:
        return open_book(stream.read(), name=batch.file_name, limits=Limits())


def names_of(table: TableFound) -> list[str]:
    """The names under which a mapping keeps the columns of `table`, in the order of `table.columns`."""
    return list(path_names([tuple(match.path.split("/")) for match in table.columns]))


def understood(table: TableFound) -> dict[str, str | None]:
    """How the columns of `table` were understood, as a mapping keeps it."""
    return {name: match.key for name, match in zip(names_of(table), table.columns, strict=True) if name}


def mapping_from(text: str, tables: MappingType[str, TableFound]) -> Mapping:
    """A mapping file: what a dry run printed under `mapping`, or simply {"heading": "column key or null"}.

    Raises:
        Invalid: it is neither (field `mapping`).
    """
    try:
        read = json.loads(text)
    except ValueError:
        read = None
    if isinstance(read, dict) and isinstance(read.get("mapping"), dict):
        read = read["mapping"]
    if isinstance(read, dict) and "sheets" in read:
        return Mapping.from_json(json.dumps(read))
    if not isinstance(read, dict) or not all(value is None or isinstance(value, str) for value in read.values()):
        raise Invalid(_('列对应文件应是 JSON,例如 {"受理时间": "day", "备注": null}。'), field="mapping")
    mapping = Mapping()
    for signature, table in tables.items():
        chosen = understood(table)
        for name, match in zip(names_of(table), table.columns, strict=True):
            for heading in (match.path.rsplit("/", 1)[-1], match.path):
                if heading in read:
                    chosen[name] = read[heading]
        mapping = mapping.with_sheet(signature, chosen)
    return mapping


def tables_of(ledger: Ledger, book: Book, terms: Terms) -> dict[str, TableFound]:
    """The tables of a book by their signature; the rows are read past."""
    reading = LedgerReading(book, ledger.shape, terms)
    for _outcome in reading.rows():
        pass
    return {table.signature: table for table in reading.tables}


def remember(
    ledger: Ledger, *, actor: Actor, source: str, sheets: MappingType[str, MappingType[str, str | None]]
) -> None:
    """Keep what a person confirmed for the next file with the same headings."""
    known = {row.signature: row for row in ImportMapping.objects.filter(ledger=ledger.key, signature__in=list(sheets))}
    for signature, columns in sheets.items():
        if signature not in known:
            fresh = ImportMapping(ledger=ledger.key, signature=signature, source=source[:120], mapping=dict(columns))
            fresh.confirmed_by_id = actor.actor_id
            create(fresh, actor=actor, verb="remember_mapping")
        elif known[signature].mapping != dict(columns):
            with change(ImportMapping, known[signature].pk, actor=actor, verb="remember_mapping") as kept:
                kept.mapping, kept.source, kept.confirmed_by_id = dict(columns), source[:120], actor.actor_id


def saved_text(path: Path) -> str:
    """A mapping file's text.

    Raises:
        Invalid: it cannot be read (field `mapping`).
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise Invalid(
            _("列对应文件“%(name)s”读不出来,请检查路径和编码(UTF-8)。") % {"name": path.name}, field="mapping"
        ) from None
