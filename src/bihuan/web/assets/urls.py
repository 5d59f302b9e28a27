"""Addresses of the assets' pages."""

from django.urls import path

from bihuan.web.assets import pages

urlpatterns = [
    *pages.PAGES.urls,
    *pages.PLAN_PAGES.urls,
    *pages.CONTRACT_PAGES.urls,
    *pages.INCOME_PAGES.urls,
    *pages.NEED_PAGES.urls,
    path("assets/<uuid:pk>/reclassify/", pages.reclassify, name="asset_reclassify"),
    path("assets/<uuid:pk>/revitalise/", pages.revitalise, name="asset_revitalise"),
]
