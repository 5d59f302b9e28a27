"""Who may use the field app, see its receipts and take phones out of use."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.field.models import FieldDevice, FieldReceipt
from bihuan.kernel.errors import NotAllowed
from bihuan.orgs.models import Role
from bihuan.platform.actors import Actor, SystemActor
from bihuan.platform.change import guards
from bihuan.platform.policies import RowPolicy, Scope, grant

R, S = Role, Scope
USE_FIELD = grant("field.use", gettext_lazy("使用外勤应用"), dict.fromkeys(R, S.OWN))
MANAGE_DEVICES = grant(
    "field.devices",
    gettext_lazy("查看和清除外勤手机"),
    {**dict.fromkeys(R, S.OWN), R.ADMINISTRATOR: (S.ALL, S.OWN)},
)
READ_RECEIPTS = grant(
    "field.receipts",
    gettext_lazy("查看外勤回执"),
    {
        **dict.fromkeys(R, (S.OWN,)),
        **dict.fromkeys(
            (R.COUNTY_DESK, R.DUTY_OFFICER, R.COUNTY_LEADER, R.TOWN_SECRETARY, R.LEADER, R.SUPERVISOR, R.CLERK, R.AUDITOR),
            (S.AREA, S.OWN),
        ),
    },
)  # fmt: skip
EXPORT_RECEIPTS = grant(
    "field.export",
    gettext_lazy("导出外勤回执"),
    {R.COUNTY_DESK: S.AREA, R.DUTY_OFFICER: S.AREA, R.LEADER: S.AREA, R.CLERK: S.AREA},
)
DEVICES = RowPolicy(FieldDevice, town="", path="", owners=("staff_id",)).register()
RECEIPTS = RowPolicy(FieldReceipt, owners=("staff_id",)).register()


@guards(FieldDevice)
def device_guard(device: FieldDevice, actor: Actor, verb: str) -> None:
    """A phone is set up by its own user alone; taken out of use by them or an administrator."""
    if verb == "wiped":  # the phone itself confirms, with the secret that was taken from it
        return
    DEVICES.check(actor, MANAGE_DEVICES, device)
    if verb == "set_up" and not isinstance(actor, SystemActor) and device.staff_id != actor.actor_id:
        raise NotAllowed(_("只能为自己设置外勤手机。"))
