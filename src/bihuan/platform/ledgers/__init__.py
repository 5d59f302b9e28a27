"""Ledgers (台账): one declaration gives list page, filters, saved views, search, export, import, API and documentation.

Declare one in a room's `ledgers.py`; see `declaration.Ledger` and `columns` for what can be said.
"""

from bihuan.platform.ledgers.columns import (
    AreaName,
    Cell,
    Choice,
    Codes,
    Column,
    Day,
    FilterKind,
    Hour,
    IdNumber,
    LongText,
    Moment,
    Money,
    Number,
    OfficeName,
    Person,
    Phone,
    StaffName,
    Text,
    Whole,
    YesNo,
    Yuan,
)
from bihuan.platform.ledgers.declaration import Ledger, NewRow, Refused, ledger, ledgers
from bihuan.platform.ledgers.paging import Page, RowView, count, totals
from bihuan.platform.ledgers.query import LedgerQuery, read_query

# Their guards and jobs have to be known as soon as ledgers are.
from bihuan.platform.ledgers import exporting, guards, importing  # isort: skip

__all__ = [
    "AreaName",
    "Cell",
    "Choice",
    "Codes",
    "Column",
    "Day",
    "FilterKind",
    "Hour",
    "IdNumber",
    "Ledger",
    "LedgerQuery",
    "LongText",
    "Moment",
    "Money",
    "NewRow",
    "Number",
    "OfficeName",
    "Page",
    "Person",
    "Phone",
    "Refused",
    "RowView",
    "StaffName",
    "Text",
    "Whole",
    "YesNo",
    "Yuan",
    "count",
    "exporting",
    "guards",
    "importing",
    "ledger",
    "ledgers",
    "read_query",
    "totals",
]
