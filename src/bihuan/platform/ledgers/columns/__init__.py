"""The kinds of columns a ledger is made of."""

from bihuan.platform.ledgers.columns.base import Cell, Column, FilterKind, Option
from bihuan.platform.ledgers.columns.choices import AreaName, Choice, Codes
from bihuan.platform.ledgers.columns.numbers import Money, Number, Whole, YesNo, Yuan
from bihuan.platform.ledgers.columns.texts import IdNumber, LongText, OfficeName, Person, Phone, StaffName, Text
from bihuan.platform.ledgers.columns.times import Day, Hour, Moment

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
    "LongText",
    "Moment",
    "Money",
    "Number",
    "OfficeName",
    "Option",
    "Person",
    "Phone",
    "StaffName",
    "Text",
    "Whole",
    "YesNo",
    "Yuan",
]
