"""Clauses that a county starts with, of our own wording; each town adds its own, and any can be taken out of use.

`____` is a blank: an agreement in which one is left is not put before the parties.
"""

from bihuan.mediation.models import ClauseTemplate, DisputeKind
from bihuan.platform.actors import SYSTEM, Actor
from bihuan.platform.change import create_many

K, P = DisputeKind, ClauseTemplate.Part

# (part, kind or "" for any, title, text)
CLAUSES: tuple[tuple[str, str, str, str], ...] = (
    (P.FACTS, "", "时间地点经过", "____年____月____日,双方因____在____发生纠纷。经过:____。"),
    (P.POINTS, "", "双方主张", "申请人主张:____。被申请人主张:____。双方对____没有争议。"),
    (P.RESPONSIBILITIES, "", "双方各有责任", "申请人____,负____责任;被申请人____,负____责任。"),
    (P.RESPONSIBILITIES, "", "一方负全部责任", "被申请人____,对造成的损失负全部责任;申请人没有过错。"),
    (P.RESPONSIBILITIES, K.LABOUR, "欠薪一方的责任", "申请人已按约定提供劳动,被申请人未按约定支付劳动报酬,应承担支付责任。"),
    (P.TERMS, "", "赔礼道歉", "____于____年____月____日前,以____方式向____赔礼道歉,双方互相谅解。"),
    (P.TERMS, "", "一次性了结", "上述款项付清后,本纠纷的财产争议一次性了结,双方就本次事实不再互相主张。"),
    (P.TERMS, "", "逾期怎么办", "任何一期逾期未付的,剩余款项视为一并到期,对方可以就全部未付款项依法主张权利。"),
    (P.TERMS, "", "共同申请司法确认", "双方同意自本协议生效之日起三十日内,共同向有管辖权的人民法院申请司法确认。"),
    (P.TERMS, K.LABOUR, "支付工资", "____应支付____在____工地(单位)自____至____的工资共计____元。"),
    (P.TERMS, K.LABOUR, "多人工资按名单", "所欠工资按附列名单和金额逐人支付,支付到本人;代领的须有本人书面委托。"),
    (P.TERMS, K.LABOUR, "工伤补偿", "____除已垫付的医疗费____元外,再补偿____误工、护理、交通等费用共计____元。"),
    (P.TERMS, K.PROPERTY, "物业维修与费用", "物业服务企业于____前完成____的维修;维修合格后,业主于____前补交____期间的物业费____元。"),
    (P.TERMS, K.PROPERTY, "物业费减免", "因____期间服务未到位,物业费按____%收取,应交____元。"),
    (P.TERMS, K.LAND, "地界以桩为准", "双方承包地以____为界,自____起向____量____米处埋设界桩,今后耕种以界桩为准,互不越界。"),
    (P.TERMS, K.LAND, "土地租金", "承租方于每年____月____日前支付土地租金每亩____元,共____亩,计____元。"),
    (P.TERMS, K.NEIGHBOUR, "排水通行", "____于____前将____改道(加装落水管),不再向____一侧排水;双方共用通道保持____米宽,不得堆放杂物。"),
    (P.TERMS, K.HOUSING, "宅基地界限", "双方宅基地以____为界;____于____前拆除(后移)越界部分,费用由____承担。"),
    (P.TERMS, K.HOUSING, "房屋租金与押金", "承租人于____前腾退房屋并结清水电费;出租人于腾退当日退还押金____元,扣除____元后实退____元。"),
    (P.TERMS, K.DAMAGES, "赔偿损失", "____赔偿____医疗费、误工费、财物损失等共计____元(已付____元,尚欠____元)。"),
    (P.TERMS, K.DAMAGES, "恢复原状", "____于____前将损坏的____修复至可正常使用,逾期未修复的,按____元折价赔偿。"),
    (P.TERMS, K.TRAFFIC, "交通事故赔偿", "除保险赔付外,____另赔偿____各项费用共计____元;保险理赔所需材料由双方互相配合提供。"),
    (P.TERMS, K.FAMILY, "赡养老人", "老人____随____共同生活;其他子女____每人每月支付赡养费____元,医疗费凭票据由子女平均分担。"),
    (P.TERMS, K.FAMILY, "抚养费", "子女____由____抚养,____每月支付抚养费____元至子女年满十八周岁止;另一方每月可探望____次。"),
    (P.TERMS, K.FAMILY, "彩礼返还", "____返还____彩礼____元及____,双方不再有其他财产争议。"),
    (P.TERMS, K.CONTRACT, "归还借款", "____尚欠____借款本金____元,双方确认利息为____元,按约定期限归还。"),
    (P.TERMS, K.CONTRACT, "支付货款工程款", "双方核对后确认尚欠款项为____元,____按约定期限支付;____已交付的货物(工程)无其他争议。"),
    (P.TERMS, K.CONSUMER, "退款换货", "____于____前向____退还____元(更换同型号商品),____同时退回原商品。"),
    (P.MANNER, "", "银行转账", "以银行转账方式支付,收款户名____,开户行____,账号____;转账凭证即为收据。"),
    (P.MANNER, "", "当面付现", "在人民调解委员会当面以现金支付,收款人出具收条。"),
    (P.MANNER, "", "分期转账", "按本协议列明的期数、金额和日期,逐期以银行转账方式支付。"),
    (P.MANNER, "", "调解员见证履行", "由人民调解员到场见证履行,双方在履行记录上签字。"),
)  # fmt: skip


def load_clauses(actor: Actor = SYSTEM) -> int:
    """Enter the clauses that the county does not have yet, by title; says how many. What was taken out of use stays out."""
    there = set(ClauseTemplate.objects.filter(town=None).values_list("part", "kind", "title"))
    fresh = [
        ClauseTemplate(part=part, kind=kind, title=title, text=text)
        for part, kind, title, text in CLAUSES
        if (part, kind, title) not in there
    ]
    create_many(fresh, actor=actor, verb="add")
    return len(fresh)
