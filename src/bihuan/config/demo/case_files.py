"""Archived case files of 德固镇: those whose agreement stands, filed by the governance centre."""

from bihuan.cases.models import State
from bihuan.config.demo.organisation import World
from bihuan.mediation.documents import archive_file
from bihuan.mediation.models import Agreement, Dispute
from bihuan.orgs.models import Role

TOWN, MOST = "德固镇", 8


def fill(world: World) -> int:
    """Archive the newest closed disputes with an agreement in force; how many."""
    desk = world.people(Role.DUTY_OFFICER, TOWN)[0]
    closed = Dispute.objects.filter(
        town__name=TOWN, voided_at=None, case__state=State.CLOSED, agreements__state=Agreement.State.IN_FORCE
    )
    keys = list(closed.order_by("-day", "-id").values_list("pk", flat=True).distinct()[:MOST])
    for key in reversed(keys):
        archive_file(desk, dispute_id=key, retention="长期", as_it_is=True)
    return len(keys)
