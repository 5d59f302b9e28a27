"""Addresses of the communities' pages."""

from bihuan.web.community.pages import LAW_EVENT_PAGES

urlpatterns = [*LAW_EVENT_PAGES.urls]
