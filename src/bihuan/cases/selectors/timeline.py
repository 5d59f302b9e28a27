"""The story of a case in sentences, out of the audit trail and the remarks; personal values never stand in it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from bihuan.cases.lifecycle import title_of_verb
from bihuan.cases.models import Case, Comment, Evidence, Outcome, State, Urgency
from bihuan.cases.policies import READ
from bihuan.orgs.models import Office, Staff
from bihuan.platform import spoken
from bihuan.platform.actors import Actor
from bihuan.platform.models import AuditEntry
from bihuan.platform.policies import policy_of

MOST = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: when, who, the sentence, and what they wrote. `kind` is verb, comment or evidence (for the icon)."""

    at: datetime
    who: str
    verb: str
    sentence: str
    text: str = ""
    kind: str = "verb"
    public: bool = False


def timeline(viewer: Actor, case: Case) -> list[Entry]:
    """What happened, oldest first; at most five queries.

    Raises:
        NotAllowed: the viewer may not see the case.
    """
    policy_of(Case).check(viewer, READ, case)
    trail = AuditEntry.objects.filter(Q(object_type=Case._meta.label_lower, object_id=case.pk)).order_by("id")[:MOST]
    steps = list(trail)
    names = _names(case, steps)
    entries = [_step(one, names) for one in steps]
    entries += [
        _remark(one) for one in Comment.objects.filter(case=case).select_related("by").order_by("created_at")[:MOST]
    ]
    entries += list(_shown(_evidence(case)))
    return sorted(entries, key=lambda entry: entry.at)


def _evidence(case: Case) -> Iterable[Evidence]:
    """What the page has fetched with the case, else read now."""
    fetched: dict[str, Any] = getattr(case, "_prefetched_objects_cache", {})
    if "evidence" in fetched:
        return case.evidence.all()
    return Evidence.objects.filter(case=case).select_related("by").order_by("created_at")[:MOST]


def _names(case: Case, steps: list[AuditEntry]) -> dict[str, str]:
    """Names of the offices and people that the trail's changes mention; a query for each only where the case lacks one."""
    known = {
        str(one.pk): one.name
        for one in (case.office, case.decided_office, case.handler, case.decider)
        if one is not None
    }
    offices, people = set(), set()
    for one in steps:
        for field, (_before, after) in one.changes.items():
            if after and field in ("office_id", "decided_office_id"):
                offices.add(UUID(str(after)))
            elif after and field in ("handler_id", "decider_id"):
                people.add(UUID(str(after)))
    return known | _named(Office, offices, known) | _named(Staff, people, known)


def _named(model: type[Office] | type[Staff], ids: set[UUID], known: Mapping[str, str]) -> dict[str, str]:
    unknown = [one for one in ids if str(one) not in known]
    rows = model._base_manager.filter(pk__in=unknown).values_list("pk", "name") if unknown else ()
    return {str(pk): name for pk, name in rows}


def _after(one: AuditEntry, field: str) -> Any:
    change = one.changes.get(field)
    return change[1] if change else None


def _step(one: AuditEntry, names: Mapping[str, str]) -> Entry:
    return Entry(one.at, one.actor_name, one.verb, _sentence(one, names), one.note)


def _sentence(one: AuditEntry, names: Mapping[str, str]) -> str:
    """The step as a sentence; what is not told apart here reads as “somebody did the verb”."""
    who = spoken.who(one.actor_name)
    office, person = names.get(str(_after(one, "office_id"))), names.get(str(_after(one, "handler_id")))
    decider, outcome = names.get(str(_after(one, "decider_id"))), _after(one, "outcome")
    if one.verb == "dispatch" and office:
        return _("%(who)s分派给%(office)s") % {"who": who, "office": office}
    if one.verb == "conclude" and office:
        return _("%(who)s形成联席会纪要,由%(office)s牵头") % {"who": who, "office": office}
    if one.verb == "decide":
        decided = names.get(str(_after(one, "decided_office_id")), "")
        return _("%(who)s会商确定由%(office)s承办") % {"who": who, "office": decided}
    if one.verb == "send_back":
        times = _after(one, "sent_back_times")
        sentence = _("%(who)s退件(第%(times)s次)") % {"who": who, "times": times}
        return sentence + (_(",请%(decider)s共同决定") % {"decider": decider} if decider else "")
    if one.verb == "hand_over" and person:
        return _("%(who)s转交%(person)s办理") % {"who": who, "person": person}
    if one.verb == "finish" and outcome:
        return _("%(who)s申报办结:%(outcome)s") % {"who": who, "outcome": Outcome(outcome).label}
    if one.verb == "reclassify":
        return _reclassified(one, who)
    if one.verb == "rate":
        return _("%(who)s评价:%(rating)s分") % {"who": who, "rating": _after(one, "rating") or "—"}
    return _fixed(one.verb, who)


def _reclassified(one: AuditEntry, who: str) -> str:
    urgency = _after(one, "urgency")
    if urgency:
        return _("%(who)s把紧急程度调整为%(urgency)s") % {"who": who, "urgency": Urgency(urgency).label}
    return _("%(who)s调整了类别或归属") % {"who": who}


def _fixed(verb: str, who: str) -> str:
    sentences = {
        "report": _("%(who)s登记了事项"),
        "import": _("%(who)s从台账导入"),
        "accept": _("%(who)s受理"),
        "decline": _("%(who)s不予受理"),
        "take": _("%(who)s签收,开始办理"),
        "contact": _("%(who)s首次联系了反映人"),
        "verify": _("%(who)s核查通过"),
        "return": _("%(who)s核查未通过,退回重办"),
        "revisit": _("%(who)s进行了回访"),
        "assign_revisit": _("%(who)s转交了回访"),
        "close": _("%(who)s办结归档"),
        "dissatisfied": _("群众不满意,重新办理"),
        "reopen": _("%(who)s要求重新办理"),
        "merge": _("%(who)s并案"),
        "unmerge": _("%(who)s撤销并案"),
        "resume": _("%(who)s恢复办理"),
        "escalate": _("超期升级"),
        "reveal": _("%(who)s查看了反映人完整信息"),
    }
    template = sentences.get(verb)
    if template is not None:
        return template % {"who": who}
    return _("%(who)s:%(verb)s") % {"who": who, "verb": title_of_verb(verb)}


def _remark(one: Comment) -> Entry:
    who = one.by.name if one.by is not None else _("系统")
    sentence = _("%(who)s答复群众") if one.public else _("%(who)s发表意见")
    return Entry(one.created_at, who, "comment", sentence % {"who": who}, one.text, "comment", one.public)


def _shown(evidence: Iterable[Evidence]) -> Iterator[Entry]:
    for one in evidence:
        who = one.by.name if one.by is not None else _("群众")
        words = {"who": who, "phase": one.get_phase_display()}
        yield Entry(one.created_at, who, "attach", _("%(who)s上传了%(phase)s材料") % words, one.caption, "evidence")
        if one.voided_at is not None:
            yield Entry(one.voided_at, who, "void_evidence", _("一份材料被作废"), one.void_reason, "evidence")


def state_in_words(state: str) -> str:
    """The state as staff read it."""
    return str(State(state).label)
