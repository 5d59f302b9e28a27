"""The ledgers of what is owed, of judicial confirmation, of rewards, and of what towns keep for them."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bihuan.cases.addresses import url_of_id
from bihuan.mediation import agreement_rights, agreement_selectors, policies, reward_selectors
from bihuan.mediation.addresses import agreement_url, clause_url, reward_list_url, reward_rule_url
from bihuan.mediation.models import (
    Agreement,
    ClauseTemplate,
    DisputeKind,
    FulfilmentItem,
    JudicialConfirmation,
    Reward,
    RewardList,
    RewardRule,
)
from bihuan.orgs.models import Area
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers import AreaName, Choice, Day, Ledger, LongText, Money, Person, StaffName, Text, Whole

F, C, W, L = FulfilmentItem.State, JudicialConfirmation.State, Reward.State, RewardList.State


class Fulfilments(Ledger):
    """What is owed under agreements in force, item by item."""

    key, title, model = "fulfilments", _("协议履行台账"), FulfilmentItem
    about = _("已生效协议的每一项:谁在什么期限前向谁履行什么,付了多少。")
    towards = _("协议签署生效后,履行事项会自动出现在这里。")

    number = Text("dispute.case.number", _("办件编号"), fixed=True, search=True, width=20, imported=False)
    due_on = Day("due_on", _("履行期限"), nullable=False, future=True, imported=False)
    village = AreaName("area", _("所属村(社区)"), level=Area.Level.VILLAGE, imported=False)
    what = Text("what", _("履行事项"), search=True, imported=False)
    payer = Person("payer.name", _("履行人"), imported=False)
    payee = Person("payee.name", _("向谁履行"), imported=False)
    amount = Money("amount", _("应付金额"), total=True, imported=False)
    paid = Money("paid", _("已付金额"), total=True, nullable=False, imported=False)
    state = Choice(
        "state", _("状态"), choices=FulfilmentItem.State, imported=False,
        tones={F.OPEN: "wait", F.FULFILLED: "done", F.BREACHED: "late", F.REPLACED: "quiet"},
    )  # fmt: skip
    done_on = Day("done_on", _("履行日期"), shown=False, imported=False)
    kind = Choice("dispute.kind", _("纠纷类型"), choices=DisputeKind, shown=False, imported=False)
    mediator = Text("dispute.mediator_name", _("调解员"), search=True, imported=False)
    agreement = Text("agreement.number", _("协议编号"), shown=False, search=True, width=24, imported=False)

    filters, order = [due_on, village, state, kind], ["due_on"]
    right, export_right, reveal_right = policies.READ, policies.EXPORT, policies.REVEAL
    needs = ["agreement_id"]

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return agreement_selectors.items(viewer)

    def open_url(self, row: FulfilmentItem) -> str:
        return agreement_url(row.agreement_id)


class Confirmations(Ledger):
    """The thirty days of each written agreement and what became of them."""

    key, title, model = "confirmations", _("司法确认台账"), JudicialConfirmation
    about = _("每份书面协议的司法确认:申请截止日、申请法院、裁定结果。")
    towards = _("书面协议签署生效后,司法确认期限会自动出现在这里。")

    number = Text("dispute.case.number", _("办件编号"), fixed=True, search=True, width=20, imported=False)
    effective_on = Day("effective_on", _("协议生效日期"), nullable=False, imported=False)
    last_day = Day("last_day", _("申请截止日"), nullable=False, future=True, imported=False)
    village = AreaName("area", _("所属村(社区)"), level=Area.Level.VILLAGE, imported=False)
    kind = Choice("dispute.kind", _("纠纷类型"), choices=DisputeKind, imported=False)
    state = Choice(
        "state", _("状态"), choices=JudicialConfirmation.State, imported=False,
        tones={C.OPEN: "wait", C.FILED: "wait", C.CONFIRMED: "done", C.REFUSED: "late", C.MISSED: "late", C.DECLINED: "quiet"},
    )  # fmt: skip
    court = Text("court", _("法院"), search=True, imported=False)
    filed_on = Day("filed_on", _("申请日期"), imported=False)
    ruling_on = Day("ruling_on", _("裁定日期"), shown=False, imported=False)
    ruling_number = Text("number", _("裁定书文号"), shown=False, search=True, imported=False)
    mediator = Text("dispute.mediator_name", _("调解员"), search=True, imported=False)
    agreement = Text("agreement.number", _("协议编号"), shown=False, search=True, width=24, imported=False)
    remark = LongText("remark", _("说明"), shown=False, imported=False)

    filters, order = [effective_on, village, state, kind], ["-effective_on"]
    right, export_right = policies.READ, policies.EXPORT
    needs = ["agreement_id"]

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return agreement_selectors.confirmations(viewer)

    def open_url(self, row: JudicialConfirmation) -> str:
        return agreement_url(row.agreement_id)


class Rewards(Ledger):
    """Rewards of verbal mediation."""

    key, title, model = "rewards", _("调解奖励台账"), Reward
    about = _("口头调解奖励:每月清单上的每一件,抽查、审批、发放和退回。")
    towards = _("先制定奖励规则,次月系统会按已核实的口头调解编制清单。")

    number = Text("dispute.case.number", _("办件编号"), fixed=True, search=True, width=20, imported=False)
    month = Day("month", _("月份"), nullable=False, imported=False)
    receiver = StaffName("receiver", _("调解员"), imported=False)
    village = AreaName("area", _("所属村(社区)"), level=Area.Level.VILLAGE, imported=False)
    kind = Choice("kind", _("纠纷类型"), choices=DisputeKind, imported=False)
    difficulty = Choice("difficulty", _("难易程度"), choices=Agreement.Difficulty, imported=False)
    amount = Money("amount", _("奖励金额"), total=True, nullable=False, imported=False)
    state = Choice(
        "state", _("状态"), choices=Reward.State, imported=False,
        tones={W.PROPOSED: "wait", W.APPROVED: "wait", W.PAID: "done", W.TO_RETURN: "late", W.EXCLUDED: "quiet"},
    )  # fmt: skip
    check = Choice(
        "check_result", _("电话抽查"), choices=Reward.Check, imported=False, tones={"untrue": "late", "true": "done"}
    )
    paid_on = Day("paid_on", _("发放日期"), imported=False)
    why_not = Text("reason", _("原因"), shown=False, imported=False)

    filters, order = [month, village, state, receiver], ["-month"]
    right, export_right = agreement_rights.READ_REWARDS, agreement_rights.EXPORT_REWARDS
    needs = ["dispute__case_id"]

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return reward_selectors.rewards(viewer)

    def open_url(self, row: Reward) -> str:
        return url_of_id(row.dispute.case_id)


class RewardLists(Ledger):
    """A town's rewards month by month."""

    key, title, model = "reward_lists", _("奖励月度清单"), RewardList
    about = _("各乡镇每月的口头调解奖励清单:核对、抽查、审批、发放到了哪一步。")
    towards = _("点“编制清单”选择乡镇和月份,或者等系统在次月自动编制。")
    add_url, add_right = "/mediation/rewards/make/", agreement_rights.KEEP_REWARDS

    town = AreaName("town", _("所属乡镇"), level=Area.Level.TOWN, fixed=True, imported=False)
    month = Day("month", _("月份"), nullable=False, imported=False)
    state = Choice(
        "state", _("状态"), choices=RewardList.State, imported=False,
        tones={L.DRAFT: "wait", L.SUBMITTED: "wait", L.APPROVED: "wait", L.PAID: "done"},
    )  # fmt: skip
    cases = Whole("count", _("件数"), total=True, nullable=False, imported=False)
    people = Whole("people", _("奖励人数"), nullable=False, imported=False)
    total_amount = Money("total", _("奖励合计"), total=True, nullable=False, imported=False)
    approved_by = StaffName("approved_by", _("审批人"), imported=False)

    filters, order = [month, town, state], ["-month"]
    right, export_right = agreement_rights.READ_REWARDS, agreement_rights.EXPORT_REWARDS

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return reward_selectors.lists(viewer)

    def open_url(self, row: RewardList) -> str:
        return reward_list_url(row.pk)


class RewardRules(Ledger):
    """The rules by which a town rewards."""

    key, title, model = "reward_rules", _("奖励规则"), RewardRule
    about = _("各乡镇口头调解奖励的标准:按纠纷类型、难易程度和核实要求定额,有起止日期。")
    towards = _("点“登记一条”制定第一条规则。")
    add_url, add_right = "/mediation/reward-rules/add/", agreement_rights.RULE_REWARDS

    name = Text("title", _("规则名称"), fixed=True, nullable=False, search=True, imported=False)
    town = AreaName("town", _("所属乡镇"), level=Area.Level.TOWN, imported=False)
    kind = Choice("kind", _("纠纷类型"), choices=DisputeKind, imported=False)
    difficulty = Choice("difficulty", _("难易程度"), choices=Agreement.Difficulty, imported=False)
    needs_what = Choice("needs", _("核实要求"), choices=RewardRule.Needs, imported=False)
    amount = Money("amount", _("奖励金额"), nullable=False, imported=False)
    from_day = Day("from_day", _("起始日期"), nullable=False, future=True, imported=False)
    to_day = Day("to_day", _("截止日期"), future=True, imported=False)

    filters, order = [town, kind, difficulty], ["-from_day"]
    right, export_right = agreement_rights.READ_REWARDS, agreement_rights.EXPORT_REWARDS

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return reward_selectors.rules(viewer)

    def open_url(self, row: RewardRule) -> str:
        return reward_rule_url(row.pk)


class Clauses(Ledger):
    """Clauses kept ready for agreements."""

    key, title, model = "clauses", _("协议条款库"), ClauseTemplate
    about = _("起草协议时可以选用的条款;空白处用四个下划线(____)表示,签署前必须填好。")
    towards = _("点“登记一条”写入本乡镇常用的条款。")
    add_url, add_right = "/mediation/clauses/add/", agreement_rights.KEEP_CLAUSES

    name = Text("title", _("条款名称"), fixed=True, nullable=False, search=True, imported=False)
    part = Choice("part", _("用在哪一部分"), choices=ClauseTemplate.Part, imported=False)
    kind = Choice("kind", _("纠纷类型"), choices=DisputeKind, imported=False)
    text = LongText("text", _("条款内容"), search=True, imported=False)
    town = AreaName("town", _("所属乡镇"), level=Area.Level.TOWN, imported=False)

    filters, order = [part, kind], ["name"]
    right, export_right = policies.READ, policies.EXPORT

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return agreement_selectors.clauses(viewer)

    def open_url(self, row: ClauseTemplate) -> str:
        return clause_url(row.pk)
