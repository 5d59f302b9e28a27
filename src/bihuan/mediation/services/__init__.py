"""Writes of mediation: a dispute registered, its parties, its course, its result and fulfilment, the ledgers of past years."""

from bihuan.mediation.services.extensions import Consent, extend_mediation
from bihuan.mediation.services.notes import edit_note, void_note, write_note
from bihuan.mediation.services.on_the_spot import OnTheSpot, settle_on_the_spot
from bihuan.mediation.services.parties import PartyEntry, add_group, add_party, edit_party, withdraw_party
from bihuan.mediation.services.past import PastDispute, register_past_disputes, take_back_disputes
from bihuan.mediation.services.records import (
    Came,
    InvestigationEntry,
    SittingRecord,
    confirm_sitting,
    edit_investigation,
    record_investigation,
    record_sitting,
    sign_investigation,
    sign_sitting,
    void_investigation,
)
from bihuan.mediation.services.register import describe_case, register_dispute
from bihuan.mediation.services.result import record_fulfilment, record_result
from bihuan.mediation.services.sittings import (
    SittingPlan,
    cancel_sitting,
    note_invited,
    plan_sitting,
    replan_sitting,
)

__all__ = [
    "Came",
    "Consent",
    "InvestigationEntry",
    "OnTheSpot",
    "PartyEntry",
    "PastDispute",
    "SittingPlan",
    "SittingRecord",
    "add_group",
    "add_party",
    "cancel_sitting",
    "confirm_sitting",
    "describe_case",
    "edit_investigation",
    "edit_note",
    "edit_party",
    "extend_mediation",
    "note_invited",
    "plan_sitting",
    "record_fulfilment",
    "record_investigation",
    "record_result",
    "record_sitting",
    "register_dispute",
    "register_past_disputes",
    "replan_sitting",
    "settle_on_the_spot",
    "sign_investigation",
    "sign_sitting",
    "take_back_disputes",
    "void_investigation",
    "void_note",
    "withdraw_party",
    "write_note",
]
