"""Addresses of the enterprises' pages."""

from django.urls import path

from bihuan.web.enterprises import pages

urlpatterns = [*pages.PAGES.urls, path("enterprises/<uuid:pk>/assign/", pages.assign, name="enterprise_assign")]
