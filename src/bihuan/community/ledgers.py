"""The ledgers of the communities' registers, with the headings that townships write over their lists."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from bihuan.community.models import Activity, Alarm, Attendance, Enrolment, LawEvent, Programme, Volunteer
from bihuan.community.registers import (
    ACTIVITIES,
    ALARMS,
    ATTENDANCES,
    DRILLS,
    ENROLMENTS,
    LAW_EVENTS,
    LESSONS,
    PAIRING_VISITS,
    PAIRINGS,
    PROGRAMMES,
    SHIFTS,
    SIGN_INS,
    VOLUNTEERS,
)
from bihuan.kernel import clock
from bihuan.orgs.registers.heads import CountedBy
from bihuan.orgs.registers.ledger import RegisterLedger
from bihuan.platform.ledgers import Choice, Day, Moment, Person, StaffName, Text, Whole


class LawEvents(RegisterLedger):
    """Events of law publicity."""

    kept = LAW_EVENTS
    title = _("法治宣传台账")
    about = _("法治讲座、集市宣传、入户宣传等活动,发放资料份数和参加人次;签到清点与现场估计分别统计。")
    towards = _("点“登记一条”录入,或者用“导入”交活动登记表。")
    heads = {
        "title": "活动主题 宣传主题 主题 活动 名称 宣传活动名称",
        "kind": "形式 活动形式 类型 宣传方式 方式",
        "held_on": "时间 日期 活动时间 宣传时间 开展时间",
        "area": "村(社区) 村 社区 开展单位 所在村 举办地 单位",
        "place": "活动地点 宣传地点 位置",
        "topic": "内容 宣传主要内容 法律法规",
        "leaflets": "发放资料 资料份数 发放宣传资料 宣传单 发放宣传单(份) 发放份数",
        "attendance": "人次 参加人数 受众人数 受教育人数 覆盖人次 参与人次",
        "counted_by": "统计方式 人数来源",
        "speaker": "主讲人 主讲 组织单位 宣讲人 主办单位",
        "organiser": "负责人 责任人 组织者",
        "remark": "备注 说明",
    }
    words = {
        "kind": {
            LawEvent.Kind.LECTURE: "讲座 培训 法治课 宣讲",
            LawEvent.Kind.FAIR: "集市 赶集 庙会 街头宣传 广场宣传",
            LawEvent.Kind.DOORS: "入户 走访宣传 上门宣传",
            LawEvent.Kind.CASE: "以案说法 案例宣讲 庭审观摩",
            LawEvent.Kind.SCHOOL: "进校园 学校宣传",
            LawEvent.Kind.FIRM: "进企业 企业宣传",
            LawEvent.Kind.SHOW: "文艺 演出 戏曲",
            LawEvent.Kind.ONLINE: "线上 短视频 公众号 网络宣传",
        },
        "counted_by": {CountedBy.SIGN_IN: "签到 实名 清点", CountedBy.ESTIMATE: "估计 预估 估算"},
    }
    order = ["-held_on"]


class Activities(RegisterLedger):
    """Activities and courses."""

    kept = ACTIVITIES
    title = _("社区活动台账")
    about = _("课程讲座、文体节庆、志愿服务等活动;签到清点的人次由签到名单得出,现场估计的人次另计,两种不相加。")
    towards = _("点“登记一条”录入,或者用“导入”交活动登记表。")
    heads = {
        "title": "活动主题 主题 活动 名称 课程名称 课程",
        "kind": "类型 活动类别 类别 形式",
        "state": "状态 开展情况",
        "held_on": "时间 日期 活动时间 开展时间 举办时间 上课时间",
        "area": "村(社区) 村 社区 开展单位 所在村 举办地",
        "place": "活动地点 举办地点 上课地点",
        "host": "主办单位 主讲人 授课老师 授课人 承办单位",
        "organiser": "负责人 责任人 组织者",
        "audience": "参加对象 服务对象 受众",
        "planned": "计划参加人数",
        "counted_by": "统计方式 人数来源",
        "estimate": "估计人数 参加人数 参与人数 人次 参加人次",
        "remark": "备注 活动内容 说明",
    }
    words = {
        "kind": {
            Activity.Kind.COURSE: "课程 讲座 培训 公益课堂 夜校",
            Activity.Kind.CULTURE: "文艺 体育 广场舞 演出 电影",
            Activity.Kind.FESTIVAL: "节日 节庆 民俗 春节 端午",
            Activity.Kind.VOLUNTEER: "志愿 志愿者 公益",
            Activity.Kind.HEALTH: "义诊 健康 体检",
            Activity.Kind.CHILDREN: "儿童 青少年 亲子",
            Activity.Kind.PARTY: "党课 主题党日 党建",
        },
        "counted_by": {CountedBy.SIGN_IN: "签到 实名 清点", CountedBy.ESTIMATE: "估计 预估 估算"},
    }
    tones = {"state": {Activity.State.HELD: "done", Activity.State.PLANNED: "wait", Activity.State.CANCELLED: "quiet"}}
    first = ["title", "kind", "state", "held_on", "area", "host", "counted_by", "estimate"]
    order = ["-held_on"]

    def entry(self, values: dict[str, object]) -> dict[str, object]:
        """Lists are written afterwards: a day gone by was held, and a number without its source was guessed."""
        day = values.get("held_on")
        if not values.get("state") and isinstance(day, date) and day <= clock.today():
            values["state"] = Activity.State.HELD
        if not values.get("counted_by") and values.get("estimate") is not None:
            values["counted_by"] = CountedBy.ESTIMATE
        return values


class SignIns(RegisterLedger):
    """Who came and signed for it."""

    kept = SIGN_INS
    title = _("活动签到台账")
    about = _("每场活动的签到名单,一行是一人次;在活动页面登记。")
    add_url = import_right = ""
    activity = Text("activity.title", _("社区活动"), nullable=False, width=24, imported=False)
    order = ["activity"]


class Programmes(RegisterLedger):
    """Programmes that people enrol for."""

    kept = PROGRAMMES
    title = _("服务项目台账")
    about = _("假期托管班、课后服务、艺术课堂、义诊、老年食堂等要报名的服务项目,名额和报名条件。")
    towards = _("点“登记一条”录入。")
    heads = {
        "title": "项目 名称 班级名称 服务名称",
        "kind": "类型 类别",
        "starts_on": "开始日期 开班日期",
        "ends_on": "结束日期 结班日期",
        "quota": "人数上限 招收人数",
        "staff": "责任人",
    }
    words = {"kind": {Programme.Kind.CHILDCARE: "托管 暑托 寒托", Programme.Kind.CANTEEN: "食堂 助餐"}}
    first = ["title", "kind", "starts_on", "ends_on", "area", "quota", "staff", "closes_on"]
    order = ["-starts_on"]


_TONES = {
    Enrolment.State.WAITING: "wait",
    Enrolment.State.OFFERED: "wait",
    **dict.fromkeys(Enrolment.ENROLLED, "done"),
    Enrolment.State.DECLINED: "quiet",
    Enrolment.State.WITHDRAWN: "quiet",
    Enrolment.State.EXPIRED: "quiet",
}


class Enrolments(RegisterLedger):
    """Those enrolled, for the posts that run the programme."""

    kept = ENROLMENTS
    title = _("报名台账")
    about = _("每个服务项目的报名、候补和席位;只有举办的村(社区)和乡镇值班岗位能看到人员。")
    towards = _("在服务项目页面点“登记报名”。")
    add_url = import_right = ""
    programme = Text("programme.title", _("服务项目"), nullable=False, width=24, imported=False)
    state = Choice("state", _("状态"), choices=Enrolment.State, tones=_TONES, imported=False)
    points = Whole("points", _("优先分"), imported=False)
    first = ["programme", "name", "state", "points", "grade", "left_behind", "phone"]
    order = ["programme"]


class Lessons(RegisterLedger):
    """The plan of lessons."""

    kept = LESSONS
    title = _("课表台账")
    about = _("每个班的课表:哪天、几点、哪个年级、上什么、谁来上、在哪里。")
    add_url = import_right = ""
    programme = Text("programme.title", _("服务项目"), nullable=False, width=24, imported=False)
    order = ["-day"]


class Attendances(RegisterLedger):
    """Who came to class and when it was fetched, for those who run it."""

    kept = ATTENDANCES
    title = _("到场和接送台账")
    about = _("每个孩子每天到没到、几点接走;名字不完整显示,接走的人只在点名页可见。")
    add_url = import_right = ""
    enrolment = Text("enrolment.programme.title", _("服务项目"), nullable=False, width=24, imported=False)
    who = Person("enrolment.name", _("姓名"), imported=False)
    picked_up_at = Moment("picked_up_at", _("接走时间"), imported=False)
    confirmed = Text("confirmed", _("监护人怎样确认"), imported=False)
    handed_by = StaffName("handed_by", _("交接的工作人员"), imported=False)
    tones = {
        "state": {
            Attendance.State.PRESENT: "done",
            Attendance.State.LATE: "wait",
            Attendance.State.LEAVE: "quiet",
            Attendance.State.ABSENT: "late",
        }
    }
    first = ["enrolment", "day", "state"]
    order = ["-day"]


class Alarms(RegisterLedger):
    """Children nobody fetched in time."""

    kept = ALARMS
    title = _("无人接走报警台账")
    about = _("放学后超时没有人接走的孩子:几点报警、报到第几级、谁接警、怎样办结;不显示孩子是谁。")
    add_url = import_right = ""
    programme = Text("programme.title", _("服务项目"), nullable=False, width=24, imported=False)
    attendance = Day("attendance.day", _("日期"), nullable=False, imported=False)
    state = Choice(
        "state",
        _("状态"),
        choices=Alarm.State,
        tones={Alarm.State.RAISED: "late", Alarm.State.TAKEN: "wait", Alarm.State.CLOSED: "done"},
        imported=False,
    )
    rank = Whole("rank", _("已报到第几级"), imported=False)
    taken_by = StaffName("taken_by", _("接警人"), imported=False)
    taken_at = Moment("taken_at", _("接警时间"), imported=False)
    closed_at = Moment("closed_at", _("办结时间"), imported=False)
    outcome = Text("outcome", _("处理结果"), imported=False)
    order = ["-raised_at"]


class Drills(RegisterLedger):
    """Safety drills of classes."""

    kept = DRILLS
    title = _("安全演练台账")
    about = _("各班的消防、地震、防溺水等演练:哪天、多少人参加、用时和情况。")
    add_url = import_right = ""
    programme = Text("programme.title", _("服务项目"), nullable=False, width=24, imported=False)
    order = ["-held_on"]


class Volunteers(RegisterLedger):
    """Volunteers."""

    kept = VOLUNTEERS
    title = _("志愿者台账")
    about = _("志愿者的特长和背景核查;没有有效核查的不能排到接触儿童的岗位。")
    towards = _("点“登记一条”录入,或者用“导入”交名单。")
    tones = {
        "checked": {
            Volunteer.Checked.PASSED: "done",
            Volunteer.Checked.NONE: "wait",
            Volunteer.Checked.FAILED: "late",
        }
    }
    first = ["body", "name", "phone", "area", "skills", "checked", "check_until"]
    order = ["-since"]


class Shifts(RegisterLedger):
    """Volunteers' shifts."""

    kept = SHIFTS
    title = _("志愿者排班台账")
    about = _("志愿者哪天几点到几点做什么,是否到岗;到岗的计入时长证明。")
    add_url = import_right = ""
    volunteer = Person("volunteer.name", _("志愿者"), imported=False)
    programme = Text("programme.title", _("服务项目"), width=24, imported=False)
    order = ["-day"]


class Pairings(RegisterLedger):
    """Left-behind children and who keeps an eye on them."""

    kept = PAIRINGS
    title = _("一对一结对台账")
    about = _("留守儿童和结对的志愿者;名字不完整显示。")
    add_url = import_right = ""
    enrolment = Text("enrolment.programme.title", _("服务项目"), nullable=False, width=24, imported=False)
    child = Person("enrolment.name", _("孩子"), imported=False)
    volunteer = Person("volunteer.name", _("志愿者"), imported=False)
    order = ["-since"]


class PairingVisits(RegisterLedger):
    """Visits of paired children."""

    kept = PAIRING_VISITS
    title = _("结对走访台账")
    about = _("结对志愿者哪天走访、做了什么。")
    add_url = import_right = ""
    pairing = Person("pairing.enrolment.name", _("孩子"), imported=False)
    order = ["-visited_on"]
