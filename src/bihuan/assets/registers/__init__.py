"""The registers of the room."""

from bihuan.assets.registers.assets import ASSETS
from bihuan.assets.registers.contracts import CONTRACTS, INCOMES, NEEDS, PLANS

__all__ = ["ASSETS", "CONTRACTS", "INCOMES", "NEEDS", "PLANS"]
