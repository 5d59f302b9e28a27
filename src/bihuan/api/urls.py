"""Addresses of /api/v1."""

from django.urls import URLPattern, re_path
from django.views.decorators.csrf import csrf_exempt

from bihuan.api.frame import framed, nothing_here
from bihuan.api.v1.app import api

app_name = "api"

_operations = [one for one in api.urls[0] if isinstance(one, URLPattern)]
for _pattern in _operations:
    _pattern.callback = framed(_pattern.callback)

urlpatterns = [*_operations, re_path(r"", csrf_exempt(nothing_here))]
