"""The ledgers of the room."""

from bihuan.assets.ledgers.assets import Assets
from bihuan.assets.ledgers.contracts import Contracts, Incomes, Plans, SpaceNeeds

__all__ = ["Assets", "Contracts", "Incomes", "Plans", "SpaceNeeds"]
