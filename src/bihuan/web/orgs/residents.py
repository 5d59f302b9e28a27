"""Residents and households: masked pages, reveal with a reason, register, merge, erase."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.kernel.errors import NotFound
from bihuan.orgs import selectors, services
from bihuan.orgs.models import Household, Resident
from bihuan.orgs.policies import (
    EDIT_RESIDENTS,
    ERASE_RESIDENTS,
    HOUSEHOLDS,
    READ_CARE,
    READ_RESIDENTS,
    RESIDENTS,
    REVEAL_RESIDENTS,
)
from bihuan.orgs.services import HouseholdEntry, ResidentEntry
from bihuan.orgs.spine import Thing, ThingKind, spine
from bihuan.platform.policies import holds, require
from bihuan.visits.policies import KEEP_VISITS
from bihuan.web.forms import answer, attempt
from bihuan.web.orgs.acting import act, viewer_of
from bihuan.web.orgs.forms import KEPT, HouseholdForm, MergeForm, ReasonForm, ResidentForm, RevealForm

PERSONAL = ("name", "phone", "id_number", "address")


def _resident(request: HttpRequest, resident_id: UUID) -> Resident:
    resident = selectors.residents(viewer_of(request)).filter(pk=resident_id).first()
    if resident is None:
        raise NotFound(_("没有找到这位居民,或者不在您的管辖范围内。"))
    return resident


@require_GET
def page(request: HttpRequest, resident_id: UUID) -> HttpResponse:
    """A person, masked, with what is open there."""
    viewer = viewer_of(request)
    require(viewer, READ_RESIDENTS)
    resident = _resident(request, resident_id)
    home = resident.household
    context = {
        "resident": resident,
        "may_know": RESIDENTS.allows(viewer, READ_CARE, resident),
        "needs": [str(Resident.Need(code).label) for code in resident.needs if code in Resident.Need.values],
        "others": selectors.residents(viewer).filter(household=home).exclude(pk=resident.pk).order_by("-is_head")
        if home
        else [],
        "sections": spine(viewer, Thing(ThingKind.RESIDENT, resident.pk)),
        "may_reveal": RESIDENTS.allows(viewer, REVEAL_RESIDENTS, resident),
        "may_edit": RESIDENTS.allows(viewer, EDIT_RESIDENTS, resident),
        "may_erase": RESIDENTS.allows(viewer, ERASE_RESIDENTS, resident),
        "live": not (resident.erased_at or resident.merged_into_id),
    }
    return render(request, "web/orgs/resident_page.html", context)


def _back(resident_id: UUID) -> str:
    return reverse("web:resident_page", args=[resident_id])


@require_http_methods(["GET", "POST"])
def reveal(request: HttpRequest, resident_id: UUID) -> HttpResponse:
    """The personal part in clear, once, for a reason that is logged."""
    viewer, resident = viewer_of(request), _resident(request, resident_id)
    RESIDENTS.check(viewer, REVEAL_RESIDENTS, resident)
    form = RevealForm(request.POST or None)
    shown = attempt(
        form,
        lambda: services.reveal_resident(actor=viewer, resident_id=resident.pk, reason=form.cleaned_data["reason"]),
    )
    context = {
        "form": form,
        "resident": resident,
        "shown": shown,
        "back": _back(resident.pk),
        "title": _("查看完整信息"),
        "submit": _("查看"),
    }
    part = bool(getattr(request, "htmx", False))
    if shown is None:
        return answer(request, "web/orgs/_act.html" if part else "web/orgs/act.html", context)
    response = render(request, "web/orgs/_revealed.html" if part else "web/orgs/revealed.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _entry(values: dict[str, Any], before: Resident | None) -> ResidentEntry:
    """What the form says; a personal value left as the placeholder stays as it was."""
    personal = {
        name: getattr(before, name) if before is not None and values[name] == KEPT else values[name]
        for name in PERSONAL
    }
    return ResidentEntry(
        **personal,
        area_id=values["area"],
        gender=values["gender"],
        birth_year=values["birth_year"],
        household_id=values["household"],
        is_head=values["is_head"],
        needs=tuple(values.get("needs", before.needs if before is not None else ())),
    )


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Register a resident."""
    viewer = viewer_of(request)
    require(viewer, EDIT_RESIDENTS)
    form = ResidentForm(
        request.POST or None, initial={"area": request.GET.get("area"), "household": request.GET.get("household")}
    )
    if not holds(viewer, READ_CARE):
        del form.fields["needs"]
    return act(
        request,
        form,
        lambda: services.register_resident(actor=viewer, entry=_entry(form.cleaned_data, None)),
        title=_("登记居民"),
        submit=_("登记"),
        done=_("居民已登记。"),
        back="/ledgers/residents/",
        onward=lambda resident: _back(resident.pk),
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, resident_id: UUID) -> HttpResponse:
    """Correct a resident; personal values are not shown, only replaced."""
    viewer, resident = viewer_of(request), _resident(request, resident_id)
    RESIDENTS.check(viewer, EDIT_RESIDENTS, resident)
    initial = {name: KEPT if getattr(resident, name) else "" for name in PERSONAL} | {
        "gender": resident.gender,
        "birth_year": resident.birth_year,
        "area": resident.area_id,
        "household": resident.household_id,
        "is_head": resident.is_head,
        "needs": resident.needs,
        "seen": resident.version,
    }
    form = ResidentForm(request.POST or None, initial=initial)
    if not RESIDENTS.allows(viewer, READ_CARE, resident):
        del form.fields["needs"]
    return act(
        request,
        form,
        lambda: services.edit_resident(
            actor=viewer,
            resident_id=resident.pk,
            entry=_entry(form.cleaned_data, resident),
            seen=form.cleaned_data["seen"],
        ),
        record=resident,
        title=_("修改居民信息"),
        submit=_("保存"),
        done=_("已保存。"),
        back=_back(resident.pk),
        note=_("“%(kept)s”表示已登记但不显示;不改就保持原样,要改请整项重填。") % {"kept": KEPT},
    )


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, resident_id: UUID) -> HttpResponse:
    """Two records of one person."""
    viewer, resident = viewer_of(request), _resident(request, resident_id)
    RESIDENTS.check(viewer, EDIT_RESIDENTS, resident)
    form = MergeForm(request.POST or None, initial={"seen": resident.version})

    def write() -> Resident:
        values = form.cleaned_data
        return services.merge_residents(
            actor=viewer, keep_id=resident.pk, drop_id=values["drop"], reason=values["reason"], seen=values["seen"]
        )

    return act(
        request,
        form,
        write,
        record=resident,
        title=_("合并重复的居民记录"),
        submit=_("合并"),
        done=_("两条记录已合并。"),
        back=_back(resident.pk),
    )


@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest, resident_id: UUID) -> HttpResponse:
    """The personal part goes, the record stays."""
    viewer, resident = viewer_of(request), _resident(request, resident_id)
    RESIDENTS.check(viewer, ERASE_RESIDENTS, resident)
    form = ReasonForm(request.POST or None, initial={"seen": resident.version})
    return act(
        request,
        form,
        lambda: services.erase_resident(actor=viewer, resident_id=resident.pk, **form.cleaned_data),
        record=resident,
        title=_("清除个人信息"),
        submit=_("清除"),
        done=_("个人信息已清除。"),
        back=_back(resident.pk),
        danger=True,
        note=_("姓名、电话、身份证号、住址、关爱类别将永久清除,不能恢复;事项和统计数字保留。"),
    )


def _household(request: HttpRequest, household_id: UUID) -> Household:
    home = selectors.households(viewer_of(request)).filter(pk=household_id).first()
    if home is None:
        raise NotFound(_("没有找到这一户,或者不在您的管辖范围内。"))
    return home


@require_GET
def household(request: HttpRequest, household_id: UUID) -> HttpResponse:
    """A home, who lives there and what is open there."""
    viewer = viewer_of(request)
    require(viewer, READ_RESIDENTS)
    home = _household(request, household_id)
    context = {
        "home": home,
        "people": selectors.residents(viewer)
        .filter(household=home, merged_into=None)
        .order_by("-is_head", "birth_year"),
        "sections": spine(viewer, Thing(ThingKind.HOUSEHOLD, home.pk)),
        "may_edit": HOUSEHOLDS.allows(viewer, EDIT_RESIDENTS, home),
        "may_visit": holds(viewer, KEEP_VISITS),
    }
    return render(request, "web/orgs/household_page.html", context)


def _home_entry(values: dict[str, Any], before: Household | None) -> HouseholdEntry:
    address = before.address if before is not None and values["address"] == KEPT else values["address"]
    return HouseholdEntry(
        area_id=values["area"], number=values["number"], address=address, lat=values["lat"], lon=values["lon"]
    )


@require_http_methods(["GET", "POST"])
def household_add(request: HttpRequest) -> HttpResponse:
    """Register a household."""
    viewer = viewer_of(request)
    require(viewer, EDIT_RESIDENTS)
    form = HouseholdForm(request.POST or None, initial={"area": request.GET.get("area")})
    return act(
        request,
        form,
        lambda: services.register_household(actor=viewer, entry=_home_entry(form.cleaned_data, None)),
        title=_("登记户"),
        submit=_("登记"),
        done=_("户已登记,请继续登记家庭成员。"),
        back="/ledgers/residents/",
        onward=lambda home: reverse("web:household_page", args=[home.pk]),
    )


@require_http_methods(["GET", "POST"])
def household_edit(request: HttpRequest, household_id: UUID) -> HttpResponse:
    """Correct a household."""
    viewer, home = viewer_of(request), _household(request, household_id)
    HOUSEHOLDS.check(viewer, EDIT_RESIDENTS, home)
    initial = {
        "number": home.number,
        "area": home.area_id,
        "address": KEPT if home.address else "",
        "lat": home.lat,
        "lon": home.lon,
        "seen": home.version,
    }
    form = HouseholdForm(request.POST or None, initial=initial)
    return act(
        request,
        form,
        lambda: services.edit_household(
            actor=viewer,
            household_id=home.pk,
            entry=_home_entry(form.cleaned_data, home),
            seen=form.cleaned_data["seen"],
        ),
        record=home,
        title=_("修改户:%(number)s") % {"number": home.number},
        submit=_("保存"),
        done=_("已保存。"),
        back=reverse("web:household_page", args=[home.pk]),
    )
