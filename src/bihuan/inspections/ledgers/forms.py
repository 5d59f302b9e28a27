"""The ledgers of forms and of what was filled in."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as t
from django.utils.translation import pgettext_lazy

from bihuan.inspections.models import Answer
from bihuan.inspections.registers import ANSWERS, FORMS
from bihuan.orgs.registers.ledger import RegisterLedger
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers import Text, Whole


class Forms(RegisterLedger):
    """Forms, those of campaigns and those of the library."""

    kept = FORMS
    title = t("表单台账")
    about = t("专项行动的调查、登记表单和表单库:版本、是否开放填写。")
    towards = t("点“登记一条”新建表单,再在它的页面上传按 XLSForm 写的工作簿。")
    import_right = ""
    campaign = Text("campaign.name", t("专项行动"), width=24, imported=False)
    newest = Whole("newest", t("版本"), nullable=False, imported=False)
    order = ["name"]


class Answers(RegisterLedger):
    """What was filled in, without the answers themselves: those are on the form's own export."""

    kept = ANSWERS
    title = t("填表台账")
    about = t("每张表单谁在什么时候、在哪里填了一份;全部答案在表单页面按题目导出。")
    towards = t("在表单页面点“填写”,或者在手机上填。")
    import_right = add_url = ""
    form = Text("form.name", t("表单"), fixed=True, nullable=False, width=24, imported=False)
    campaign = Text("campaign.name", t("专项行动"), width=22, imported=False)
    point = Text("point.name", pgettext_lazy("台账列", "部位"), imported=False)
    first = ("form", "campaign", "area", "answered_at", "by", "said", "point")
    order = ["-answered_at"]

    def rows(self, viewer: Actor) -> QuerySet[Answer]:
        return super().rows(viewer).defer("values")
