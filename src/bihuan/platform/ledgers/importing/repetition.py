"""Rows that are stored already, however they came in: compared by the ledger's `same_when` columns."""

from collections.abc import Sequence

from django.db.models import Q

from bihuan.platform.actors import SYSTEM
from bihuan.platform.ledgers.declaration import Ledger
from bihuan.platform.ledgers.reading import RowOk


def stored_already(ledger: Ledger, rows: Sequence[RowOk]) -> dict[int, str]:
    """Position of a row → name of the stored row it repeats; one statement for all.

    Everything stored counts, also what the importing person may not see: a repetition is one whoever entered it first.
    """
    columns = [ledger.column(key) for key in ledger.same_when]
    if not columns or not rows:
        return {}
    wanted = [tuple(column.match_value(row.values.get(column.key)) for column in columns) for row in rows]
    condition = Q()
    for index, column in enumerate(columns):
        values = {key[index] for key in wanted}
        if "" not in values:
            condition &= column.match_condition(values)
    if not condition:
        return {}
    name = next((column.lookup for column in ledger.columns if column.fixed), "pk")
    lookups = [column.match_lookup() for column in columns]
    known: dict[tuple[object, ...], str] = {}
    for found in ledger.rows(SYSTEM).filter(condition).order_by().values_list(name, *lookups):
        key = tuple(column.matched(value) for column, value in zip(columns, found[1:], strict=True))
        known.setdefault(key, str(found[0]))
    return {index: known[key] for index, key in enumerate(wanted) if key in known}
