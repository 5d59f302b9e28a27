"""The trail's verbs and record types in the words of the office."""

from django.apps import apps
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.cases.conferences import title_of_verb as title_of_conference_verb
from bihuan.cases.lifecycle import title_of_verb as title_of_case_verb
from bihuan.cases.whistles import title_of_verb as title_of_whistle_verb
from bihuan.community.enrolment_cycle import CYCLE as ENROLMENT_CYCLE
from bihuan.insight.briefings.cycle import titles_of_verbs as titles_of_briefing_verbs
from bihuan.insight.filling.cycle import titles_of_verbs as titles_of_form_verbs
from bihuan.mediation.agreement_cycle import titles_of_verbs
from bihuan.mediation.people_verbs import people_verbs
from bihuan.visits.need_registers import CYCLE as NEED_CYCLE

_VERBS = {
    "create": _("新建"),
    "register": _("登记"),
    "assign": _("指定包保干部"),
    "reclassify": _("调整分类"),
    "revitalise": _("记盘活"),
    "edit": _("修改"),
    "sign_in": _("登录"),
    "sign_in_failed": _("登录失败"),
    "sign_out": _("退出"),
    "change_password": _("修改密码"),
    "reset_password": _("重设密码"),
    "set_preferences": _("修改个人设置"),
    "set_own_phone": _("修改联系方式"),
    "deactivate": _("停用账号"),
    "reactivate": _("恢复账号"),
    "reveal": _("查看完整信息"),
    "archive": _("归档"),
    "archive_again": _("重新归档"),
    "replace": _("替换"),
    "retire": _("停用模板"),
    "reinstate": _("恢复使用模板"),
    "export": _("导出"),
    "import": _("导入"),
    "undo": pgettext_lazy("审计", "撤销"),
    "upload": _("上传文件"),
    "appoint": _("任职"),
    "end": _("终止"),
    "hand_over": _("交接"),
    "rename": _("更名"),
    "close": _("停用"),
    "draw": _("修改边界"),
    "describe": _("修改说明"),
    "void": _("作废"),
    "erase": _("清除个人信息"),
    "enter_year": _("录入工作日历"),
    "set_limit": _("调整时限"),
    "comment": _("发表意见"),
    "attach": _("上传材料"),
    "escalate": _("超期升级"),
    "remove": _("移除"),
    "answer": _("答复"),
    "drop": _("取消回访"),
    "lapse": _("挂起失效"),
    "confirm": _("核实结果"),
    "doubt": _("撤回核实"),
    "record_result": _("登记调解结果"),
    "record_fulfilment": _("登记履行情况"),
    "do_task": _("完成任务"),
    "cancel_task": _("取消任务"),
    "assign_revisit": _("转交回访"),
    "abolish": pgettext_lazy("审计", "撤销单位"),
    "name": _("指定责任人"),
    "set_levels": _("修改层级"),
    "bind": _("登记包联"),
    "unbind": _("结束包联"),
    "plan": _("排班"),
    "substitute": _("登记替班"),
    "regrade": _("调整风险等级"),
    "set_warden": _("调整责任人"),
    "merge": _("合并"),
    "export_revealed": _("导出完整信息"),
    "briefing": _("下载简报"),
    "look": _("读取文件"),
    "look_failed": _("读取失败"),
    "remember_mapping": _("记住列的对应"),
    "begin_import": _("开始导入"),
    "import_failed": _("导入失败"),
    "undo_import": _("撤销导入"),
    "take_room": _("订场地"),
    "release_room": _("退订场地"),
    "save_view": _("保存视图"),
    "forget_view": _("删除视图"),
    "make_public_copy": _("生成公开副本"),
    "issue": _("创建接口令牌"),
    "revoke": _("停用令牌"),
    "subscribe": _("添加接收方"),
    "revise": _("修改接收方"),
    "renew_secret": _("更换密钥"),
    "replay": _("重新推送"),
    "publish": _("公布"),
    "hold": _("登记已开展"),
    "miss": _("登记未开展"),
    "to_case": _("转为事项"),
    "link_case": _("关联事项"),
    "write_steps": _("按步骤记录"),
}
_OF_TYPE = {
    ("orgs.dutyshift", "assign"): _("改派"),
    ("visits.receptionturn", "substitute"): _("换人"),
    ("visits.benefitwork", "begin_work"): _("开工"),
    ("visits.benefitwork", "accept_work"): _("验收"),
    ("visits.benefitwork", "stop_work"): _("停办"),
    ("visits.benefitwork", "reopen_work"): _("撤回验收"),
    ("visits.consultationmeeting", "confirm"): _("登记提出人确认"),
    ("cases.reply", "owe"): _("记下回复要求"),
    ("cases.reply", "take_order"): _("接收热线工单"),
    ("cases.reply", "send"): _("登记回复"),
    ("cases.reply", "drop_reply"): _("标为无需回复"),
    ("cases.walllink", "make_link"): _("创建大屏链接"),
    ("cases.walllink", "revoke_link"): _("停用大屏链接"),
    ("cases.channelduty", "set_duty"): _("调整渠道回复要求"),
    ("inspections.pointtask", "plan"): _("生成任务"),
    ("inspections.pointtask", "ask"): _("安排检查"),
    ("inspections.pointtask", "do"): _("完成任务"),
    ("inspections.pointtask", "miss"): _("记为未按时巡查"),
    ("inspections.pointtask", "cancel"): _("取消任务"),
    ("inspections.pointcheck", "record"): _("登记检查"),
    ("inspections.pointcheck", "open_case"): _("转为隐患"),
    ("inspections.surveyform", "publish"): _("发布题目"),
    ("inspections.surveyform", "export"): _("导出填表"),
    ("inspections.formversion", "publish"): _("发布题目"),
    ("inspections.answer", "fill"): _("填表"),
    ("inspections.answer", "show"): _("补上照片"),
    ("inspections.answer", "open_case"): _("转为隐患"),
    ("inspections.answeredition", "keep"): _("保留旧版"),
    ("inspections.notice", "serve"): _("下达整改通知"),
    ("inspections.notice", "pass"): _("复查合格"),
    ("inspections.notice", "refuse"): _("记为拒不整改"),
    ("inspections.notice", "print"): _("打印通知书"),
    ("inspections.notice", "hand_over"): _("移交主管部门"),
    ("inspections.weatherwarning", "lift"): _("解除预警"),
    ("inspections.schedule", "copy"): _("照默认规则建立"),
    ("inspections.gateduty", "mark"): _("登记到岗"),
    ("inspections.patrol", "open"): _("开始巡查"),
    ("inspections.patrol", "close"): _("结束巡查"),
    ("inspections.patrol", "end"): _("自动结束巡查"),
    ("inspections.patrol", "forget"): _("清除轨迹"),
    ("inspections.patrolstop", "check_in"): _("签到"),
    **{("visits.need", step.verb): step.title for step in NEED_CYCLE},
    ("visits.need", "from_visit"): _("来自走访"),
    **{("community.enrolment", step.verb): step.title for step in ENROLMENT_CYCLE if step.verb != "register"},
    ("community.attendance", "mark"): _("改到场"),
    ("community.attendance", "pick_up"): _("登记接走"),
    ("community.alarm", "climb"): _("往上报一级"),
    ("community.alarm", "take"): _("接警"),
    ("community.alarm", "close"): _("办结"),
    ("community.programme", "open_roll"): _("打开点名册"),
    **titles_of_verbs(),
    **titles_of_form_verbs(),
    **titles_of_briefing_verbs(),
    ("insight.keptbriefing", "print"): _("下载 Word"),
    **people_verbs(),
}
# Records of the loop with a table of steps of their own.
_TABLES = {
    "cases.conference": title_of_conference_verb,
    "cases.conferencecase": title_of_conference_verb,
    "cases.invitation": title_of_conference_verb,
    "cases.whistle": title_of_whistle_verb,
}
# Records of the machinery, whose classes have no name of the office.
_TYPES = {
    "cases.casepause": _("挂起"),
    "cases.merge": _("并案"),
    "platform.storedfile": _("文件"),
    "platform.savedview": _("保存的视图"),
    "platform.importmapping": _("列的对应"),
    "platform.importbatch": _("导入批次"),
    "platform.noticechannel": _("通知渠道"),
    "platform.webhook": _("数据推送"),
}


def title_of_verb(object_type: str, verb: str) -> str:
    """The verb as people read it; a verb without words of its own as it stands."""
    if (object_type, verb) in _OF_TYPE:
        return str(_OF_TYPE[object_type, verb])
    if object_type in _TABLES and _TABLES[object_type](verb) != verb:
        return _TABLES[object_type](verb)
    step = title_of_case_verb(verb) if object_type.startswith("cases.") else verb
    return step if step != verb else str(_VERBS.get(verb, verb))


def title_of_type(object_type: str) -> str:
    """The record type as people call it."""
    if object_type in _TYPES:
        return str(_TYPES[object_type])
    try:
        return str(apps.get_model(object_type)._meta.verbose_name)
    except LookupError:
        return object_type
