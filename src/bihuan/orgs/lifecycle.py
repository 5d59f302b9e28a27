"""Who may change what of the organisation: the guards that the write door asks."""

from django.utils.translation import gettext as _

from bihuan.kernel.errors import NotAllowed, WrongState
from bihuan.orgs.models import (
    Area,
    AreaAlias,
    ChainHolder,
    ChainLevel,
    DutyShift,
    Household,
    Liaison,
    Office,
    PlacePoint,
    Post,
    Resident,
    ResponsibilityChain,
    Staff,
)
from bihuan.orgs.policies import (
    AREAS,
    CHAINS,
    EDIT_POINTS,
    EDIT_RESIDENTS,
    ERASE_RESIDENTS,
    HOUSEHOLDS,
    LIAISONS,
    MANAGE_ORGS,
    MANAGE_ROTA,
    OFFICES,
    POINTS,
    POSTS,
    RESIDENTS,
    SHIFTS,
    manages_staff,
)
from bihuan.platform.actors import Actor
from bihuan.platform.change import guards

OWN_VERBS = frozenset({"set_preferences", "change_password", "sign_in", "sign_out", "set_own_phone"})


@guards(Area)
def guard_area(area: Area, actor: Actor, verb: str) -> None:
    AREAS.check(actor, MANAGE_ORGS, area)


@guards(AreaAlias)
def guard_alias(alias: AreaAlias, actor: Actor, verb: str) -> None:
    AREAS.check(actor, MANAGE_ORGS, alias.area)


@guards(Office)
def guard_office(office: Office, actor: Actor, verb: str) -> None:
    OFFICES.check(actor, MANAGE_ORGS, office)


@guards(Staff)
def guard_staff(staff: Staff, actor: Actor, verb: str) -> None:
    """People look after their own account; everything else needs somebody who manages every place they hold a post at."""
    if verb in OWN_VERBS and actor.actor_id == staff.pk:
        return
    if not manages_staff(actor, staff):
        raise NotAllowed(_("只有负责该人员任职区域的管理员才能修改其账号。"))


@guards(Post)
def guard_post(post: Post, actor: Actor, verb: str) -> None:
    POSTS.check(actor, MANAGE_ORGS, post)


@guards(ResponsibilityChain)
def guard_chain(chain: ResponsibilityChain, actor: Actor, verb: str) -> None:
    CHAINS.check(actor, MANAGE_ORGS, chain)


@guards(ChainLevel)
def guard_level(level: ChainLevel, actor: Actor, verb: str) -> None:
    CHAINS.check(actor, MANAGE_ORGS, level.chain)


@guards(ChainHolder)
def guard_holder(holder: ChainHolder, actor: Actor, verb: str) -> None:
    """Whoever manages the area may name its holder, also on a chain that the county defined."""
    AREAS.check(actor, MANAGE_ORGS, holder.area)


@guards(Liaison)
def guard_liaison(liaison: Liaison, actor: Actor, verb: str) -> None:
    LIAISONS.check(actor, MANAGE_ORGS, liaison)


@guards(DutyShift)
def guard_shift(shift: DutyShift, actor: Actor, verb: str) -> None:
    SHIFTS.check(actor, MANAGE_ROTA, shift)


@guards(Household)
def guard_household(household: Household, actor: Actor, verb: str) -> None:
    HOUSEHOLDS.check(actor, EDIT_RESIDENTS, household)


@guards(Resident)
def guard_resident(resident: Resident, actor: Actor, verb: str) -> None:
    if resident.erased_at is not None:
        raise WrongState(_("这位居民的个人信息已按规定清除,不能再修改。"))
    RESIDENTS.check(actor, ERASE_RESIDENTS if verb == "erase" else EDIT_RESIDENTS, resident)


@guards(PlacePoint)
def guard_point(point: PlacePoint, actor: Actor, verb: str) -> None:
    if point.voided_at is not None:
        raise WrongState(_("这个部位已注销,不能再修改。"))
    POINTS.check(actor, EDIT_POINTS, point)
