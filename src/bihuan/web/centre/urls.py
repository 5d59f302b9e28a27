"""Addresses of the centre screen."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from bihuan.cases.policies import SCREEN
from bihuan.web import menu
from bihuan.web.centre import links, screen, tiles

__all__ = ["tiles", "urlpatterns"]  # the loop's own tiles are found with the addresses

menu.add("centre", _("指挥大屏"), "web:centre_links", icon="display", order=53, rights=(SCREEN,), under=("/centre/",))

urlpatterns = [
    path("screen/", screen.screen, name="centre_screen"),
    path("screen/parts/", screen.parts, name="centre_parts"),
    path("wall/<str:secret>/", screen.wall, name="centre_wall"),
    path("wall/<str:secret>/parts/", screen.wall_parts, name="centre_wall_parts"),
    path("links/", links.page, name="centre_links"),
    path("links/new/", links.add, name="centre_link_new"),
    path("links/<uuid:link_id>/revoke/", links.revoke, name="centre_link_revoke"),
]
