"""A visit is recorded in one go: what was heard, what the household needs, and what is to become of it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.cases.models import Case, CaseKind, Outcome
from bihuan.cases.services import PastCase, record_past_cases
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, WrongState
from bihuan.orgs.models import Area, Household, Post, Role, Staff
from bihuan.orgs.registers.filling import Values
from bihuan.orgs.selectors import holders
from bihuan.platform.actors import Actor
from bihuan.platform.change import change, create, create_many, guards
from bihuan.platform.policies import policy_of
from bihuan.visits.household_registers import CARE, TARGETS, VISITS
from bihuan.visits.models import BenefitMatter, Care, HouseholdVisit, HundredTarget, Need
from bihuan.visits.need_registers import NEEDS
from bihuan.visits.policies import KEEP_VISITS
from bihuan.visits.services.matters import become_case, take_in

ONWARD = ("", "case", "matter")


def record_visit(
    *,
    actor: Actor,
    values: Values,
    cares: Sequence[str] = (),
    needs: Sequence[str] = (),
    onward: str = "",
    pk: UUID | None = None,
) -> HouseholdVisit:
    """Register a visit; `cares` (codes of Resident.Need) that were noticed and `needs` (codes of Need.Kind) that were heard
    are kept unless they stand already, `onward` makes it a case or matter.

    Raises:
        Invalid, Conflict, NotAllowed: from the registers and the intake; all or nothing is kept.
    """
    if onward not in ONWARD:
        raise Invalid(_("没有这个选项,请重新选择。"), field="onward", code="unknown")
    with transaction.atomic():
        visit = VISITS.add(actor=actor, values=values, pk=pk)
        known = Care.objects.filter(household_id=visit.household_id, voided_at=None, until=None)
        fresh = set(cares) - set(known.values_list("need", flat=True))
        for need in sorted(fresh):
            said = {"household": visit.household, "need": need, "since": visit.visited_on}
            CARE.add(actor=actor, values=said)
        _needs_heard(actor, visit, needs)
        if onward == "case":
            become_case(VISITS, actor=actor, pk=visit.pk)
        elif onward == "matter":
            become_matter(actor=actor, visit_id=visit.pk)
        visit.refresh_from_db()
    return visit


def _needs_heard(actor: Actor, visit: HouseholdVisit, kinds: Sequence[str]) -> None:
    """Needs of the household that do not wait for an answer already; who needs them is filled in later."""
    if not kinds:
        return
    known = Need.objects.filter(household_id=visit.household_id, state__in=Need.LIVE, voided_at=None)
    for kind in sorted(set(kinds) - set(known.values_list("kind", flat=True))):
        said = {"household": visit.household, "kind": kind, "heard_on": visit.visited_on}
        need = NEEDS.add(actor=actor, values=said)
        with change(Need, need.pk, actor=actor, verb="from_visit") as row:
            row.visit = visit


def become_matter(*, actor: Actor, visit_id: UUID, seen: int | None = None) -> BenefitMatter:
    """What was heard becomes a benefit matter of the village's secretary, with a case that the loop carries.

    Raises:
        WrongState: it became a case already; NotAllowed, NotFound, StaleRecord.
    """
    with change(HouseholdVisit, visit_id, actor=actor, verb="to_case", seen=seen) as visit:
        if visit.case is not None:
            raise WrongState(_("这次走访已经转为事项 %(number)s,不用再转。") % {"number": visit.case.number})
        case = take_in(visit, actor, kind=CaseKind.BENEFIT)
        matter = BenefitMatter(
            case=case, secretary=_secretary_of(visit), household=visit.household, visit=visit, beneficiaries=None
        )
        return create(matter, actor=actor, verb="register")


def _secretary_of(visit: HouseholdVisit) -> Staff | None:
    """Whose hundred matters it counts to: the visitor's, when secretary, or the secretary of the village around it."""
    posts = Post.objects.in_force(clock.today()).filter(role=Role.VILLAGE_SECRETARY, area__town_id=visit.town_id)
    around = [post for post in posts.select_related("staff", "area") if visit.area_path.startswith(post.area.path)]
    own = next((post for post in around if post.staff_id == visit.visitor_id), None)
    found = own or next(iter(around), None)
    return found.staff if found is not None else None


@guards(BenefitMatter)
def guard_matter(matter: BenefitMatter, actor: Actor, verb: str) -> None:
    """Whoever visits (or takes in a list of past cases) brings it in; afterwards the case alone goes on."""
    if verb not in {"register", "import"}:
        raise WrongState(_("惠民实事随事项办理,不能单独修改。"))
    if matter.visit is not None:
        policy_of(HouseholdVisit).check(actor, KEEP_VISITS, matter.visit)
    else:
        policy_of(Case).check(actor, "cases.import", matter.case)


def record_past_matters(
    actor: Actor, *, rows: Sequence[tuple[PastCase, Staff | None, Household | None]]
) -> list[BenefitMatter]:
    """Benefit matters of the past with their closed cases, in a few statements.

    Raises:
        NotAllowed: `actor` may not import cases there; Invalid: an area above the town.
    """
    with transaction.atomic():
        cases = record_past_cases(actor, [past for past, _secretary, _home in rows])
        matters = [
            BenefitMatter(case=case, secretary=secretary, household=home)
            for case, (_past, secretary, home) in zip(cases, rows, strict=True)
        ]
        return create_many(matters, actor=actor, verb="import")


def set_targets(*, actor: Actor, town: Area, year: int) -> list[HundredTarget]:
    """A target of a hundred and a hundred for each secretary of the town's villages who has none for `year`."""
    has = set(HundredTarget.objects.filter(year=year, voided_at=None).values_list("secretary_id", flat=True))
    posts = {post.staff_id: post for post in holders(Role.VILLAGE_SECRETARY, town, below=True)}
    return [
        TARGETS.add(actor=actor, values={"secretary": post.staff, "year": year, "area": post.area})
        for key, post in posts.items()
        if key not in has
    ]


def past_matter(
    *,
    area: Area,
    title: str,
    text: str,
    day: date,
    done: date,
    result: str,
    name: str,
    phone: str,
    satisfied: bool | None,
) -> PastCase:
    """A benefit matter as lists hold it: closed as solved on `done`, with the resident's word."""
    return PastCase(
        kind=CaseKind.BENEFIT, area=area, title=title, text=text, reported_at=clock.instant(day, 9),
        closed_at=clock.instant(done, 16), outcome=Outcome.SOLVED, result_text=result, reporter_name=name,
        reporter_phone=phone, satisfied=satisfied,
    )  # fmt: skip
