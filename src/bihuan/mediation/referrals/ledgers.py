"""The ledger of referrals."""

from django.utils.translation import gettext_lazy as _

from bihuan.mediation.models import Referral
from bihuan.mediation.referrals import services  # noqa: F401  # their verbs with them
from bihuan.mediation.referrals.registers import REFERRALS
from bihuan.orgs.registers.ledger import RegisterLedger
from bihuan.platform.ledgers import Choice, Day, LongText, Text

S = Referral.State


class Referrals(RegisterLedger):
    """Disputes handed in and out, and the results that are owed."""

    kept = REFERRALS
    title = _("移送衔接台账")
    about = _("法院委派、委托调解,移送法院、检察院、仲裁、法律援助、公安的纠纷,以及到期反馈的结果。")
    towards = _("收到委派委托的点“登记一条”;转出的在纠纷的“调解”页里办。")
    heads = {
        "direction": "转入转出 收发",
        "body_kind": "单位类型 机关",
        "body": "单位 法院 委派单位 移送单位 接收单位",
        "way": "委派委托 移送方式",
        "number": "案号 诉前案号 法院案号",
        "day": "日期 收到日期 移送日期 委派日期",
        "due_on": "期限 调解期限",
        "kind": "案由 类型",
        "area": "村(社区) 所属村(社区)",
        "applicant": "申请人姓名 原告",
        "respondent": "被申请人姓名 被告",
        "applicant_phone": "电话",
        "summary": "简要情况 案情",
    }
    words = {
        "direction": {Referral.Direction.IN: "转入 收 委派 委托", Referral.Direction.OUT: "转出 发 移送"},
        "way": {
            Referral.Way.BEFORE_SUIT: "委派 诉前 诉前委派",
            Referral.Way.IN_SUIT: "委托 诉中 诉中委托",
        },
        "body_kind": {
            Referral.Body.COURT: "法院 法庭",
            Referral.Body.POLICE: "派出所 公安",
            Referral.Body.ARBITRATION: "仲裁 仲裁委",
        },
    }
    state = Choice(
        "state",
        _("状态"),
        choices=S,
        nullable=False,
        imported=False,
        tones={S.OPEN: "wait", S.UNDER_WAY: "wait", S.RETURNED: "done", S.WITHDRAWN: "quiet"},
    )
    result = Choice("result", _("反馈结果"), choices=Referral.Result, imported=False)
    returned_on = Day("returned_on", _("反馈日期"), imported=False)
    result_text = LongText(
        "result_text", _("反馈情况"), people=["applicant", "respondent"], shown=False, imported=False
    )
    case_number = Text("dispute.case.number", _("办件编号"), shown=False, imported=False)
    order = ["-day"]
