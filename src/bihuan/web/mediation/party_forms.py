"""Forms of the parties: one person or body, a pasted list, leaving the mediation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as t

from bihuan.mediation.models import Party
from bihuan.mediation.services import PartyEntry
from bihuan.web.forms import DeskForm
from bihuan.web.mediation.forms import AmountField

_UNKNOWN = [("", t("未填"))]


class PartyForm(DeskForm):
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    side = forms.ChoiceField(label=t("当事人身份"), choices=Party.Side.choices)
    name = forms.CharField(label=t("姓名(名称)"), max_length=80, required=False)
    body = forms.BooleanField(label=t("是单位(公司、合作社、村委会等)"), required=False)
    phone = forms.CharField(label=t("联系电话"), max_length=30, required=False)
    sms_consent = forms.BooleanField(
        label=t("本人同意接收短信提醒"), required=False,
        help_text=t("只提醒会面和履行的时间,不写纠纷内容;问过本人再勾选,不同意的随时取消。"),
    )  # fmt: skip
    id_number = forms.CharField(
        label=t("证件号码"), max_length=30, required=False, help_text=t("个人填身份证号,单位填统一社会信用代码。")
    )
    address = forms.CharField(label=t("住址"), max_length=200, required=False)
    gender = forms.ChoiceField(label=t("性别"), choices=[*_UNKNOWN, *Party.Gender.choices], required=False)
    birth_year = forms.IntegerField(label=t("出生年份"), required=False)
    ethnicity = forms.CharField(label=t("民族"), max_length=20, required=False)
    occupation = forms.CharField(label=t("职业或职务"), max_length=60, required=False)
    statement = forms.CharField(
        label=t("本人陈述"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": "5"}),
        help_text=t("用本人的原话:事情经过、自己的要求和理由。"),
    )  # fmt: skip
    agent_name = forms.CharField(label=t("代理人"), max_length=60, required=False)
    agent_phone = forms.CharField(label=t("代理人电话"), max_length=30, required=False)
    agent_authority = forms.ChoiceField(
        label=t("代理权限"), choices=[("", t("没有代理人")), *Party.Authority.choices], required=False,
        help_text=t("特别授权的代理人可以代为让步、和解、签协议,须有授权委托书。"),
    )  # fmt: skip
    group = forms.CharField(label=t("所属群体"), max_length=40, required=False)
    representative = forms.BooleanField(label=t("是群体推选的代表"), required=False)
    claimed = AmountField(label=t("主张金额(元)"))
    agreed = AmountField(label=t("议定金额(元)"))
    paid = AmountField(label=t("已付金额(元)"))

    def entry(self) -> PartyEntry:
        """What was said, for the service."""
        return PartyEntry(**{name: value for name, value in self.cleaned_data.items() if name != "seen"})


FACTS = tuple(name for name in PartyForm.base_fields if name != "seen")


def as_initial(party: Party) -> dict[str, Any]:
    """The party as the form shows it."""
    return {name: getattr(party, name) for name in FACTS} | {"seen": party.version}


class GroupForm(DeskForm):
    side = forms.ChoiceField(label=t("当事人身份"), choices=Party.Side.choices)
    group = forms.CharField(
        label=t("群体名称"), max_length=40, required=False, help_text=t("例如“三号楼工友”“东组承包户”。")
    )
    pasted = forms.CharField(
        label=t("从 Excel 复制的名单"), max_length=40000, required=False,
        widget=forms.Textarea(attrs={"rows": "10", "class": "pasted", "spellcheck": "false"}),
        help_text=t("一人一行:姓名、电话、身份证号、主张金额。有表头按表头认,没有表头按内容认。先预览,确认后才登记。"),
    )  # fmt: skip


class LeaveForm(DeskForm):
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(label=t("退出原因"), max_length=200, required=False)
