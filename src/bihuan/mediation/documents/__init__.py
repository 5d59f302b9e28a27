"""The case file (卷宗) of a mediation: its forms, what stands on them, all of them as one PDF, archived or by the pack."""

from bihuan.mediation import file_ledgers  # noqa: F401  # declares its ledger
from bihuan.mediation.documents.archiving import MAKING, archive_file, lacking_to_archive
from bihuan.mediation.documents.filling import file_title
from bihuan.mediation.documents.gathering import Gathered, gather
from bihuan.mediation.documents.packs import PackQuery, print_pack, to_pack
from bihuan.mediation.documents.papers import Sheet, all_sheets, missing, print_pdf, print_word, sheet, whole_pdf

__all__ = [
    "MAKING",
    "Gathered",
    "PackQuery",
    "Sheet",
    "all_sheets",
    "archive_file",
    "file_title",
    "gather",
    "lacking_to_archive",
    "missing",
    "print_pack",
    "print_pdf",
    "print_word",
    "sheet",
    "to_pack",
    "whole_pdf",
]
