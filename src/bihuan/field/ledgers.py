"""The ledger of what phones have sent, with what is odd about time and place."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bihuan.cases.addresses import url_of_id
from bihuan.field import policies, selectors
from bihuan.field.models import FieldReceipt, Mark
from bihuan.inspections.points.registers import CHECKS
from bihuan.inspections.registers import LOGS
from bihuan.orgs.addresses import point_url
from bihuan.platform.actors import Actor
from bihuan.platform.ledgers import AreaName, Choice, Codes, Ledger, Moment, Number, StaffName, Text
from bihuan.visits.household_registers import VISITS

KINDS = {
    "report": _("上报"),
    "act": _("办理"),
    "edit": _("修改"),
    "check": _("检查"),
    "patrol": _("巡查"),
    "visit": _("走访"),
    "work_log": _("工作日志"),
}
# Where the record that a receipt is about opens, by kind.
ADDRESSES: dict[str, Callable[[UUID], str]] = {
    "report": url_of_id,
    "act": url_of_id,
    "edit": point_url,
    "check": CHECKS.url,
    "patrol": lambda key: f"/patrols/{key}/",
    "visit": VISITS.url,
    "work_log": LOGS.url,
}


class Receipts(Ledger):
    """Each record of a phone: receipt, kind, who, when by our clock and by the phone's, how exact, what is marked."""

    key, title = "field_receipts", _("外勤回执台账")
    model = FieldReceipt  # type: ignore[assignment]  # no Record: written once with its effect, and never changed
    about = _("外勤手机送来的每一条记录:回执号、何时何地、定位误差,以及时钟不准、离现场较远等提示。")
    towards = _("网格员在外勤应用里上报、办理后,这里会自动列出。")

    number = Text("number", _("回执号"), fixed=True, nullable=False, search=True, imported=False)
    kind = Choice("kind", _("记录种类"), choices=KINDS, imported=False)
    label = Text("label", _("关于"), search=True, width=22, imported=False)
    staff = StaffName("staff", _("上报人"), imported=False)
    device = Text("device.name", _("手机"), shown=False, nullable=False, imported=False)
    area = AreaName("area", _("所属区域"), imported=False)
    made_at = Moment("made_at", _("发生时间"), nullable=False, imported=False)
    received_at = Moment("received_at", _("收到时间"), nullable=False, imported=False)
    phone_at = Moment("phone_at", _("手机上的时间"), shown=False, nullable=False, imported=False)
    accuracy = Number("accuracy", _("定位误差(米)"), imported=False)
    marks = Codes("marks", _("提示"), choices=dict(Mark.choices), imported=False)

    filters, order = [received_at, area, kind, marks], ["-received_at"]
    right, export_right = policies.READ_RECEIPTS, policies.EXPORT_RECEIPTS
    needs = ("about", "kind")

    def rows(self, viewer: Actor) -> QuerySet[Any]:
        return selectors.receipts(viewer)

    def open_url(self, row: FieldReceipt) -> str:
        address = ADDRESSES.get(row.kind)
        return address(row.about) if row.about is not None and address is not None else ""
