"""Reading the register of assets."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bihuan.assets.models import Asset
from bihuan.assets.policies import READ
from bihuan.kernel.errors import NotFound
from bihuan.platform.actors import Actor
from bihuan.platform.policies import require, visible


def assets(viewer: Actor) -> QuerySet[Asset]:
    """Every asset on the register that the viewer may see, disposed of ones among them."""
    return visible(Asset, viewer, READ).filter(voided_at=None)


def contracts_ending(viewer: Actor, *, until: date) -> QuerySet[Asset]:
    """Assets still on the register whose contract ends by `until` or has ended, the earliest first."""
    return assets(viewer).filter(left_on=None, contract_until__lte=until).order_by("contract_until")


def asset_by_id(viewer: Actor, asset_id: UUID) -> Asset:
    """One asset with its area, voided or not.

    Raises:
        NotAllowed: the viewer sees no assets at all.
        NotFound: there is none, or the viewer may not know of it.
    """
    require(viewer, READ)
    found = visible(Asset, viewer, READ).select_related("area", "town").filter(pk=asset_id).first()
    if found is None:
        raise NotFound(_("没有找到这宗资产,或者不在您的管辖范围内。"))
    return found
