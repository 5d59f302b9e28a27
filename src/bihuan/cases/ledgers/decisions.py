"""The ledger of triage decisions: what was proposed beside what was decided; every cell of the confusion table opens it."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bihuan.cases import policies
from bihuan.cases.addresses import url_of_id
from bihuan.cases.models import TriageDecision, Urgency
from bihuan.cases.selectors.decisions import decisions
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers import AreaName, Choice, Ledger, Moment, OfficeName, StaffName, Text, YesNo


class Decisions(Ledger):
    """What triage proposed and what the desk decided."""

    key, title, model = "triage_decisions", _("研判记录台账"), TriageDecision
    about = _("每一次研判确认:系统建议了什么、有多大把握、值班员最后怎么定;模型从这里学习。")

    number = Text("case.number", _("办件编号"), fixed=True, search=True, nullable=False, width=22, imported=False)
    decided_at = Moment("decided_at", _("确认时间"), nullable=False, imported=False)
    subject = Text("case.title", _("标题"), width=28, imported=False)
    area = AreaName("case.area", _("发生区域"), imported=False)
    proposed = Text("proposed_category.name", _("建议类别"), imported=False)
    proposed_code = Text("proposed_category.code", _("建议类别代码"), shown=False, imported=False)
    decided = Text("category.name", _("确认类别"), imported=False)
    decided_code = Text("category.code", _("确认类别代码"), shown=False, imported=False)
    followed = YesNo("followed", _("类别一致"), nullable=False, labels=(_("一致"), _("改过")), imported=False)
    proposed_office = OfficeName("proposed_office", _("建议单位"), shown=False, imported=False)
    office = OfficeName("office", _("确认单位"), imported=False)
    urgency = Choice("urgency", _("确认紧急程度"), choices=Urgency, shown=False, imported=False)
    automatic = YesNo("automatic", _("自动分派"), nullable=False, labels=(_("自动"), _("人工")), imported=False)
    by = StaffName("by", _("确认人"), imported=False)

    filters, order = [decided_at, area, proposed_code, decided_code, followed, automatic, office], ["-decided_at"]
    right, export_right = policies.READ_DECISIONS, policies.EXPORT

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return decisions(viewer)

    def open_url(self, row: TriageDecision) -> str:
        return url_of_id(row.case_id)
