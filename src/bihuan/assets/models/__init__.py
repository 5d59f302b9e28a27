"""Idle and collective assets, what is decided about them, and what they bring in."""

from bihuan.assets.models.asset import Asset, Form, Kind, Readiness, State
from bihuan.assets.models.contracts import Contract, Income, Plan, SpaceNeed

__all__ = ["Asset", "Contract", "Form", "Income", "Kind", "Plan", "Readiness", "SpaceNeed", "State"]
