"""The register of archived case files."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bihuan.mediation import policies
from bihuan.mediation.addresses import case_file_url
from bihuan.mediation.models import CaseFile, DisputeKind, Result
from bihuan.orgs.models import Area
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers import AreaName, Choice, Day, Ledger, Person, StaffName, Text, Whole
from bihuan.platform.policies import visible


class CaseFiles(Ledger):
    """Archived files by town and year, each with its number and its sheets."""

    key, title, model = "case-files", _("调解卷宗台账"), CaseFile
    about = _("已归档的人民调解卷宗:编号、页数、立卷人。")
    towards = _("事项办结后,在调解台的“卷宗”里归档。")

    number = Text("number", _("卷宗编号"), fixed=True, search=True, nullable=False, width=24, imported=False)
    archived_on = Day("archived_on", _("归档日期"), nullable=False, imported=False)
    case_number = Text("dispute.case.number", _("办件编号"), search=True, width=20, imported=False)
    applicant = Person("dispute.applicant", _("申请人"), imported=False)
    respondent = Person("dispute.respondent", _("被申请人"), imported=False)
    village = AreaName("area", _("所属村(社区)"), level=Area.Level.VILLAGE, imported=False)
    kind = Choice("dispute.kind", _("纠纷类型"), choices=DisputeKind, imported=False)
    result = Choice("dispute.result", _("调解结果"), choices=Result, imported=False)
    pages = Whole("pages", _("页数"), total=True, imported=False)
    retention = Text("retention", _("保管期限"), shown=False, imported=False)
    filed_by = StaffName("filed_by", _("立卷人"), imported=False)

    filters, order = [archived_on, village, kind], ["-archived_on"]
    right, export_right, reveal_right = policies.READ, policies.EXPORT, policies.REVEAL
    needs = ["dispute__case_id"]

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return visible(CaseFile, viewer, policies.READ)

    def open_url(self, row: CaseFile) -> str:
        return case_file_url(row.dispute.case_id)
