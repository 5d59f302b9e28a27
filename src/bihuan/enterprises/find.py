"""How enterprises and projects are found: name, code, initials; people and phone blindly."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from bihuan.enterprises.addresses import enterprise_url
from bihuan.enterprises.models import Enterprise
from bihuan.enterprises.policies import READ
from bihuan.kernel.reading import pinyin
from bihuan.platform.models import SearchEntry
from bihuan.platform.search.index import Hit, SearchSource, entry, register, tokens

KIND = "enterprise"
BATCH = 500


def index_enterprises(rows: Iterable[Enterprise]) -> None:
    """Write or replace the rows of the index, in a few statements."""
    SearchEntry.objects.bulk_create(
        [entry(KIND, one.pk, _tokens(one), town_id=one.town_id, at=one.created_at) for one in rows],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["object_id", "kind"],
        update_fields=["grams", "town_id", "at"],
    )


def forget(one: Enterprise) -> None:
    """Take what is off the register out of the index."""
    SearchEntry.objects.filter(kind=KIND, object_id=one.pk).delete()


def _tokens(one: Enterprise) -> list[str]:
    people = [name for name in (one.legal_rep, one.contact) if name]
    return tokens(
        one.name,
        one.credit_code,
        one.industry,
        *pinyin.all_initials(one.name),
        names=people,
        phones=["".join(filter(str.isdigit, one.phone))],
    )


def _hit(one: Enterprise) -> Hit:
    detail = f"{one.get_kind_display()} · {one.area.name} · {one.get_state_display()}"
    return Hit(KIND, one.name, detail, enterprise_url(one.pk), one.pk)


ENTERPRISES_FOUND = register(
    SearchSource(kind=KIND, title=_("企业和项目"), model=Enterprise, right=READ, hit=_hit, related=("area",))
)
