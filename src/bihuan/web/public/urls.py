"""Addresses of the resident pages."""

from django.urls import path

from bihuan.web.public import start

urlpatterns = [
    path("", start.start, name="public_start"),
    path("large-type/", start.large_type, name="large_type"),
]
