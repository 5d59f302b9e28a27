"""The ledger of place points."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.errors import BihuanError
from bihuan.orgs import services
from bihuan.orgs.addresses import point_url
from bihuan.orgs.ledgers.answers import answered, area_id, text
from bihuan.orgs.models import PlacePoint
from bihuan.orgs.policies import EDIT_POINTS, READ_POINTS
from bihuan.orgs.services.imports import register_points
from bihuan.orgs.services.points import PointEntry
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers import AreaName, Choice, Ledger, NewRow, Refused, StaffName, Text
from bihuan.platform.models import ImportBatch
from bihuan.platform.policies import visible

RISK_WORDS = {
    PlacePoint.Risk.RED: "红 红色 重大 高 高风险 一级",
    PlacePoint.Risk.ORANGE: "橙 橙色 较大 二级",
    PlacePoint.Risk.YELLOW: "黄 黄色 一般 中 三级",
    PlacePoint.Risk.BLUE: "蓝 蓝色 低 较低 四级",
}
KIND_WORDS = {
    PlacePoint.Kind.WATER: "水域 坑塘 池塘 河塘 危险水域 水库 沟渠",
    PlacePoint.Kind.WORKSHOP: "作坊 厂房 小作坊 加工厂 作坊厂房",
    PlacePoint.Kind.GAS_USER: "燃气 燃气用户 瓶装液化气用户",
    PlacePoint.Kind.SHOP: "门店 小门店 商铺 沿街门店 九小场所",
    PlacePoint.Kind.SITE: "工地 建筑工地 在建工地",
    PlacePoint.Kind.SCHOOL_GATE: "校门 学校 校园门口 校园周边",
    PlacePoint.Kind.RIVER_REACH: "河段 河道",
    PlacePoint.Kind.ESTATE: "小区 楼院 居民小区",
    PlacePoint.Kind.OTHER: "其他 其它",
}
TONES = {
    PlacePoint.Risk.RED: "late",
    PlacePoint.Risk.ORANGE: "wait",
    PlacePoint.Risk.YELLOW: "wait",
    PlacePoint.Risk.BLUE: "quiet",
}


class PlacePoints(Ledger):
    """Registered dangerous waters, workshops, shops and the like, with grade and warden."""

    key, title, model = "place_points", _("部位台账"), PlacePoint
    about = _("危险水域、作坊、燃气用户、门店、工地、校门等部位,风险等级与责任人。")
    towards = _("点“登记部位”录入,或者用“导入”交排查清单。")

    name = Text(
        "name",
        _("名称"),
        required=True,
        fixed=True,
        search=True,
        nullable=False,
        synonyms="部位名称 场所名称 单位名称 点位名称",
    )
    kind = Choice(
        "kind", _("部位类型"), choices=PlacePoint.Kind, words=KIND_WORDS, required=True, synonyms="类型 场所类型 类别"
    )
    area = AreaName(
        "area", _("所属网格"), required=True, code="area", synonyms="网格 所属村(社区) 所在村 村(社区) 所属区域"
    )
    address = Text("address", _("位置"), search=True, width=28, synonyms="地址 详细地址 具体位置")
    risk = Choice(
        "risk", _("风险等级"), choices=PlacePoint.Risk, words=RISK_WORDS, tones=TONES, synonyms="风险 等级 风险级别"
    )
    warden = StaffName("warden", _("责任人"), imported=False)
    lon = Text("lon", _("经度"), shown=False, filterable=False, synonyms="东经 lng lon")
    lat = Text("lat", _("纬度"), shown=False, filterable=False, synonyms="北纬 lat")

    filters, order = [area, kind, risk], ["name"]
    right, export_right, import_right = READ_POINTS, READ_POINTS, EDIT_POINTS
    same_when = ["name", "kind", "area"]
    search_kind = "place_point"

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return visible(PlacePoint, viewer, READ_POINTS).filter(voided_at=None)

    def open_url(self, row: PlacePoint) -> str:
        return point_url(row.pk)

    def save_rows(self, *, actor: Actor, rows: Sequence[NewRow], batch: ImportBatch) -> list[UUID | Refused]:
        answers: list[UUID | Refused] = []
        entries: list[PointEntry] = []
        places: list[int] = []
        for row in rows:
            answers.append(Refused("lat", "number", str(_("经纬度应是数字,如 114.0213。"))))
            try:
                position = (_degrees(text(row.values, "lat")), _degrees(text(row.values, "lon")))
            except ValueError:
                continue
            places.append(len(answers) - 1)
            entries.append(
                PointEntry(
                    kind=text(row.values, "kind"),
                    name=text(row.values, "name"),
                    area_id=area_id(row.values),
                    address=text(row.values, "address"),
                    lat=position[0],
                    lon=position[1],
                    risk=text(row.values, "risk") or PlacePoint.Risk.BLUE,
                )
            )
        for place, answer in zip(places, answered(register_points(actor=actor, entries=entries)), strict=True):
            answers[place] = answer
        return answers

    def undo(self, *, actor: Actor, ids: Sequence[UUID], batch: ImportBatch) -> None:
        for key in ids:
            services.void_point(actor=actor, point_id=key, reason=str(_("撤销导入")))


def _degrees(written: str) -> float | None:
    """Degrees as a number; empty is None.

    Raises:
        ValueError: not a number.
    """
    if not written:
        return None
    try:
        return float(Decimal(written))
    except (ArithmeticError, BihuanError) as error:
        raise ValueError(written) from error
