"""Who may see the rooms, book them, and keep their list."""

from django.utils.translation import gettext_lazy as _

from bihuan.orgs.models import Role
from bihuan.platform.policies import RowPolicy, Scope, grant
from bihuan.venues.models import Booking, Room, Venue

R, S = Role, Scope
_KEEPERS = {R.COUNTY_DESK: S.AREA, R.DUTY_OFFICER: S.AREA, R.VILLAGE_SECRETARY: S.AREA}
_BOOKERS = {
    **dict.fromkeys((R.COUNTY_LEADER, R.TOWN_SECRETARY, R.LEADER, R.OFFICE_HEAD, R.HANDLER), S.AREA),
    **dict.fromkeys((R.MEDIATOR, R.VILLAGE_CADRE, R.CLERK, R.ENTERPRISE_OFFICER), S.AREA),
}

READ = grant("venues.read", _("查看场地与预订"), {**_KEEPERS, **_BOOKERS, R.SUPERVISOR: S.AREA, R.AUDITOR: S.AREA})
BOOK = grant("venues.book", _("预订场地"), {**_KEEPERS, **_BOOKERS})
KEEP = grant("venues.keep", _("维护场所和房间"), _KEEPERS)
EXPORT = grant("venues.export", _("导出场地台账"), {**_KEEPERS, R.CLERK: S.AREA, R.LEADER: S.AREA})

VENUES = RowPolicy(Venue).register()
ROOMS = RowPolicy(Room).register()
BOOKINGS = RowPolicy(Booking, owners=("by_id",)).register()
