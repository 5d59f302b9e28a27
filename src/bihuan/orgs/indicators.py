"""Figures of the organisation: grids in force."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bihuan.orgs.models import Area
from bihuan.orgs.policies import READ_ORGS
from bihuan.platform.actors import Actor
from bihuan.platform.indicators import Count, When
from bihuan.platform.policies import visible


def _areas(viewer: Actor) -> QuerySet[Area]:
    return visible(Area, viewer, READ_ORGS)


community_grids = Count(
    key="grids.community",
    name=_("小区网格数"),
    unit=_("个"),
    definition=_("期末当日在用的小区网格个数"),
    source=_areas,
    when=When.AS_OF,
    at="valid_from,valid_to",
    path="path",
    counted=Q(level=Area.Level.GRID, grid_kind=Area.GridKind.COMMUNITY),
    ledger="areas",
)
special_grids = Count(
    key="grids.special",
    name=_("专属网格数"),
    unit=_("个"),
    definition=_("期末当日在用的专属网格(学校、市场、园区、企业)个数"),
    source=_areas,
    when=When.AS_OF,
    at="valid_from,valid_to",
    path="path",
    counted=Q(level=Area.Level.GRID, grid_kind=Area.GridKind.SPECIAL),
    ledger="areas",
)
