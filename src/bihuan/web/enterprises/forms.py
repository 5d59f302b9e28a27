"""Forms of the enterprises' pages."""

from django.utils.translation import gettext_lazy as _

from bihuan.web.orgs.forms import DayField, SeenForm
from bihuan.web.orgs.pick import picked


class AssignForm(SeenForm):
    """Who looks after it."""

    officer = picked("staff", _("包保干部"), required=False, help_text=_("不选表示暂时没有包保干部。"))
    leader = picked("staff", _("包联领导"), required=False)
    assigned_on = DayField(label=_("包保起始日期"), required=False, help_text=_("不填则从今天起。"))
