"""The ledgers of policies and of what came of them."""

from django.utils.translation import gettext_lazy as _

from bihuan.enterprises.models import PolicyApplication
from bihuan.enterprises.registers import APPLICATIONS, POLICIES
from bihuan.orgs.registers.ledger import RegisterLedger
from bihuan.platform.ledgers import Text

S = PolicyApplication.State


class Policies(RegisterLedger):
    """Policies that benefit enterprises."""

    kept = POLICIES
    title = _("惠企政策台账")
    about = _("惠企政策的支持内容、享受条件、期限和主管部门;符合条件的企业由系统匹配。")
    towards = _("点“登记一条”录入政策,再设置享受条件,系统就会找出符合的企业。")
    heads = {
        "title": "政策 文件名称 政策标题 项目名称",
        "number": "文件号 发文字号",
        "department": "部门 责任部门 牵头部门 发文单位 主办单位",
        "area": "适用区域 适用范围 所属区域",
        "benefit": "扶持内容 奖补标准 政策内容 支持政策 扶持标准 主要内容",
        "valid_from": "开始日期 实施日期 发文日期 有效期起",
        "valid_to": "有效期止 截止时间 有效期至 到期日期",
        "how": "申报方式 办理流程 申报流程",
        "contact": "联系电话 咨询方式 联系方式",
        "text": "原文 全文",
    }
    order = ["-valid_from"]


class Applications(RegisterLedger):
    """What enterprises got from policies, from being told to being paid."""

    kept = APPLICATIONS
    title = _("政策兑现台账")
    about = _("哪家企业申报了哪项政策、走到哪一步、到账多少。")
    towards = _("打开一家企业,在“适用政策”里点“告知”。")
    add_url = ""
    enterprise = Text(
        "enterprise.name", _("企业(项目)"), fixed=True, nullable=False, width=24, sortable=True, imported=False
    )
    policy = Text("policy.title", _("惠企政策"), nullable=False, width=28, imported=False)
    tones = {"state": {S.PAID: "done", S.APPROVED: "done", S.REFUSED: "quiet", S.DROPPED: "quiet", S.TOLD: "wait"}}
    import_right = ""
    order = ["-told_on"]
