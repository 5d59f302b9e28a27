"""Reading a patrol: that it took place, where it stopped, and, for few, where it went."""

from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.inspections.models import Patrol, PatrolPosition, PatrolStop
from bihuan.inspections.patrols.coverage import patrols
from bihuan.inspections.points.policies import PATROLS, READ_PATROLS, SEE_TRACK
from bihuan.kernel.errors import NotFound
from bihuan.platform.actors import Actor
from bihuan.platform.policies import visible


def patrol_by_id(viewer: Actor, pk: UUID) -> Patrol:
    """A patrol.

    Raises:
        NotFound: there is none, or it is not the viewer's to read of.
    """
    found = patrols(viewer).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("没有找到这次巡查,或者不在您的管辖范围内。"))
    return found


def stops_of(viewer: Actor, patrol: Patrol) -> list[PatrolStop]:
    """Its check-ins in order."""
    rows = visible(PatrolStop, viewer, READ_PATROLS).filter(patrol=patrol, voided_at=None)
    return list(rows.select_related("point", "household", "check_made", "area").order_by("at"))


def may_see_track(viewer: Actor, patrol: Patrol) -> bool:
    """Whether the viewer may see where it went: whoever walked, and whoever leads there."""
    return PATROLS.allows(viewer, SEE_TRACK, patrol)


def track_of(viewer: Actor, patrol: Patrol) -> list[PatrolPosition]:
    """Its positions in order; none once they are deleted.

    Raises:
        NotAllowed: the viewer may not see tracks there.
    """
    PATROLS.check(viewer, SEE_TRACK, patrol)
    return list(PatrolPosition.objects.filter(patrol=patrol).order_by("at"))
