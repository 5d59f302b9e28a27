"""Conditions that a clerk writes without code: all, any and not over the facts of a profile.

A room says what is known of its records (`Known`); what a person put together is read with `read`, judged for one record
with `judge` (each condition met, unmet with the reason, or unknown with what to ask) or for a hundred thousand with
`judge_many`. The stored form is plain JSON, see `model`.
"""

from bihuan.platform.conditions.judging import Coded, Judged, Verdict, coded, judge, judge_many
from bihuan.platform.conditions.model import All, Any, Condition, Kind, Known, Not, Rule, facts_asked, read
from bihuan.platform.conditions.words import asked, said

__all__ = [
    "All",
    "Any",
    "Coded",
    "Condition",
    "Judged",
    "Kind",
    "Known",
    "Not",
    "Rule",
    "Verdict",
    "asked",
    "coded",
    "facts_asked",
    "judge",
    "judge_many",
    "read",
    "said",
]
