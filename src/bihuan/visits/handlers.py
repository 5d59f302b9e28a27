"""Leaders are told of their turns."""

from datetime import date

from django.utils.translation import gettext as _

from bihuan.orgs.models import Role
from bihuan.orgs.selectors import holders
from bihuan.platform.events import on
from bihuan.platform.notify import tell
from bihuan.visits.events import TurnEvent, TurnPublished, TurnSubstituted
from bihuan.visits.models import ReceptionTurn
from bihuan.visits.models.reception import Way
from bihuan.visits.registers import ROTA


def _when_and_where(event: TurnEvent) -> str:
    return f"{date.fromisoformat(event.day):%m-%d} {event.hours} {event.place}".strip()


@on(TurnPublished)
def tell_village(event: TurnPublished) -> None:
    """The village that a leader comes to makes ready."""
    turn = ReceptionTurn.objects.select_related("area").get(pk=event.turn_id)
    if turn.way != Way.DOWN:
        return
    people = {post.staff_id for post in holders(Role.VILLAGE_SECRETARY, turn.area)} - {event.by}
    tell(
        people,
        kind=event.name,
        title=_("有领导到您村(社区)下访"),
        text=_when_and_where(event),
        url=ROTA.url(event.turn_id),
        key=f"{event.name}:{event.event_id}:village",
    )


@on(TurnPublished)
def tell_leader(event: TurnPublished) -> None:
    if event.leader_id != event.by:
        tell(
            [event.leader_id],
            kind=event.name,
            title=_("您有一场接访已公布"),
            text=_when_and_where(event),
            url=ROTA.url(event.turn_id),
            key=f"{event.name}:{event.event_id}",
        )


@on(TurnSubstituted)
def tell_both(event: TurnSubstituted) -> None:
    """Who comes instead, and who need not come."""
    titles = {event.leader_id: _("请您替班接访"), event.before_id: _("您的接访已由别的领导替班")}
    for person, title in titles.items():
        if person != event.by:
            tell(
                [person],
                kind=event.name,
                title=title,
                text=_when_and_where(event),
                url=ROTA.url(event.turn_id),
                key=f"{event.name}:{event.event_id}",
            )
