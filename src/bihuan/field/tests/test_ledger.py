"""The ledger of receipts keeps what every ledger promises."""

import pytest

from bihuan.field.tests.conftest import GRID_WORKER, Phone
from tests.ledger_suite import LedgerSuite
from tests.worlds import County


class TestReceipts(LedgerSuite):
    """What phones have sent."""

    key = "field_receipts"

    @pytest.fixture
    def filled(self, county: County) -> County:
        phone = Phone(county, GRID_WORKER)
        area = str(county.area("刘庄村第一网格").pk)
        phone.send(*(phone.record("report", {"text": f"第{number}处路灯不亮", "area": area}) for number in range(4)))
        return county
