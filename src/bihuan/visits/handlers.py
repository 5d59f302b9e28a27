"""Leaders are told of their turns."""

from datetime import date

from django.utils.translation import gettext as _

from bihuan.platform.events import on
from bihuan.platform.notify import tell
from bihuan.visits.events import TurnEvent, TurnPublished, TurnSubstituted
from bihuan.visits.registers import ROTA


def _when_and_where(event: TurnEvent) -> str:
    return f"{date.fromisoformat(event.day):%m-%d} {event.hours} {event.place}".strip()


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
