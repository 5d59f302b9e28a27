"""The trail's verbs and record types in the words of the office."""

from django.apps import apps
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.cases.lifecycle import title_of_verb as title_of_case_verb

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
}


def title_of_verb(object_type: str, verb: str) -> str:
    """The verb as people read it; a verb without words of its own as it stands."""
    if object_type == "cases.case":
        return title_of_case_verb(verb)
    return str(_VERBS.get(verb, verb))


def title_of_type(object_type: str) -> str:
    """The record type by its Chinese name."""
    try:
        return str(apps.get_model(object_type)._meta.verbose_name)
    except LookupError:
        return object_type
