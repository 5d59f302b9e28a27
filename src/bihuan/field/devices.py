"""Setting up a phone, recognising it, and ordering it to wipe itself."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from bihuan.field.models import FieldDevice
from bihuan.field.policies import USE_FIELD
from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict
from bihuan.orgs.models import Staff
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create
from bihuan.platform.policies import require

PREFIX = "bf_"
SEEN_NOTED_EVERY = timedelta(minutes=5)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def set_up_device(staff: Staff, *, name: str, device_id: UUID) -> tuple[FieldDevice, str]:
    """A phone of `staff` with its secret, which is shown this once; a phone set up again gets another secret.

    Raises:
        NotAllowed: `staff` may not use the app.
        Conflict: the phone is somebody else's, or was ordered to wipe itself.
    """
    require(staff, USE_FIELD)
    secret = PREFIX + secrets.token_urlsafe(32)
    until = clock.now() + timedelta(days=settings.FIELD_SIGN_IN_DAYS)
    there = FieldDevice.objects.filter(pk=device_id).first()
    if there is None:
        device = FieldDevice(
            pk=device_id,
            staff=staff,
            name=name.strip()[:60] or _("手机"),
            secret_digest=_digest(secret),
            expires_at=until,
        )
        return create(device, actor=staff, verb="set_up"), secret
    if there.staff_id != staff.pk or there.wipe_ordered_at is not None:
        raise Conflict(
            _("这台手机上的应用属于另一个账号或已被停用,请先在“我的”里清除本机数据,再登录。"), code="device_taken"
        )
    with change(FieldDevice, device_id, actor=staff, verb="set_up") as device:
        device.secret_digest, device.expires_at = _digest(secret), until
    return device, secret


def order_wipe(actor: Actor, *, device_id: UUID) -> FieldDevice:
    """Take a phone out of use: at its next call it is told to wipe itself. Repeating it changes nothing."""
    with change(FieldDevice, device_id, actor=actor, verb="order_wipe") as device:
        device.wipe_ordered_at = device.wipe_ordered_at or clock.now()
    return device


def confirm_wiped(device: FieldDevice) -> FieldDevice:
    """The phone says that nothing is left on it; the first time counts."""
    with change(FieldDevice, device.pk, actor=device.staff, verb="wiped") as changed:
        changed.wiped_at = changed.wiped_at or clock.now()
        changed.wipe_ordered_at = changed.wipe_ordered_at or changed.wiped_at
    return changed


def device_of(secret: str) -> FieldDevice | None:
    """The phone with this secret, in force or not; one query."""
    if not secret.startswith(PREFIX) or len(secret) > 200:
        return None
    return FieldDevice.objects.select_related("staff").filter(secret_digest=_digest(secret)).first()


def note_seen(device: FieldDevice, *, skew: int | None = None) -> None:
    """Remember when the phone was last here, and how wrong its clock is; now and then one statement.

    Beside the record's history: what the phone did stands in the entries of what it changed.
    """
    now = clock.now()
    moved = skew is not None and abs(skew - device.skew) > 60
    if device.last_seen_at is None or now - device.last_seen_at > SEEN_NOTED_EVERY or moved:
        FieldDevice.objects.filter(pk=device.pk).update(last_seen_at=now, skew=device.skew if skew is None else skew)


def reckoned(phone_at: datetime, skew: timedelta, now: datetime) -> datetime:
    """When something happened by our clock, out of the phone's time and how far that clock is behind; never in the future."""
    return min(phone_at + skew, now)
