"""The ledger of assets; sizes are read and shown in square metres and in mu."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bihuan.assets import policies
from bihuan.assets.models import Form, Kind, Readiness, State
from bihuan.assets.registers import ASSETS
from bihuan.assets.sizes import MU, SQUARE_METRE, in_mu, read_size
from bihuan.orgs.registers.ledger import RegisterLedger
from bihuan.platform.ledgers import Day, Whole
from bihuan.platform.ledgers.periods import BETWEEN
from bihuan.platform.ledgers.reading.columns import CellContext, Reading
from bihuan.platform.ledgers.reading.columns import Column as Reader
from bihuan.platform.ledgers.reading.columns import Kind as Read
from bihuan.platform.ledgers.reading.outcomes import Cell

KIND_WORDS = {
    Kind.RESOURCE: "资源性 资源 资源类 资源性资产",
    Kind.OPERATING: "经营性 经营 经营类 经营性资产",
}
FORM_WORDS = {
    Form.LAND: "土地 耕地 荒地 四荒地 建设用地 机动地 空闲地 宅基地 地块",
    Form.WATER: "水面 坑塘 鱼塘 水塘 水库 坑塘水面",
    Form.FOREST: "林地 林场 果园 苗圃 林木",
    Form.WORKSHOP: "厂房 车间 仓库 工厂 标准化厂房 扶贫车间 冷库",
    Form.SCHOOL: "校舍 学校 小学 教学楼 闲置校舍 教学点",
    Form.ROOM: "房屋 办公房 办公用房 村部 房产 旧村部 楼房",
    Form.SHOP: "门面 商铺 门面房 门店 商业用房 沿街门面",
    Form.OTHER: "其他 其它 设备 设施",
}
READINESS_WORDS = {
    Readiness.NOW: "立即盘活 可立即盘活 可盘活 一类 A类",
    Readiness.NEEDS_WORK: "需改造 需改造提升 改造提升 改造后盘活 二类 B类",
    Readiness.NEEDS_POLICY: "待政策 待政策突破 政策突破 需政策支持 三类 C类",
}
STATE_WORDS = {
    State.IDLE: "闲置 空置 未利用 未使用 荒废 撂荒",
    State.IN_USE: "自用 使用中 在用 自营 正在使用",
    State.LEASED: "出租 已出租 租赁 发包 承包 已发包 流转",
    State.REVITALISED: "盘活 已盘活 已利用",
}
TONES = {State.IDLE: "wait", State.REVITALISED: "done"}


@dataclass(frozen=True)
class SizeReader(Reader):
    """Reads sizes of any unit; `unit` (square metres) is what a bare number under this heading means."""

    unit: Decimal = SQUARE_METRE

    def read(self, cell: Cell, context: CellContext) -> Reading:
        try:
            return Reading(read_size(cell, unit=self.unit))
        except ValueError:
            return Reading(
                message=gettext("看不懂面积“%(cell)s”,请写成“120平方米”或“3.5亩”") % {"cell": str(cell)[:30]}
            )


class SquareMetres(Whole):
    """A size, stored in square metres."""

    kind = Read.NUMBER
    unit = SQUARE_METRE

    def text(self, value: object) -> str:
        return f"{value:,.2f}".removesuffix(".00") if isinstance(value, Decimal) else ""

    def reader(self) -> Reader:
        return SizeReader(
            key=self.key, title=self.title, kind=self.kind, synonyms=self.synonyms, code="size", unit=self.unit
        )


class Mu(SquareMetres):
    """The same size in mu: shown, asked for and imported in mu."""

    unit = MU

    def value(self, row: Any) -> object:
        size = super().value(row)
        return in_mu(size) if isinstance(size, Decimal) else None

    def order_value(self, row: Any) -> object:
        return super().value(row)

    def condition(self, values: Sequence[str]) -> Q:
        return super().condition([BETWEEN.join(self._in_metres(part) for part in one.split(BETWEEN)) for one in values])

    def _in_metres(self, part: str) -> str:
        return str((self._number(part) * MU).quantize(Decimal("0.01"))) if part.strip() else ""


class Assets(RegisterLedger):
    """Resource and operating assets of the collectives and the town, by class and state."""

    kept = ASSETS
    title = _("资产台账")
    about = _("村集体和乡镇的资源性、经营性资产:权属、面积、盘活分类、使用状态、收益与合同到期。")
    towards = _("点“登记一条”录入,或者用“导入”交清产核资表。")
    export_right = policies.EXPORT
    heads = {
        "name": "名称 资产(资源)名称 资源名称 项目名称 资产项目",
        "kind": "类别 资产性质 性质 资产属性",
        "form": "类型 资产种类 种类 资源类型",
        "readiness": "分类 盘活类型 三类 处置分类",
        "owner": "权属 所有权人 产权单位 权属人 所有者 权利人 产权人",
        "area": "所在村(社区) 所属村 所在村 村(社区) 村 社区 村名 所属区域 所属村(社区)",
        "address": "坐落位置 位置 地址 具体位置 坐落地点",
        "state": "状态 现状 使用现状 利用现状 使用情况 利用情况",
        "revitalised_on": "盘活时间",
        "use": "盘活用途 现用途 利用方式 盘活方式 使用用途",
        "yearly_income": "年收益 年收入 年租金 租金 收益 年承包费",
        "listed_on": "登记日期 登记时间 入账时间",
        "left_on": "处置时间 核销日期",
    }
    words = {"kind": KIND_WORDS, "form": FORM_WORDS, "readiness": READINESS_WORDS, "state": STATE_WORDS}
    tones = {"state": TONES}
    metres = SquareMetres(
        "size",
        _("面积(平方米)"),
        total=True,
        synonyms="面积 建筑面积 建筑面积(平方米) 占地面积 占地面积(平方米) 使用面积 面积(㎡) 面积(m2)",
    )
    contract_until = Day(
        "contract_until", _("合同到期日"), future=True, synonyms="合同到期时间 到期时间 到期日期 租期至 合同截止日期"
    )
    mu = Mu("size", _("面积(亩)"), shown=False, synonyms="亩数 土地面积(亩) 占地面积(亩) 占地(亩)")
    order = ["name"]

    def entry(self, values: dict[str, object]) -> dict[str, object]:
        """A day of coming into use says that it is in use."""
        values["state"] = values["state"] or (State.REVITALISED if values["revitalised_on"] else State.IDLE)
        return values
