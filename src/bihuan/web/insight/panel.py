"""The figures' place on the home page: four numbers of the last thirty days, each open to its rows."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan.cases.policies import READ
from bihuan.insight import selectors
from bihuan.kernel import clock
from bihuan.orgs.models import Role, Staff
from bihuan.platform.indicators import Period
from bihuan.web.home import Panel, panel
from bihuan.web.insight.dashboard import View, chosen_area, tile

KEYS = ("cases.reported", "cases.closed", "cases.on_time_rate", "cases.satisfaction")
DAYS = 30
# Who answers for figures; everybody else has their own work on this page and finds figures in the menu.
WATCHERS = {
    Role.COUNTY_LEADER,
    Role.COUNTY_DESK,
    Role.TOWN_SECRETARY,
    Role.LEADER,
    Role.CLERK,
    Role.DUTY_OFFICER,
    Role.VILLAGE_SECRETARY,
}


@panel("insight.month", order=40, rights=(READ,))
def last_month(viewer: Staff) -> Panel | None:
    """Two statements a figure; None for people who do not answer for figures."""
    if not WATCHERS.intersection(post.role for post in viewer.posts_held()):
        return None
    today = clock.today()
    view = View(viewer, chosen_area(viewer, ""), Period(today - timedelta(days=DAYS - 1), today))
    tiles = [tile(view, headline) for headline in selectors.headlines(viewer, view.area, view.period, KEYS)]
    return Panel(_("近三十天"), "web/insight/_panel.html", {"tiles": tiles}, url=reverse("web:dashboard"))
