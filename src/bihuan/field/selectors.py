"""Receipts and phones as far as the viewer may see them."""

from django.db.models import QuerySet

from bihuan.field.models import FieldDevice, FieldReceipt
from bihuan.field.policies import MANAGE_DEVICES, READ_RECEIPTS
from bihuan.platform.actors import Actor
from bihuan.platform.policies import visible


def receipts(viewer: Actor) -> QuerySet[FieldReceipt]:
    """What phones have sent, newest first."""
    found = visible(FieldReceipt, viewer, READ_RECEIPTS).select_related("staff", "device", "area", "town")
    return found.order_by("-received_at", "-id")


def devices(viewer: Actor) -> QuerySet[FieldDevice]:
    """The viewer's own phones; an administrator's view has everybody's. Newest first."""
    return visible(FieldDevice, viewer, MANAGE_DEVICES).select_related("staff").order_by("-created_at", "-id")
