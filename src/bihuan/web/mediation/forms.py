"""Forms of the mediation record: what it is about, how it ended, whether it was kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as t

from bihuan.kernel import clock
from bihuan.mediation.models import AgreementForm, DisputeKind, Result
from bihuan.orgs.models import Role, Staff
from bihuan.orgs.models.staff import Post
from bihuan.web.cases.fields import ColleagueField, day_input
from bihuan.web.forms import DeskForm

MEDIATES = (Role.MEDIATOR, Role.VILLAGE_SECRETARY, Role.VILLAGE_CADRE)


class AmountField(forms.DecimalField):
    """Yuan, to the fen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, min_value=0, max_digits=14, decimal_places=2, **kwargs)


def mediators_of(town_id: Any) -> list[Staff]:
    """Who may mediate in a town today; two queries at most."""
    posts = Post.objects.in_force(clock.today()).filter(role__in=MEDIATES, area__town_id=town_id, staff__is_active=True)
    return list(Staff.objects.filter(pk__in=posts.values("staff_id")).order_by("name"))


class DescribeForm(DeskForm):
    kind = forms.ChoiceField(label=t("纠纷类型"), choices=[("", t("请选择")), *DisputeKind.choices], required=False)
    respondent = forms.CharField(label=t("被申请人"), max_length=80, required=False)
    amount = AmountField(label=t("涉及金额(元)"))
    mediator = ColleagueField(label=t("调解员"), required=False)

    def __init__(self, *args: Any, town_id: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = self.fields["mediator"]
        assert isinstance(people, ColleagueField)
        people.serve(mediators_of(town_id))


class ResultForm(DeskForm):
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    result = forms.ChoiceField(label=t("调解结果"), choices=Result.choices)
    concluded_on = forms.DateField(label=t("调结日期"), required=False, widget=day_input(), help_text=t("不填即今天。"))
    agreement = forms.ChoiceField(label=t("协议形式"), choices=AgreementForm.choices, required=False)
    agreed_amount = AmountField(label=t("协议金额(元)"))
    fulfil_by = forms.DateField(label=t("履行期限"), required=False, widget=day_input())
    account = forms.CharField(
        label=t("调解经过和协议内容"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": "4"}),
        help_text=t("事项由您办理时,会同时申报办结。"),
    )  # fmt: skip
    handed_to = forms.CharField(
        label=t("引导去向"), max_length=120, required=False, help_text=t("引导到法院、仲裁、公安等途径时填写。")
    )

    def answers(self) -> dict[str, Any]:
        """The service's arguments."""
        given = dict(self.cleaned_data)
        given["agreement"] = given["agreement"] or AgreementForm.NONE
        return given


class FulfilmentForm(DeskForm):
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    fulfilled = forms.ChoiceField(
        label=t("协议履行了吗"), choices=[("yes", t("已全部履行")), ("no", t("未履行")), ("", t("尚不清楚"))],
        widget=forms.RadioSelect, required=False,
    )  # fmt: skip
    recovered = AmountField(label=t("已履行金额(元)"))

    def answers(self) -> dict[str, Any]:
        """The service's arguments."""
        given = self.cleaned_data
        return {
            "fulfilled": {"yes": True, "no": False}.get(given["fulfilled"]), "recovered": given["recovered"] or 0,
            "seen": given["seen"],
        }  # fmt: skip


class RevealPartiesForm(DeskForm):
    reason = forms.CharField(
        label=t("查看原因"), max_length=300, required=False, help_text=t("查看会记入审计,当事人有权知道谁看过。")
    )
