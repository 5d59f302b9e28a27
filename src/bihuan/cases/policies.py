"""Who may do what with cases: right × role × scope, and how a case belongs to areas, offices and people."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from bihuan.cases.models import (
    Case,
    CaseTask,
    Conference,
    Evidence,
    Invitation,
    Reply,
    RoutingRule,
    TriageDecision,
    Whistle,
)
from bihuan.orgs.models import Role
from bihuan.platform.actors import Actor
from bihuan.platform.files import register_owner
from bihuan.platform.models import StoredFile
from bihuan.platform.policies import Link, Reach, RowPolicy, Scope, grant

R, S = Role, Scope
_DESK = {R.COUNTY_DESK: S.AREA, R.DUTY_OFFICER: S.AREA}
_LEADERS = {R.COUNTY_LEADER: S.AREA, R.TOWN_SECRETARY: S.AREA, R.LEADER: S.AREA}
_HANDLERS = {
    R.OFFICE_HEAD: (S.OFFICE, S.OWN),
    R.HANDLER: (S.OFFICE, S.OWN),
    R.MEDIATOR: (S.OFFICE, S.OWN),
    R.ENTERPRISE_OFFICER: (S.OFFICE, S.OWN),
    R.VILLAGE_SECRETARY: (S.OFFICE, S.OWN),
    R.VILLAGE_CADRE: (S.OFFICE, S.OWN),
    R.GRID_WORKER: (S.OWN,),
}
_LOCAL = {
    R.VILLAGE_SECRETARY: (S.AREA, S.OFFICE, S.OWN),
    R.VILLAGE_CADRE: (S.AREA, S.OFFICE, S.OWN),
    R.GRID_WORKER: (S.AREA, S.OWN),
}

READ = grant(
    "cases.read",
    _("查看事项"),
    {**_HANDLERS, **_LOCAL, **_DESK, **_LEADERS, R.SUPERVISOR: S.AREA, R.CLERK: S.AREA, R.AUDITOR: S.AREA},
)
REPORT = grant(
    "cases.report", _("登记事项"), {role: S.ALL for role in Role if role not in {R.AUDITOR, R.ADMINISTRATOR}}
)
TRIAGE = grant("cases.triage", _("受理与分派"), _DESK)
HANDLE = grant("cases.handle", _("办理事项"), _HANDLERS)
ASSIST = grant("cases.assist", _("完成协办任务"), _HANDLERS)
VERIFY = grant("cases.verify", _("核查办理结果"), {**_DESK, R.SUPERVISOR: S.AREA})
REVISIT = grant("cases.revisit", _("回访群众"), _DESK)
APPROVE = grant("cases.approve", _("审批挂起与延期"), _LEADERS)
CONVENE = grant("cases.convene", _("召集联席会"), {**_DESK, **_LEADERS})
VOID = grant("cases.void", _("作废事项"), {**_LEADERS, R.COUNTY_DESK: S.AREA})
COMMENT = grant("cases.comment", _("发表意见"), {**_HANDLERS, **_LOCAL, **_DESK, **_LEADERS, R.SUPERVISOR: S.AREA})
REVEAL = grant("cases.reveal", _("查看反映人完整信息"), {**_HANDLERS, **_DESK, R.LEADER: S.AREA})
EXPORT = grant("cases.export", _("导出事项台账"), {**_DESK, **_LEADERS, R.CLERK: S.AREA})
IMPORT = grant("cases.import", _("导入事项台账"), {**_DESK, R.CLERK: S.AREA})
_INVITED: dict[Role, tuple[Scope, ...]] = {
    role: (S.OFFICE, S.OWN) for role in Role if role not in {R.AUDITOR, R.ADMINISTRATOR}
}
_WATCHING = dict.fromkeys((*_DESK, *_LEADERS, R.SUPERVISOR, R.CLERK), (S.AREA, S.OFFICE, S.OWN))
READ_CONFERENCES = grant("conferences.read", _("查看联席会"), {**_INVITED, **_WATCHING, R.AUDITOR: S.AREA})
ANSWER_CONFERENCE = grant("conferences.answer", _("答复参会和会上签名"), _INVITED)
READ_WHISTLES = grant("whistles.read", _("查看吹哨报到"), {**_INVITED, **_WATCHING, R.AUDITOR: S.AREA})
BLOW = grant(
    "whistles.blow", _("吹哨和评价"), {R.COUNTY_DESK: S.AREA, R.DUTY_OFFICER: S.AREA, R.TOWN_SECRETARY: S.AREA, R.LEADER: S.AREA}
)  # fmt: skip
ANSWER_WHISTLE = grant("whistles.answer", _("报到和答复"), dict.fromkeys((*_HANDLERS, *_DESK), S.OFFICE))
READ_REPLIES = grant(
    "replies.read", _("查看渠道回复"), {**_DESK, **_LEADERS, R.SUPERVISOR: S.AREA, R.CLERK: S.AREA, R.AUDITOR: S.AREA}
)
SEND_REPLY = grant("replies.send", _("登记渠道回复"), {**_DESK, R.LEADER: S.AREA, R.CLERK: S.AREA})
HOTLINE = grant("cases.hotline", _("接收热线工单"), _DESK)
SCREEN = grant("centre.screen", _("使用指挥大屏"), {**_DESK, **_LEADERS, R.SUPERVISOR: S.AREA})
SET_UP = grant("cases.set_up", _("维护类别、时限与规则"), {R.ADMINISTRATOR: S.AREA, R.COUNTY_DESK: S.AREA})

_HEADS = {R.TOWN_SECRETARY: S.AREA, R.LEADER: S.AREA}
ROUTE = grant("triage.route", _("维护研判规则与自动分派"), {R.ADMINISTRATOR: S.AREA, R.COUNTY_DESK: S.AREA, **_HEADS})
READ_MODELS = grant(
    "triage.models", _("查看研判模型"), {R.ADMINISTRATOR: S.AREA, **_DESK, **_LEADERS, R.AUDITOR: S.AREA}
)
RETRAIN = grant("triage.retrain", _("训练和更换研判模型"), {R.ADMINISTRATOR: S.AREA, R.COUNTY_DESK: S.AREA})
READ_DECISIONS = grant("triage.decisions", _("查看研判记录"), {**_DESK, **_LEADERS, R.AUDITOR: S.AREA})


def _offices(ids: frozenset[UUID]) -> Q:
    return Q(Exists(CaseTask.objects.filter(case=OuterRef("pk"), office_id__in=ids)))


_beside: list[Link] = []


def belongs_beside(link: Link) -> None:
    """Let an upper room say whose a case is beside its own owners (the mediator of its dispute): one rule for all reads."""
    _beside.append(link)


def _people_beside(ids: frozenset[UUID]) -> Q:
    found = Q(pk__in=[])
    for link in _beside:
        found |= link.q(ids)
    return found


_OWNERS = ("first_contact_id", "handler_id", "decider_id")
CASES = RowPolicy(
    Case,
    offices=("office_id",),
    owners=_OWNERS,
    office_link=Link(_offices, lambda case: frozenset(task.office_id for task in case.tasks.all())),
    owner_link=Link(_people_beside, lambda case: frozenset().union(*(link.ids(case) for link in _beside))),
    # Handling is the handler's and the office's it was sent to: neither whoever first received it, who follows it, nor an
    # office that only has a task in it, nor whoever mediates it from elsewhere, may decide how it ends.
    narrower={
        HANDLE: Reach(owners=("handler_id",), linked=False, people_linked=False),
        ASSIST: Reach(owners=_OWNERS, people_linked=False),
    },
).register()


def _offices_invited(ids: frozenset[UUID]) -> Q:
    return Q(Exists(Invitation.objects.filter(conference=OuterRef("pk"), office_id__in=ids)))


def _people_invited(ids: frozenset[UUID]) -> Q:
    invited = Invitation.objects.filter(conference=OuterRef("pk"))
    return Q(Exists(invited.filter(Q(staff_id__in=ids) | Q(substitute_id__in=ids))))


def _people_of(conference: Conference) -> frozenset[UUID]:
    invited = conference.invitations.all()
    return frozenset(key for one in invited for key in (one.staff_id, one.substitute_id) if key is not None)


CONFERENCES = RowPolicy(
    Conference,
    owners=("chair_id", "convened_by_id"),
    office_link=Link(
        _offices_invited,
        lambda conference: frozenset(one.office_id for one in conference.invitations.all() if one.office_id),
    ),
    owner_link=Link(_people_invited, _people_of),
).register()
INVITATIONS = RowPolicy(
    Invitation,
    town="conference__town_id",
    path="conference__area_path",
    offices=("office_id",),
    owners=("staff_id", "substitute_id"),
).register()
WHISTLES = RowPolicy(
    Whistle, offices=("office_id",), owners=("blown_by_id", "arrived_by_id", "answered_by_id")
).register()
REPLIES = RowPolicy(Reply).register()
RULES = RowPolicy(RoutingRule, path="town__path").register()
DECISIONS = RowPolicy(TriageDecision, path="case__area_path").register()


def _signed_at_conference(viewer: Actor, file: StoredFile) -> bool:
    """Whoever may read a conference may see its signatures and its signed minutes."""
    signed = Q(Exists(Invitation.objects.filter(conference=OuterRef("pk"), signature=file)))
    return CONFERENCES.rows(viewer, READ_CONFERENCES).filter(signed | Q(scan=file)).exists()


def _reply_paper(viewer: Actor, file: StoredFile) -> bool:
    return REPLIES.rows(viewer, READ_REPLIES).filter(paper=file).exists()


register_owner("conferences", _signed_at_conference)
register_owner("replies", _reply_paper)


def _shown_as_evidence(viewer: Actor, file: StoredFile) -> bool:
    """Whoever may see a case may see what is shown for it, also what was voided."""
    return CASES.rows(viewer, READ).filter(Exists(Evidence.objects.filter(case=OuterRef("pk"), file=file))).exists()


register_owner("cases", _shown_as_evidence)
