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

# kind → (code, name, synonyms); a code "parent.child" hangs below "parent".
CATEGORIES: dict[str, tuple[tuple[str, str, str], ...]] = {
    K.APPEAL: (
        ("water", "供水排水", "停水 没水 水压 水管 爆管 自来水 下水道 堵塞 污水外溢 积水 内涝 井盖"),
        ("power", "供电供暖供气", "停电 断电 电压 电线 变压器 暖气 供暖 不热 天然气 停气"),
        ("road", "道路交通", "路面 坑洼 坑槽 修路 路灯 不亮 堵车 乱停车 停车 减速带 红绿灯 公交"),
        ("sanitation", "环境卫生", "垃圾 清运 臭味 异味 公厕 厕所 死角 蚊蝇 扬尘 秸秆"),
        ("noise", "噪声油烟", "噪音 噪声 扰民 油烟 广场舞 夜间施工"),
        ("estate", "物业小区", "物业 电梯 小区 门禁 维修基金 飞线 楼道 堆放"),
        ("building", "违建占地", "违建 违章 私搭乱建 占道 占地 宅基地审批"),
        ("welfare", "社会保障", "低保 养老金 医保 补贴 救助 残疾 退休 社保 特困"),
        ("school", "教育入学", "入学 学校 学费 幼儿园 转学 校车 托管"),
        ("health", "医疗卫生", "看病 卫生室 医院 疫苗 报销 家庭医生"),
        ("farm", "农业农村", "灌溉 机井 种子 农机 补偿款 流转 青苗 承包地 浇地"),
        ("cadre", "村务与作风", "村务公开 账目 干部 态度 推诿 不作为"),
        ("title", "办证登记", "房产证 不动产证 办证 户口 落户 身份证"),
        ("other_appeal", "其他诉求", ""),
    ),
    K.DISPUTE: (
        ("family", "婚姻家庭", "离婚 夫妻 赡养 抚养 彩礼 家暴 分家 继承 婆媳"),
        ("neighbour", "邻里关系", "邻居 邻里 相邻 宅基边界 滴水 采光 通行 打架 吵架 漏水到楼下"),
        ("labour", "劳动报酬", "工资 欠薪 拖欠 讨薪 工伤 劳动合同 加班费 农民工"),
        ("land", "山林土地", "承包地 地界 林地 土地流转 争地 边界"),
        ("housing", "房屋宅基地", "宅基地 房屋 租房 押金 房东 租客"),
        ("contract", "合同债务", "借款 欠钱 欠款 合同 违约 货款 定金"),
        ("damages", "损害赔偿", "受伤 赔偿 医药费 咬伤 损坏"),
        ("traffic", "交通事故", "车祸 撞车 追尾 交通事故 剐蹭"),
        ("property", "物业服务", "物业费 物业公司 业委会"),
        ("medical", "医患关系", "医疗事故 误诊 手术"),
        ("consumer", "消费购物", "退款 假货 商家 预付卡 退货"),
        ("other_dispute", "其他纠纷", ""),
    ),
    K.HAZARD: (
        ("fire", "消防", "火灾 着火 消防通道 灭火器 电动车充电 堵塞通道 烟花"),
        ("gas", "燃气", "燃气泄漏 煤气 液化气 气罐 天然气泄漏"),
        ("structure", "房屋与建筑", "危房 坍塌 倒塌 裂缝 脱落 外墙 脚手架"),
        ("water_safety", "水域", "溺水 河边 池塘 坑塘 游泳 警示牌 救生圈"),
        ("electricity", "用电", "漏电 电线裸露 私拉电线 触电"),
        ("production", "生产作业", "作坊 粉尘 锅炉 危化品 有限空间 高处作业"),
        ("roadside", "道路", "护栏 井盖缺失 塌陷 弯道 盲区"),
        ("food", "食品药品", "食物中毒 变质 过期 无证经营"),
        ("other_hazard", "其他隐患", ""),
    ),
    K.FINDING: (
        ("rubbish", "垃圾堆放", "垃圾 卫生死角 柴草 杂物 堆放"),
        ("river", "河渠沟塘", "河道 沟渠 坑塘 漂浮物 黑臭"),
        ("village_look", "村容村貌", "乱贴 广告 残垣断壁 乱搭乱建 乱挂"),
        ("roadside_trade", "占道经营", "占道 摆摊 出店"),
        ("duty", "值守履职", "脱岗 无人值守 台账 缺失 未签到"),
        ("other_finding", "其他问题", ""),
    ),
    K.DIFFICULTY: (
        ("funds", "资金融资", "贷款 融资 资金 周转 抵押 担保"),
        ("workers", "用工招聘", "招工 用工 工人 招聘 缺人"),
        ("land_use", "用地厂房", "用地 厂房 土地证 规划 租赁"),
        ("utilities", "水电气路", "用电 增容 用水 用气 管网 道路"),
        ("licence", "审批办证", "审批 许可 执照 环评 消防验收 备案"),
        ("policy", "政策兑现", "奖补 补贴 政策 税收 优惠 兑现"),
        ("market", "市场与诉讼", "订单 货款 侵权 诉讼"),
        ("other_difficulty", "其他难题", ""),
    ),
    K.BENEFIT: (
        ("road_repair", "道路整修", "修路 硬化 路灯 减速带"),
        ("elders", "养老助餐", "老人 食堂 助餐 照料"),
        ("children", "儿童托管", "托管 暑期 儿童 留守"),
        ("culture", "文体活动", "广场 健身 书屋 文艺"),
        ("renewal", "老旧改造", "改造 管网 加装电梯 楼道 绿化"),
        ("other_benefit", "其他实事", ""),
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
    categories = [
        Category(code=f"{kind}.{code}", name=name, kind=kind, synonyms=words.split())
        for kind, rows in CATEGORIES.items()
        for code, name, words in rows
        if f"{kind}.{code}" not in codes
    ]
    create_many(limits, actor=actor)
    create_many(categories, actor=actor)
    return len(limits) + len(categories)
