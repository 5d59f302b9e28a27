"""The case and what belongs to it."""

from bihuan.cases.models.case import Case, CaseKind, Channel, Outcome, State, Urgency
from bihuan.cases.models.category import Category
from bihuan.cases.models.clocks import CaseClock, CasePause, EscalationStep, Stage, TimeLimit
from bihuan.cases.models.links import CaseLink, Merge
from bihuan.cases.models.talk import Comment, Evidence, Watch
from bihuan.cases.models.tasks import CaseTask, Revisit, RevisitAttempt

__all__ = [
    "Case",
    "CaseClock",
    "CaseKind",
    "CaseLink",
    "CasePause",
    "CaseTask",
    "Category",
    "Channel",
    "Comment",
    "EscalationStep",
    "Evidence",
    "Merge",
    "Outcome",
    "Revisit",
    "RevisitAttempt",
    "Stage",
    "State",
    "TimeLimit",
    "Urgency",
    "Watch",
]
