"""Writes of mediation: a dispute registered, its parties, its course, its result and fulfilment, the ledgers of past years."""

from bihuan.mediation.services.parties import PartyEntry, add_group, add_party, edit_party, withdraw_party
from bihuan.mediation.services.past import PastDispute, register_past_disputes, take_back_disputes
from bihuan.mediation.services.register import describe_case, register_dispute
from bihuan.mediation.services.result import record_fulfilment, record_result

__all__ = [
    "PartyEntry",
    "PastDispute",
    "add_group",
    "add_party",
    "describe_case",
    "edit_party",
    "record_fulfilment",
    "record_result",
    "register_dispute",
    "register_past_disputes",
    "take_back_disputes",
    "withdraw_party",
]
