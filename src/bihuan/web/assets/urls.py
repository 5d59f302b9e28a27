"""Addresses of the assets' pages."""

from django.urls import path

from bihuan.web.assets import views

urlpatterns = [
    path("add/", views.add, name="asset_add"),
    path("<uuid:asset_id>/", views.page, name="asset_page"),
    path("<uuid:asset_id>/edit/", views.edit, name="asset_edit"),
    path("<uuid:asset_id>/reclassify/", views.reclassify, name="asset_reclassify"),
    path("<uuid:asset_id>/revitalise/", views.revitalise, name="asset_revitalise"),
    path("<uuid:asset_id>/void/", views.void, name="asset_void"),
]
