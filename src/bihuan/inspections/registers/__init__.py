"""The registers of the room."""

from bihuan.inspections.registers.campaigns import CAMPAIGNS, LOGS, PHASES, VILLAGES
from bihuan.inspections.registers.forms import ANSWERS, FORMS
from bihuan.inspections.registers.rounds import ROUNDS

__all__ = ["ANSWERS", "CAMPAIGNS", "FORMS", "LOGS", "PHASES", "ROUNDS", "VILLAGES"]
