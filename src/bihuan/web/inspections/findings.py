"""Findings: registered one after the other on the spot, and looked at with their pictures of before and after."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.cases.models import Evidence
from bihuan.cases.selectors import case_by_id, evidence_of
from bihuan.inspections import policies, selectors, services
from bihuan.inspections.models import Finding, Round
from bihuan.inspections.registers import CAMPAIGNS, ROUNDS
from bihuan.inspections.services import USUAL_DAYS, Found
from bihuan.kernel import clock
from bihuan.kernel.errors import NotFound
from bihuan.kernel.ids import new_id
from bihuan.orgs.models import Area, Office, PlacePoint, Staff
from bihuan.orgs.policies import READ_ORGS
from bihuan.orgs.selectors import offices_of
from bihuan.platform.policies import policy_of
from bihuan.web.cases.forms import area_choices
from bihuan.web.cases.shown import limits_shown
from bihuan.web.files import FilesField, keep
from bihuan.web.forms import DeskForm, answer, attempt
from bihuan.web.orgs.acting import viewer_of, with_one_tree
from bihuan.web.orgs.forms import Sentences, Words

MOST_POINTS = 300
VILLAGE = "village"  # the office that the village of the spot has itself


class FindingForm(DeskForm):
    case_id = forms.UUIDField(widget=forms.HiddenInput)
    photos = FilesField(label=t("现场照片"), required=False, help_text=t("整改前的样子,可以一次选几张。"))
    text = Sentences(t("什么问题"), 2000, rows=2)
    area = forms.ChoiceField(label=t("在哪个村(社区)"), required=False)
    place = Words(t("具体地点"), 200, required=False)
    spot = forms.ChoiceField(label=t("部位类型"), choices=Finding.Spot.choices)
    severity = forms.ChoiceField(label=t("严重程度"), choices=Finding.Severity.choices, widget=forms.RadioSelect)
    limit_days = forms.IntegerField(
        label=t("整改期限(天)"),
        required=False,
        min_value=1,
        max_value=services.MOST_DAYS,
        help_text=t("自责任单位签收之日起算;不填时一般 7 天、较重 5 天、严重 2 天。"),
    )
    requirement = Words(t("整改要求"), 300, required=False)
    office = forms.ChoiceField(
        label=t("交给谁整改"), required=False, help_text=t("选了就当场交办;不选由综治中心研判分派。")
    )
    place_point = forms.ChoiceField(label=t("登记的部位"), required=False)

    def __init__(self, *args: Any, viewer: Staff, one: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("area", [("", _("请选择")), *area_choices(one.area_path)])
        offices = [(str(office.pk), office.name) for office in offices_of(one.area)]
        self._offer("office", [(VILLAGE, _("问题所在村(社区)")), ("", _("由综治中心分派")), *offices])
        points = policy_of(PlacePoint).rows(viewer, READ_ORGS).filter(area_path__below=one.area_path, voided_at=None)
        named = points.select_related("area").order_by("area__code", "name")[:MOST_POINTS]
        self._offer("place_point", [("", _("未选")), *((str(one.pk), f"{one.area.name} {one.name}") for one in named)])
        if one.area.level not in (Area.Level.TOWN, Area.Level.COUNTY):
            self.fields["area"].initial = str(one.area_id)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def found(self) -> Found:
        """What was said, with the records behind it."""
        given = self.cleaned_data
        area = Area.objects.filter(pk=given["area"]).first() if given["area"] else None
        return Found(
            text=given["text"],
            area=area,
            spot=given["spot"],
            severity=given["severity"],
            limit_days=given["limit_days"],
            requirement=given["requirement"],
            place=given["place"],
            office=self._office(given["office"], area),
            place_point=PlacePoint.objects.filter(pk=given["place_point"]).first() if given["place_point"] else None,
            case_id=given["case_id"],
        )

    def _office(self, chosen: str, area: Area | None) -> Office | None:
        if chosen != VILLAGE:
            return Office.objects.filter(pk=chosen).first() if chosen else None
        return services.office_of_village(area) if area is not None else None


@require_http_methods(["GET", "POST"])
@with_one_tree
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Register a problem of the round; the empty form for the next one follows."""
    viewer = viewer_of(request)
    one = ROUNDS.by_id(viewer, pk)
    ROUNDS.policy.check(viewer, policies.KEEP_ROUNDS, one)
    sent = request.method == "POST"
    first = {"case_id": new_id(), "severity": Finding.Severity.MINOR, "office": VILLAGE}
    first |= {"area": request.GET["area"][:40]} if "area" in request.GET else {}
    form = FindingForm(
        request.POST if sent else None, request.FILES if sent else None, viewer=viewer, one=one, initial=first
    )
    finding = attempt(form, lambda: _register(viewer, one, form)) if sent else None
    if finding is not None:
        said = _("已登记 %(number)s,限 %(days)d 天整改。接着登记下一个,或者回到巡查。")
        messages.success(request, said % {"number": finding.case.number, "days": finding.limit_days})
        return redirect(f"{reverse('web:finding_add', args=[one.pk])}?area={finding.case.area_id}")
    count = selectors.findings(viewer).filter(round=one).count()
    context = {
        "form": form,
        "round": one,
        "count": count,
        "usual": USUAL_DAYS,
        "draft": f"finding:{one.pk}:{viewer.pk}",
    }
    return answer(request, "web/inspections/finding_add.html", context)


def _register(viewer: Staff, one: Round, form: FindingForm) -> Finding:
    with transaction.atomic():
        photos = [keep(viewer, photo, _("现场照片"), field="photos") for photo in form.cleaned_data["photos"] or []]
        return services.report_finding(viewer, round_id=one.pk, found=form.found(), photos=photos)


@require_GET
@with_one_tree
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A finding: what is asked, how much time is left, before and after side by side."""
    viewer = viewer_of(request)
    rows = selectors.with_limits(selectors.findings(viewer), clock.now())
    finding = rows.select_related("round", "campaign", "found_by").filter(pk=pk).first()
    if finding is None:
        raise NotFound(_("没有找到这个问题,或者不在您的管辖范围内。"))
    case = case_by_id(viewer, finding.case_id)
    shown = evidence_of(case)
    context = {
        "finding": finding,
        "case": case,
        "before": [one for one in shown if one.phase == Evidence.Phase.BEFORE],
        "after": [one for one in shown if one.phase == Evidence.Phase.AFTER],
        "limits": limits_shown(case),
        "steps": case.escalations.select_related("staff").order_by("at"),
        "round_url": _url_if_seen(viewer, finding.round),
        "campaign_url": CAMPAIGNS.url(finding.campaign_id) if finding.campaign_id else "",
    }
    return render(request, "web/inspections/finding.html", context)


def _url_if_seen(viewer: Staff, one: Round) -> str:
    """The round's page, when the viewer may know of the round."""
    seen = ROUNDS.policy.allows(viewer, policies.READ_ROUNDS, one)
    return reverse("web:round_page", args=[one.pk]) if seen else ""
