"""The ledger of whistles (吹哨报到)."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bihuan.cases import policies
from bihuan.cases.addresses import whistle_url
from bihuan.cases.models import Whistle
from bihuan.cases.selectors import conferences as read
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers import (
    AreaName,
    Choice,
    Ledger,
    LongText,
    Moment,
    OfficeName,
    StaffName,
    Text,
    Whole,
    YesNo,
)

STATE_TONES = {
    Whistle.State.BLOWN: "wait",
    Whistle.State.ANSWERED: "wait",
    Whistle.State.RATED: "done",
    Whistle.State.CALLED_OFF: "quiet",
}


class Whistles(Ledger):
    """Every office that a town called: when it had to come, when it came, what was done, how the town judged it."""

    key, title, model = "whistles", _("吹哨报到台账"), Whistle
    about = _("乡镇吹哨、部门报到:叫了谁、限多久、到没到、办得怎样、乡镇给几分。")
    towards = _("点“吹哨”叫第一个单位。")
    add_url, add_right = "/whistles/new/", policies.BLOW

    number = Text("number", _("哨单编号"), fixed=True, search=True, nullable=False, width=22, imported=False)
    blown_at = Moment("started_at", _("吹哨时间"), nullable=False, imported=False)
    subject = Text("title", _("事由"), search=True, width=28, imported=False)
    area = AreaName("area", _("所在区域"), imported=False)
    office = OfficeName("office", _("被吹哨单位"), imported=False)
    need = Choice("need", _("要求"), choices=Whistle.Need, imported=False)
    state = Choice("state", _("状态"), choices=Whistle.State, tones=STATE_TONES, imported=False)
    due_at = Moment("due_at", _("报到期限"), imported=False)
    replied_at = Moment("replied_at", _("报到(答复)时间"), imported=False)
    overdue = YesNo("overdue", _("是否超时"), nullable=False, labels=(_("超时"), _("未超时")), imported=False)
    rating = Whole("rating", _("评分"), imported=False)
    blown_by = StaffName("blown_by", _("吹哨人"), shown=False, imported=False)
    case = Text("case.number", _("关联事项"), shown=False, imported=False)
    place = Text("place", _("集合地点"), shown=False, imported=False)
    result = LongText("result", _("处置情况"), shown=False, imported=False)

    filters, order = [blown_at, area, office, state, overdue], ["-blown_at"]
    right, export_right = policies.READ_WHISTLES, policies.EXPORT

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return read.whistles(viewer)

    def open_url(self, row: Whistle) -> str:
        return whistle_url(row.pk)
