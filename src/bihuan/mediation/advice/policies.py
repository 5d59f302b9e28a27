"""Who may see the rota, who plans it, who makes and who receives appointments."""

from django.utils.translation import gettext_lazy as _

from bihuan.mediation.models import AdviceBooking, AdviceShift, Professional
from bihuan.orgs.models import Role
from bihuan.platform.policies import RowPolicy, Scope, grant

R, S = Role, Scope
_DESK = {R.COUNTY_DESK: S.AREA, R.DUTY_OFFICER: S.AREA}
_VILLAGE = {R.VILLAGE_SECRETARY: S.AREA, R.VILLAGE_CADRE: S.AREA, R.GRID_WORKER: S.AREA}

READ_ADVICE = grant(
    "advice.read", _("查看驻点法律工作者和排班"), {role: S.ALL for role in Role if role != R.ADMINISTRATOR}
)
PLAN_ADVICE = grant("advice.plan", _("登记驻点人员和排班"), {**_DESK, R.LEADER: S.AREA, R.CLERK: S.AREA})
REVEAL_PROFESSIONAL = grant("advice.reveal_professional", _("查看驻点人员联系电话"), {**_DESK, R.LEADER: S.AREA})
READ_BOOKINGS = grant(
    "advice.read_bookings",
    _("查看法律咨询预约"),
    {
        **_DESK,
        **_VILLAGE,
        R.LEADER: S.AREA,
        R.COUNTY_LEADER: S.AREA,
        R.TOWN_SECRETARY: S.AREA,
        R.MEDIATOR: (S.AREA, S.OWN),
        R.HANDLER: S.OWN,
        R.OFFICE_HEAD: S.OWN,
        R.CLERK: S.AREA,
        R.SUPERVISOR: S.AREA,
        R.AUDITOR: S.AREA,
    },
)
BOOK = grant("advice.book", _("预约法律咨询"), {**_DESK, **_VILLAGE, R.MEDIATOR: S.AREA})
SERVE = grant(
    "advice.serve",
    _("登记咨询结果"),
    {**_DESK, R.MEDIATOR: (S.AREA, S.OWN), R.HANDLER: S.OWN, R.OFFICE_HEAD: S.OWN},
)
REVEAL_BOOKING = grant(
    "advice.reveal",
    _("查看咨询人完整信息"),
    {**_DESK, R.MEDIATOR: (S.AREA, S.OWN), R.HANDLER: S.OWN, R.OFFICE_HEAD: S.OWN},
)

PROFESSIONALS = RowPolicy(Professional, owners=("staff_id",)).register()
SHIFTS = RowPolicy(AdviceShift, owners=("professional__staff_id",)).register()
BOOKINGS = RowPolicy(AdviceBooking, owners=("professional__staff_id",)).register()
