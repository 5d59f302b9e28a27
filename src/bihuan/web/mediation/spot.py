"""Mediated on the spot: five answers on a phone, in under a minute."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from django.views.decorators.http import require_http_methods

from bihuan.kernel.ids import new_id
from bihuan.mediation import services
from bihuan.mediation.models import DisputeKind
from bihuan.mediation.policies import EDIT
from bihuan.mediation.services import OnTheSpot
from bihuan.orgs.models import Area, Staff
from bihuan.platform.policies import require
from bihuan.web import menu
from bihuan.web.cases.forms import area_choices
from bihuan.web.cases.register import workplace
from bihuan.web.forms import DeskForm, answer, attempt
from bihuan.web.orgs.acting import viewer_of, with_one_tree

menu.add("spot", t("当场调解"), "web:on_the_spot", icon="lightning", order=22, rights=(EDIT,), phone=True)


class SpotForm(DeskForm):
    case_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=t("纠纷类型"), choices=[("", t("请选择")), *DisputeKind.choices], required=False)
    applicant = forms.CharField(label=t("申请人"), max_length=80, required=False)
    respondent = forms.CharField(label=t("被申请人"), max_length=80, required=False)
    summary = forms.CharField(
        label=t("什么事"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": "2"})
    )
    terms = forms.CharField(
        label=t("怎么说好的(口头协议)"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": "3"}),
        help_text=t("谁给谁做什么、给多少、什么时候。"),
    )  # fmt: skip
    area = forms.ChoiceField(label=t("哪个村(社区)"), required=False)
    applicant_phone = forms.CharField(
        label=t("申请人电话"), max_length=30, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"}),
        help_text=t("回访时用,没有可以不填。"),
    )  # fmt: skip

    def __init__(self, *args: Any, viewer: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        assert isinstance(area, forms.ChoiceField)
        area.choices = [("", _("请选择")), *area_choices(workplace(viewer).path)]
        own = [post.area_id for post in viewer.posts_held() if not post.at_town]
        area.initial = str(own[0]) if own else ""


@require_http_methods(["GET", "POST"])
@with_one_tree
def settle(request: HttpRequest) -> HttpResponse:
    """Register what was settled on the spot."""
    viewer = viewer_of(request)
    require(viewer, EDIT)
    form = SpotForm(request.POST if request.method == "POST" else None, viewer=viewer, initial={"case_id": new_id()})
    done = attempt(form, lambda: services.settle_on_the_spot(viewer, told=_told(form.cleaned_data)))
    if done is not None:
        messages.success(request, _("已登记,口头协议已记录;等待其他人员核查和回访后计入调解成功。"))
        return redirect("web:case_page", done.case_id)
    return answer(request, "web/mediation/on_the_spot.html", {"form": form, "draft": f"spot:{viewer.pk}"})


def _told(given: dict[str, Any]) -> OnTheSpot:
    area = Area.objects.filter(pk=given["area"]).first() if given["area"] else None
    return OnTheSpot(**{**given, "area": area})
