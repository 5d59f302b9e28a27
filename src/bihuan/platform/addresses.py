"""Where a request comes from, and how this site is called from outside."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The sender's network address; behind our own proxy the one that the proxy added last."""
    if settings.SECURE_PROXY_SSL_HEADER is not None:
        forwarded = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
        if forwarded:
            return forwarded
    return str(request.META.get("REMOTE_ADDR", ""))


def outside_address(request: HttpRequest, path: str) -> str:
    """`path` as people outside reach it: by the address set for the installation, else the one of this request."""
    return settings.PUBLIC_URL + path if settings.PUBLIC_URL else request.build_absolute_uri(path)
