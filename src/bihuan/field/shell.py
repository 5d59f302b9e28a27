"""The app's own files under /field/: the page, the service worker whose reach is /field/, the manifest for installing it."""

from functools import lru_cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

BUILT = Path(__file__).resolve().parent / "static" / "field"


@lru_cache(maxsize=8)
def _read(file: Path, written: int) -> bytes:
    return file.read_bytes()


def _built(name: str, media_type: str) -> HttpResponse:
    """A built file; read again whenever a new build was made. Always asked for anew, so that an update is noticed."""
    file = BUILT / name
    try:
        content = _read(file, file.stat().st_mtime_ns)
    except FileNotFoundError:
        raise Http404("The field app was not built: run `make frontend`.") from None
    answer = HttpResponse(content, content_type=media_type)
    answer["Cache-Control"] = "no-cache"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_safe
def page(request: HttpRequest) -> HttpResponseBase:
    """The one page of the app."""
    return _built("index.html", "text/html; charset=utf-8")


@require_safe
def worker(request: HttpRequest) -> HttpResponseBase:
    """The service worker."""
    return _built("sw.js", "text/javascript; charset=utf-8")


@require_safe
def manifest(request: HttpRequest) -> HttpResponseBase:
    """Name, signs and start page of the installed app."""
    return _built("manifest.webmanifest", "application/manifest+json")
