"""What is looked at, by kind of point. Codes stay in the rows, so an item is never reworded under its old code."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from bihuan.orgs.models import PlacePoint

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

K = PlacePoint.Kind


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a checklist, said so that "yes" is good."""

    code: str
    title: "StrOrPromise"


_WATER = (
    Item("sign", _("警示牌完好醒目")),
    Item("board", _("告知牌责任人、电话清楚")),
    Item("kit", _("救生器材齐全完好")),
    Item("fence", _("护栏(网)没有破损")),
    Item("people", _("没有人游泳、戏水、野钓")),
    Item("bank", _("岸坡没有塌陷、结冰隐患")),
)
_FIRE = (
    Item("exit", _("安全出口、疏散通道畅通")),
    Item("extinguisher", _("灭火器等器材有效")),
    Item("wiring", _("电线没有私拉乱接、老化")),
    Item("lodging", _("经营场所没有违规住人")),
    Item("charging", _("室内没有停放、充电电动车")),
)
_GAS = (
    Item("hose", _("燃气软管没有老化、超期")),
    Item("alarm", _("燃气报警器有效")),
    Item("bottle", _("气瓶合格、存放符合规定")),
    Item("valve", _("有熄火保护、人走关阀")),
)
_WORKSHOP = (
    Item("machine", _("机械防护装置齐全")),
    Item("dust", _("粉尘、油污及时清理")),
    Item("training", _("有安全制度和培训记录")),
)
_SITE = (
    Item("helmet", _("进场戴安全帽、高处系安全带")),
    Item("edge", _("临边、洞口防护到位")),
    Item("scaffold", _("脚手架、起重设备验收合格")),
    Item("power", _("临时用电规范")),
    Item("pit", _("基坑、深沟有支护和围挡")),
)
_GATE = (
    Item("guard", _("护学岗人员到齐")),
    Item("gear", _("防护器材齐全")),
    Item("traffic", _("门口交通有序、无违停")),
    Item("vendor", _("周边没有违规摊点")),
)
_ESTATE = (
    Item("lane", _("消防通道畅通")),
    Item("stairs", _("楼道没有堆物、飞线充电")),
    Item("hydrant", _("消防设施有水有电")),
)
_OTHER = (Item("safe", _("没有发现安全隐患")),)

CHECKLISTS: dict[str, tuple[Item, ...]] = {
    K.WATER: _WATER,
    K.RIVER_REACH: _WATER,
    K.WORKSHOP: (*_FIRE, *_WORKSHOP),
    K.GAS_USER: (*_GAS, *_FIRE),
    K.SHOP: _FIRE,
    K.SITE: _SITE,
    K.SCHOOL_GATE: _GATE,
    K.ESTATE: _ESTATE,
    K.OTHER: _OTHER,
}
PRODUCTION = (K.WORKSHOP, K.GAS_USER, K.SHOP, K.SITE)  # the kinds of production safety
WATERS = (K.WATER, K.RIVER_REACH)


def checklist(kind: str) -> tuple[Item, ...]:
    """The questions asked at a point of `kind`."""
    return CHECKLISTS.get(kind, _OTHER)
