"""The ledger of disputes and their mediation."""

from collections.abc import Mapping, Sequence, Set
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bihuan.cases.addresses import url_of_id
from bihuan.kernel.errors import WrongState
from bihuan.mediation import agreement_ledgers, course_ledgers, policies, selectors  # noqa: F401  # declare their ledgers
from bihuan.mediation.advice import ledgers as advice_ledgers  # noqa: F401  # declares its ledgers
from bihuan.mediation.models import AgreementForm, Dispute, DisputeKind, Result
from bihuan.mediation.network import ledgers as network_ledgers  # noqa: F401  # declares its ledgers
from bihuan.mediation.prevention import ledgers as prevention_ledgers  # noqa: F401  # declares its ledgers
from bihuan.mediation.referrals import ledgers as referral_ledgers  # noqa: F401  # declares its ledgers
from bihuan.mediation.services import PastDispute, register_past_disputes, take_back_disputes
from bihuan.orgs.models import Area
from bihuan.orgs.places import areas_named
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers import (
    AreaName,
    Choice,
    Day,
    Ledger,
    LongText,
    Money,
    NewRow,
    Person,
    Phone,
    Refused,
    StaffName,
    Text,
    YesNo,
    Yuan,
)
from bihuan.platform.models import ImportBatch

KIND_WORDS = {
    DisputeKind.FAMILY: "婚姻家庭 家庭纠纷 婚恋 婚恋矛盾 家庭矛盾 婚姻 赡养 赡养纠纷 离婚 继承纠纷 抚养纠纷 家事 婆媳矛盾 家暴",
    DisputeKind.NEIGHBOUR: "邻里 邻里关系 相邻关系 邻里矛盾 相邻 相邻权 邻居",
    DisputeKind.HOUSING: "房屋宅基地 宅基地 宅基地纠纷 房屋纠纷 房屋 宅基 建房纠纷 房产 宅基地及房屋",
    DisputeKind.CONTRACT: "合同 合同债务 债务 债务纠纷 借贷 借贷纠纷 民间借贷 欠款 借款 债权债务 租赁 经济合同 承揽合同 买卖合同",
    DisputeKind.BUSINESS: "生产经营 经营纠纷 经营性纠纷 农业生产",
    DisputeKind.DAMAGES: "损害赔偿 人身损害 人身损害赔偿 赔偿 伤害赔偿 人身伤害 打架 打架斗殴 财产损害",
    DisputeKind.LABOUR: "劳动争议 劳动纠纷 劳资 劳资纠纷 欠薪 拖欠工资 讨薪 工资 劳务 农民工工资",
    DisputeKind.VILLAGE: "村务管理 村务 村务纠纷 村级事务",
    DisputeKind.LAND: "山林土地 土地 土地纠纷 山林 地界 地边 土地承包 林地 承包地 耕地 林权 责任田 土地流转",
    DisputeKind.REQUISITION: "征地拆迁 征地 拆迁 征收补偿 征迁",
    DisputeKind.ENVIRONMENT: "环境污染 环境 环保 污染 噪音 噪音扰民",
    DisputeKind.TRAFFIC: "道路交通事故 交通事故 交通 道路交通 车祸 交通事故赔偿 交通肇事",
    DisputeKind.PROPERTY: "物业 物业管理 物业服务",
    DisputeKind.MEDICAL: "医疗 医患 医患纠纷 医疗事故",
    DisputeKind.CONSUMER: "消费 消费维权 消费者权益",
    DisputeKind.OTHER: "其他 其它 其它纠纷 其他矛盾",
}
RESULT_WORDS = {
    Result.SETTLED: "成功 是 √ 已调解 已化解 化解 已调解成功 调成 达成协议 已解决 已办结 调处成功 化解成功 已成功 已达成协议 "
    "达成调解协议 办结 ✓ ✔",
    Result.FAILED: "不成功 否 × 未成功 调解失败 失败 未调成 未化解 未达成协议 调解未成功 未调解成功 化解失败 调解未果 未果 未达成 ✗ x",
    Result.PENDING: "正在调解 在调 待调解 处理中 化解中 未调解 办理中 进行中",
    Result.WITHDRAWN: "撤回 撤诉 撤销申请 自行和解 自行撤回",
    Result.REFERRED: "引导诉讼 转法院 引导其他途径解决 已移交 移送 转司法程序 诉讼 仲裁 移交法院 走诉讼程序 引导仲裁",
}
AGREEMENT_WORDS = {
    AgreementForm.WRITTEN: "书面 书面调解协议 调解协议书",
    AgreementForm.VERBAL: "口头 口头调解协议",
    AgreementForm.NONE: "无 无协议 未达成",
}


class Disputes(Ledger):
    """Disputes and their mediation: page, filters, search, export, import, API and drill-down."""

    key, title, model = "disputes", _("矛盾纠纷台账"), Dispute
    about = _("人民调解的每一件纠纷:当事人、调解员、结果、金额与履行。")
    towards = _("点“导入”把手上的 Excel 台账交进来,或者在分派台登记一件纠纷。")

    number = Text("case.number", _("办件编号"), fixed=True, search=True, nullable=False, width=20, imported=False)
    day = Day(
        "day",
        _("登记日期"),
        required=True,
        nullable=False,
        code="date",
        synonyms="日期 受理时间 受理日期 收案日 收案日期 登记时间 调解时间 调解日期 时间 发生时间 "
        "发生日期 排查时间 立案日期 接访时间 上报时间",
    )
    applicant = Person(
        "applicant",
        _("申请人"),
        required=True,
        code="name",
        synonyms="申请人姓名 当事人(甲方) 甲方 当事人甲 申请方 当事人一 当事人1 当事人 当事人姓名 反映人 甲方姓名 投诉人 来访人 诉求人",
    )
    applicant_phone = Phone(
        "applicant_phone",
        _("申请人电话"),
        shown=False,
        beside="applicant",
        code="phone",
        synonyms="联系电话 电话 手机 手机号 手机号码 联系方式 申请人联系电话 当事人电话 电话号码 甲方电话 联系号码",
    )
    respondent = Person(
        "respondent",
        _("被申请人"),
        code="name",
        synonyms="当事人(乙方) 乙方 当事人乙 被申请方 对方当事人 当事人二 当事人2 被申请人姓名 对方 乙方姓名 被反映人 被投诉人",
    )
    village = AreaName(
        "area",
        _("所属村(社区)"),
        level=Area.Level.VILLAGE,
        required=True,
        code="area",
        synonyms="村(社区) 村居 所属村 村 社区 所属社区 村社区 发生地 所在村 所属村居 村(居) 单位 村名 行政村 村别 属地 所属区域",
    )
    kind = Choice(
        "kind",
        _("纠纷类型"),
        choices=DisputeKind,
        words=KIND_WORDS,
        required=True,
        code="kind",
        width=16,
        synonyms="类别 类型 纠纷类别 矛盾类型 纠纷种类 矛盾纠纷类型 案件类型 矛盾纠纷类别 种类 案由 事项类别",
    )
    summary = LongText(
        "summary",
        _("纠纷简况"),
        people=["applicant", "respondent"],
        search=True,
        code="text",
        synonyms="简要情况 纠纷情况 基本情况 案情 案情简介 主要内容 矛盾纠纷简要情况 纠纷简要情况 事由 内容 纠纷事由 纠纷内容 "
        "简要案情 主要诉求 具体情况",
    )
    mediator = StaffName(
        "mediator",
        _("调解员"),
        or_text="mediator_name",
        code="text",
        synonyms="负责人 处理人 责任人 调解人 调解人员 包案人 化解责任人 调处人 经办人 调解员姓名 承办人 包案领导 主持人",
    )
    result = Choice(
        "result",
        _("调解结果"),
        choices=Result,
        words=RESULT_WORDS,
        code="result",
        tones={
            Result.SETTLED: "done",
            Result.FAILED: "late",
            Result.PENDING: "wait",
            Result.WITHDRAWN: "quiet",
            Result.REFERRED: "quiet",
        },
        synonyms="化解结果 是否调解成功 是否成功 调解是否成功 调解情况 化解情况 处理情况 调处情况 是否化解 调处结果 "
        "处理结果 结果 办理结果",
    )
    concluded_on = Day(
        "concluded_on",
        _("调结日期"),
        shown=False,
        code="date",
        synonyms="化解时间 办结日期 结案日期 办结时间 结案时间 化解日期 调解成功日期",
    )
    fulfilled = YesNo(
        "fulfilled",
        _("是否履行"),
        labels=(_("已履行"), _("未履行")),
        code="fulfilled",
        yes=["已履行", "履行", "√", "履行完毕", "全部履行", "当场履行", "已兑现"],
        no=["未履行", "×", "没履行", "部分履行", "履行中", "拒不履行"],
        synonyms="履行情况 协议履行情况 协议是否履行 是否兑现",
    )
    amount = Money(
        "amount",
        _("涉及金额"),
        unit=Yuan,
        total=True,
        code="amount",
        synonyms="金额 金额(元) 涉及金额(元) 标的额 涉案金额 标的 赔偿金额 标的金额 涉案标的",
    )
    agreement = Choice(
        "agreement",
        _("协议形式"),
        choices=AgreementForm,
        words=AGREEMENT_WORDS,
        shown=False,
        code="agreement",
        synonyms="协议类型 协议种类",
    )
    agreed_amount = Money(
        "agreed_amount", _("协议金额"), total=True, shown=False, code="amount", synonyms="协议涉及金额 协议约定金额"
    )
    fulfil_by = Day("fulfil_by", _("履行期限"), future=True, shown=False, code="date", synonyms="履行时间 履行截止日期")
    recovered = Money(
        "recovered",
        _("已履行金额"),
        total=True,
        shown=False,
        nullable=False,
        code="amount",
        synonyms="履行金额 兑现金额 挽回损失",
    )

    filters, order = [day, village, kind, result], ["-day"]
    right, export_right, import_right, reveal_right = policies.READ, policies.EXPORT, policies.IMPORT, policies.REVEAL
    same_when = ["day", "applicant", "respondent", "kind"]  # what makes an imported row a repetition
    search_kind = "dispute"
    needs = ["case_id"]

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return selectors.disputes(viewer)

    def open_url(self, row: Dispute) -> str:
        return url_of_id(row.case_id)

    def save_rows(self, *, actor: Actor, rows: Sequence[NewRow], batch: ImportBatch) -> list[UUID | Refused]:
        areas = areas_named(row.values.get("village") for row in rows)
        reached = {key for key, area in areas.items() if _reaches(actor, area)}
        answers: list[UUID | Refused | None] = [_refusal(row, areas, reached) for row in rows]
        good = [row for row, refused in zip(rows, answers, strict=True) if refused is None]
        stored = iter(register_past_disputes(actor, [_past(row, areas) for row in good]))
        return [next(stored).pk if answer is None else answer for answer in answers]

    def undo(self, *, actor: Actor, ids: Sequence[UUID], batch: ImportBatch) -> None:
        touched = Dispute.objects.filter(pk__in=ids).filter(Q(version__gt=1) | Q(case__version__gt=1))
        numbers = list(touched.order_by("day").values_list("case__number", flat=True)[:4])
        if numbers:
            raise WrongState(
                gettext("这一批里有记录在导入后被改过,不能整批撤销:%(numbers)s。请逐件处理。")
                % {"numbers": _("、").join(numbers)}
            )
        take_back_disputes(actor, dispute_ids=ids, reason=gettext("撤销台账导入"))


def _reaches(actor: Actor, area: Area) -> bool:
    if area.town_id is None:
        return False
    place = Dispute(town_id=area.town_id, area=area, area_path=area.path)
    return policies.DISPUTES.allows(actor, policies.IMPORT, place)


def _refusal(row: NewRow, areas: Mapping[str, Area], reached: Set[str]) -> Refused | None:
    """Why this row cannot be stored, beyond what its cells say by themselves; `reached` are the areas the actor may import to."""
    key = str(row.values.get("village") or "")
    area = areas.get(key)
    if area is None or area.town_id is None:
        return Refused("village", "area", gettext("请写明是哪个村(社区)。"))
    if key not in reached:
        return Refused("village", "area", gettext("“%(area)s”不在您的管辖范围,不能导入。") % {"area": area.name})
    for key in ("amount", "agreed_amount", "recovered"):
        amount = row.values.get(key)
        if isinstance(amount, Decimal) and amount < 0:
            return Refused(key, "amount", gettext("金额不能小于零,请核对。"))
    return None


def _past(row: NewRow, areas: Mapping[str, Area]) -> PastDispute:
    """A checked row as the service takes it; the cells' types are those that the columns read."""
    values: dict[str, Any] = {key: value for key, value in row.values.items() if value is not None}
    return PastDispute(
        area=areas[values.pop("village")],
        mediator_name=values.pop("mediator", ""),
        **values,
    )
