"""Addresses of the desk and the resident pages; each room brings its own table, all in the name space "web"."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "web"

urlpatterns: list[URLPattern | URLResolver] = [
    path("p/", include("bihuan.web.public.urls")),
    path("", include("bihuan.web.mediation.urls")),
    path("", include("bihuan.web.mediation.paper_urls")),
    path("mediation/", include("bihuan.web.mediation.agreement_urls")),
    path("", include("bihuan.web.mediation.people_urls")),
    path("", include("bihuan.web.thinking.urls")),
    path("", include("bihuan.web.cases.urls")),
    path("", include("bihuan.web.ledgers.urls")),
    path("", include("bihuan.web.records.urls")),
    path("", include("bihuan.web.community.urls")),
    path("", include("bihuan.web.inspections.urls")),
    path("", include("bihuan.web.inspections.point_urls")),
    path("", include("bihuan.web.visits.urls")),
    path("", include("bihuan.web.enterprises.urls")),
    path("", include("bihuan.web.assets.urls")),
    path("centre/", include("bihuan.web.centre.urls")),
    path("venues/", include("bihuan.web.venues.urls")),
    path("orgs/", include("bihuan.web.orgs.urls")),
    path("setup/", include("bihuan.web.setup.urls")),
    path("", include("bihuan.web.insight.urls")),
    path("", include("bihuan.web.api.urls")),
    path("", include("bihuan.web.field.urls")),
    path("", include("bihuan.web.help.urls")),
    path("", include("bihuan.web.shell.urls")),
]
