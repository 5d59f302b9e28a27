"""Rights over the shared machinery itself."""

from django.utils.translation import gettext_lazy as _

from bihuan.platform.policies import Scope, grant

# Roles are the organisation's; this room stands below it and knows this one by name alone.
ADMINISTRATOR = "administrator"
AUDITOR = "auditor"
DUTY_OFFICER, COUNTY_DESK = "duty_officer", "county_desk"

MANAGE_CHANNELS = grant("platform.channels", _("维护通知渠道"), {ADMINISTRATOR: Scope.AREA})
MANAGE_WEBHOOKS = grant("platform.webhooks", _("维护数据推送"), {ADMINISTRATOR: Scope.AREA})
MANAGE_TEMPLATES = grant(
    "platform.templates",
    _("维护文书模板"),
    {ADMINISTRATOR: Scope.AREA, COUNTY_DESK: Scope.AREA, DUTY_OFFICER: Scope.AREA},
)
READ_AUDIT = grant("audit.read", _("查看审计记录"), {ADMINISTRATOR: Scope.AREA, AUDITOR: Scope.AREA})
