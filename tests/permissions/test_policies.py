"""The row filter (SQL) and the single check (Python) are one rule: they agree for every post and every row."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from django.db.models import Model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.assets.models import Asset
from bihuan.cases.models import Case, CaseKind, CaseTask, Channel, Conference, Invitation, Reply, Whistle
from bihuan.enterprises.models import Enterprise
from bihuan.inspections.models import (
    Business,
    Campaign,
    CampaignPhase,
    Finding,
    GateDuty,
    Kit,
    Notice,
    Patrol,
    PatrolStop,
    PointCheck,
    PointTask,
    Round,
    Schedule,
    Water,
    WeatherWarning,
    WorkLog,
)
from bihuan.inspections.registers.rounds import known_from
from bihuan.kernel import clock
from bihuan.kernel.errors import NotAllowed
from bihuan.mediation.models import (
    Agreement,
    AnalysisMeeting,
    AnalysisTask,
    Assignment,
    Dispute,
    DisputeKind,
    DragnetCampaign,
    DragnetVisit,
    FulfilmentItem,
    JudicialConfirmation,
    Mediator,
    Party,
    Referral,
    Relative,
    Reward,
    RewardList,
    RewardRule,
)
from bihuan.orgs.models import Area, DutyShift, Household, Office, PlacePoint, Post, Resident, Role, Staff
from bihuan.platform import policies
from bihuan.platform.actors import PUBLIC, SYSTEM, PostHeld
from bihuan.platform.policies import Scope, holds, policy_of, require

MODELS: tuple[type[Model], ...] = (
    Area, Office, Staff, Post, PlacePoint, Household, Resident, DutyShift, Case, Dispute, Party,
    Enterprise, Asset, Agreement, FulfilmentItem, JudicialConfirmation, Reward, RewardRule, RewardList,
    Conference, Invitation, Whistle, Reply, Mediator, Relative, Assignment, Referral, AnalysisTask, DragnetVisit,
    Campaign, CampaignPhase, WorkLog, Round, Finding, Water, Business, Kit, Schedule, WeatherWarning, PointTask,
    PointCheck, Notice, GateDuty, Patrol, PatrolStop,
)  # fmt: skip


@dataclass(frozen=True)
class Somebody:
    """An actor with any posts at all, also ones no real person would hold together."""

    posts: tuple[PostHeld, ...]
    actor_id: UUID | None = None
    actor_name: str = "某人"

    def posts_held(self) -> tuple[PostHeld, ...]:
        return self.posts


@pytest.fixture
def filled(county):
    """Rows of every kind in every area, held by offices and people of their own and of other towns."""
    people, offices = list(county.staff.values()), list(county.offices.values())
    for number, area in enumerate(area for area in county.areas.values() if area.town_id):
        here = {"area": area, "area_path": area.path, "town_id": area.town_id}
        someone, other = people[number % len(people)], people[(number * 7 + 3) % len(people)]
        point = PlacePoint(kind="water", name=f"塘{number}", warden=someone if number % 2 else None, **here)
        point.save()
        watched(point, someone, other, number)
        Household(number=f"H{number}", **here).save()
        Resident(name=f"居民{number}", **here).save()
        Asset(name=f"资产{number}", kind="resource", form="land", listed_on=clock.today(), **here).save()
        assigned = {"officer": someone, "assigned_on": clock.today()} if number % 2 else {"leader": other}
        Enterprise(name=f"企业{number}", **assigned, **here).save()
        DutyShift(area=area, staff=someone, day=clock.today()).save()
        case = Case(
            number=f"N{number}",
            kind=CaseKind.DISPUTE,
            title="事项",
            channel=Channel.PHONE,
            tracking_code="X",
            office=offices[number % len(offices)] if number % 3 else None,
            handler=other if number % 4 else None,
            first_contact=someone,
            **here,
        )
        case.save()
        called = Conference(
            number=f"L{number}", title="会", reason="涉及多家", chair=someone if number % 3 else None, **here
        )
        called.save()
        invited = {"office": offices[(number * 3 + 1) % len(offices)]} if number % 2 else {"staff": other}
        Invitation(conference=called, substitute=someone if number % 4 == 0 else None, **invited).save()
        Whistle(
            number=f"S{number}", title="哨", need="answer", office=offices[(number * 2) % len(offices)],
            blown_by=someone, **here,
        ).save()  # fmt: skip
        Reply(case=case, channel="letter", way="letter", **here).save()
        if number % 2:
            CaseTask(case=case, office=offices[(number * 5 + 1) % len(offices)], title="协办").save()
        dispute = Dispute(
            case=case,
            kind=DisputeKind.FAMILY,
            day=clock.today(),
            applicant="甲",
            mediator=other if number % 2 else None,
            **here,
        )
        dispute.save()
        party = Party(dispute=dispute, side="applicant", name="甲")
        party.save()
        owed(dispute, party, someone)
        inspected(case, someone, number)
        around(dispute, offices[(number * 3 + 2) % len(offices)], someone if number % 3 else None, number)
    return county


def watched(point: PlacePoint, someone: Staff, other: Staff, number: int) -> None:
    """What stands at a point: its facts, a rule and a warning of its place, a task, a check with a notice, a guard, a walk."""
    here = {"area": point.area, "area_path": point.area_path, "town_id": point.town_id}
    today, now = clock.today(), clock.now()
    Water(point=point, sort="pond", **here).save()
    Business(point=point, name=f"作坊{number}", **here).save()
    Kit(point=point, sort="ring", **here).save()
    Schedule(kind="water", every=3, **here).save()
    WeatherWarning(kind="rain", level="blue", begins_at=now, ends_at=now + timedelta(hours=1), **here).save()
    PointTask(point=point, day=today, warden=other if number % 3 else None, **here).save()
    check = PointCheck(point=point, checked_at=now, day=today, by=someone if number % 4 else other, **here)
    check.save()
    Notice(check_made=check, number=f"Z{number}", due_on=today, demand="整改", **here).save()
    GateDuty(point=point, day=today, part="morning", guard="teacher", name="甲", **here).save()
    walk = Patrol(by=other, opened_at=now, closed_at=now, **here)
    walk.save()
    PatrolStop(patrol=walk, at=now, point=point, **here).save()


def inspected(case: Case, someone: Staff, number: int) -> None:
    """A campaign with a phase and a log at the case's place, a round there (every other one unannounced), and a finding."""
    here = {"area": case.area, "area_path": case.area_path, "town_id": case.town_id}
    today = clock.today()
    days = {"from_on": today, "to_on": today}
    campaign = Campaign(name=f"行动{number}", kind="gas", goal="目标", **days, **here)
    campaign.save()
    CampaignPhase(campaign=campaign, title="阶段", **days, **here).save()
    WorkLog(campaign=campaign, day=today, **here).save()
    one = Round(title="巡查", kind="unannounced" if number % 2 else "open", planned_on=today, leader=someone, **here)
    one.shown_path = known_from(one)
    one.save()
    Finding(case=case, round=one, found_by=someone if number % 3 else None, spot="road", limit_days=5).save()


def around(dispute: Dispute, office: Office, someone: Staff | None, number: int) -> None:
    """A mediator with a tie, the assignment to him, a referral, a meeting's task and a visit at the dispute's place."""
    here = {"area": dispute.area, "area_path": dispute.area_path, "town_id": dispute.town_id}
    today = clock.today()
    mediator = Mediator(
        name=f"调解员{number}", staff=None if Mediator.objects.filter(staff=someone) else someone, **here
    )
    mediator.save()
    Relative(mediator=mediator, relation="kin", name="乙").save()
    given = Assignment(mediator=mediator)
    given.lay_beside(dispute)
    given.save()
    Referral(
        direction="in", body_kind="court", body="法院", way="in_suit", day=today, kind=dispute.kind, applicant="甲",
        dispute=dispute if number % 2 else None, **here,
    ).save()  # fmt: skip
    period = {"held_on": today, "period_from": today, "period_to": today}
    meeting = AnalysisMeeting(title=f"研判会{number}", **period, **here)
    meeting.save()
    AnalysisTask(meeting=meeting, title="走访", office=office, staff=someone, due_on=today, **here).save()
    campaign = DragnetCampaign(title=f"排查{number}", from_day=today, to_day=today, **here)
    campaign.save()
    DragnetVisit(campaign=campaign, day=today, by=someone, **here).save()


def owed(dispute: Dispute, party: Party, receiver: Staff) -> None:
    """What stands beside a dispute: an agreement with an item and a clock, and a reward."""
    here = {"dispute": dispute, "town_id": dispute.town_id, "area_id": dispute.area_id, "area_path": dispute.area_path}
    today = clock.today()
    agreement = Agreement(**here)
    agreement.save()
    FulfilmentItem(agreement=agreement, payer=party, what="付款", due_on=today, **here).save()
    JudicialConfirmation(agreement=agreement, effective_on=today, last_day=today, **here).save()
    town = {"town_id": dispute.town_id, "area_path": Area.objects.get(pk=dispute.town_id).path}
    rule, _new = RewardRule.objects.get_or_create(title="一般", amount=1, from_day=today, **town)
    made, _new = RewardList.objects.get_or_create(month=today.replace(day=1), defaults={"seed": "1"}, **town)
    Reward(
        in_list=made,
        receiver=receiver,
        rule=rule,
        kind="family",
        month=made.month,
        difficulty="simple",
        amount=1,
        **here,
    ).save()


@st.composite
def somebodies(draw, county):
    areas, offices, people = list(county.areas.values()), list(county.offices.values()), list(county.staff.values())
    posts = []
    for _number in range(draw(st.integers(0, 3))):
        area = draw(st.sampled_from(areas))
        posts.append(
            PostHeld(
                role=draw(st.sampled_from(Role.values)),
                area_id=area.pk,
                area_path=area.path,
                town_id=area.town_id,
                at_town=area.level == Area.Level.TOWN,
                office_id=draw(st.one_of(st.none(), st.sampled_from([office.pk for office in offices]))),
            )
        )
    return Somebody(tuple(posts), draw(st.one_of(st.none(), st.sampled_from([person.pk for person in people]))))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.data())
def test_filter_and_check_agree(filled, data):
    actor = data.draw(somebodies(filled))
    right = data.draw(st.sampled_from(sorted(policies.table())))
    model = data.draw(st.sampled_from(MODELS))
    policy = policy_of(model)
    by_filter = set(policy.rows(actor, right).values_list("pk", flat=True))
    by_check = {row.pk for row in model._default_manager.all() if policy.allows(actor, right, row)}
    assert by_filter == by_check


def test_every_scope_lets_some_in_and_keeps_some_out(filled):
    """The property above would hold for a rule that lets nobody in; this one would not."""
    everything = Case.objects.count()
    seen = {
        name: policy_of(Case).rows(filled.who(name), "cases.read").count()
        for name in (
            "县县综治中心",
            "德固镇综治中心值班员",
            "德固镇村(社区)书记",
            "德固镇网格员",
            "德固镇经办人员",
            "县系统管理员",
        )
    }
    assert seen["县县综治中心"] == everything > seen["德固镇综治中心值班员"] > seen["德固镇村(社区)书记"] > 0
    assert 0 < seen["德固镇网格员"] < everything and 0 < seen["德固镇经办人员"] < everything
    assert seen["县系统管理员"] == 0


def test_system_may_everything_and_the_public_nothing(filled):
    for model in MODELS:
        for right in policies.table():
            assert policy_of(model).rows(SYSTEM, right).count() == model._default_manager.count()
            assert not policy_of(model).rows(PUBLIC, right).exists()
    assert holds(SYSTEM, "cases.read") and not holds(PUBLIC, "cases.read")


def test_post_that_has_ended_gives_nothing(county):
    officer = county.who("德固镇综治中心值班员")
    assert holds(officer, "cases.triage")
    Post.objects.filter(staff=officer).update(to_day=clock.today().replace(year=2024))
    assert not holds(county.who("德固镇综治中心值班员"), "cases.triage")
    with pytest.raises(NotAllowed, match="受理与分派"):
        require(county.who("德固镇综治中心值班员"), "cases.triage")


def test_account_that_is_switched_off_gives_nothing(county):
    Staff.objects.filter(username=county.who("县系统管理员").username).update(is_active=False)
    assert not holds(county.who("县系统管理员"), "orgs.manage")


def test_every_right_names_only_roles_that_exist_and_has_a_title():
    for right, roles in policies.table().items():
        assert set(roles) <= set(Role.values), right
        assert all(scopes and scopes <= set(Scope) for scopes in roles.values()), right
        assert str(policies.title_of(right)).strip(), right


def test_right_cannot_be_declared_twice():
    with pytest.raises(ValueError, match="twice"):
        policies.grant("cases.read", "again", {})


def test_model_without_a_policy_shows_nothing_at_all():
    from bihuan.platform.models import Counter

    with pytest.raises(LookupError):
        policy_of(Counter)
