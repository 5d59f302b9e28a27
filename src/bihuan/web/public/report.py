"""Reporting and asking without a login: checked, taken in once, answered with number and code."""

from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bihuan.cases.models import Case, CaseKind, Channel, Evidence
from bihuan.cases.services import attach_evidence, report_case
from bihuan.kernel.errors import Invalid
from bihuan.orgs.models import Area
from bihuan.orgs.selectors import area_at
from bihuan.platform.actors import PUBLIC
from bihuan.platform.addresses import client_address
from bihuan.platform.files import store
from bihuan.platform.limits import hit
from bihuan.web.forms import answer, attempt
from bihuan.web.public.forms import ConsultForm, ReportForm, Stamp

HOUR, DAY = 3600, 86400
A_PHONE_A_DAY = 10
MAX_PHOTO_BYTES = 12 * 1024 * 1024


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form for everything people bring."""
    initial = {"stamp": Stamp.fresh(), "kind": request.GET.get("kind", "")}
    form = ReportForm(request.POST or None, request.FILES or None, initial=initial)
    return _taken_in(request, form, "web/public/report.html")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def consult(request: HttpRequest) -> HttpResponse:
    """The form for a question."""
    form = ConsultForm(request.POST or None, initial={"stamp": Stamp.fresh(), "anonymous": True})
    return _taken_in(request, form, "web/public/consult.html")


def _taken_in(request: HttpRequest, form: ReportForm, template: str) -> HttpResponse:
    case = attempt(form, lambda: _write(request, form.cleaned_data))
    if case is not None:
        return redirect(reverse("web:public_case", args=[case.number, case.tracking_code]) + "?new=1")
    form.renew_stamp()
    return answer(request, template, {"form": form})


def _write(request: HttpRequest, values: dict[str, Any]) -> Case:
    """Take the report in with its photos, all or nothing; the same form sent twice is one report."""
    there = Case.objects.filter(pk=values["case_id"]).first()
    if there is None:
        _limits(request, values)
    area = _area(values)
    with transaction.atomic():
        case = report_case(
            PUBLIC,
            case_id=values["case_id"],
            kind=values.get("kind") or CaseKind.APPEAL,
            channel=Channel.RESIDENT,
            area=area,
            title="" if "kind" in values else _("咨询:%(start)s") % {"start": _start(values["text"])},
            text=values["text"],
            place=values["place"],
            lat=values["lat"],
            lon=values["lon"],
            reporter_name=values["reporter_name"],
            reporter_phone=values["reporter_phone"],
            anonymous=values["anonymous"],
        )
        if there is None:
            _keep_photos(case, values.get("photos") or [])
    return case


def _start(text: str) -> str:
    first = text.strip().splitlines()[0]
    return first[:24] + ("…" if len(first) > 24 else "")


def _limits(request: HttpRequest, values: dict[str, Any]) -> None:
    hit(f"public-report:{client_address(request)}", limit=settings.PUBLIC_REPORTS_PER_HOUR, seconds=HOUR)
    digits = "".join(filter(str.isdigit, values.get("reporter_phone") or ""))
    if digits and not values.get("anonymous"):
        hit(f"public-report-phone:{digits}", limit=A_PHONE_A_DAY, seconds=DAY)


def _area(values: dict[str, Any]) -> Area:
    """The chosen town, or within it the village or grid at the position."""
    town = Area.objects.get(pk=values["town"])
    lat, lon = values.get("lat"), values.get("lon")
    placed = area_at(lat, lon) if lat is not None and lon is not None else None
    if placed is not None and placed.node.town_id == town.pk:
        return Area.objects.select_related("town").get(pk=placed.node.id)
    return town


def _keep_photos(case: Case, photos: "list[UploadedFile[bytes]]") -> None:
    for photo in photos:
        name = photo.name or "photo"
        kept = store(cast(Any, photo.file), name=name, actor=PUBLIC, limit=MAX_PHOTO_BYTES, field="photos")
        if not kept.media_type.startswith("image/"):
            raise Invalid(_("只能传照片,请去掉“%(name)s”。") % {"name": kept.name}, field="photos", code="not_a_photo")
        attach_evidence(PUBLIC, case_id=UUID(str(case.pk)), file=kept, phase=Evidence.Phase.BEFORE)
