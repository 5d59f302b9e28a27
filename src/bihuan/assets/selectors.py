"""Reading the register of assets."""

from datetime import date

from django.db.models import QuerySet

from bihuan.assets.models import Asset
from bihuan.assets.registers import ASSETS
from bihuan.platform.actors import Actor


def contracts_ending(viewer: Actor, *, until: date) -> QuerySet[Asset]:
    """Assets still on the register whose contract ends by `until` or has ended, the earliest first."""
    return ASSETS.rows(viewer).filter(left_on=None, contract_until__lte=until).order_by("contract_until")
