"""A finding of a round becomes a case: registered with its pictures, given out to whoever has to put it right, with its days."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.cases import services as cases
from bihuan.cases.models import CaseKind, Category, Channel, Evidence, Urgency
from bihuan.inspections.models import Finding, Round
from bihuan.inspections.policies import KEEP_ROUNDS
from bihuan.inspections.registers import ROUNDS
from bihuan.inspections.registers.rounds import known_from
from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, WrongState
from bihuan.orgs.models import Area, Office, PlacePoint
from bihuan.orgs.selectors.chains import line_paths
from bihuan.orgs.services.checks import Faults
from bihuan.platform.actors import SYSTEM, Actor
from bihuan.platform.change import change, create, guards
from bihuan.platform.models import StoredFile

MOST_TEXT, MOST_REQUIREMENT, MOST_DAYS, MOST_TITLE = 2000, 300, 90, 40
USUAL_DAYS = {Finding.Severity.MINOR: 7, Finding.Severity.SERIOUS: 5, Finding.Severity.GRAVE: 2}


@dataclass(frozen=True, slots=True)
class Found:
    """What an inspector says of one problem. `office` None leaves it to the desk; positions are WGS-84 degrees."""

    text: str
    area: Area | None
    spot: str
    severity: str = Finding.Severity.MINOR
    limit_days: int | None = None
    requirement: str = ""
    place: str = ""
    office: Office | None = None
    place_point: PlacePoint | None = None
    category: Category | None = None
    lat: float | None = None
    lon: float | None = None
    case_id: UUID | None = None


def report_finding(actor: Actor, *, round_id: UUID, found: Found, photos: Sequence[StoredFile] = ()) -> Finding:
    """Register what was found on a round; its case runs from here on. Sending the same `case_id` again changes nothing.

    With an office it is given out at once (台账交办), which the system does for the inspector and says so; the days begin when
    the office signs. The first finding says that the round is held today.

    Raises:
        NotFound, NotAllowed: `actor` does not see the round, or holds no rounds there.
        Invalid: a fault for each answer that is missing or cannot be.
    """
    one = ROUNDS.by_id(actor, round_id)
    ROUNDS.policy.check(actor, KEEP_ROUNDS, one)
    if one.voided_at is not None:
        raise WrongState(_("这次巡查已作废,不能再登记问题。"))
    days = found.limit_days if found.limit_days is not None else USUAL_DAYS.get(Finding.Severity(found.severity), 7)
    area = _checked(found, one, days)
    with transaction.atomic():
        case = cases.report_case(
            actor,
            kind=CaseKind.FINDING,
            channel=Channel.INSPECTION,
            area=area,
            title=titled(found.text),
            text=found.text,
            place=found.place,
            lat=found.lat,
            lon=found.lon,
            category=found.category,
            urgency=Urgency.URGENT if found.severity == Finding.Severity.GRAVE else Urgency.NORMAL,
            place_point=found.place_point,
            handle_days=days,
            case_id=found.case_id,
        )
        there = Finding.objects.filter(case=case).first()
        if there is not None:
            return there
        if (
            Round.objects.select_for_update(of=("self",)).get(pk=one.pk).held_on is None
        ):  # two inspectors may begin at once
            hold_round(actor, round_id=one.pk)
        finding = create(
            Finding(
                case=case, round=one, campaign=one.campaign, found_by_id=actor.actor_id, spot=found.spot,
                severity=found.severity, limit_days=days, requirement=found.requirement.strip(),
            ),
            actor=actor,
            verb="register",
        )  # fmt: skip
        for photo in photos:
            cases.attach_evidence(actor, case_id=case.pk, file=photo, phase=Evidence.Phase.BEFORE, caption=_("整改前"))
        if found.office is not None:
            _give_out(actor, finding, found.office)
    return finding


def titled(text: str) -> str:
    """The first sentence, as far as a list shows it."""
    first = re.split(r"[。;\uff1b!\n]", text.strip(), maxsplit=1)[0].strip()
    return first if len(first) <= MOST_TITLE else first[:MOST_TITLE] + "…"


def _checked(found: Found, one: Round, days: int) -> Area:
    """The area, when everything that was said can be."""
    faults = Faults()
    faults.text("text", found.text, _("问题描述"), most=MOST_TEXT, required=True)
    faults.text("requirement", found.requirement, _("整改要求"), most=MOST_REQUIREMENT)
    faults.choice("spot", found.spot, Finding.Spot.values)
    faults.choice("severity", found.severity, Finding.Severity.values)
    if not 1 <= days <= MOST_DAYS:
        faults.add("limit_days", _("整改期限应在 1 到 %(most)d 天之间。") % {"most": MOST_DAYS}, "range")
    if found.area is None:
        faults.add("area", _("请选择问题在哪个村(社区)。"), "required")
    elif not found.area.path.startswith(one.area_path):
        faults.add("area", _("“%(name)s”不在这次巡查的范围内。") % {"name": found.area.name}, "area")
    faults.stop()
    assert found.area is not None  # asked for
    return found.area


def office_of_village(area: Area) -> Office | None:
    """The committee of the village in which `area` lies; None where it has none of its own."""
    committees = Office.objects.filter(area__path__in=line_paths(area.path), kind=Office.Kind.COMMITTEE, valid_to=None)
    return committees.filter(area__level=Area.Level.VILLAGE).order_by("name").first()


def _give_out(actor: Actor, finding: Finding, office: Office) -> None:
    why = {"rule": "inspection", "text": _("%(name)s巡查时现场交办") % {"name": actor.actor_name}}
    cases.accept_case(SYSTEM, case_id=finding.case_id)
    note = _("限 %(days)d 天内整改") % {"days": finding.limit_days}
    cases.dispatch_case(SYSTEM, case_id=finding.case_id, office=office, why=why, note=note)


def hold_round(actor: Actor, *, round_id: UUID, seen: int | None = None) -> Round:
    """The round is held today; from now on the villages it goes through may know of it.

    Raises:
        Conflict: it was held already.
    """
    with change(Round, round_id, actor=actor, verb="hold", seen=seen) as one:
        if one.held_on is not None:
            raise Conflict(_("这次巡查已经开展过了。"))
        one.held_on = clock.today()
        one.shown_path = known_from(one)
    return one


@guards(Finding)
def guard_finding(finding: Finding, actor: Actor, verb: str) -> None:
    """Whoever holds rounds there registers what was found; afterwards the case alone goes on."""
    if verb != "register":
        raise WrongState(_("巡查问题随事项办理,不能单独修改。"))
    ROUNDS.policy.check(actor, KEEP_ROUNDS, finding.round)
