"""What a county starts with: time limits and a compact category tree of our own words; all of it can be changed on the desk.

No official code is claimed: a county that must report by a superior's code table imports that table as its categories.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bihuan.cases.models import CaseKind as K
from bihuan.cases.models import Category, TimeLimit
from bihuan.cases.models import Stage as G
from bihuan.cases.models import Urgency as U
from bihuan.cases.models.clocks import PETITION
from bihuan.platform.actors import SYSTEM, Actor
from bihuan.platform.change import create_many
from bihuan.triage import lexicon

_OWN = _("本平台默认时限,可由管理员调整")
_PETITION = _("本平台默认时限;属信访事项的,另按《信访工作条例》15日内决定是否受理、60日内办结")
_BY_PETITION_RULES = _("《信访工作条例》:15日内决定是否受理,60日内办结,经批准可延长一次,不超过30日")
_MEDIATION = _("人民调解一般自受理之日起30日内调结(SF/T 0083-2020),当事人同意的可以延长")
DAYS, HOURS, MINUTES = "working_days", "working_hours", "working_minutes"
NATURAL, ALWAYS = "calendar_days", "wall_clock_hours"


@dataclass(frozen=True, slots=True)
class Default:
    """A time limit as shipped."""

    amount: str
    unit: str
    basis: object = _OWN


DEFAULT_LIMITS: dict[tuple[str, str, str], Default] = {
    ("", U.NORMAL, G.ACCEPT): Default("1", DAYS, _PETITION),
    ("", U.NORMAL, G.DISPATCH): Default("4", HOURS),
    ("", U.NORMAL, G.TAKE): Default("4", HOURS),
    ("", U.NORMAL, G.CONTACT): Default("1", DAYS),
    ("", U.NORMAL, G.HANDLE): Default("15", DAYS, _PETITION),
    ("", U.NORMAL, G.VERIFY): Default("3", DAYS),
    ("", U.NORMAL, G.REVISIT): Default("5", DAYS),
    ("", U.URGENT, G.ACCEPT): Default("2", HOURS),
    ("", U.URGENT, G.DISPATCH): Default("1", HOURS),
    ("", U.URGENT, G.TAKE): Default("2", HOURS),
    ("", U.URGENT, G.CONTACT): Default("4", HOURS),
    ("", U.URGENT, G.HANDLE): Default("5", DAYS),
    ("", U.URGENT, G.VERIFY): Default("1", DAYS),
    ("", U.URGENT, G.REVISIT): Default("3", DAYS),
    ("", U.EMERGENCY, G.ACCEPT): Default("0.5", ALWAYS),
    ("", U.EMERGENCY, G.DISPATCH): Default("0.5", ALWAYS),
    ("", U.EMERGENCY, G.TAKE): Default("0.5", ALWAYS),
    ("", U.EMERGENCY, G.CONTACT): Default("1", ALWAYS),
    ("", U.EMERGENCY, G.HANDLE): Default("24", ALWAYS),
    ("", U.EMERGENCY, G.VERIFY): Default("24", ALWAYS),
    ("", U.EMERGENCY, G.REVISIT): Default("72", ALWAYS),
    (K.DISPUTE, U.NORMAL, G.HANDLE): Default("30", NATURAL, _MEDIATION),
    (K.DISPUTE, U.URGENT, G.HANDLE): Default("10", DAYS, _MEDIATION),
    (PETITION, U.NORMAL, G.ACCEPT): Default("15", NATURAL, _BY_PETITION_RULES),
    (PETITION, U.NORMAL, G.HANDLE): Default("60", NATURAL, _BY_PETITION_RULES),
    (K.HAZARD, U.NORMAL, G.HANDLE): Default("7", DAYS),
    (K.HAZARD, U.URGENT, G.HANDLE): Default("3", DAYS),
    (K.FINDING, U.NORMAL, G.HANDLE): Default("5", DAYS),
    (K.FINDING, U.URGENT, G.HANDLE): Default("2", DAYS),
    (K.DIFFICULTY, U.NORMAL, G.HANDLE): Default("10", DAYS),
    (K.BENEFIT, U.NORMAL, G.HANDLE): Default("30", DAYS),
}

# kind → (code, name); their words are the triage lexicon's.
CATEGORIES: dict[str, tuple[tuple[str, str], ...]] = {
    K.APPEAL: (
        ("water", "供水排水"),
        ("power", "供电供暖供气"),
        ("road", "道路交通"),
        ("sanitation", "环境卫生"),
        ("noise", "噪声油烟"),
        ("estate", "物业小区"),
        ("building", "违建占地"),
        ("welfare", "社会保障"),
        ("school", "教育入学"),
        ("health", "医疗卫生"),
        ("farm", "农业农村"),
        ("cadre", "村务与作风"),
        ("title", "办证登记"),
        ("other_appeal", "其他诉求"),
    ),
    K.DISPUTE: (
        ("family", "婚姻家庭"),
        ("neighbour", "邻里关系"),
        ("labour", "劳动报酬"),
        ("land", "山林土地"),
        ("housing", "房屋宅基地"),
        ("contract", "合同债务"),
        ("damages", "损害赔偿"),
        ("traffic", "交通事故"),
        ("property", "物业服务"),
        ("medical", "医患关系"),
        ("consumer", "消费购物"),
        ("other_dispute", "其他纠纷"),
    ),
    K.HAZARD: (
        ("fire", "消防"),
        ("gas", "燃气"),
        ("structure", "房屋与建筑"),
        ("water_safety", "水域"),
        ("electricity", "用电"),
        ("production", "生产作业"),
        ("roadside", "道路"),
        ("food", "食品药品"),
        ("other_hazard", "其他隐患"),
    ),
    K.FINDING: (
        ("rubbish", "垃圾堆放"),
        ("river", "河渠沟塘"),
        ("village_look", "村容村貌"),
        ("roadside_trade", "占道经营"),
        ("duty", "值守履职"),
        ("other_finding", "其他问题"),
    ),
    K.DIFFICULTY: (
        ("funds", "资金融资"),
        ("workers", "用工招聘"),
        ("land_use", "用地厂房"),
        ("utilities", "水电气路"),
        ("licence", "审批办证"),
        ("policy", "政策兑现"),
        ("market", "市场与诉讼"),
        ("other_difficulty", "其他难题"),
    ),
    K.BENEFIT: (
        ("road_repair", "道路整修"),
        ("elders", "养老助餐"),
        ("children", "儿童托管"),
        ("culture", "文体活动"),
        ("renewal", "老旧改造"),
        ("other_benefit", "其他实事"),
    ),
}


def load_defaults(actor: Actor = SYSTEM) -> int:
    """Write the limits and categories that are not there yet; says how many rows were added. Safe to repeat."""
    there = set(TimeLimit.objects.values_list("kind", "urgency", "stage"))
    limits = [
        TimeLimit(kind=kind, urgency=urgency, stage=stage, amount=limit.amount, unit=limit.unit, basis=str(limit.basis))
        for (kind, urgency, stage), limit in DEFAULT_LIMITS.items()
        if (kind, urgency, stage) not in there
    ]
    codes = set(Category.objects.values_list("code", flat=True))
    words = {category.code: list(category.words) for category in lexicon.categories()}
    categories = [
        Category(code=f"{kind}.{code}", name=name, kind=kind, synonyms=words.get(f"{kind}.{code}", []))
        for kind, rows in CATEGORIES.items()
        for code, name in rows
        if f"{kind}.{code}" not in codes
    ]
    create_many(limits, actor=actor)
    create_many(categories, actor=actor)
    return len(limits) + len(categories)
