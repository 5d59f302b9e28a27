"""What the case page shows, gathered once: the case, what may be done with it, its story, clocks and connections."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from bihuan.cases import limits, selectors
from bihuan.cases.lifecycle import Offer, next_action, title_of_verb, verbs_for
from bihuan.cases.models import (
    Case,
    CasePause,
    CaseTask,
    Conference,
    Evidence,
    Reply,
    Revisit,
    State,
    Watch,
    Whistle,
)
from bihuan.cases.policies import ASSIST, BLOW, CASES, COMMENT, READ, REPLIES, REVEAL, SEND_REPLY, TRIAGE, VOID
from bihuan.cases.refusals import open_pause, open_revisit
from bihuan.cases.selectors import Entry
from bihuan.cases.selectors import conferences as meetings
from bihuan.cases.selectors.fetching import Linked
from bihuan.orgs.models import Area, Staff
from bihuan.orgs.spine import SpineSection, Thing, ThingKind, spine
from bihuan.platform.policies import holds
from bihuan.web.cases.forms import SIGN_WORDS
from bihuan.web.cases.verbs import ACTS
from bihuan.web.mediation.shown import DisputeShown, dispute_shown

BESIDE = 3  # further buttons beside the primary one; the rest stand in the menu


@dataclass(frozen=True, slots=True)
class Button:
    """A verb on the page: how it is sent and, when refused, why."""

    offer: Offer
    at_once: bool
    danger: bool

    @classmethod
    def of(cls, offer: Offer) -> "Button":
        act = ACTS[offer.verb]
        return cls(offer, act.at_once, act.danger)


@dataclass(frozen=True, slots=True)
class Limit:
    """A running limit: what is left, how much of it is used (0 to 100), the sum as a sentence, what it rests on."""

    stage: str
    title: str
    due_at: object
    tone: str
    share: int
    sentence: str
    basis: str


_TONES = {"calm": "calm", "amber_50": "soon", "amber_80": "soon", "overdue": "late"}


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything a case page draws; made by `case_page`."""

    case: Case
    viewer: Staff
    primary: Button | None
    beside: Sequence[Button]
    more: Sequence[Button]
    awaited: str
    limits: Sequence[Limit]
    story: Sequence[Entry]
    before: Sequence[Evidence]
    after: Sequence[Evidence]
    others: Sequence[Evidence]
    tasks: Sequence[CaseTask]
    links: Sequence[Linked]
    parts: Sequence[Case]
    pause: CasePause | None
    revisit: Revisit | None
    revisits: Sequence[Revisit]
    watchers: Sequence[Staff]
    watching: bool
    dispute: DisputeShown | None
    conferences: Sequence[Conference]
    whistles: Sequence[Whistle]
    reply: Reply | None
    may: frozenset[str]
    signs: Sequence[str] = field(default=())
    origins: Sequence[SpineSection] = field(default=())

    @property
    def area_name(self) -> str:
        """The area from the town down, as an address reads."""
        return area_name(self.case)

    @property
    def may_reply(self) -> bool:
        """Whether the viewer records the answer to the channel."""
        return self.reply is not None and REPLIES.allows(self.viewer, SEND_REPLY, self.reply)

    @property
    def hands_revisit(self) -> bool:
        """Whether the viewer may hand the open revisit on."""
        return any(one.offer.verb == "assign_revisit" and one.offer.allowed for one in [*self.beside, *self.more])

    @property
    def may_blow(self) -> bool:
        """Whether the viewer may call an office to this matter."""
        return self.case.is_open and holds(self.viewer, BLOW)


def area_name(case: Case) -> str:
    """The names from the town to the area of a case fetched by `selectors.case_by_id`; no query."""
    names: list[str] = []
    area: Area | None = case.area
    while area is not None and area.pk != case.town_id:
        names.insert(0, area.name)
        area = area.parent if area.parent_id != case.town_id else None
    # A grid is often named after its village already (刘庄村第一网格): the village is not said twice.
    said = [name for name, below in zip(names, [*names, ""][1:], strict=True) if not below.startswith(name)]
    return "".join([case.town.name, *said])


def case_page(viewer: Staff, case_id: UUID) -> CasePage:
    """The page of one case as `viewer` may see it.

    Raises:
        NotFound: there is none, or the viewer may not know that there is.
    """
    case = selectors.case_by_id(viewer, case_id)
    offers = [offer for offer in verbs_for(viewer, case) if offer.verb in ACTS]
    wanted = next_action(viewer, case)
    rest = [Button.of(offer) for offer in _in_order(offers, wanted)]
    shown = selectors.evidence_of(case)
    watchers = [watch.staff for watch in Watch.objects.filter(case=case).select_related("staff").order_by("at")[:50]]
    may = _may(viewer, case)
    if "erase" in may:
        rest.append(Button.of(Offer("erase", title_of_verb("erase"), ("reason",), False)))
    return CasePage(
        case=case,
        viewer=viewer,
        primary=Button.of(wanted) if wanted is not None and wanted.allowed else None,
        beside=[button for button in rest if button.offer.allowed and not button.danger][:BESIDE],
        more=_menu(rest),
        awaited=awaited(case),
        limits=limits_shown(case),
        story=selectors.timeline(viewer, case),
        before=[one for one in shown if one.phase == Evidence.Phase.BEFORE],
        after=[one for one in shown if one.phase == Evidence.Phase.AFTER],
        others=[one for one in shown if one.phase == Evidence.Phase.OTHER],
        tasks=selectors.tasks_of(case),
        links=selectors.links_of(viewer, case),
        parts=list(selectors.parts_of(viewer, case)) if case.parts.all() else [],
        pause=open_pause(case),
        revisit=open_revisit(case),
        revisits=[one for one in case.revisits.all() if one.state != Revisit.State.OPEN],
        watchers=watchers,
        watching=any(one.pk == viewer.pk for one in watchers),
        dispute=dispute_shown(viewer, case),
        conferences=meetings.conferences_of(viewer, case),
        whistles=meetings.whistles_of(viewer, case),
        reply=meetings.reply_of(viewer, case),
        may=may,
        signs=[str(SIGN_WORDS[sign]) for sign in case.major_signs if sign in SIGN_WORDS],
        origins=spine(viewer, Thing(ThingKind.CASE, case.pk)),
    )


def _in_order(offers: Sequence[Offer], wanted: Offer | None) -> list[Offer]:
    """What the loop wants first, then what can be done, then what is refused."""
    others = [offer for offer in offers if wanted is None or offer.verb != wanted.verb]
    return sorted(others, key=lambda offer: (not offer.allowed, not offer.loop))


def _menu(buttons: Sequence[Button]) -> list[Button]:
    """What has no place beside: the rest, the dangerous ones and the refused ones last."""
    beside = [button for button in buttons if button.offer.allowed and not button.danger][:BESIDE]
    left = [button for button in buttons if button not in beside]
    return sorted(left, key=lambda button: (not button.offer.allowed, button.danger))


def _may(viewer: Staff, case: Case) -> frozenset[str]:
    """What beside the verbs is open to the viewer."""
    rights = {
        "comment": COMMENT, "answer": TRIAGE, "reveal": REVEAL, "handle": ASSIST, "triage": TRIAGE, "read": READ,
    }  # fmt: skip
    found = {name for name, right in rights.items() if CASES.allows(viewer, right, case)}
    named = case.reporter_name or case.reporter_phone
    if not case.is_open and named and CASES.allows(viewer, VOID, case):
        found.add("erase")
    if not named:
        found.discard("reveal")
    return frozenset(found)


def limits_shown(case: Case) -> list[Limit]:
    """The running limits with their arithmetic in the reader's language."""
    english = (get_language() or "").startswith("en")
    shown = []
    for face in limits.faces(case):
        sums = face.arithmetic
        share = 100 if not sums.budget.ticks else round(100 * min(1.0, sums.used.ticks / sums.budget.ticks))
        tone = "paused" if sums.standing else _TONES.get(str(sums.stage), "calm")
        sentence = sums.sentence_en if english else sums.sentence_zh
        shown.append(Limit(face.stage, face.title, sums.due_at, tone, share, sentence, face.basis))
    return shown


def awaited(case: Case) -> str:
    """Where the case stands, in one sentence: who is to do what."""
    office = case.office.name if case.office is not None else _("承办单位")
    handler = case.handler.name if case.handler is not None else ""
    if case.state == State.ACCEPTED and case.decider is not None and case.decided_office_id is None:
        return _("已被退件 %(times)d 次,等待 %(who)s 会商确定承办单位。") % {
            "times": case.sent_back_times, "who": case.decider.name,
        }  # fmt: skip
    if case.state == State.ACCEPTED and case.major and not case.conference_done:
        return _("重大复杂事项:先召开联席会,明确牵头单位、任务和时限,再分派。")
    if case.state == State.HANDLING and any(pause.state == CasePause.State.ASKED for pause in case.pauses.all()):
        return _("%(office)s申请挂起,等待分管领导审批。") % {"office": office}
    if case.state == State.HANDLING and handler:
        return _("%(office)s %(handler)s正在办理。") % {"office": office, "handler": handler}
    if case.state == State.MERGED and case.merged_into is not None:
        return _("已并入 %(number)s 一并办理,编号、反映人和时限都保留。") % {"number": case.merged_into.number}
    return {
        State.REPORTED: _("等待值班员受理。"),
        State.ACCEPTED: _("等待值班员分派。"),
        State.DISPATCHED: _("等待%(office)s签收。") % {"office": office},
        State.HANDLING: _("%(office)s正在办理。") % {"office": office},
        State.SUSPENDED: _("已挂起,时限停止计算。"),
        State.CONFERENCE: _("联席会已召集,等待形成会议纪要。"),
        State.TO_VERIFY: _("已申报办结,等待未参与办理的人员核查。"),
        State.TO_REVISIT: _("核查通过,等待回访群众。"),
        State.CLOSED: pgettext("事项状态", "已办结归档。"),
        State.DECLINED: _("不予受理:%(reason)s") % {"reason": case.decline_reason},
        State.VOIDED: _("已作废:%(reason)s") % {"reason": case.void_reason},
    }.get(State(case.state), "")
