"""The ledgers of forms (templates, and their fillings) and of kept briefings."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bihuan.insight.briefings import selectors as briefings
from bihuan.insight.briefings.addresses import briefing_url
from bihuan.insight.briefings.cycle import READ_BRIEFINGS
from bihuan.insight.filling import selectors
from bihuan.insight.filling.addresses import filling_url, template_url
from bihuan.insight.filling.cycle import FILL_FORMS, READ_FORMS
from bihuan.insight.models import FormFilling, FormTemplate, KeptBriefing
from bihuan.orgs.models import Area
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers import AreaName, Choice, Day, Ledger, StaffName, Text, Whole

T, F, B = FormTemplate.State, FormFilling.State, KeptBriefing.State


class FormTemplates(Ledger):
    """Superiors' templates."""

    key, title, model = "form_templates", _("报表模板"), FormTemplate
    about = _("上级下发的 Excel 报表:绑定一次,以后每期自动填写。")
    towards = _("点“上传模板”,选择上级下发的 .xlsx 文件。")
    add_url, add_right = "/forms/upload/", FILL_FORMS

    name = Text("title", _("报表名称"), fixed=True, search=True, width=28, imported=False)
    issuer = Text("issuer", _("下发单位"), search=True, imported=False)
    every = Choice("every", _("周期"), choices=FormTemplate.Every, imported=False)
    whose = AreaName("area", _("填报单位"), level=Area.Level.TOWN, imported=False)
    state = Choice(
        "state", _("状态"), choices=FormTemplate.State, imported=False,
        tones={T.BINDING: "wait", T.READY: "done", T.RETIRED: "quiet"},
    )  # fmt: skip

    filters, order = [every, whose, state], ["name"]
    right, export_right = READ_FORMS, READ_FORMS

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return selectors.templates(viewer)

    def open_url(self, row: FormTemplate) -> str:
        return template_url(row.pk)


class FormFillings(Ledger):
    """Fillings, newest period first."""

    key, title, model = "form_fillings", _("报表填报"), FormFilling
    about = _("每张报表每一期的填报:自动填了多少格、还缺多少格、批到了哪一步。")
    towards = _("打开一张已启用的报表模板,点“填报一期”。")

    name = Text("template.title", _("报表名称"), fixed=True, search=True, width=28, imported=False)
    start = Day("start", _("期间起"), nullable=False, imported=False)
    end = Day("end", _("期间止"), nullable=False, future=True, imported=False)
    state = Choice(
        "state", _("状态"), choices=FormFilling.State, imported=False,
        tones={F.DRAFT: "wait", F.SUBMITTED: "wait", F.APPROVED: "done", F.SUPERSEDED: "quiet"},
    )  # fmt: skip
    saved = Whole("saved_cells", _("免填格数"), total=True, imported=False)
    missing = Whole("missing_cells", _("未填格数"), total=True, imported=False)
    made_by = StaffName("made_by", _("填报人"), imported=False)
    approved_by = StaffName("approved_by", _("审批人"), imported=False)
    approved_on = Day("approved_on", _("批准日期"), imported=False)

    filters, order = [start, state], ["-start"]
    right, export_right = READ_FORMS, READ_FORMS

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return selectors.fillings(viewer)

    def open_url(self, row: FormFilling) -> str:
        return filling_url(row.pk)


class Briefings(Ledger):
    """Kept briefings, newest period first."""

    key, title, model = "briefings", _("简报"), KeptBriefing
    about = _("存档的周报、月报:每个数字连着明细,谁拟的、谁批的、人工改了几个数。")
    towards = _("打开“统计”里的“简报”,选好周期,点“存为简报”。")

    name = Text("title", _("标题"), fixed=True, search=True, width=28, imported=False)
    every = Choice("every", _("简报种类"), choices=KeptBriefing.Every, imported=False)
    whose = AreaName("area", _("区域"), imported=False)
    start = Day("start", _("期间起"), nullable=False, imported=False)
    end = Day("end", _("期间止"), nullable=False, future=True, imported=False)
    state = Choice(
        "state", _("状态"), choices=KeptBriefing.State, imported=False,
        tones={B.DRAFT: "wait", B.SUBMITTED: "wait", B.APPROVED: "done", B.SUPERSEDED: "quiet"},
    )  # fmt: skip
    by_hand = Whole("by_hand", _("人工改动的数字"), total=True, imported=False)
    made_by = StaffName("made_by", _("拟稿人"), imported=False)
    approved_by = StaffName("approved_by", _("审批人"), imported=False)
    approved_on = Day("approved_on", _("批准日期"), imported=False)

    filters, order = [every, start, whose, state], ["-start"]
    right, export_right = READ_BRIEFINGS, READ_BRIEFINGS

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return briefings.briefings(viewer)

    def open_url(self, row: KeptBriefing) -> str:
        return briefing_url(row.pk)
