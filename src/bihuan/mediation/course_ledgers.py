"""The ledger of sittings."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bihuan.mediation import course_selectors, policies
from bihuan.mediation.models import DisputeKind, Sitting
from bihuan.orgs.models import Area
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers import AreaName, Choice, Day, Ledger, LongText, Moment, StaffName, Text, Whole


class Sittings(Ledger):
    """Every mediation meeting: when, where, led by whom, with what outcome. What was said stays in its record."""

    key, title, model = "sittings", _("调解会台账"), Sitting
    about = _("每一次调解会:时间、地点、主持人、结果;笔录内容不在台账里。")
    towards = _("在纠纷的调解台点“约调解会”。")

    case_number = Text("dispute.case.number", _("办件编号"), fixed=True, search=True, nullable=False, width=20)
    starts_at = Moment("starts_at", _("开始时间"), nullable=False)
    number = Whole("number", _("第几次"), nullable=False)
    village = AreaName(
        "dispute.area",
        _("所属村(社区)"),
        level=Area.Level.VILLAGE,
        path="dispute__area_path",
        town="dispute__town_id",
    )
    kind = Choice("dispute.kind", _("纠纷类型"), choices=DisputeKind)
    place = Text("place", _("地点"), search=True)
    mediator = StaffName("mediator", _("主持调解员"))
    state = Choice(
        "state",
        _("状态"),
        choices=Sitting.State,
        tones={Sitting.State.PLANNED: "wait", Sitting.State.HELD: "done", Sitting.State.CANCELLED: "quiet"},
    )
    outcome = Choice(
        "outcome",
        _("本次结果"),
        choices=Sitting.Outcome,
        tones={Sitting.Outcome.AGREED: "done", Sitting.Outcome.ADJOURNED: "wait", Sitting.Outcome.BROKE_DOWN: "late"},
    )
    next_on = Day("next_on", _("下次调解日期"), future=True, shown=False)
    confirmed_at = Moment("confirmed_at", _("签字确认时间"), shown=False)
    outcome_note = LongText(
        "outcome_note", _("结果说明"), people=["dispute.applicant", "dispute.respondent"], shown=False
    )

    filters, order = [starts_at, village, mediator, outcome], ["-starts_at"]
    right, export_right = policies.READ, policies.EXPORT
    needs = ["dispute__case_id"]

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return course_selectors.sittings(viewer)

    def open_url(self, row: Sitting) -> str:
        return f"/cases/{row.dispute.case_id}/mediation/sittings/{row.pk}/"
