"""The four ledger files import exactly as their truth says."""

import json
from collections import Counter
from decimal import Decimal
from typing import cast

import pytest

from bihuan.platform.ledgers.reading import RowOk, RowRejected, RowRepeated
from bihuan.platform.ledgers.reading.tests.disputes import KINDS, MATERIAL, read

TRUTH = json.loads((MATERIAL / "truth.json").read_text(encoding="utf-8"))["files"]


@pytest.mark.parametrize("name", sorted(TRUTH))
def test_ledger_file_reads_as_its_truth_says(name: str) -> None:
    truth = TRUTH[name]
    outcomes, reading = read(MATERIAL / name)
    accepted = [o for o in outcomes if isinstance(o, RowOk)]
    rejected = [o for o in outcomes if isinstance(o, RowRejected)]
    labels = {choice.key: choice.label for choice in KINDS}

    assert [{"reason": row.code} for row in rejected] == truth["rejected"]
    assert sum(isinstance(o, RowRepeated) for o in outcomes) == truth["duplicates"]
    assert len(accepted) == truth["accepted"]
    assert sum(cast("Decimal", row.values["amount"] or Decimal(0)) for row in accepted) == truth["amount_yuan"]
    assert sum(row.values["result"] == "settled" for row in accepted) == truth["succeeded"]
    assert sum(row.values["fulfilled"] is True for row in accepted) == truth["fulfilled"]
    assert Counter(labels[str(row.values["kind"])] for row in accepted) == truth["by_kind"]
    days = [str(row.values["day"]) for row in accepted]
    assert (min(days), max(days)) == (truth["by_day_min"], truth["by_day_max"])
    assert sum(row.values["phone"] is not None for row in accepted) == truth["phones"]
    assert all(row.sheet and row.row and row.column and row.letter and row.message for row in rejected)
    assert reading.counts.accepted == len(accepted)
