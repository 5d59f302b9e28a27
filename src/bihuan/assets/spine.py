"""What of the assets is open at an area: contracts that end within two months or have ended."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.assets import selectors
from bihuan.assets.registers import ASSETS
from bihuan.kernel import clock
from bihuan.orgs.spine import SpineItem, Thing, ThingKind, on_spine
from bihuan.platform.actors import Actor

AHEAD = timedelta(days=60)
MOST = 20


@on_spine("assets", gettext_lazy("资产合同到期"))
def ending_contracts(viewer: Actor, thing: Thing) -> Iterable[SpineItem]:
    """The contracts in the area that somebody has to renew; one query."""
    if thing.kind is not ThingKind.AREA or not thing.path:
        return
    today = clock.today()
    for asset in selectors.contracts_ending(viewer, until=today + AHEAD).filter(area_path__below=thing.path)[:MOST]:
        ends = asset.contract_until
        assert ends is not None  # asked for above
        said = _("%(day)s 已到期") if ends < today else _("%(day)s 到期")
        yield SpineItem(asset.name, said % {"day": ends}, ASSETS.url(asset.pk), clock.instant(ends), late=ends < today)
