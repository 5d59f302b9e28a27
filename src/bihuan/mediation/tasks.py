"""What agreements ask for by the calendar: reminders of what is owed, and of the court's thirty days."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bihuan.kernel import clock
from bihuan.mediation.addresses import agreement_url
from bihuan.mediation.agreement_cycle import C, F
from bihuan.mediation.clocks import next_reminder, warning_due
from bihuan.mediation.models import Dispute, FulfilmentItem, JudicialConfirmation, RewardList, RewardRule
from bihuan.mediation.network import tasks as network_tasks  # noqa: F401  # declares its rhythm
from bihuan.mediation.prevention import tasks as prevention_tasks  # noqa: F401  # declares its rhythm
from bihuan.mediation.referrals import tasks as referral_tasks  # noqa: F401  # declares its rhythm
from bihuan.mediation.services import messages
from bihuan.mediation.services.following import follow_agreements
from bihuan.mediation.services.rewards import earned, make_list, month_of, next_month
from bihuan.orgs.models import Area
from bihuan.platform.actors import SYSTEM
from bihuan.platform.change import change
from bihuan.platform.jobs import periodic
from bihuan.platform.notify import tell

EIGHT = time(8, 0)
BATCH = 500


@periodic(daily_at=EIGHT, atomic=False)
def remind_of_fulfilment() -> None:
    """Tell the mediator three days before something is due, the day after, and every week until it is settled."""
    day = clock.today()
    for item_id in _in_batches(
        FulfilmentItem.objects.filter(
            remind_on__lte=day, state__in=(F.OPEN, F.BREACHED), dispute__voided_at=None
        ).order_by("remind_on")
    ):
        _remind(item_id, day)


def _in_batches(rows: QuerySet[FulfilmentItem] | QuerySet[JudicialConfirmation]) -> Iterable[UUID]:
    """The ids, some at a time; whoever is handled leaves `rows`."""
    while ids := list(rows.values_list("pk", flat=True)[:BATCH]):
        yield from ids


def _remind(item_id: UUID, day: date) -> None:
    with transaction.atomic():
        with change(FulfilmentItem, item_id, actor=SYSTEM, verb="remind") as item:
            item.reminded += 1
            item.remind_on = next_reminder(item.due_on, day)
        words = {"number": item.dispute.case.number, "due": item.due_on, "days": (day - item.due_on).days}
        if item.due_on < day:
            title = _("协议履行已逾期 %(days)d 天(%(number)s)") % words
            text = _("履行期限 %(due)s 已过,请督促履行,并登记履行情况或违约处理。") % words
            follow_agreements(item.dispute_id)
        else:
            title = _("协议履行即将到期(%(number)s)") % words
            text = _("履行期限为 %(due)s,请提醒当事人按期履行。") % words
        tell(
            _whose(item.dispute), kind="mediation.fulfilment", title=title, text=text,
            url=agreement_url(item.agreement_id), key=f"mediation.fulfilment:{item.pk}:{item.reminded}",
        )  # fmt: skip
        messages.tell_of_item(item, day)


def _whose(dispute: Dispute) -> list[UUID]:
    """The mediator, and whoever keeps contact with the parties."""
    people = (dispute.mediator_id, dispute.case.handler_id, dispute.case.first_contact_id)
    return [one for one in dict.fromkeys(people) if one is not None]


@periodic(daily_at=EIGHT, atomic=False)
def watch_confirmations() -> None:
    """Tell on the twentieth and the twenty-seventh day; say plainly when the thirty days are over."""
    day = clock.today()
    waiting = JudicialConfirmation.objects.filter(state=C.OPEN, dispute__voided_at=None)
    for one in list(waiting.filter(last_day__lt=day).values_list("pk", flat=True)):
        _end(one)
    for late in waiting.filter(last_day__gte=day).only("pk", "effective_on", "warned"):
        mark = warning_due(late.effective_on, day)
        if mark > late.warned:
            _warn(late.pk, mark, day)


def _end(confirmation_id: UUID) -> None:
    with transaction.atomic():
        with change(JudicialConfirmation, confirmation_id, actor=SYSTEM, verb="miss") as confirmation:
            confirmation.state = C.MISSED
        _tell(
            confirmation,
            _("司法确认申请期限已过(%(number)s)"),
            _("协议生效之日起三十日已满,不能再申请司法确认;一方不履行的,另一方可以向人民法院起诉。"),
            0,
        )


def _warn(confirmation_id: UUID, mark: int, day: date) -> None:
    with transaction.atomic():
        with change(JudicialConfirmation, confirmation_id, actor=SYSTEM, verb="warn") as confirmation:
            confirmation.warned = mark
        left = (confirmation.last_day - day).days
        text = _("最后一日为 %(last)s,还剩 %(left)d 天;需要确认的,请双方共同向人民法院申请。") % {
            "last": confirmation.last_day, "left": left,
        }  # fmt: skip
        _tell(confirmation, _("司法确认申请期限将满(%(number)s)"), text, mark)
        messages.tell_of_confirmation(confirmation, mark)


def _tell(confirmation: JudicialConfirmation, title: str, text: str, mark: int) -> None:
    dispute = confirmation.dispute
    tell(
        _whose(dispute), kind="mediation.confirmation", title=title % {"number": dispute.case.number}, text=text,
        url=agreement_url(confirmation.agreement_id), key=f"mediation.confirmation:{confirmation.pk}:{mark}",
    )  # fmt: skip


@periodic(daily_at=EIGHT, name="mediation.make_reward_lists")
def make_reward_lists() -> None:
    """Make last month's list of each town that has a rule for it and has not made one."""
    month = month_of(month_of(clock.today()) - timedelta(days=1))
    ruled = RewardRule.objects.filter(Q(to_day=None) | Q(to_day__gte=month), from_day__lt=next_month(month))
    done = RewardList.objects.filter(month=month).values("town_id")
    for town in Area.objects.filter(pk__in=ruled.values("town_id")).exclude(pk__in=done):
        if earned(town, month).exists():
            make_list(SYSTEM, town=town, month=month)
