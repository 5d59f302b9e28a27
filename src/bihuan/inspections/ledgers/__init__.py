"""The ledgers of the room."""

from bihuan.inspections.ledgers.campaigns import Campaigns, Phases, Villages, WorkLogs
from bihuan.inspections.ledgers.rounds import Findings, LateFindings, Rounds

__all__ = ["Campaigns", "Findings", "LateFindings", "Phases", "Rounds", "Villages", "WorkLogs"]
