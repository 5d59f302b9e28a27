"""The ledger of enterprises and projects, with the headings that townships write over their lists."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bihuan.enterprises import policies, selectors, services
from bihuan.enterprises.addresses import enterprise_url
from bihuan.enterprises.models import Enterprise, Kind, State
from bihuan.kernel.reading import ReadingError
from bihuan.kernel.reading.idnumbers import read_credit_code
from bihuan.orgs.ledgers.answers import answered, day, text, whole
from bihuan.orgs.models import Area, Staff
from bihuan.orgs.places import areas_named
from bihuan.orgs.selectors import staff_named
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers import (
    AreaName,
    Choice,
    Day,
    Ledger,
    Money,
    NewRow,
    Person,
    Phone,
    Refused,
    StaffName,
    Text,
    Whole,
)
from bihuan.platform.models import ImportBatch

KIND_WORDS = {
    Kind.ENTERPRISE: "公司 有限公司 企业 工业企业 规上企业 规下企业 小微企业 民营企业",
    Kind.SHOP: "个体 个体户 个体工商户 门店",
    Kind.COOPERATIVE: "合作社 专业合作社 农民专业合作社",
    Kind.PROJECT: "项目 在建项目 招商项目 重点项目",
}
STATE_WORDS = {
    State.OPERATING: "正常 正常经营 正常生产 在营 存续 开业 生产中 在建 建设中 投产 运营",
    State.SUSPENDED: "停产 停业 停工 半停产 歇业 停建",
    State.CLOSED: "关闭 注销 吊销 倒闭 破产 已注销 关停",
}
People = Mapping[str, Mapping[UUID | None, set[UUID]]]


class CreditCode(Text):
    """A unified social credit code, compared in the one spelling that is stored."""

    default_width = 20

    def match_value(self, value: object) -> object:
        read = read_credit_code(value)
        return str(value) if isinstance(read, ReadingError) else read.value or ""


class Enterprises(Ledger):
    """Enterprises, individual shops, cooperatives and projects with their assigned officers."""

    key, title, model = "enterprises", _("企业和项目台账"), Enterprise
    about = _("辖区企业、个体工商户、合作社和项目,联系人、经营情况与包保干部;联系人和电话默认脱敏。")
    towards = _("点“登记一条”录入,或者用“导入”交企业名录。")
    add_url, add_right = "/enterprises/add/", policies.KEEP

    name = Text(
        "name",
        _("名称"),
        required=True,
        fixed=True,
        nullable=False,
        width=26,
        sortable=True,
        synonyms="企业名称 单位名称 公司名称 项目名称 企业(项目)名称 市场主体名称 商户名称 字号",
    )
    credit_code = CreditCode(
        "credit_code",
        _("统一社会信用代码"),
        code="credit_code",
        synonyms="信用代码 社会信用代码 统一信用代码 统一代码 营业执照号 注册号",
    )
    category = Choice(
        "kind", _("类别"), choices=Kind, words=KIND_WORDS, synonyms="企业类型 企业类别 主体类型 类型 单位类型"
    )
    industry = Text("industry", _("所属行业"), shown=False, synonyms="行业 行业类别 行业类型 主营业务 产业类别")
    area = AreaName(
        "area",
        _("所属村(社区)"),
        required=True,
        code="area",
        synonyms="所在村(社区) 所属村 所在村 村(社区) 村 社区 所属社区 属地 所属区域",
    )
    address = Text(
        "address", _("地址"), shown=False, width=28, synonyms="企业地址 经营地址 注册地址 详细地址 住所 经营场所"
    )
    legal_rep = Person(
        "legal_rep", _("法定代表人"), shown=False, synonyms="法人 法人代表 法定代表人姓名 负责人 企业负责人 经营者"
    )
    contact = Person("contact", _("联系人"), synonyms="企业联系人 联络员 联系人姓名")
    phone = Phone(
        "phone",
        _("联系电话"),
        beside="contact",
        code="phone",
        synonyms="电话 手机 手机号 手机号码 联系方式 联系人电话 法人电话",
    )
    workers = Whole(
        "staff_count", _("职工人数"), total=True, synonyms="用工人数 从业人数 员工人数 职工数 员工数 用工数 从业人员"
    )
    revenue = Money(
        "revenue",
        _("年营业收入(元)"),
        total=True,
        synonyms="年营业收入 年产值 营业收入 年营收 年收入 产值 年销售额 上年度营业收入",
    )
    registered_on = Day(
        "registered_on",
        _("成立(立项)日期"),
        shown=False,
        synonyms="成立日期 注册日期 成立时间 注册时间 立项日期 立项时间",
    )
    state = Choice(
        "state",
        _("经营状态"),
        choices=State,
        words=STATE_WORDS,
        tones={State.SUSPENDED: "wait", State.CLOSED: "quiet"},
        synonyms="状态 登记状态 经营状况 生产状态 企业状态 运营情况",
    )
    closed_on = Day("closed_on", _("关闭日期"), shown=False, synonyms="关闭时间 注销日期 注销时间")
    officer = StaffName(
        "officer",
        _("包保干部"),
        code="staff",
        synonyms="服务专员 包保人 包联干部 包保责任人 服务干部 企业服务专员 联系干部",
    )
    assigned_on = Day("assigned_on", _("包保起始日期"), shown=False, synonyms="包保日期 包保时间 包保起始时间")
    leader = StaffName(
        "leader", _("包联领导"), code="staff", shown=False, synonyms="包保领导 联系领导 分包领导 帮扶领导 包联县级领导"
    )

    filters, order = [area, category, state], ["name"]
    right, export_right = policies.READ, policies.EXPORT
    import_right, reveal_right = policies.IMPORT, policies.REVEAL
    same_when = ["credit_code", "name", "area"]
    search_kind = "enterprise"

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return selectors.enterprises(viewer)

    def open_url(self, row: Enterprise) -> str:
        return enterprise_url(row.pk)

    def save_rows(self, *, actor: Actor, rows: Sequence[NewRow], batch: ImportBatch) -> list[UUID | Refused]:
        areas = areas_named(row.values["area"] for row in rows)
        people = staff_named(
            str(row.values[key]) for row in rows for key in ("officer", "leader") if row.values.get(key)
        )
        answers: list[UUID | Refused | None] = []
        entries: list[services.EnterpriseEntry] = []
        for row in rows:
            entry = _entry(row.values, areas[str(row.values["area"])], people)
            answers.append(entry if isinstance(entry, Refused) else None)
            if not isinstance(entry, Refused):
                entries.append(entry)
        stored = iter(services.register_enterprises(actor=actor, entries=entries))
        return [one if one is not None else answered([next(stored)])[0] for one in answers]

    def undo(self, *, actor: Actor, ids: Sequence[UUID], batch: ImportBatch) -> None:
        services.take_back_import(actor=actor, ids=ids)


def _entry(values: Mapping[str, object], area: Area, people: People) -> services.EnterpriseEntry | Refused:
    named: dict[str, Staff | None] = {}
    for key in ("officer", "leader"):
        found = _person(text(values, key), area, people)
        if isinstance(found, str):
            return Refused(key, "staff", found)
        named[key] = found
    revenue = values.get("revenue")
    return services.EnterpriseEntry(
        name=text(values, "name"),
        area=area,
        credit_code=text(values, "credit_code"),
        kind=text(values, "category") or _kind_said(text(values, "name")),
        industry=text(values, "industry"),
        address=text(values, "address"),
        legal_rep=text(values, "legal_rep"),
        contact=text(values, "contact"),
        phone=text(values, "phone"),
        staff_count=whole(values, "workers"),
        revenue=revenue if isinstance(revenue, Decimal) else None,
        registered_on=day(values, "registered_on"),
        state=text(values, "state") or State.OPERATING,
        closed_on=day(values, "closed_on"),
        officer=named["officer"],
        assigned_on=day(values, "assigned_on"),
        leader=named["leader"],
    )


def _kind_said(name: str) -> str:
    """The kind that a name without a kind beside it tells."""
    if "合作社" in name:
        return Kind.COOPERATIVE
    return Kind.PROJECT if name.endswith("项目") else Kind.ENTERPRISE


def _person(name: str, area: Area, people: People) -> Staff | str | None:
    """The one working person of that name in the town, else at the county; or the sentence why there is none."""
    if not name:
        return None
    towns = people.get(name, {})
    ids = towns.get(area.town_id) or towns.get(None) or set()
    if len(ids) == 1:
        return Staff(pk=next(iter(ids)), name=name)
    if ids:
        return gettext("本乡镇有几位在岗人员叫“%(name)s”,请留空,导入后在页面上指定。") % {"name": name}
    return gettext("本乡镇没有在岗人员叫“%(name)s”,请核对姓名,或者先在“组织”里登记。") % {"name": name}
