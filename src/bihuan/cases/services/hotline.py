"""Orders of the hotline (12345): each number once, however often it is sent; open ones wait at the desk, settled ones are kept."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.cases import deadlines
from bihuan.cases.models import Case, CaseKind, Category, Channel, Reply, State, Urgency
from bihuan.cases.policies import HOTLINE, REPLIES
from bihuan.cases.proposal import Matter, propose
from bihuan.cases.services.intake import PastCase, record_past_cases, report_case
from bihuan.cases.services.replies import owed
from bihuan.kernel import clock
from bihuan.kernel.errors import BihuanError, Conflict, Fault, Invalid, NotAllowed
from bihuan.kernel.reading.texts import tidy
from bihuan.orgs.models import Area
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create_many
from bihuan.platform.crypto import sign

MAX_NUMBER = 60


@dataclass(frozen=True, slots=True)
class Order:
    """What the hotline sends. `area` None: found from place and text, else `within`, the town that receives.

    `reply_by` is the platform's own date; an order with `closed_at` or `outcome` is settled already.
    """

    number: str
    text: str
    title: str = ""
    caller_name: str = ""
    caller_phone: str = ""
    area: Area | None = None
    within: Area | None = None
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    kind: str = ""
    category: Category | None = None
    urgency: str = ""
    received_at: datetime | None = None
    reply_by: datetime | None = None
    closed_at: datetime | None = None
    outcome: str = ""
    result_text: str = ""
    satisfied: bool | None = None

    @property
    def settled(self) -> bool:
        return self.closed_at is not None or bool(self.outcome)


def take_order(actor: Actor, order: Order) -> tuple[Case, bool]:
    """Take in one open order; says whether it is new. The same number with the same content gives the case that is there.

    Raises:
        Invalid: no number, no text, no place to be found (fields `number`, `text`, `area`, and those of the intake).
        Conflict: the number is taken by other content (field `number`).
        NotAllowed: `actor` does not receive orders for that town.
    """
    known = _known(order)
    if known is not None:
        return known, False
    placed = _placed(order)
    _check_right(actor, placed.area)
    try:
        return _taken(actor, order, placed), True
    except Conflict:  # somebody sent the same number in the same instant
        there = _known(order)
        if there is None:
            raise
        return there, False


def _taken(actor: Actor, order: Order, placed: Order) -> Case:
    assert placed.area is not None
    with transaction.atomic():
        case = report_case(
            actor, kind=placed.kind, channel=Channel.HOTLINE, area=placed.area, title=order.title, text=order.text,
            place=order.place, lat=order.lat, lon=order.lon, category=placed.category, urgency=placed.urgency,
            reporter_name=order.caller_name, reporter_phone=order.caller_phone, source_number=_number(order),
            reported_at=order.received_at,
        )  # fmt: skip
        reply_id = Reply.objects.values_list("pk", flat=True).get(case=case)
        with change(Reply, reply_id, actor=actor, verb="take_order") as reply:
            reply.content_mark = _mark(order)
            if order.reply_by is not None:
                reply.state, reply.drop_reason = Reply.State.OWED, ""
                deadlines.wind(reply, due_at=order.reply_by)
    return case


def take_orders(actor: Actor, orders: Sequence[Order]) -> list[Reply | BihuanError]:
    """Take in many, as an import brings them; one answer an order, in order: its reply record, or why it was refused."""
    answers: dict[int, Reply | BihuanError] = {}
    past: list[tuple[int, Order]] = []
    for place, order in enumerate(orders):
        try:
            if not order.settled:
                case, _fresh = take_order(actor, order)
                answers[place] = Reply.objects.get(case=case)
                continue
            placed = _placed(order)
            _check_right(actor, placed.area)
            past.append((place, placed))
        except BihuanError as refusal:
            answers[place] = refusal
    for (place, _order), reply in zip(past, _take_past(actor, [order for _place, order in past]), strict=True):
        answers[place] = reply
    return [answers[place] for place in range(len(orders))]


def _take_past(actor: Actor, orders: Sequence[Order]) -> list[Reply]:
    if not orders:
        return []
    with transaction.atomic():
        cases = record_past_cases(actor, [_past(order) for order in orders])
        replies = [_given(case, order) for case, order in zip(cases, orders, strict=True)]
        create_many(replies, actor=actor, verb="take_order")
    return replies


def _past(order: Order) -> PastCase:
    assert order.area is not None  # placed
    at = order.received_at or order.closed_at or clock.now()
    return PastCase(
        kind=order.kind, area=order.area, title=order.title or order.text[:30], text=order.text, reported_at=at,
        channel=Channel.HOTLINE, reporter_name=order.caller_name, reporter_phone=order.caller_phone, state=State.CLOSED,
        closed_at=max(order.closed_at or at, at), outcome=order.outcome, result_text=order.result_text,
        category=order.category, place=order.place, source_number=_number(order), urgency=order.urgency,
        satisfied=order.satisfied,
    )  # fmt: skip


def _given(case: Case, order: Order) -> Reply:
    """The reply of an order that was settled before it came here: given when it was closed, in the words of its result."""
    reply = owed(case, due_at=order.reply_by)
    assert reply is not None and case.closed_at is not None  # an order of the hotline; settled
    reply.content_mark = _mark(order)
    reply.state, reply.text, reply.replied_at = Reply.State.SENT, order.result_text, case.closed_at
    deadlines.settle(reply, case.closed_at)
    return reply


def _number(order: Order) -> str:
    return tidy(order.number)[:MAX_NUMBER]


def _known(order: Order) -> Case | None:
    """The case that this order is already."""
    faults = []
    if not _number(order):
        faults.append(Fault(_("请填写工单编号。"), "number", "required"))
    if not order.text.strip() and not order.title.strip():
        faults.append(Fault(_("请填写诉求内容。"), "text", "required"))
    if faults:
        raise Invalid.of(faults)
    there = Reply.objects.select_related("case").filter(channel=Channel.HOTLINE, source_number=_number(order)).first()
    if there is None:
        return None
    if there.content_mark and there.content_mark == _mark(order):
        return there.case
    raise Conflict(
        _("工单“%(number)s”已登记为 %(case)s,但内容不一样。请核对;补充情况请在该事项中说明。")
        % {"number": _number(order), "case": there.case.number},
        field="number",
        code="order_taken",
    )


def _mark(order: Order) -> str:
    """A keyed digest of what was sent; the places found for it and the receiving town are ours."""
    sent = [
        _number(order), order.title, order.text, order.caller_name, order.caller_phone, order.place, order.lat, order.lon,
        order.kind, order.urgency, str(order.received_at or ""), str(order.reply_by or ""),
    ]  # fmt: skip
    return sign(json.dumps(sent, ensure_ascii=False).encode())


def _placed(order: Order) -> Order:
    """The order with area, kind and urgency; what it does not say comes from its words."""
    town = order.within if order.within is not None and order.within.town_id is not None else None
    text = f"{order.title}。{order.text}"
    found = propose(Matter(text, order.kind, order.place, town, order.lat, order.lon))
    area = order.area
    if area is None and found.area is not None:
        area = Area.objects.select_related("town").filter(pk=found.area.value).first()
    area = area or town
    if area is None or area.town_id is None:
        raise Invalid(
            _("看不出工单“%(number)s”是哪个乡镇(街道)的,请写明所属乡镇或村(社区)。") % {"number": _number(order)},
            field="area",
            code="no_area",
        )
    kind = order.kind or (order.category.kind if order.category is not None else "")
    kind = kind or (found.kind.value if found.kind is not None else CaseKind.APPEAL)
    urgency = order.urgency or (found.urgency.value if found.urgency is not None else Urgency.NORMAL)
    return replace(order, area=area, kind=kind, urgency=urgency)


def _check_right(actor: Actor, area: Area | None) -> None:
    assert area is not None and area.town_id is not None  # placed
    if not REPLIES.allows(actor, HOTLINE, Reply(town_id=area.town_id, area=area, area_path=area.path)):
        raise NotAllowed(_("“%(area)s”不在您的辖区,不能接收它的热线工单。") % {"area": area.name})
