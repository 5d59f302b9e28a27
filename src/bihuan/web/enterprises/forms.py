"""Forms of the enterprises' pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.enterprises.models import Kind, State
from bihuan.web.orgs.forms import DayField, SeenForm, Words
from bihuan.web.orgs.pick import picked


class FactsForm(SeenForm):
    """What there is to say about an enterprise or project itself."""

    name = Words(_("名称"), 120)
    kind = forms.ChoiceField(label=_("类别"), choices=Kind.choices)
    credit_code = Words(_("统一社会信用代码"), 30, required=False, help_text=_("18 位;项目可以不填。"))
    area = picked("area", _("所属村(社区)"))
    address = Words(_("地址"), 200, required=False)
    industry = Words(_("所属行业"), 60, required=False)
    legal_rep = Words(_("法定代表人"), 60, required=False)
    contact = Words(_("联系人"), 60, required=False)
    phone = Words(_("联系电话"), 30, required=False)
    staff_count = forms.IntegerField(
        label=_("职工人数"), required=False, error_messages={"invalid": _("请填写整数,例如 120。")}
    )
    revenue = forms.DecimalField(
        label=_("年营业收入(元)"),
        required=False,
        decimal_places=2,
        error_messages={"invalid": _("请填写以元为单位的数字,例如 1200000。")},
    )
    registered_on = DayField(label=_("成立(立项)日期"), required=False)
    state = forms.ChoiceField(label=_("经营状态"), choices=State.choices)
    closed_on = DayField(label=_("关闭日期"), required=False, help_text=_("状态为“已关闭”时填写,不填算今天。"))


class EnterpriseForm(FactsForm):
    """The same with those who look after it, for a new one; later `AssignForm` changes them."""

    officer = picked("staff", _("包保干部"), required=False)
    assigned_on = DayField(label=_("包保起始日期"), required=False, help_text=_("不填则从今天起。"))
    leader = picked("staff", _("包联领导"), required=False)


class AssignForm(SeenForm):
    """Who looks after it."""

    officer = picked("staff", _("包保干部"), required=False, help_text=_("不选表示暂时没有包保干部。"))
    leader = picked("staff", _("包联领导"), required=False)
    assigned_on = DayField(label=_("包保起始日期"), required=False, help_text=_("不填则从今天起。"))
