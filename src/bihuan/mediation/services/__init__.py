"""Writes of mediation: a dispute registered, its result and fulfilment, the ledgers of past years."""

from bihuan.mediation.services.past import PastDispute, register_past_disputes, take_back_disputes
from bihuan.mediation.services.register import describe_case, register_dispute
from bihuan.mediation.services.result import record_fulfilment, record_result

__all__ = [
    "PastDispute", "describe_case", "record_fulfilment", "record_result", "register_dispute", "register_past_disputes",
    "take_back_disputes",
]  # fmt: skip
