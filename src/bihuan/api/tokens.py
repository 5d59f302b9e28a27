"""Issuing, reading and taking back tokens."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.api.models import ApiToken
from bihuan.api.scopes import TokenScope
from bihuan.kernel import clock
from bihuan.kernel.errors import Fault, Invalid
from bihuan.orgs.models import Staff
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create

PREFIX = "bh_"
DEFAULT_DAYS, LONGEST_DAYS = 180, 730
USE_NOTED_EVERY = timedelta(minutes=10)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def issue_token(
    actor: Actor, *, owner: Staff, name: str, scopes: Sequence[str], days: int = DEFAULT_DAYS
) -> tuple[ApiToken, str]:
    """A new token with its secret, which is shown this once.

    Raises:
        Invalid: no name, no or unknown scopes, or too long a time.
        NotAllowed: for somebody else.
    """
    faults = []
    if not name.strip():
        faults.append(Fault(_("请填写用途,以便日后辨认。"), "name", "required"))
    if not scopes:
        faults.append(Fault(_("请至少选择一项授权范围。"), "scopes", "required"))
    if unknown := sorted(set(scopes) - set(TokenScope.values)):
        text = _("没有“%(scope)s”这项授权,可用的有:%(scopes)s。")
        faults.append(
            Fault(text % {"scope": unknown[0][:40], "scopes": _("、").join(TokenScope.values)}, "scopes", "unknown")
        )
    if not 1 <= days <= LONGEST_DAYS:
        faults.append(Fault(_("有效期应在 1 到 %(days)d 天之间。") % {"days": LONGEST_DAYS}, "days", "range"))
    if faults:
        raise Invalid.of(faults)
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        owner=owner,
        name=name.strip()[:60],
        secret_digest=_digest(secret),
        hint=secret[:8],
        scopes=sorted(set(scopes)),
        expires_at=clock.now() + timedelta(days=days),
    )
    create(token, actor=actor, verb="issue")
    return token, secret


def revoke_token(actor: Actor, *, token_id: UUID) -> ApiToken:
    """Take a token back, at once; repeating it changes nothing."""
    with change(ApiToken, token_id, actor=actor, verb="revoke") as token:
        token.revoked_at = token.revoked_at or clock.now()
    return token


def token_of(secret: str) -> ApiToken | None:
    """The token in force with this secret and an owner who may sign in; one query, and now and then one more."""
    if not secret.startswith(PREFIX) or len(secret) > 200:
        return None
    now = clock.now()
    token = ApiToken.objects.select_related("owner").filter(secret_digest=_digest(secret)).first()
    if token is None or not token.in_force(now) or not token.owner.is_active:
        return None
    if token.last_used_at is None or now - token.last_used_at > USE_NOTED_EVERY:
        # Noted beside the record's history: who used it stands in the entries of what was done with it.
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token
