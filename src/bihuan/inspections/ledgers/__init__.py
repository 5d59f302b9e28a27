"""The ledgers of the room."""

from bihuan.inspections.ledgers.campaigns import Campaigns, Phases, Villages, WorkLogs
from bihuan.inspections.ledgers.forms import Answers, Forms
from bihuan.inspections.ledgers.rounds import Findings, LateFindings, Rounds
from bihuan.inspections.patrols import ledgers as patrol_ledgers  # noqa: F401  # declares its ledgers
from bihuan.inspections.points import ledgers as point_ledgers  # noqa: F401  # declares its ledgers

__all__ = ["Answers", "Campaigns", "Findings", "Forms", "LateFindings", "Phases", "Rounds", "Villages", "WorkLogs"]
