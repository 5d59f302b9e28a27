"""Who may see and manage the organisation, residents and place points."""

from django.utils.translation import gettext_lazy as _

from bihuan.kernel import clock
from bihuan.orgs.models import (
    Area,
    DutyShift,
    Household,
    Liaison,
    Office,
    PlacePoint,
    Post,
    Resident,
    ResponsibilityChain,
    Role,
    Staff,
)
from bihuan.platform.actors import Actor, SystemActor
from bihuan.platform.policies import RowPolicy, Scope, grant, grants_of

R, S = Role, Scope
_EVERYONE = dict.fromkeys(Role, S.ALL)
_MANAGERS = {R.ADMINISTRATOR: S.AREA}

READ_ORGS = grant("orgs.read", _("查看组织架构"), _EVERYONE)
MANAGE_ORGS = grant("orgs.manage", _("维护组织架构"), _MANAGERS)
MANAGE_ROTA = grant(
    "orgs.rota",
    _("排值班表"),
    {R.ADMINISTRATOR: S.AREA, R.DUTY_OFFICER: S.AREA, R.COUNTY_DESK: S.AREA, R.LEADER: S.AREA},
)
READ_RESIDENTS = grant(
    "residents.read",
    _("查看居民台账"),
    {
        R.COUNTY_DESK: S.AREA,
        R.DUTY_OFFICER: S.AREA,
        R.LEADER: S.AREA,
        R.TOWN_SECRETARY: S.AREA,
        R.VILLAGE_SECRETARY: S.AREA,
        R.VILLAGE_CADRE: S.AREA,
        R.GRID_WORKER: S.AREA,
        R.CLERK: S.AREA,
    },
)
EDIT_RESIDENTS = grant(
    "residents.edit",
    _("登记居民"),
    {
        R.VILLAGE_SECRETARY: S.AREA,
        R.VILLAGE_CADRE: S.AREA,
        R.GRID_WORKER: S.AREA,
        R.CLERK: S.AREA,
        R.DUTY_OFFICER: S.AREA,
    },
)
REVEAL_RESIDENTS = grant(
    "residents.reveal",
    _("查看居民完整信息"),
    {R.DUTY_OFFICER: S.AREA, R.VILLAGE_SECRETARY: S.AREA, R.GRID_WORKER: S.AREA, R.COUNTY_DESK: S.AREA},
)
# Health, poverty and the past of people: for those who look after the household, nobody else.
READ_CARE = grant(
    "care.read",
    _("查看重点关爱"),
    {R.VILLAGE_SECRETARY: S.AREA, R.VILLAGE_CADRE: S.AREA, R.GRID_WORKER: S.AREA, R.LEADER: S.AREA},
)
ERASE_RESIDENTS = grant("residents.erase", _("清除居民个人信息"), {R.COUNTY_DESK: S.AREA, R.TOWN_SECRETARY: S.AREA})
EXPORT_RESIDENTS = grant(
    "residents.export",
    _("导出居民台账"),
    {R.COUNTY_DESK: S.AREA, R.DUTY_OFFICER: S.AREA, R.VILLAGE_SECRETARY: S.AREA, R.CLERK: S.AREA},
)
READ_POINTS = grant(
    "points.read", _("查看部位"), {role: S.AREA for role in Role if role != R.AUDITOR} | {R.HANDLER: S.AREA}
)
EDIT_POINTS = grant(
    "points.edit",
    _("登记部位"),
    {
        R.GRID_WORKER: S.AREA,
        R.VILLAGE_SECRETARY: S.AREA,
        R.VILLAGE_CADRE: S.AREA,
        R.DUTY_OFFICER: S.AREA,
        R.SUPERVISOR: S.AREA,
    },
)

AREAS = RowPolicy(Area, town="town_id", path="path").register()
OFFICES = RowPolicy(Office, path="area__path", offices=("id",)).register()
STAFF = RowPolicy(Staff, town="", path="", owners=("id",)).register()
POSTS = RowPolicy(Post, town="area__town_id", path="area__path", owners=("staff_id",)).register()
CHAINS = RowPolicy(ResponsibilityChain, town="area__town_id", path="area__path").register()
LIAISONS = RowPolicy(Liaison, path="", owners=("staff_id",)).register()
SHIFTS = RowPolicy(DutyShift, town="area__town_id", path="area__path", owners=("staff_id",)).register()
HOUSEHOLDS = RowPolicy(Household).register()
RESIDENTS = RowPolicy(Resident).register()
POINTS = RowPolicy(PlacePoint, owners=("warden_id",)).register()


def manages_staff(actor: Actor, staff: Staff) -> bool:
    """Whether `actor` manages every area at which the person holds a post today (an account without posts: any manager)."""
    if isinstance(actor, SystemActor):
        return True
    managing = [post for post, _scopes in grants_of(actor, MANAGE_ORGS)]
    if any(post.town_id is None for post in managing):
        return True
    if not managing:
        return False
    paths = Post.objects.in_force(clock.today()).filter(staff=staff).values_list("area__path", flat=True)
    return all(any(path.startswith(post.area_path) for post in managing) for path in paths)
