"""What the clock does for the reception."""

from datetime import time

from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.orgs.models import Area, Role
from bihuan.orgs.selectors import holders
from bihuan.platform.jobs import periodic
from bihuan.platform.notify import tell
from bihuan.visits.selectors import areas_without_next_week
from bihuan.visits.services.rota import WEEK, monday_of

FRIDAY = 4


@periodic(daily_at=time(9, 0))
def warn_of_unpublished_week() -> int:
    """From Friday on, tell desk and leaders of a town that received lately when next week is not public; once a week.

    Returns how many areas were warned.
    """
    today = clock.today()
    if today.weekday() < FRIDAY:
        return 0
    monday = monday_of(today) + WEEK
    missing = areas_without_next_week(today)
    for area in missing:
        tell(
            {post.staff_id for role in _told(area) for post in holders(role, area)},
            kind="reception.unpublished",
            title=_("下周领导接访还没有公布"),
            text=_("%(area)s %(day)s 起的一周还没有公布接访安排,请今天排好并公布。")
            % {"area": area.name, "day": monday.isoformat()},
            url=f"/reception/?week={monday.isoformat()}",
            key=f"reception.unpublished:{area.pk}:{monday.isoformat()}",
        )
    return len(missing)


def _told(area: Area) -> tuple[Role, ...]:
    return (Role.COUNTY_DESK,) if area.town_id is None else (Role.DUTY_OFFICER, Role.LEADER)
