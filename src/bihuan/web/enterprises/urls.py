"""Addresses of the enterprises' pages."""

from django.urls import path

from bihuan.web.enterprises import others, pages, standing

urlpatterns = [
    *pages.PAGES.urls,
    path("enterprises/<uuid:pk>/assign/", pages.assign, name="enterprise_assign"),
    path("enterprises/<uuid:pk>/difficulty/", pages.difficulty, name="enterprise_difficulty"),
    *others.URLS,
    path("policies/<uuid:pk>/try/", standing.try_out, name="policy_try"),
]
