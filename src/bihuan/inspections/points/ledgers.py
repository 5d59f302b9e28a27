"""The ledgers of points, checks, tasks, rules, warnings and notices."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.cases.models import State as CaseState
from bihuan.inspections.models import Kit, Level, Notice, PointTask
from bihuan.inspections.points.policies import READ_CHECKS
from bihuan.inspections.points.registers import BUSINESS, CHECKS, KIT, NOTICE, SCHEDULE, WARNING, WATER
from bihuan.inspections.points.selectors import tasks
from bihuan.orgs.addresses import point_url
from bihuan.orgs.ledgers.places import TONES
from bihuan.orgs.models import PlacePoint
from bihuan.orgs.registers.ledger import RegisterLedger
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers import AreaName, Choice, Day, Ledger, Moment, OfficeName, StaffName, Text

_POINT = pgettext_lazy("台账列", "部位")


def _risk() -> Choice:
    return Choice("point.risk", _("风险等级"), choices=PlacePoint.Risk, tones=TONES, imported=False)


def _sort() -> Choice:
    return Choice("point.kind", _("部位类型"), choices=PlacePoint.Kind, imported=False)


class Waters(RegisterLedger):
    """Dangerous waters with signs, boards, warden."""

    kept = WATER
    title = _("危险水域台账")
    about = _("坑塘、河段、沟渠、水库、深坑:水深、警示牌、告知牌、防护、责任人。")
    towards = _("先在“部位”里登记(可导入),再点“登记一条”补充水域情况。")
    import_right = ""
    point = Text("point.name", _("名称"), fixed=True, nullable=False, width=22, imported=False)
    risk, area = _risk(), AreaName("area", _("所属区域"), imported=False)
    warden = StaffName("point.warden", _("责任人"), imported=False)
    first = ("point", "sort", "depth", "signs", "boards", "fenced")
    order = ["point"]


class Businesses(RegisterLedger):
    """Workshops, gas users, small shops and construction sites."""

    kept = BUSINESS
    title = _("生产经营场所台账")
    about = _("作坊厂房、燃气用户、小门店、建筑工地的经营单位、行业、用气、住宿、安全出口和责任人。")
    towards = _("先在“部位”里登记(可导入),再点“登记一条”补充场所情况。")
    import_right = ""
    point = Text("point.name", _POINT, fixed=True, nullable=False, width=22, imported=False)
    sort, risk, area = _sort(), _risk(), AreaName("area", _("所属区域"), imported=False)
    warden = StaffName("point.warden", _("责任人"), imported=False)
    first = ("point", "name", "trade", "gas", "lodging")
    order = ["point"]


class Kits(RegisterLedger):
    """Life-saving and fire-fighting kit with expiry."""

    kept = KIT
    title = _("救生消防器材台账")
    about = _("放在哪里、完好与否、哪一天到期;过期、损坏、丢失的按缺口显示,到期前提醒责任人。")
    towards = _("打开一处部位的水域或场所页面,点“登记救生消防器材”。")
    add_url = import_right = ""
    point = Text("point.name", _POINT, fixed=True, nullable=False, width=22, imported=False)
    area = AreaName("area", _("所属区域"), imported=False)
    warden = StaffName("point.warden", _("责任人"), imported=False)
    tones = {"condition": {Kit.Condition.DAMAGED: "late", Kit.Condition.MISSING: "late"}}
    order = ["expires_on"]


class Schedules(RegisterLedger):
    """How often points are looked at."""

    kept = SCHEDULE
    title = _("巡查规则台账")
    about = _("哪类部位、哪个等级、哪几个月、什么天气预警下几天查一次;乡镇没有设的按全县,全县没有设的按系统默认。")
    towards = _("在“巡查规则”里一键照默认规则建立,再逐条修改。")
    order = ["kind"]


class Warnings(RegisterLedger):
    """Weather warnings."""

    kept = WARNING
    title = _("天气预警台账")
    about = _("登记或由接口收到的天气预警;一登记就生成当天的巡查任务。")
    towards = _("点“登记一条”录入,或者让气象平台用接口推送。")
    tones = {"level": {Level.RED: "late", Level.ORANGE: "late", Level.YELLOW: "wait"}}
    order = ["-begins_at"]


class Checks(RegisterLedger):
    """Every check of a point."""

    kept = CHECKS
    title = _("巡查检查台账")
    about = _("谁在什么时候查了哪里、发现几项问题、转成了哪件隐患、现在办到哪一步。")
    towards = _("在“今日巡查”里点一处部位,一分钟填完。")
    add_url = import_right = ""
    point = Text("point.name", _POINT, fixed=True, nullable=False, width=22, imported=False)
    checked_at = Moment("checked_at", _("检查时间"), nullable=False, imported=False)
    day = Day("day", _("检查日期"), nullable=False, imported=False, shown=False)
    sort, risk, area = _sort(), _risk(), AreaName("area", _("所属区域"), imported=False)
    number = Text("case.number", _("隐患编号"), imported=False)
    progress = Choice("case.state", _("隐患状态"), choices=CaseState, imported=False)
    order = ["-checked_at"]


class Tasks(Ledger):
    """What was owed, and what became of it."""

    key, title, model = "point_tasks", _("巡查任务台账"), PointTask
    about = _("每天按规则和天气预警应查的部位:谁负责、当天做没做、没做的上报给了谁。")
    towards = _("任务每天早上按巡查规则自动生成。")

    place = Text("point.name", _POINT, fixed=True, nullable=False, width=22, imported=False)
    day = Day("day", _("日期"), nullable=False, imported=False)
    cause = Choice("reason", _("来由"), choices=PointTask.Reason, imported=False)
    why = Text("why", _("依据"), imported=False, width=24)
    state = Choice(
        "state", _("状态"), choices=PointTask.State, imported=False,
        tones={PointTask.State.DONE: "done", PointTask.State.MISSED: "late", PointTask.State.OPEN: "wait"},
    )  # fmt: skip
    warden = StaffName("warden", _("责任人"), imported=False)
    area = AreaName("area", _("所属区域"), imported=False)
    kind, risk = _sort(), _risk()
    done_at = Moment("done_at", _("完成时间"), imported=False)
    escalated_on = Day("escalated_on", _("上报日期"), imported=False)
    escalated_to = StaffName("escalated_to", _("上报给"), imported=False)
    escalated_why = Text("escalated_why", _("上报依据"), imported=False, shown=False)
    filters, order = [day, state, area], ["-day"]
    right = export_right = READ_CHECKS
    needs = ("point_id", "check_made_id")

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return tasks(viewer)

    def open_url(self, row: PointTask) -> str:
        return CHECKS.url(row.check_made_id) if row.check_made_id else point_url(row.point_id)


class Notices(RegisterLedger):
    """Notices to put things right."""

    kept = NOTICE
    title = _("整改通知书台账")
    about = _("给谁下达了整改通知、期限到哪天、复查合格了没有、拒不整改的移交给了哪个部门。")
    towards = _("在有问题的检查记录上点“下达整改通知”。")
    add_url = import_right = ""
    number = Text("number", _("文号"), fixed=True, nullable=False, imported=False)
    check_made = Text("check_made.point.name", _POINT, nullable=False, width=22, imported=False)
    area = AreaName("area", _("所属区域"), imported=False)
    state = Choice(
        "state", _("进展"), choices=Notice.State, imported=False,
        tones={Notice.State.PASSED: "done", Notice.State.REFUSED: "late", Notice.State.SERVED: "wait"},
    )  # fmt: skip
    passed_on = Day("passed_on", _("复查日期"), imported=False)
    handed_to = OfficeName("handed_to", _("主管部门"), imported=False)
    order = ["-served_on"]
