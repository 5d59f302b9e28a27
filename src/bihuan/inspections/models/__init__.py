"""Campaigns, rounds, findings and work logs."""

from bihuan.inspections.models.campaign import Campaign, CampaignPhase, CampaignVillage
from bihuan.inspections.models.round import Finding, Round
from bihuan.inspections.models.worklog import WorkLog

__all__ = ["Campaign", "CampaignPhase", "CampaignVillage", "Finding", "Round", "WorkLog"]
