"""Addresses of the assets' pages."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from bihuan.assets.policies import READ
from bihuan.web import menu
from bihuan.web.assets import control, home, pages

__all__ = ["home", "urlpatterns"]  # the panel of the home page is found with the addresses

menu.add(
    "assets",
    _("资产盘活"),
    "web:asset_control",
    icon="building",
    order=46,
    rights=(READ,),
    under=(
        "/assets/", "/asset-plans/", "/contracts/", "/asset-incomes/", "/space-needs/", "/ledgers/assets", "/ledgers/asset_",
        "/ledgers/contracts", "/ledgers/space_needs",
    ),
)  # fmt: skip

urlpatterns = [
    path("assets/", control.page, name="asset_control"),
    *pages.PAGES.urls,
    *pages.PLAN_PAGES.urls,
    *pages.CONTRACT_PAGES.urls,
    *pages.INCOME_PAGES.urls,
    *pages.NEED_PAGES.urls,
    path("assets/<uuid:pk>/reclassify/", pages.reclassify, name="asset_reclassify"),
    path("assets/<uuid:pk>/revitalise/", pages.revitalise, name="asset_revitalise"),
]
