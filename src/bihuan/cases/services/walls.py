"""Lasting links of wall displays: made for oneself, shown once, taken back at any time."""

import secrets
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.cases.models import WallLink
from bihuan.cases.policies import SCREEN
from bihuan.kernel import clock
from bihuan.kernel.errors import NotAllowed
from bihuan.orgs.models import Area, Staff
from bihuan.orgs.services.checks import Faults
from bihuan.orgs.tree import AreaNode
from bihuan.platform.actors import Actor, SystemActor
from bihuan.platform.change import change, create, guards
from bihuan.platform.policies import Scope, grants_of

DEFAULT_DAYS, LONGEST_DAYS = 90, 366


def may_show(viewer: Actor, area: Area | AreaNode) -> bool:
    """Whether the viewer's posts give the screen of a county or town."""
    if isinstance(viewer, SystemActor):
        return True
    return any(
        Scope.AREA in scopes and area.path.startswith(post.area_path) for post, scopes in grants_of(viewer, SCREEN)
    )


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def make_link(actor: Staff, *, area: Area | None, name: str, days: int = DEFAULT_DAYS) -> tuple[WallLink, str]:
    """A new link of one's own, with its secret, which is shown this once.

    Raises:
        Invalid: no name, no area, too long a time (fields `name`, `area`, `days`).
        NotAllowed: the area's screen is not for `actor`.
    """
    faults = Faults()
    name = faults.text("name", name, _("用途"), most=60, required=True)
    if area is None:
        faults.add("area", _("请选择显示哪个区域。"), "required")
    if not 1 <= days <= LONGEST_DAYS:
        faults.add("days", _("有效期应在 1 到 %(days)d 天之间。") % {"days": LONGEST_DAYS}, "range")
    faults.stop()
    assert area is not None
    secret = secrets.token_urlsafe(32)
    link = WallLink(
        owner=actor, area=area, name=name, secret_digest=_digest(secret), expires_at=clock.now() + timedelta(days=days)
    )
    create(link, actor=actor, verb="make_link")
    return link, secret


def revoke_link(actor: Actor, *, link_id: UUID) -> WallLink:
    """Take a link back, at once; repeating it changes nothing."""
    with change(WallLink, link_id, actor=actor, verb="revoke_link") as link:
        link.revoked_at = link.revoked_at or clock.now()
    return link


def link_of(secret: str) -> WallLink | None:
    """The link in force with this secret, whose owner still may show that screen; one query, and the owner's posts."""
    if len(secret) > 100:
        return None
    link = WallLink.objects.select_related("owner", "area").filter(secret_digest=_digest(secret)).first()
    if (
        link is None
        or not link.in_force(clock.now())
        or not link.owner.is_active
        or not may_show(link.owner, link.area)
    ):
        return None
    return link


@guards(WallLink)
def link_guard(link: WallLink, actor: Actor, verb: str) -> None:
    """One makes and takes back one's own; the screen must be one's own to show when the link is made."""
    own = isinstance(actor, SystemActor) or link.owner_id == actor.actor_id
    if not own or (verb == "make_link" and not may_show(actor, link.area)):
        raise NotAllowed(_("只能为自己辖区的大屏创建和停用链接。"))
