"""The case file (卷宗) of a mediation: its forms, what stands on them, and all of them as one PDF."""

from bihuan.mediation.documents.gathering import Gathered, gather
from bihuan.mediation.documents.papers import Sheet, all_sheets, missing, print_pdf, sheet, whole, whole_pdf

__all__ = ["Gathered", "Sheet", "all_sheets", "gather", "missing", "print_pdf", "sheet", "whole", "whole_pdf"]
