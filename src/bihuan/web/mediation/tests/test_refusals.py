"""Misuse over HTTP: what the services refuse is refused on the way in, with the reason where the person looks for it."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bihuan.kernel import clock
from bihuan.mediation import services
from bihuan.mediation.models import Agreement, Dispute, Reward, RewardRule, SecretNote
from bihuan.mediation.services.rewards import make_list
from bihuan.mediation.tests.stories import DESK, MEDIATOR, in_hand
from bihuan.mediation.tests.test_agreements import PNG
from bihuan.mediation.tests.test_rewards import CADRE, CLERK, JUNE, LEADER, MAY, SUPERVISOR, verbal
from bihuan.orgs.models import Staff
from bihuan.platform.actors import SYSTEM
from tests.worlds import County

SECRET = "老板私下说最多再加两千"


def signed_in(county: County, who: str) -> Client:
    client = Client()
    client.force_login(county.who(who))
    return client


@pytest.fixture
def dispute(county: County) -> Dispute:
    return in_hand(county)


@pytest.fixture
def note(county: County, dispute: Dispute) -> SecretNote:
    return services.write_note(county.who(MEDIATOR), dispute=dispute, text=SECRET)


def test_a_reward_for_oneself_is_neither_proposed_graded_nor_checked(county: County) -> None:
    with clock.at(JUNE):
        town = county.area("德固镇")
        RewardRule(town=town, area_path=town.path, title="一般", amount=Decimal(50), from_day=date(2026, 1, 1)).save()
        own, _others = services.register_past_disputes(SYSTEM, [verbal(county, CLERK, 6), verbal(county, CADRE, 7)])
        found = make_list(county.who(CLERK), town=town, month=MAY)
        address = f"/mediation/rewards/{found.pk}/propose/{own.pk}/"

        refused = signed_in(county, CLERK).post(address, {"seen": str(found.version)})
        assert refused.status_code == 403 and "您本人的奖励" in refused.content.decode()
        assert not found.rewards.filter(receiver=county.who(CLERK)).exists()

        assert signed_in(county, DESK).post(address, {"seen": str(found.version)}).status_code == 302
        reward = found.rewards.get(receiver=county.who(CLERK))
        Reward.objects.filter(pk=reward.pk).update(check_result="waiting")
        for who, part, sent in (
            (CLERK, "grade", {"difficulty": "hard"}),
            (CLERK, "check", {"result": "true", "note": "属实"}),
        ):
            answer = signed_in(county, who).post(
                f"/mediation/rewards/one/{reward.pk}/{part}/", {**sent, "seen": str(reward.version)}
            )
            assert answer.status_code == 403, (part, answer.status_code)
        reward.refresh_from_db()
        assert (reward.difficulty, reward.check_result) == ("ordinary", "waiting")


def test_who_receives_a_reward_does_not_approve_the_list(county: County) -> None:
    with clock.at(JUNE):
        town = county.area("德固镇")
        RewardRule(town=town, area_path=town.path, title="一般", amount=Decimal(50), from_day=date(2026, 1, 1)).save()
        services.register_past_disputes(SYSTEM, [verbal(county, CADRE, 7)])
        found = make_list(county.who(CLERK), town=town, month=MAY)
        for one in found.rewards.all():
            given = {"result": "true", "note": "双方均称属实", "seen": str(one.version)}
            checker = signed_in(county, SUPERVISOR)
            assert checker.post(f"/mediation/rewards/one/{one.pk}/check/", given).status_code == 302
        Reward.objects.filter(in_list=found).update(receiver=county.who(LEADER))
        found.refresh_from_db()
        submit = {"seen": str(found.version)}
        assert signed_in(county, CLERK).post(f"/mediation/rewards/{found.pk}/submit/", submit).status_code == 302
        found.refresh_from_db()
        given = {"opinion": "同意", "seen": str(found.version)}
        refused = signed_in(county, LEADER).post(f"/mediation/rewards/{found.pk}/approve/", given)
        assert refused.status_code == 403 and "您本人的奖励" in refused.content.decode()
        found.refresh_from_db()
        assert found.state != "approved"


def test_nobody_posts_on_anothers_secret_note(county: County, dispute: Dispute, note: SecretNote) -> None:
    address = f"/cases/{dispute.case_id}/mediation/notes/{note.pk}/"
    for person in Staff.objects.exclude(pk=note.by_id):
        client = Client()
        client.force_login(person)
        for part, sent in (("edit", {"text": "改了", "seen": "1"}), ("void", {"seen": "1"})):
            answer = client.post(f"{address}{part}/", sent)
            assert answer.status_code in (403, 404), (person.name, part, answer.status_code)
            assert SECRET not in answer.content.decode(), (person.name, part)
    note.refresh_from_db()
    assert (note.text, note.version, note.voided_at) == (SECRET, 1, None)
    own = signed_in(county, MEDIATOR)
    assert own.post(f"{address}edit/", {"text": SECRET + "。", "seen": "1"}).status_code == 302, "the writer may"


def test_an_incomplete_agreement_is_refused_beside_what_is_missing(county: County, dispute: Dispute) -> None:
    client = signed_in(county, MEDIATOR)
    assert client.post(f"/mediation/cases/{dispute.case_id}/agreement/begin/", {"form": "written"}).status_code == 302
    found = Agreement.objects.get()
    address = f"/mediation/agreements/{found.pk}/"

    presented = client.post(f"{address}present/", {"seen": str(found.version)})
    assert presented.status_code == 422
    missing = {fault.field for fault in presented.context["form"].refused.faults}
    assert {"points", "terms"} <= missing and "请写明争议事项" in presented.content.decode()

    hand = f"{county.who(MEDIATOR).pk}.mediator"
    drawn = SimpleUploadedFile("signature.png", PNG, "image/png")
    signed = client.post(f"{address}sign/", {"signer": hand, "drawn": drawn, "seen": str(found.version)})
    assert signed.status_code == 409 and signed.context["form"].errors, "a draft is presented before anybody signs"
    found.refresh_from_db()
    assert found.state == "draft" and not found.signatures.exists()
