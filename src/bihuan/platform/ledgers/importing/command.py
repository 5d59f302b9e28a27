"""An import in one go, without a person to ask: the command line's way."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid
from bihuan.platform.actors import Actor
from bihuan.platform.change import change
from bihuan.platform.ledgers.declaration import Ledger
from bihuan.platform.ledgers.importing.batches import keep_file, require_import
from bihuan.platform.ledgers.importing.running import Report, run_batch
from bihuan.platform.ledgers.importing.running import dry_run as look_only
from bihuan.platform.ledgers.importing.terms import mapping_from, saved_text, tables_of, terms_for
from bihuan.platform.ledgers.reading import Limits, Mode, open_book
from bihuan.platform.models import ImportBatch

__all__ = ["import_file", "saved_text"]


def import_file(
    ledger: Ledger,
    content: bytes,
    name: str,
    *,
    actor: Actor,
    mapping_text: str = "",
    mode: Mode = Mode.BEST,
    atomic: bool = False,
    dry_run: bool = False,
) -> tuple[dict[str, Any], str]:
    """Import `content` row by row (or all or none), taking the best mapping; returns the report and why it failed ("" if not).

    Raises:
        NotAllowed, Invalid, TooLarge: as `batches.upload`; Invalid also for a guess in STRICT mode.
    """
    require_import(ledger, actor)
    book = open_book(content, name=name, limits=Limits())
    terms = terms_for(ledger, mode=mode)
    if mapping_text:
        terms = terms_for(
            ledger, mode=mode, mapping=mapping_from(mapping_text, tables_of(ledger, book, terms_for(ledger)))
        )
    if dry_run:
        return _with_a_table(ledger, look_only(ledger, book, terms)).as_json(), ""
    with transaction.atomic():
        batch = keep_file(actor=actor, ledger=ledger, source=content, name=name, book=book, atomic=atomic)
        with change(ImportBatch, batch.pk, actor=actor, verb="begin_import") as kept:
            kept.state, kept.started_at = ImportBatch.State.RUNNING, clock.now()
            kept.mapping = (
                {signature: dict(columns) for signature, columns in terms.mapping.sheets.items()}
                if mapping_text
                else {}
            )
    batch.refresh_from_db()
    report = _with_a_table(ledger, run_batch(ledger, batch, book, terms, actor=actor))
    batch.refresh_from_db()
    return report.as_json(), str(batch.report.get("failed") or "")


def _with_a_table(ledger: Ledger, report: Report) -> Report:
    """The report of a file that held at least one table of this ledger.

    Raises:
        Invalid: it held none, so there was nothing to take or to reject.
    """
    if not report.tables:
        raise Invalid(
            _("文件中没有找到“%(ledger)s”的表头,没有导入任何内容;请核对文件,或用 --mapping 写明各列对应。")
            % {"ledger": ledger.title},
            field="file",
            code="no_table",
        )
    return report
