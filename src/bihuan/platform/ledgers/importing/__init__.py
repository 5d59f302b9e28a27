"""From an uploaded workbook to stored records: preview, corrections, confirmation, report, and undoing the whole."""

from bihuan.platform.ledgers.importing.batches import answer, batches_of, begin, open_batch, undo, upload
from bihuan.platform.ledgers.importing.running import Report, dry_run, run_batch

__all__ = ["Report", "answer", "batches_of", "begin", "dry_run", "open_batch", "run_batch", "undo", "upload"]
