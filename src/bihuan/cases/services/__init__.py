"""The verbs of the closed loop; every write of a case goes through one of them."""

from bihuan.cases.services.conferences import call_off_conference, conclude_conference, convene_conference
from bihuan.cases.services.evidence import attach_evidence, void_evidence
from bihuan.cases.services.extension import extend_case
from bihuan.cases.services.giving import TaskDraft
from bihuan.cases.services.handling import (
    cancel_task,
    finish_case,
    finish_task,
    hand_over_case,
    record_contact,
    send_back_case,
    take_case,
)
from bihuan.cases.services.intake import PastCase, record_past_cases, report_case
from bihuan.cases.services.likeness import not_apart, tell_apart, unlink_cases
from bihuan.cases.services.merging import answer_reporters, merge_case, unmerge_case
from bihuan.cases.services.revisits import (
    assign_revisit,
    rate_by_reporter,
    record_revisit,
    record_unreached,
    reopen_by_reporter,
    reopen_case,
)
from bihuan.cases.services.suspension import (
    approve_suspension,
    ask_suspension,
    refuse_suspension,
    resume_case,
    resume_those_due,
)
from bihuan.cases.services.talk import comment_case, unwatch_case, watch_case
from bihuan.cases.services.triage import (
    accept_case,
    confirm_case,
    decide_office,
    decline_case,
    dispatch_case,
    link_cases,
    recall_case,
    reclassify_case,
    reconsider_case,
    split_case,
)
from bihuan.cases.services.verification import close_case, return_case, verify_case
from bihuan.cases.services.void import erase_reporter, void_case

__all__ = [
    "PastCase", "TaskDraft", "accept_case", "answer_reporters", "approve_suspension", "ask_suspension", "assign_revisit",
    "attach_evidence", "call_off_conference", "cancel_task", "close_case", "comment_case", "conclude_conference",
    "confirm_case", "convene_conference", "decide_office", "decline_case", "dispatch_case", "erase_reporter", "extend_case",
    "finish_case",
    "finish_task", "hand_over_case", "link_cases", "merge_case", "not_apart", "rate_by_reporter", "recall_case", "reclassify_case",
    "reconsider_case", "record_contact", "record_past_cases", "record_revisit", "record_unreached", "refuse_suspension",
    "reopen_by_reporter", "reopen_case", "report_case", "resume_case", "resume_those_due", "return_case", "send_back_case",
    "split_case", "take_case", "tell_apart", "unlink_cases",
    "unmerge_case", "unwatch_case", "verify_case", "void_case", "void_evidence", "watch_case",
]  # fmt: skip
