"""The ledgers of the communities' registers, with the headings that townships write over their lists."""

from django.utils.translation import gettext_lazy as _

from bihuan.community.models import LawEvent
from bihuan.community.registers import LAW_EVENTS
from bihuan.orgs.registers.heads import CountedBy
from bihuan.orgs.registers.ledger import RegisterLedger


class LawEvents(RegisterLedger):
    """Events of law publicity."""

    kept = LAW_EVENTS
    title = _("法治宣传台账")
    about = _("法治讲座、集市宣传、入户宣传等活动,发放资料份数和参加人次;签到清点与现场估计分别统计。")
    towards = _("点“登记一条”录入,或者用“导入”交活动登记表。")
    heads = {
        "title": "活动主题 宣传主题 主题 活动 名称 宣传活动名称",
        "kind": "形式 活动形式 类型 宣传方式 方式",
        "held_on": "时间 日期 活动时间 宣传时间 开展时间",
        "area": "村(社区) 村 社区 开展单位 所在村 举办地 单位",
        "place": "活动地点 宣传地点 位置",
        "topic": "内容 宣传主要内容 法律法规",
        "leaflets": "发放资料 资料份数 发放宣传资料 宣传单 发放宣传单(份) 发放份数",
        "attendance": "人次 参加人数 受众人数 受教育人数 覆盖人次 参与人次",
        "counted_by": "统计方式 人数来源",
        "speaker": "主讲人 主讲 组织单位 宣讲人 主办单位",
        "organiser": "负责人 责任人 组织者",
        "remark": "备注 说明",
    }
    words = {
        "kind": {
            LawEvent.Kind.LECTURE: "讲座 培训 法治课 宣讲",
            LawEvent.Kind.FAIR: "集市 赶集 庙会 街头宣传 广场宣传",
            LawEvent.Kind.DOORS: "入户 走访宣传 上门宣传",
            LawEvent.Kind.CASE: "以案说法 案例宣讲 庭审观摩",
            LawEvent.Kind.SCHOOL: "进校园 学校宣传",
            LawEvent.Kind.FIRM: "进企业 企业宣传",
            LawEvent.Kind.SHOW: "文艺 演出 戏曲",
            LawEvent.Kind.ONLINE: "线上 短视频 公众号 网络宣传",
        },
        "counted_by": {CountedBy.SIGN_IN: "签到 实名 清点", CountedBy.ESTIMATE: "估计 预估 估算"},
    }
    order = ["-held_on"]
