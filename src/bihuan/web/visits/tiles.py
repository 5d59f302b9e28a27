"""Who receives today, on the centre screen."""

from datetime import timedelta

from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.orgs.models import Area
from bihuan.platform.actors import Actor
from bihuan.visits import selectors
from bihuan.visits.policies import READ_ROTA
from bihuan.web.centre.parts import Tile, tile

SHOWN, AHEAD = 8, timedelta(days=7)


@tile("visits.reception", order=40, rights=(READ_ROTA,))
def receives_today(viewer: Actor, area: Area) -> Tile:
    """The leaders who receive today; where none does, the next who will; two queries, four where today is empty."""
    today = clock.today()
    found = selectors.published(today, today, within=area.path)
    title = _("今日接访") if found else _("接下来接访")
    if not found:
        found = selectors.published(today, today + AHEAD, within=area.path)
    return Tile(title, "web/visits/_tile_reception.html", {"receiving": found[:SHOWN], "today": today})
