"""How assets are found: name, owner, place, use, initials."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from bihuan.assets.addresses import asset_url
from bihuan.assets.models import Asset
from bihuan.assets.policies import READ
from bihuan.kernel.reading import pinyin
from bihuan.platform.models import SearchEntry
from bihuan.platform.search.index import Hit, SearchSource, entry, register, tokens

KIND = "asset"
BATCH = 500


def index_assets(rows: Iterable[Asset]) -> None:
    """Write or replace the rows of the index, in a few statements."""
    SearchEntry.objects.bulk_create(
        [entry(KIND, one.pk, _tokens(one), town_id=one.town_id, at=one.created_at) for one in rows],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["object_id", "kind"],
        update_fields=["grams", "town_id", "at"],
    )


def forget(one: Asset) -> None:
    """Take what is off the register out of the index."""
    SearchEntry.objects.filter(kind=KIND, object_id=one.pk).delete()


def _tokens(one: Asset) -> list[str]:
    return tokens(one.name, one.owner, one.address, one.use, one.area.name, *pinyin.all_initials(one.name))


def _hit(one: Asset) -> Hit:
    detail = f"{one.get_form_display()} · {one.area.name} · {one.get_state_display()}"
    return Hit(KIND, one.name, detail, asset_url(one.pk), one.pk)


ASSETS_FOUND = register(SearchSource(kind=KIND, title=_("资产"), model=Asset, right=READ, hit=_hit, related=("area",)))
