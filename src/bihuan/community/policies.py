"""Who may see the life of the communities and who keeps its registers: the village for its own, the town for all."""

from django.utils.translation import gettext_lazy as _

from bihuan.community.models import (
    Activity,
    Alarm,
    Attendance,
    Drill,
    Enrolment,
    LawEvent,
    Lesson,
    Pairing,
    PairingVisit,
    Programme,
    Shift,
    SignIn,
    Volunteer,
)
from bihuan.orgs.models import Role
from bihuan.platform.policies import RowPolicy, Scope, grant

R, S = Role, Scope
_KEEPERS = {
    R.COUNTY_DESK: S.AREA,
    R.DUTY_OFFICER: S.AREA,
    R.LEADER: S.AREA,
    R.CLERK: S.AREA,
    R.MEDIATOR: S.AREA,
    R.VILLAGE_SECRETARY: S.AREA,
    R.VILLAGE_CADRE: S.AREA,
}
_READERS = {
    **_KEEPERS,
    R.COUNTY_LEADER: S.AREA,
    R.TOWN_SECRETARY: S.AREA,
    R.OFFICE_HEAD: S.AREA,
    R.GRID_WORKER: S.AREA,
    R.SUPERVISOR: S.AREA,
    R.AUDITOR: S.AREA,
}

READ_PUBLICITY = grant("law_publicity.read", _("查看法治宣传"), _READERS)
KEEP_PUBLICITY = grant("law_publicity.keep", _("登记法治宣传"), _KEEPERS)

PUBLICITY = RowPolicy(LawEvent).register()

READ_ACTIVITIES = grant("activities.read", _("查看社区活动"), _READERS)
KEEP_ACTIVITIES = grant("activities.keep", _("登记社区活动和签到"), _KEEPERS)
READ_SIGN_INS = grant("sign_ins.read", _("查看活动签到名单"), _READERS)
REVEAL_SIGN_INS = grant("sign_ins.reveal", _("查看签到人完整信息"), _KEEPERS)

ACTIVITIES = RowPolicy(Activity).register()
SIGN_INS = RowPolicy(SignIn).register()

READ_PROGRAMMES = grant("programmes.read", _("查看服务项目"), _READERS)
KEEP_PROGRAMMES = grant(
    "programmes.keep",
    _("登记服务项目"),
    {R.COUNTY_DESK: S.AREA, R.DUTY_OFFICER: S.AREA, R.VILLAGE_SECRETARY: S.AREA, R.VILLAGE_CADRE: S.AREA},
)
# Who enrolled, and whose child may be fetched by whom, is for those who run the programme: the village and the town's desk.
# All others who see a programme see how many, never who.
_RUNNERS = {R.DUTY_OFFICER: S.AREA, R.VILLAGE_SECRETARY: S.AREA, R.VILLAGE_CADRE: S.AREA}
READ_ENROLMENTS = grant("enrolments.read", _("查看报名人员"), _RUNNERS)
KEEP_ENROLMENTS = grant("enrolments.keep", _("登记报名、确认和退出"), _RUNNERS)
REVEAL_ENROLMENTS = grant("enrolments.reveal", _("查看报名人完整信息"), _RUNNERS)
COUNT_ENROLMENTS = grant("enrolments.count", _("查看报名人数"), _READERS)

PROGRAMMES = RowPolicy(Programme).register()
ENROLMENTS = RowPolicy(Enrolment).register()

# Who comes on which day, who fetches whom, and whom a volunteer looks after, is for the same posts; the lessons and drills of a
# class are for all who see it. An alarm names no child, so that everybody whom it climbs to can take it up.
READ_ATTENDANCE = grant("attendance.read", _("查看到场和接送"), _RUNNERS)
KEEP_ATTENDANCE = grant("attendance.keep", _("登记到场和接送"), _RUNNERS)
_ALARMED = {**_RUNNERS, R.LEADER: S.AREA, R.TOWN_SECRETARY: S.AREA, R.COUNTY_DESK: S.AREA}
READ_ALARMS = grant("alarms.read", _("查看无人接走报警"), _ALARMED)
ANSWER_ALARMS = grant("alarms.answer", _("接警和办结无人接走报警"), _ALARMED)
READ_VOLUNTEERS = grant("volunteers.read", _("查看志愿者"), _RUNNERS)
KEEP_VOLUNTEERS = grant("volunteers.keep", _("登记志愿者、排班和结对"), _RUNNERS)
REVEAL_VOLUNTEERS = grant("volunteers.reveal", _("查看志愿者完整信息"), _RUNNERS)

LESSONS = RowPolicy(Lesson).register()
DRILLS = RowPolicy(Drill).register()
ATTENDANCES = RowPolicy(Attendance).register()
ALARMS = RowPolicy(Alarm).register()
VOLUNTEERS = RowPolicy(Volunteer).register()
SHIFTS = RowPolicy(Shift).register()
PAIRINGS = RowPolicy(Pairing).register()
PAIRING_VISITS = RowPolicy(PairingVisit).register()
