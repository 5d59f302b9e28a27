"""The ledger of what enterprises find hard: who asked, who solved it, in how long."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bihuan.cases.addresses import url_of
from bihuan.cases.models import Outcome, State
from bihuan.enterprises.difficulties import days_taken, difficulties
from bihuan.enterprises.models import Difficulty
from bihuan.enterprises.policies import EXPORT, READ
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers import AreaName, Choice, Ledger, Moment, OfficeName, StaffName, Text, Whole


class DaysTaken(Whole):
    """The days from being told of to being closed; empty while it is open."""

    def value(self, row: Any) -> object:
        return days_taken(row.case)


class Difficulties(Ledger):
    """Difficulties with their cases."""

    key, title, model = "difficulties", _("企业难题台账"), Difficulty
    about = _("企业反映的用工、融资、用地、水电等难题,随事项流转,看得到谁提出、谁解决、用了多久。")
    towards = _("打开一家企业,点“反映难题”。")

    number = Text("case.number", _("办件编号"), fixed=True, nullable=False, width=18, imported=False)
    enterprise = Text("enterprise.name", _("企业(项目)"), nullable=False, width=24, imported=False)
    sort = Choice("about", _("难题类型"), choices=Difficulty.About, imported=False)
    matter = Text("case.title", _("内容"), nullable=False, width=30, imported=False)
    area = AreaName("case.area", _("所属区域"), path="case__area_path", town="case__town_id", imported=False)
    office = OfficeName("case.office", _("承办单位"), imported=False)
    handler = StaffName("case.handler", _("经办人"), imported=False, shown=False)
    state = Choice("case.state", _("状态"), choices=State, imported=False)
    outcome = Choice("case.outcome", _("办理结果"), choices=Outcome, imported=False)
    reported_at = Moment("case.reported_at", _("反映时间"), nullable=False, imported=False)
    closed_at = Moment("case.closed_at", _("办结时间"), imported=False)

    days = DaysTaken(
        "case.closed_at",
        _("用时(天)"),
        fields=("case__reported_at",),
        filterable=False,
        sortable=False,
        imported=False,
        width=8,
    )

    filters, order = [area, sort, state], ["-reported_at"]
    right, export_right = READ, EXPORT

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return difficulties(viewer)

    def open_url(self, row: Difficulty) -> str:
        return url_of(row.case)
