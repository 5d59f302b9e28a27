"""How far a search has come, village by village."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from bihuan.kernel import clock
from bihuan.mediation.models import DragnetCampaign, DragnetVisit
from bihuan.mediation.prevention.policies import READ_DRAGNET_VISITS
from bihuan.orgs.models import Area
from bihuan.orgs.selectors import village_name
from bihuan.platform.actors import Actor
from bihuan.platform.policies import visible


@dataclass(frozen=True, slots=True)
class VillageProgress:
    """Visits, clues and matters opened in one village; `households` are its registered homes, None where unknown."""

    name: str
    visits: int
    clues: int
    opened: int
    households: int | None


def progress_of(viewer: Actor, campaign: DragnetCampaign) -> Sequence[VillageProgress]:
    """Every village of the campaign's area that is in force, those not begun included; two statements."""
    rows = visible(DragnetVisit, viewer, READ_DRAGNET_VISITS).filter(campaign=campaign, voided_at=None).order_by()
    counted = rows.values(village=village_name("area")).annotate(
        visits=Count("pk"), clues=Count("pk", filter=~Q(clue="")), opened=Count("pk", filter=Q(case__isnull=False))
    )
    found = {row["village"]: (row["visits"], row["clues"], row["opened"]) for row in counted}
    today = clock.today()
    villages = Area.objects.filter(path__below=campaign.area_path, level=Area.Level.VILLAGE)
    villages = villages.filter(Q(valid_to=None) | Q(valid_to__gt=today)).order_by("code")
    return [
        VillageProgress(name, *found.get(name, (0, 0, 0)), households)
        for name, households in villages.values_list("name", "households")
    ]
