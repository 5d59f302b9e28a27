"""The registers of the room."""

from bihuan.inspections.registers.campaigns import CAMPAIGNS, LOGS, PHASES, VILLAGES
from bihuan.inspections.registers.rounds import ROUNDS

__all__ = ["CAMPAIGNS", "LOGS", "PHASES", "ROUNDS", "VILLAGES"]
