"""The record pages of the room: facts, what hangs on them, what can be done."""

from collections.abc import Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.cases.policies import CASES, READ
from bihuan.kernel import clock
from bihuan.platform.actors import Actor
from bihuan.visits.method import steps_of
from bihuan.visits.models import ConsultationGroup, ConsultationMeeting, GroupMember, ReceptionRecord, ReceptionTurn
from bihuan.visits.policies import KEEP_RECEPTIONS
from bihuan.visits.registers import GROUPS, MEETINGS, MEMBERS, RECEPTIONS, ROTA
from bihuan.web.orgs.forms import DayField
from bihuan.web.records import RecordPages
from bihuan.web.records.pages import Action, Panel
from bihuan.web.visits import offers

State, Result = ReceptionTurn.State, ConsultationMeeting.Result
SHOWN = 12


def with_values(url_name: str, **values: object) -> str:
    """The address of a form with first values in it."""
    return f"{reverse(url_name)}?{urlencode({name: str(value) for name, value in values.items() if value})}"


def record_url(turn: ReceptionTurn) -> str:
    """The form for a matter brought at this turn."""
    area = turn.area_id if turn.town_id is not None else None
    return with_values(
        "web:reception_add", leader=turn.receiver.pk, received_on=turn.day.isoformat(), way=turn.way, area=area
    )


def turn_actions(viewer: Actor, turn: ReceptionTurn) -> list[Action]:
    """What is next for a turn, as far as the viewer may."""
    found: list[Action] = []
    live, come = turn.state in (State.PLANNED, State.PUBLISHED), turn.day <= clock.today()
    if come and turn.state != State.MISSED and ROTA.policy.allows(viewer, KEEP_RECEPTIONS, turn):
        found.append(Action(_("登记接访"), record_url(turn), "pencil-square", primary=True, dialog=False))
        if live:
            found.append(Action(_("无人来访"), reverse("web:reception_turn_hold", args=[turn.pk])))
    if ROTA.policy.allows(viewer, ROTA.keep, turn):
        if turn.state == State.PUBLISHED:
            found.append(
                Action(_("换人"), reverse("web:reception_turn_substitute", args=[turn.pk]), "arrow-left-right")
            )
        if live and come:
            found.append(Action(_("登记未开展"), reverse("web:reception_turn_miss", args=[turn.pk])))
    return found


def _turn_panels(viewer: Actor, turn: ReceptionTurn) -> Sequence[Panel]:
    rows = RECEPTIONS.rows(viewer).filter(turn=turn).select_related("area", "case").order_by("created_at")
    said = [
        (ReceptionTurn._meta.get_field("state").verbose_name, turn.get_state_display()),
        (_("公布时间"), f"{clock.local(turn.published_at):%Y-%m-%d %H:%M}" if turn.published_at else ""),
        (_("替班领导"), turn.substitute.name if turn.substitute else ""),
        (_("换人原因"), turn.substitute_reason),
        (_("未开展原因"), turn.missed_reason),
    ]
    return [
        Panel(_("公布与开展"), "web/visits/_said.html", {"said": [one for one in said if one[1]]}, aside=True),
        Panel(_("接访事项"), "web/visits/_matters.html", {"matters": list(rows[:SHOWN])}),
    ]


TURN_PAGES = RecordPages(
    ROTA,
    name="reception_turn",
    layout=[(t("安排"), ["day", "hours", "way", "area", "place", "leader", "topic"])],
    panels=_turn_panels,
    actions=turn_actions,
    files=False,
    after=lambda turn: f"{reverse('web:reception')}?week={turn.day.isoformat()}&area={turn.town_id or turn.area_id}",
)


def _case_panel(viewer: Actor, row: ReceptionRecord | ConsultationMeeting, key: str, may: bool) -> Panel:
    """The case the matter became, or the one click that makes it one while something is left to do."""
    case = row.case
    context = {
        "case": case,
        "may_open": case is not None and CASES.allows(viewer, READ, case),
        "key": key,
        "may": may and row.voided_at is None,
        "wanted": row.result in (ReceptionRecord.Result.FOLLOW, Result.OPEN, Result.PARTLY),
    }
    return Panel(_("转办事项"), "web/visits/_case.html", context, aside=True)


def _record_panels(viewer: Actor, row: ReceptionRecord) -> Sequence[Panel]:
    return [_case_panel(viewer, row, RECEPTIONS.key, RECEPTIONS.policy.allows(viewer, RECEPTIONS.keep, row))]


def _record_actions(viewer: Actor, row: ReceptionRecord) -> Sequence[Action]:
    if row.turn_id is None:
        return []
    return [Action(_("看当天接访"), ROTA.url(row.turn_id), "calendar-week", dialog=False)]


RECEPTION_PAGES = RecordPages(
    RECEPTIONS,
    name="reception",
    controls={"received_on": lambda: DayField(label=_("接访日期"), initial=clock.today)},
    layout=[
        (t("来访"), ["received_on", "leader", "way", "area", "visitor", "visitor_phone", "people", "kind", "text"]),
        (t("答复与批示"), ["answer", "instruction", "result", "remark"]),
    ],
    panels=_record_panels,
    actions=_record_actions,
)


def _group_panels(viewer: Actor, group: ConsultationGroup) -> Sequence[Panel]:
    members = MEMBERS.rows(viewer).filter(group=group, until=None).order_by("role", "name")
    meetings = MEETINGS.rows(viewer).filter(group=group).order_by("-held_on")
    return [
        Panel(_("议事步骤"), "web/visits/_method.html", {"steps": steps_of(group.method)}),
        Panel(
            _("协商记录"),
            "web/visits/_meetings.html",
            {"meetings": list(meetings[:SHOWN]), "more": with_values_of_ledger(group)},
        ),
        Panel(_("成员"), "web/visits/_members.html", {"members": list(members[:60])}, aside=True),
    ]


def with_values_of_ledger(group: ConsultationGroup) -> str:
    """The ledger of meetings, narrowed to the group."""
    return f"{reverse('web:ledger', args=[MEETINGS.key])}?{urlencode({'group': group.name})}"


def _group_actions(viewer: Actor, group: ConsultationGroup) -> Sequence[Action]:
    if not GROUPS.policy.allows(viewer, GROUPS.keep, group) or group.ended_on is not None:
        return []
    meeting = with_values("web:consultation_meeting_add", group=group.pk, place=group.place, led_by=group.convener)
    return [
        Action(_("登记协商"), meeting, "chat-square-text", primary=True, dialog=False),
        Action(_("加成员"), with_values("web:consultation_member_add", group=group.pk), "person-plus", dialog=False),
    ]


GROUP_PAGES = RecordPages(
    GROUPS,
    name="consultation_group",
    layout=[(t("基本信息"), ["kind", "area", "convener", "place", "open_hours", "founded_on", "ended_on", "about"])],
    panels=_group_panels,
    actions=_group_actions,
)


def _member_to_group(member: GroupMember) -> str:
    return GROUPS.url(member.group_id)


MEMBER_PAGES = RecordPages(
    MEMBERS,
    name="consultation_member",
    told={"group": lambda member: str(member.group)},
    offers={"group": offers.groups},
    files=False,
    after=_member_to_group,
)


def _meeting_panels(viewer: Actor, row: ConsultationMeeting) -> Sequence[Panel]:
    may = MEETINGS.policy.allows(viewer, MEETINGS.keep, row)
    around = MEETINGS.rows(viewer).filter(Q(later=row) | Q(earlier=row))
    return [
        Panel(_("按步骤记录"), "web/visits/_steps.html", {"steps": row.steps, "may": may and row.voided_at is None}),
        _case_panel(viewer, row, MEETINGS.key, may),
        *(
            [Panel(_("同一件事的其他协商"), "web/visits/_meetings.html", {"meetings": others}, aside=True)]
            if (others := list(around.order_by("held_on")))
            else []
        ),
    ]


def _meeting_actions(viewer: Actor, row: ConsultationMeeting) -> Sequence[Action]:
    if not MEETINGS.policy.allows(viewer, MEETINGS.keep, row):
        return []
    found = []
    if row.solved_on is not None and row.confirmed_on is None:
        found.append(
            Action(
                _("登记提出人确认"),
                reverse("web:consultation_meeting_confirm", args=[row.pk]),
                "check2-circle",
                primary=True,
            )
        )
    if row.result in (Result.OPEN, Result.PARTLY):
        again = with_values(
            "web:consultation_meeting_add", group=row.group_id, earlier=row.pk, title=row.title, place=row.place, kind=row.kind,
            led_by=row.led_by,
        )  # fmt: skip
        found.append(Action(_("再议一次"), again, "arrow-repeat", dialog=False))
    return found


MEETING_PAGES = RecordPages(
    MEETINGS,
    name="consultation_meeting",
    controls={"held_on": lambda: DayField(label=_("协商日期"), initial=clock.today)},
    layout=[
        (t("事项"), ["group", "held_on", "place", "raised_by", "raised_phone", "kind", "text"]),
        (t("组织引领、党员带头、群众参与"), ["led_by", "party_members", "residents", "others"]),
        (t("结果"), ["result", "agreed", "solved_on", "confirmed_on", "confirmed_how"]),
    ],
    told={"group": lambda row: str(row.group)},
    panels=_meeting_panels,
    actions=_meeting_actions,
    offers={"group": offers.groups, "earlier": offers.meetings},
)
