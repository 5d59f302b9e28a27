"""Campaigns, rounds, findings and work logs; place points, their checks, and who is out on the ground."""

from bihuan.inspections.models.campaign import Campaign, CampaignPhase, CampaignVillage
from bihuan.inspections.models.checks import (
    Level,
    Notice,
    PointCheck,
    PointTask,
    Schedule,
    Weather,
    WeatherWarning,
)
from bihuan.inspections.models.duties import GateDuty, Patrol, PatrolPosition, PatrolStop
from bihuan.inspections.models.forms import Answer, AnswerEdition, FormVersion, SurveyForm
from bihuan.inspections.models.points import Business, Gas, Kit, Water
from bihuan.inspections.models.round import Finding, Round
from bihuan.inspections.models.worklog import WorkLog

__all__ = [
    "Answer",
    "AnswerEdition",
    "Business",
    "Campaign",
    "CampaignPhase",
    "CampaignVillage",
    "Finding",
    "FormVersion",
    "Gas",
    "GateDuty",
    "Kit",
    "Level",
    "Notice",
    "Patrol",
    "PatrolPosition",
    "PatrolStop",
    "PointCheck",
    "PointTask",
    "Round",
    "Schedule",
    "SurveyForm",
    "Water",
    "Weather",
    "WeatherWarning",
    "WorkLog",
]
