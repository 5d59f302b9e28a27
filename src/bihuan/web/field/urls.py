"""Addresses of the phones' pages."""

from django.urls import path

from bihuan.web.field import phones

urlpatterns = [
    path("phones/", phones.page, name="phones"),
    path("phones/<uuid:device_id>/wipe/", phones.wipe, name="phone_wipe"),
]
