"""The ledger of enterprises and projects, with the headings that townships write over their lists."""

from django.utils.translation import gettext_lazy as _

from bihuan.enterprises import policies
from bihuan.enterprises.models import Kind, State
from bihuan.enterprises.registers import ENTERPRISES
from bihuan.kernel.reading import ReadingError
from bihuan.kernel.reading.idnumbers import read_credit_code
from bihuan.orgs.registers.ledger import RegisterLedger
from bihuan.platform.ledgers import Day, Phone, Text

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


class CreditCode(Text):
    """A unified social credit code, compared in the one spelling that is stored."""

    default_width = 20

    def match_value(self, value: object) -> object:
        read = read_credit_code(value)
        return str(value) if isinstance(read, ReadingError) else read.value or ""


class Enterprises(RegisterLedger):
    """Enterprises, individual shops, cooperatives and projects with their assigned officers."""

    kept = ENTERPRISES
    title = _("企业和项目台账")
    about = _("辖区企业、个体工商户、合作社和项目,联系人、经营情况与包保干部;联系人和电话默认脱敏。")
    towards = _("点“登记一条”录入,或者用“导入”交企业名录。")
    export_right = policies.EXPORT
    heads = {
        "name": "企业名称 单位名称 公司名称 项目名称 企业(项目)名称 市场主体名称 商户名称 字号",
        "kind": "企业类型 企业类别 主体类型 类型 单位类型",
        "industry": "行业 行业类别 行业类型 主营业务 产业类别",
        "area": "所在村(社区) 所属村 所在村 村(社区) 村 社区 所属社区 属地 所属区域 所属村(社区)",
        "address": "企业地址 经营地址 注册地址 详细地址 住所 经营场所",
        "legal_rep": "法人 法人代表 法定代表人姓名 负责人 企业负责人 经营者",
        "contact": "企业联系人 联络员 联系人姓名",
        "staff_count": "用工人数 从业人数 员工人数 职工数 员工数 用工数 从业人员",
        "revenue": "年营业收入 年产值 营业收入 年营收 年收入 产值 年销售额 上年度营业收入",
        "registered_on": "成立日期 注册日期 成立时间 注册时间 立项日期 立项时间",
        "state": "状态 登记状态 经营状况 生产状态 企业状态 运营情况",
        "officer": "服务专员 包保人 包联干部 包保责任人 服务干部 企业服务专员 联系干部",
        "assigned_on": "包保日期 包保时间 包保起始时间",
        "leader": "包保领导 联系领导 分包领导 帮扶领导 包联县级领导",
    }
    words = {"kind": KIND_WORDS, "state": STATE_WORDS}
    tones = {"state": {State.SUSPENDED: "wait", State.CLOSED: "quiet"}}
    credit_code = CreditCode(
        "credit_code",
        _("统一社会信用代码"),
        code="credit_code",
        nullable=False,
        synonyms="信用代码 社会信用代码 统一信用代码 统一代码 营业执照号 注册号",
    )
    phone = Phone(
        "phone",
        _("联系电话"),
        beside="contact",
        code="phone",
        synonyms="电话 手机 手机号 手机号码 联系方式 联系人电话 法人电话",
    )
    closed_on = Day("closed_on", _("关闭日期"), shown=False, synonyms="关闭时间 注销日期 注销时间")
    order = ["name"]
    same_when = ["credit_code", "name", "area"]

    def entry(self, values: dict[str, object]) -> dict[str, object]:
        """Lists often leave the kind to the name."""
        values["kind"] = values["kind"] or _kind_said(str(values["name"]))
        return values


def _kind_said(name: str) -> str:
    """The kind that a name without a kind beside it tells."""
    if "合作社" in name:
        return Kind.COOPERATIVE
    return Kind.PROJECT if name.endswith("项目") else Kind.ENTERPRISE
