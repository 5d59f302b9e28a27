"""Forms of the enterprises' pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.cases.models import Channel, Urgency
from bihuan.enterprises.facts import KNOWN
from bihuan.enterprises.models import Difficulty
from bihuan.web.forms import DeskForm
from bihuan.web.orgs.forms import DayField, SeenForm, Sentences, Words
from bihuan.web.orgs.pick import picked
from bihuan.web.rules import RuleField

CHANNELS = (Channel.PHONE, Channel.WALK_IN, Channel.GRID, Channel.RECEPTION)


class AssignForm(SeenForm):
    """Who looks after it."""

    officer = picked("staff", _("包保干部"), required=False, help_text=_("不选表示暂时没有包保干部。"))
    leader = picked("staff", _("包联领导"), required=False)
    assigned_on = DayField(label=_("包保起始日期"), required=False, help_text=_("不填则从今天起。"))


class DifficultyForm(DeskForm):
    """What the enterprise finds hard."""

    about = forms.ChoiceField(label=_("难题类型"), choices=Difficulty.About.choices)
    title = Words(_("标题"), 120, required=False, help_text=_("不填则用企业名称和难题类型。"))
    text = Sentences(
        _("具体情况"), 2000, rows=4, help_text=_("缺什么、缺多少、什么时候要,例如:缺缝纫工 30 人,月底前到岗。")
    )
    channel = forms.ChoiceField(label=_("来源渠道"), choices=[(one.value, one.label) for one in CHANNELS])
    urgency = forms.ChoiceField(label=_("紧急程度"), choices=Urgency.choices)


class TryForm(DeskForm):
    """Conditions tried before they are kept."""

    conditions = RuleField(lambda: KNOWN, label=_("享受条件"))
