"""The case and what belongs to it."""

from bihuan.cases.models.case import OVER, Case, CaseKind, Channel, Outcome, State, Urgency
from bihuan.cases.models.category import Category
from bihuan.cases.models.clocks import CaseClock, CasePause, EscalationStep, Stage, TimeLimit
from bihuan.cases.models.conference import Conference, ConferenceCase, Invitation
from bihuan.cases.models.deadline import Deadline
from bihuan.cases.models.links import Apart, CaseLink, Merge
from bihuan.cases.models.replies import ChannelDuty, Reply, ReplyWay
from bihuan.cases.models.talk import Comment, Evidence, Watch
from bihuan.cases.models.tasks import CaseTask, Revisit, RevisitAttempt
from bihuan.cases.models.thinking import RoutingRule, TopicSheet, TriageDecision, TriageModel, TriageSetting
from bihuan.cases.models.wall import WallLink
from bihuan.cases.models.whistle import Whistle

__all__ = [
    "OVER",
    "Apart",
    "Case",
    "CaseClock",
    "CaseKind",
    "CaseLink",
    "CasePause",
    "CaseTask",
    "Category",
    "Channel",
    "ChannelDuty",
    "Comment",
    "Conference",
    "ConferenceCase",
    "Deadline",
    "EscalationStep",
    "Evidence",
    "Invitation",
    "Merge",
    "Outcome",
    "Reply",
    "ReplyWay",
    "Revisit",
    "RevisitAttempt",
    "RoutingRule",
    "Stage",
    "State",
    "TimeLimit",
    "TopicSheet",
    "TriageDecision",
    "TriageModel",
    "TriageSetting",
    "Urgency",
    "WallLink",
    "Watch",
    "Whistle",
]
