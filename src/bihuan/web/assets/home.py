"""On the home page of whoever is responsible: contracts of assets that end within two months or have ended."""

from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan.assets.chain import AHEAD
from bihuan.assets.policies import READ
from bihuan.assets.selectors import contracts_ending
from bihuan.kernel import clock
from bihuan.orgs.models import Role, Staff
from bihuan.web.home import Panel, panel

RESPONSIBLE = {Role.VILLAGE_SECRETARY, Role.CLERK}
SHOWN = 6


@panel("assets.ending", order=46, rights=(READ,))
def ending(viewer: Staff) -> Panel | None:
    """The earliest ends first; two queries, none for who does not answer for contracts."""
    if not any(post.role in RESPONSIBLE for post in viewer.posts_held()):
        return None
    today = clock.today()
    rows = contracts_ending(viewer, until=today + AHEAD).select_related("area")
    found = list(rows[:SHOWN])
    if not found:
        return None
    context = {"rows": found, "today": today, "count": rows.count()}
    return Panel(
        _("资产合同到期"), "web/assets/_panel_ending.html", context, url=f"{reverse('web:asset_control')}#column-used"
    )
