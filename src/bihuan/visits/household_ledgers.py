"""The ledgers of household visits, care, targets and benefit matters."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as t

from bihuan.cases.addresses import url_of
from bihuan.cases.models import Outcome, State
from bihuan.orgs.registers.ledger import RegisterLedger
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers import AreaName, Choice, Ledger, Moment, StaffName, Text, YesNo
from bihuan.visits.household_registers import CARE, TARGETS, VISITS
from bihuan.visits.household_selectors import benefit_matters
from bihuan.visits.models import BenefitMatter
from bihuan.visits.policies import READ_MATTERS


class HouseholdVisits(RegisterLedger):
    """Visits paid to households; what was heard stands on the page of each, for those who look after it."""

    kept = VISITS
    title = t("入户走访台账")
    about = t("谁在哪一天走访了哪一户;听到的内容加密保存,只在走访页面给管这一户的人看。")
    towards = t("在“我的走访”里点“记一次走访”。")
    add_url = "/visits/record/"
    import_right = ""
    household = Text("household.number", t("户编号"), fixed=True, nullable=False, width=24, imported=False)
    area = AreaName("area", t("所属网格"), imported=False)
    number = Text("case.number", t("转办编号"), imported=False, width=18)
    order = ["-visited_on"]


class HouseholdCare(RegisterLedger):
    """Reasons for closer care; never exported."""

    kept = CARE
    title = t("重点关爱台账")
    about = t("需要重点走访关爱的户;只给管这一户的岗位看,不导出,不参与搜索。")
    towards = t("走访时勾选,或者点“登记一条”。")
    export_right = import_right = ""
    household = Text("household.number", t("户编号"), fixed=True, nullable=False, width=24, imported=False)
    area = AreaName("area", t("所属网格"), imported=False)
    order = ["-since"]


class HundredTargets(RegisterLedger):
    """The secretaries' goals of a year."""

    kept = TARGETS
    title = t("双百目标台账")
    about = t("每位书记一年走访一百户次、办一百件实事的目标。")
    towards = t("在“双百行动”里点“设定目标”。")
    heads = {
        "secretary": "姓名 村书记 支部书记",
        "area": "村(社区) 村 社区 所在村",
        "visits_goal": "走访目标",
        "matters_goal": "实事目标",
    }
    order = ["-year"]


class BenefitMatters(Ledger):
    """Benefit matters with their cases."""

    key, title, model = "benefit_matters", t("惠民实事台账"), BenefitMatter
    about = t("走访中听到、由书记落实的实事,随事项流转;办结、解决并且群众满意的才算办成。")
    towards = t("在走访记录上点“列为惠民实事”。")

    number = Text("case.number", t("办件编号"), fixed=True, nullable=False, width=18, imported=False)
    matter = Text("case.title", t("内容"), nullable=False, width=30, imported=False)
    secretary = StaffName("secretary", t("落实书记"), imported=False)
    area = AreaName("case.area", t("所属区域"), path="case__area_path", town="case__town_id", imported=False)
    state = Choice("case.state", t("状态"), choices=State, imported=False)
    outcome = Choice("case.outcome", t("办理结果"), choices=Outcome, imported=False)
    satisfied = YesNo("case.satisfied", t("居民确认"), labels=(t("满意"), t("不满意")), imported=False)
    reported_at = Moment("case.reported_at", t("登记时间"), nullable=False, imported=False)
    closed_at = Moment("case.closed_at", t("办结时间"), imported=False)

    filters, order = [area, state, secretary], ["-reported_at"]
    right, export_right = READ_MATTERS, READ_MATTERS

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return benefit_matters(viewer)

    def open_url(self, row: BenefitMatter) -> str:
        return url_of(row.case)
