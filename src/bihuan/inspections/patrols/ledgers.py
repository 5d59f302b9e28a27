"""The ledgers of patrols and of the guards at school gates."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bihuan.inspections.models import GateDuty, Patrol
from bihuan.inspections.patrols.coverage import patrols
from bihuan.inspections.patrols.gates import GATES
from bihuan.inspections.points.policies import READ_PATROLS
from bihuan.orgs.registers.ledger import RegisterLedger
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers import AreaName, Ledger, Moment, StaffName, Text, Whole


class Patrols(Ledger):
    """Every patrol."""

    key, title, model = "patrols", _("网格巡查台账"), Patrol
    about = _("谁在哪个网格巡查、从几点到几点、走了多远;轨迹只在巡查期间采集,到期清除。")
    towards = _("网格巡查由网格员在外勤应用里开始和结束。")

    area = AreaName("area", _("网格"), fixed=True, imported=False)
    by = StaffName("by", _("巡查人"), imported=False)
    opened_at = Moment("opened_at", _("开始时间"), nullable=False, imported=False)
    closed_at = Moment("closed_at", _("结束时间"), imported=False)
    metres = Whole("metres", _("里程(米)"), total=True, imported=False)
    route = Text("route", _("路线"), imported=False)
    remark = Text("remark", _("说明"), imported=False)
    filters, order = [area, opened_at], ["-opened_at"]
    right = export_right = READ_PATROLS

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return patrols(viewer)

    def open_url(self, row: Patrol) -> str:
        return f"/patrols/{row.pk}/"


class GateDuties(RegisterLedger):
    """Who stands at which school gate."""

    kept = GATES
    title = _("护学岗台账")
    about = _("每所学校门口上学、放学时段的教师、民警、志愿者值守和到岗。")
    towards = _("点“登记一条”排班。")
    import_right = ""
    point = Text("point.name", _("校门"), fixed=True, nullable=False, width=22, imported=False)
    area = AreaName("area", _("所属区域"), imported=False)
    tones = {"state": {GateDuty.State.ABSENT: "late", GateDuty.State.CAME: "done", GateDuty.State.PLANNED: "wait"}}
    order = ["-day"]
