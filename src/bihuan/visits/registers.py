"""The registers of the room: turns of the leaders' rota, reception records, consultation groups, members and meetings."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from bihuan.kernel import clock
from bihuan.kernel.errors import BihuanError
from bihuan.orgs.models import Area, Post, Role
from bihuan.orgs.registers import Register
from bihuan.orgs.registers.filling import Values
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import SYSTEM, Actor
from bihuan.platform.change import change
from bihuan.visits import policies
from bihuan.visits.hours import read_hours
from bihuan.visits.method import blank_steps, check_method
from bihuan.visits.models import ConsultationGroup, ConsultationMeeting, GroupMember, ReceptionRecord, ReceptionTurn
from bihuan.visits.models.reception import Way

LEADING = (Role.TOWN_SECRETARY, Role.LEADER, Role.COUNTY_LEADER)
State, Result = ReceptionTurn.State, ConsultationMeeting.Result


# --- the rota --------------------------------------------------------------------------------------------------------


def _check_turn(turn: ReceptionTurn, faults: Faults) -> None:
    hours = read_hours(turn.hours)
    if hours is None:
        faults.add("hours", _("时间应写成 08:30—11:30,或者写“上午”“下午”。"), "hours")
    else:
        turn.hours = hours
    if turn.way == Way.DOWN and turn.area.level in (Area.Level.COUNTY, Area.Level.TOWN):
        faults.add("area", _("下访要选到村(社区)。"), "area")
    if turn.way == Way.DOWN and not turn.topic:
        faults.add("topic", _("请写明下访主题,例如“灌溉用水纠纷”。"), "required")
    if turn.day >= clock.today() and not _leads(turn):
        faults.add("leader", _("这位同志在那一天没有领导岗位,请另选一人,或者先在“组织”里登记岗位。"), "leader")


def _leads(turn: ReceptionTurn) -> bool:
    posts = Post.objects.in_force(turn.day).filter(staff_id=turn.leader_id, role__in=LEADING)
    return posts.exists()


def _said_turn(turn: ReceptionTurn) -> str:
    return f"{turn.get_state_display()} · {turn.hours} {turn.place}".strip()


def _settled_turn(turn: ReceptionTurn) -> str:
    if turn.state == State.PLANNED:
        return ""
    return _("安排已经公布,不能再修改或作废;要换人请点“换人”,没有开展请点“登记未开展”。")


ROTA = Register(
    ReceptionTurn,
    key="reception_rota",
    title=t("接访安排"),
    path="reception-rota",
    policy=policies.ROTA,
    read=policies.READ_ROTA,
    keep=policies.PLAN_ROTA,
    fields=["day", "way", "area", "leader", "hours", "place", "topic"],
    once=["day", "leader", "area", "hours"],
    check=_check_turn,
    said=_said_turn,
    settled=_settled_turn,
    verbs={
        "publish": policies.PLAN_ROTA,
        "substitute": policies.PLAN_ROTA,
        "hold": policies.KEEP_RECEPTIONS,
        "miss": policies.PLAN_ROTA,
    },
)


# --- the records -----------------------------------------------------------------------------------------------------


class Receptions(Register[ReceptionRecord]):
    """A record belongs to the leader's turn of that day, and a turn with a record has been held: nobody says it twice."""

    def add(self, *, actor: Actor, values: Values, pk: UUID | None = None) -> ReceptionRecord:
        with transaction.atomic():
            row = super().add(actor=actor, values=values, pk=pk)
            _turns_held([row])
        return row

    def add_many(self, *, actor: Actor, rows: Sequence[Values]) -> "list[ReceptionRecord | BihuanError]":
        with transaction.atomic():
            answers = super().add_many(actor=actor, rows=rows)
            _turns_held([one for one in answers if isinstance(one, ReceptionRecord)])
        return answers


def _turns_held(rows: Sequence[ReceptionRecord]) -> None:
    wanted = {row.turn_id for row in rows if row.turn_id is not None}
    waiting = ReceptionTurn.objects.filter(pk__in=wanted, state__in=(State.PLANNED, State.PUBLISHED))
    for key in waiting.values_list("pk", flat=True):
        with change(ReceptionTurn, key, actor=SYSTEM, verb="hold") as turn:
            turn.state = State.HELD
            turn.note(_("已登记接访记录"))


def _check_record(row: ReceptionRecord, faults: Faults) -> None:
    turns = ReceptionTurn.objects.filter(day=row.received_on, voided_at=None)
    found = [
        turn
        for turn in turns.only("id", "leader_id", "substitute_id", "town_id", "way")
        if (turn.substitute_id or turn.leader_id) == row.leader_id and turn.town_id in (row.town_id, None)
    ]
    row.turn = next((turn for turn in found if turn.way == row.way), found[0] if found else None)


def _said_record(row: ReceptionRecord) -> str:
    return f"{row.leader.name}{row.get_way_display()} · {row.received_on:%Y-%m-%d}"


RECEPTIONS = Receptions(
    ReceptionRecord,
    key="receptions",
    title=t("接访记录"),
    path="receptions",
    policy=policies.RECEPTIONS,
    read=policies.READ_RECEPTIONS,
    keep=policies.KEEP_RECEPTIONS,
    reveal=policies.REVEAL_RECEPTIONS,
    fields=[
        "title", "received_on", "leader", "way", "area", "visitor", "visitor_phone", "people", "kind", "text", "answer",
        "instruction", "result", "remark",
    ],
    past=["received_on"],
    once=["received_on", "title", "area", "leader"],
    found_by=["title", "visitor", "visitor_phone"],
    check=_check_record,
    said=_said_record,
    verbs={"to_case": policies.KEEP_RECEPTIONS, "link_case": policies.KEEP_RECEPTIONS},
)  # fmt: skip


# --- consultation groups ---------------------------------------------------------------------------------------------


def _check_group(group: ConsultationGroup, faults: Faults) -> None:
    check_method("method", group.method, faults)
    if group.founded_on and group.ended_on and group.ended_on < group.founded_on:
        faults.add("ended_on", _("停止日期不能早于成立日期。"), "order")


GROUPS = Register(
    ConsultationGroup,
    key="consultation_groups",
    title=t("议事组织"),
    path="consultation-groups",
    policy=policies.GROUPS,
    read=policies.READ_CONSULTATION,
    keep=policies.KEEP_CONSULTATION,
    fields=[
        "name", "kind", "area", "convener", "place", "open_hours", "founded_on", "ended_on", "method", "about",
    ],
    past=["founded_on"],
    once=["name", "area"],
    found_by=["name", "convener"],
    check=_check_group,
    said=lambda group: f"{group.get_kind_display()} · {group.open_hours}".rstrip(" ·"),
)  # fmt: skip


def _check_member(member: GroupMember, faults: Faults) -> None:
    member.lie_with(member.group)
    if member.since and member.until and member.until < member.since:
        faults.add("until", _("退出日期不能早于加入日期。"), "order")


MEMBERS = Register(
    GroupMember,
    key="consultation_members",
    title=t("议事组织成员"),
    path="consultation-members",
    policy=policies.MEMBERS,
    read=policies.READ_CONSULTATION,
    keep=policies.KEEP_CONSULTATION,
    reveal=policies.REVEAL_CONSULTATION,
    fields=["name", "group", "role", "phone", "speciality", "since", "until"],
    once=["group", "name", "role"],
    check=_check_member,
    said=lambda member: f"{member.group.name} · {member.get_role_display()}",
)


def _check_meeting(row: ConsultationMeeting, faults: Faults) -> None:
    row.lie_with(row.group)
    solved = row.result in (Result.SOLVED, Result.PARTLY)
    if not row.heads:
        faults.add("residents", _("请填写参加人数,党员、群众和其他人员至少有一项不是 0。"), "number")
    if solved and row.solved_on is None:
        row.solved_on = row.held_on
    if not solved and row.solved_on is not None:
        faults.add("solved_on", _("结果不是“已解决”或“部分解决”,请把解决日期清空,或者改结果。"), "order")
    if row.solved_on is not None and row.solved_on < row.held_on:
        faults.add("solved_on", _("解决日期不能早于协商日期。"), "order")
    if row.confirmed_on is not None:
        _check_confirmation(row, faults)
    elif row.confirmed_how:
        faults.add("confirmed_on", _("填了确认方式,请同时填写确认日期。"), "required")
    if row.earlier is not None and row.earlier.group_id != row.group_id:
        faults.add("earlier", _("上一次协商应是同一个议事组织的。"), "group")
    if not row.steps:
        row.steps = blank_steps(row.group.method)


def _check_confirmation(row: ConsultationMeeting, faults: Faults) -> None:
    if row.solved_on is None:
        faults.add("confirmed_on", _("还没有解决的事项不能填确认日期。"), "order")
    elif row.confirmed_on is not None and row.confirmed_on < row.solved_on:
        faults.add("confirmed_on", _("确认日期不能早于解决日期。"), "order")
    row.confirmed_how = row.confirmed_how or ConsultationMeeting.How.IN_PERSON


MEETINGS = Register(
    ConsultationMeeting,
    key="consultation_meetings",
    title=t("议事协商"),
    path="consultation-meetings",
    policy=policies.MEETINGS,
    read=policies.READ_CONSULTATION,
    keep=policies.KEEP_CONSULTATION,
    reveal=policies.REVEAL_CONSULTATION,
    fields=[
        "title", "group", "held_on", "place", "raised_by", "raised_phone", "kind", "text", "led_by", "party_members",
        "residents", "others", "result", "agreed", "solved_on", "confirmed_on", "confirmed_how", "earlier",
    ],
    past=["held_on", "solved_on", "confirmed_on"],
    once=["group", "held_on", "title"],
    found_by=["title", "agreed", "raised_by", "raised_phone"],
    check=_check_meeting,
    said=lambda row: f"{row.group.name} · {row.held_on:%Y-%m-%d} · {row.get_result_display()}",
    verbs={
        "to_case": policies.KEEP_CONSULTATION,
        "link_case": policies.KEEP_CONSULTATION,
        "write_steps": policies.KEEP_CONSULTATION,
        "confirm": policies.KEEP_CONSULTATION,
    },
)  # fmt: skip
