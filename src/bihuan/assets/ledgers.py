"""The ledger of assets; sizes are read and shown in square metres and in mu."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bihuan.assets import policies, selectors, services
from bihuan.assets.addresses import asset_url
from bihuan.assets.models import Asset, Form, Kind, Readiness, State
from bihuan.assets.sizes import MU, SQUARE_METRE, in_mu, read_size
from bihuan.orgs.ledgers.answers import answered, day, text
from bihuan.orgs.models import Area
from bihuan.orgs.places import areas_named
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers import AreaName, Choice, Day, Ledger, Money, NewRow, Refused, Text, Whole
from bihuan.platform.ledgers.periods import BETWEEN
from bihuan.platform.ledgers.reading.columns import CellContext, Reading
from bihuan.platform.ledgers.reading.columns import Column as Reader
from bihuan.platform.ledgers.reading.columns import Kind as Read
from bihuan.platform.ledgers.reading.outcomes import Cell
from bihuan.platform.models import ImportBatch

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


class Assets(Ledger):
    """Resource and operating assets of the collectives and the town, by class and state."""

    key, title, model = "assets", _("资产台账"), Asset
    about = _("村集体和乡镇的资源性、经营性资产:权属、面积、盘活分类、使用状态、收益与合同到期。")
    towards = _("点“登记一条”录入,或者用“导入”交清产核资表。")
    add_url, add_right = "/assets/add/", policies.EDIT

    name = Text(
        "name",
        _("资产名称"),
        required=True,
        fixed=True,
        nullable=False,
        sortable=True,
        width=26,
        synonyms="名称 资产(资源)名称 资源名称 项目名称 资产项目",
    )
    category = Choice(
        "kind", _("资产类别"), choices=Kind, words=KIND_WORDS, required=True, synonyms="类别 资产性质 性质 资产属性"
    )
    form = Choice(
        "form", _("资产类型"), choices=Form, words=FORM_WORDS, required=True, synonyms="类型 资产种类 种类 资源类型"
    )
    readiness = Choice(
        "readiness", _("盘活分类"), choices=Readiness, words=READINESS_WORDS, synonyms="分类 盘活类型 三类 处置分类"
    )
    owner = Text("owner", _("权属单位"), width=20, synonyms="权属 所有权人 产权单位 权属人 所有者 权利人 产权人")
    area = AreaName(
        "area",
        _("所属村(社区)"),
        required=True,
        code="area",
        synonyms="所在村(社区) 所属村 所在村 村(社区) 村 社区 村名 所属区域",
    )
    address = Text("address", _("坐落"), shown=False, width=28, synonyms="坐落位置 位置 地址 具体位置 坐落地点")
    metres = SquareMetres(
        "size",
        _("面积(平方米)"),
        total=True,
        synonyms="面积 建筑面积 建筑面积(平方米) 占地面积 占地面积(平方米) 使用面积 面积(㎡) 面积(m2)",
    )
    mu = Mu("size", _("面积(亩)"), shown=False, synonyms="亩数 土地面积(亩) 占地面积(亩) 占地(亩)")
    state = Choice(
        "state",
        _("使用状态"),
        choices=State,
        words=STATE_WORDS,
        tones=TONES,
        synonyms="状态 现状 使用现状 利用现状 使用情况 利用情况",
    )
    revitalised_on = Day("revitalised_on", _("盘活日期"), shown=False, synonyms="盘活时间")
    use = Text("use", _("用途"), synonyms="盘活用途 现用途 利用方式 盘活方式 使用用途")
    income = Money("yearly_income", _("年收益(元)"), total=True, synonyms="年收益 年收入 年租金 租金 收益 年承包费")
    contract_until = Day(
        "contract_until", _("合同到期日"), future=True, synonyms="合同到期时间 到期时间 到期日期 租期至 合同截止日期"
    )
    listed_on = Day("listed_on", _("入账日期"), nullable=False, shown=False, synonyms="登记日期 登记时间 入账时间")
    left_on = Day("left_on", _("处置日期"), shown=False, synonyms="处置时间 核销日期")

    filters, order = [area, category, readiness, state], ["name"]
    right, export_right, import_right = policies.READ, policies.EXPORT, policies.IMPORT
    same_when = ["name", "area"]
    search_kind = "asset"

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return selectors.assets(viewer)

    def open_url(self, row: Asset) -> str:
        return asset_url(row.pk)

    def save_rows(self, *, actor: Actor, rows: Sequence[NewRow], batch: ImportBatch) -> list[UUID | Refused]:
        areas = areas_named(row.values["area"] for row in rows)
        entries = [_entry(row.values, areas[str(row.values["area"])]) for row in rows]
        return answered(services.register_assets(actor=actor, entries=entries))

    def undo(self, *, actor: Actor, ids: Sequence[UUID], batch: ImportBatch) -> None:
        services.take_back_import(actor=actor, ids=ids)


def _entry(values: Mapping[str, object], area: Area) -> services.AssetEntry:
    size, mu = _number(values, "metres"), _number(values, "mu")
    revitalised_on = day(values, "revitalised_on")
    state = text(values, "state") or (State.REVITALISED if revitalised_on else State.IDLE)
    return services.AssetEntry(
        name=text(values, "name"),
        area=area,
        kind=text(values, "category"),
        form=text(values, "form"),
        readiness=text(values, "readiness"),
        owner=text(values, "owner"),
        address=text(values, "address"),
        size=size if size is not None else mu,
        state=state,
        revitalised_on=revitalised_on,
        use=text(values, "use"),
        yearly_income=_number(values, "income"),
        contract_until=day(values, "contract_until"),
        listed_on=day(values, "listed_on"),
        left_on=day(values, "left_on"),
    )


def _number(values: Mapping[str, object], key: str) -> Decimal | None:
    value = values.get(key)
    return value if isinstance(value, Decimal) else None
