"""Addresses of /open311/v2; the format is the ending, as the specification has it."""

from django.urls import path, re_path, register_converter

from bihuan.api.open311 import views

app_name = "open311"


class Format:
    """`json` or `xml`."""

    regex = "json|xml"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Format, "open311_format")

urlpatterns = [
    path("discovery.<open311_format:form>", views.discovery, name="discovery"),
    path("services.<open311_format:form>", views.services, name="services"),
    path("services/<str:code>.<open311_format:form>", views.definition, name="definition"),
    path("requests.<open311_format:form>", views.service_requests, name="requests"),
    path("requests/<str:number>.<open311_format:form>", views.service_request, name="request"),
    path("tokens/<str:number>.<open311_format:form>", views.token, name="token"),
    re_path(r"\.(?P<form>json)\Z", views.nothing_here),
    re_path(r"", views.nothing_here),
]
