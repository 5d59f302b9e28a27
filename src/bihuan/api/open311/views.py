"""The methods of GeoReport v2."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan import __version__
from bihuan.api.door import Caller
from bihuan.api.open311 import catalogue, requests
from bihuan.api.open311.formats import Value, answer
from bihuan.api.open311.refusals import Open311Refusal, open311
from bihuan.api.scopes import TokenScope
from bihuan.api.tokens import token_of
from bihuan.kernel.errors import NotAllowed
from bihuan.platform.addresses import client_address, outside_address
from bihuan.platform.limits import hit

READS, READS_SECONDS = 300, 60
CHANGESET = "2026-06-01T00:00:00+08:00"


def _reader(request: HttpRequest) -> None:
    """Reading is open to everybody, at a human or machine pace; jurisdiction_id may be left out and says nothing here."""
    hit(f"open311-read:{client_address(request)}", limit=READS, seconds=READS_SECONDS)


@open311("GET")
def discovery(request: HttpRequest, *, form: str) -> HttpResponse:
    """Which endpoints, formats and specifications there are."""
    address = outside_address(request, reverse("open311:discovery", kwargs={"form": form})).rpartition("/")[0]
    content: dict[str, Value] = {
        "changeset": CHANGESET,
        "contact": _("%(county)s综治中心,服务电话 %(phone)s")
        % {"county": settings.COUNTY_NAME, "phone": settings.SERVICE_PHONE},
        "key_service": _("上报所需的 api_key 由%(county)s综治中心发放。") % {"county": settings.COUNTY_NAME},
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": address,
                "changeset": CHANGESET,
                "type": "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }
    found = answer(form, "discovery", content)
    found["X-Bihuan-Version"] = __version__
    return found


@open311("GET")
def services(request: HttpRequest, *, form: str) -> HttpResponse:
    """GET Service List."""
    _reader(request)
    return answer(form, "services", catalogue.services())


@open311("GET")
def definition(request: HttpRequest, code: str, *, form: str) -> HttpResponse:
    """GET Service Definition."""
    _reader(request)
    return answer(form, "service_definition", catalogue.definition(code))


@open311("GET", "POST")
def service_requests(request: HttpRequest, *, form: str) -> HttpResponse:
    """POST Service Request, GET Service Requests."""
    if request.method == "POST":
        return _posted(request, form)
    _reader(request)
    extended = _extended(request)
    found = [requests.as_value(case, extended=extended) for case in requests.asked_for(request.GET)]
    return answer(form, "service_requests", found)


def _extended(request: HttpRequest) -> bool:
    return request.GET.get("extensions", "").lower() in {"true", "1"}


def _posted(request: HttpRequest, form: str) -> HttpResponse:
    _key(request)
    photos = [file for name in request.FILES for file in request.FILES.getlist(name)]
    case = requests.take_in(request.POST, photos)
    notice = _("查询码 %(code)s:凭编号和查询码可在 %(page)s 查看进度、评价或要求重新办理。") % {
        "code": case.tracking_code,
        "page": outside_address(request, "/p/track/"),
    }
    receipt = {"service_request_id": case.number, "service_notice": notice, "account_id": None}
    return answer(form, "service_requests", [receipt], status=201)


def _key(request: HttpRequest) -> None:
    """The api_key is a token with the scope for it.

    Raises:
        Open311Refusal: 403, missing or invalid.
        TooMany: the key is used too often.
    """
    secret = (request.POST.get("api_key") or request.GET.get("api_key") or "").strip()
    if not secret:
        raise Open311Refusal(403, _("没有提供 api_key。"))
    token = token_of(secret)
    if token is None:
        # Guessing is slowed down by address.
        hit(f"open311-key:{client_address(request)}", limit=30, seconds=600)
        raise Open311Refusal(403, _("api_key 无效、已到期或已停用。"))
    try:
        Caller(token.owner, token).ask(TokenScope.OPEN311_WRITE, "")
    except NotAllowed as error:
        raise Open311Refusal(403, error.message) from error


@open311("GET")
def service_request(request: HttpRequest, number: str, *, form: str) -> HttpResponse:
    """GET Service Request: a list of one."""
    _reader(request)
    return answer(form, "service_requests", [requests.as_value(requests.one(number), extended=_extended(request))])


@open311("GET")
def token(request: HttpRequest, number: str, *, form: str) -> HttpResponse:
    """GET service_request_id from a token. Requests are numbered at once, so the number is its own token."""
    _reader(request)
    case = requests.one(number)
    return answer(form, "service_requests", [{"service_request_id": case.number, "token": case.number}])


@open311("GET", "POST")
def nothing_here(request: HttpRequest, *, form: str) -> HttpResponse:
    """Every other address."""
    raise Open311Refusal(404, _("没有这个地址。"))
