"""Referrals: a court's commission becomes a dispute, a dispute goes out with a letter, and the result is owed by a day."""

from datetime import date, timedelta

import pytest
from django.test import Client

from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotAllowed, WrongState
from bihuan.mediation import services as mediation
from bihuan.mediation.models import Dispute, DisputeKind, Origin, Referral, Result
from bihuan.mediation.referrals import services
from bihuan.mediation.referrals.letters import letter_of
from bihuan.mediation.referrals.registers import REFERRALS
from bihuan.mediation.referrals.services import Outgoing
from bihuan.mediation.referrals.tasks import remind_of_results
from bihuan.platform import audit
from bihuan.platform.actors import SYSTEM
from bihuan.platform.indicators import Period, indicator
from bihuan.platform.models import Notice
from tests.ledger_suite import LedgerSuite
from tests.worlds import County

DESK, MEDIATOR, SECRETARY = "德固镇综治中心值班员", "德固镇人民调解员", "德固镇村(社区)书记"
DAY = date(2026, 6, 1)


def from_court(county: County, **more: object) -> Referral:
    values = {
        "direction": "in", "body_kind": "court", "body": "县人民法院", "way": "before_suit", "number": "(2026)诉前调12号",
        "day": DAY, "kind": DisputeKind.CONTRACT, "area": county.area("刘庄村"), "applicant": "王原告",
        "applicant_phone": "13800001111", "respondent": "李被告", "summary": "欠货款三万元", **more,
    }  # fmt: skip
    return REFERRALS.add(actor=county.who(DESK), values=values)


def dispute_of(county: County) -> Dispute:
    return mediation.register_dispute(
        county.who(DESK), kind=DisputeKind.LABOUR, area=county.area("刘庄村"), applicant="王甲", respondent="李乙",
        summary="拖欠工资", mediator=county.who(MEDIATOR),
    )  # fmt: skip


def outgoing(**more: object) -> Outgoing:
    given = {
        "body_kind": "arbitration",
        "body": "县劳动人事争议仲裁委员会",
        "way": "guided",
        "letter": "调解三次未果。",
    }
    return Outgoing(**{**given, **more})


class TestReferralsLedger(LedgerSuite):
    key = "referrals"

    @pytest.fixture
    def filled(self, county: County) -> County:
        from_court(county)
        from_court(county, applicant="赵某", number="(2026)诉前调13号")
        services.send_out(county.who(DESK), dispute_id=dispute_of(county).pk, said=outgoing())
        return county


def test_a_commission_becomes_an_entrusted_dispute_and_its_result_goes_back(county: County) -> None:
    referral = from_court(county)
    assert referral.due_on == DAY + timedelta(days=30), "thirty days where the court names none"
    dispute = services.open_dispute(county.who(DESK), pk=referral.pk)
    dispute.refresh_from_db()
    assert (dispute.origin, dispute.applicant, dispute.respondent) == (Origin.ENTRUSTED, "王原告", "李被告")
    with pytest.raises(WrongState):
        services.open_dispute(county.who(DESK), pk=referral.pk)
    with pytest.raises(Invalid) as refusal:
        services.return_result(county.who(MEDIATOR), pk=referral.pk, result="", text=" ")
    assert {fault.field for fault in refusal.value.faults} == {"result", "text"}
    returned = services.return_result(county.who(MEDIATOR), pk=referral.pk, result="settled", text="达成协议,已函复")
    assert (returned.state, returned.returned_on, returned.remind_on) == ("returned", clock.today(), None)
    with pytest.raises(WrongState):
        REFERRALS.edit(actor=county.who(DESK), pk=referral.pk, values={"number": "改"})
    with pytest.raises(WrongState):
        services.withdraw(county.who(DESK), pk=referral.pk, reason="撤")


def test_ways_and_days_must_fit(county: County) -> None:
    with pytest.raises(Invalid) as way:
        from_court(county, way="guided")
    assert way.value.faults[0].field == "way"
    with pytest.raises(Invalid) as due:
        from_court(county, due_on=DAY - timedelta(days=1))
    assert due.value.faults[0].field == "due_on"
    with pytest.raises(Invalid) as county_level:
        services.open_dispute(SYSTEM, pk=from_court_at_county(county).pk)
    assert county_level.value.faults[0].field == "area"


def from_court_at_county(county: County) -> Referral:
    values = {
        "direction": "in", "body_kind": "court", "body": "县人民法院", "way": "in_suit", "day": DAY,
        "kind": DisputeKind.CONTRACT, "area": county.area("澜州县"), "applicant": "王原告",
    }  # fmt: skip
    return REFERRALS.add(actor=SYSTEM, values=values)


def test_a_dispute_goes_out_with_a_letter_and_ends_as_referred(county: County) -> None:
    dispute = dispute_of(county)
    with pytest.raises(Invalid) as refusal:
        services.send_out(county.who(MEDIATOR), dispute_id=dispute.pk, said=outgoing(letter=" "))
    assert refusal.value.faults[0].field == "letter"
    with pytest.raises(NotAllowed):
        services.send_out(county.who("城关镇人民调解员"), dispute_id=dispute.pk, said=outgoing())
    referral = services.send_out(county.who(MEDIATOR), dispute_id=dispute.pk, said=outgoing())
    dispute.refresh_from_db()
    assert dispute.result == Result.REFERRED and referral.dispute == dispute
    letter = letter_of(Referral.objects.get(pk=referral.pk))
    assert letter.to == "县劳动人事争议仲裁委员会" and letter.sender == "德固镇人民调解委员会"
    text = "".join(letter.paragraphs)
    assert "王甲与李乙劳动争议纠纷" in text and "调解三次未果" in text and "第二十六条" in text
    services.mark_received(county.who(MEDIATOR), pk=referral.pk, number="澜劳人仲案〔2026〕5号")
    done = services.return_result(county.who(MEDIATOR), pk=referral.pk, result="decided", text="裁决支付工资")
    assert (done.number, done.state) == ("澜劳人仲案〔2026〕5号", "returned")


def test_legal_aid_goes_along_with_the_mediation(county: County) -> None:
    dispute = dispute_of(county)
    said = outgoing(body_kind="legal_aid", body="县法律援助中心", conclude=False)
    referral = services.send_out(county.who(MEDIATOR), dispute_id=dispute.pk, said=said)
    dispute.refresh_from_db()
    assert dispute.result == Result.PENDING and "法律援助" in "".join(letter_of(referral).paragraphs)


def test_a_result_that_is_due_is_told_of_until_it_is_there(county: County) -> None:
    def told() -> int:
        return Notice.objects.filter(to=county.who(MEDIATOR), kind="referral.due").count()

    with clock.at(clock.instant(DAY, 10)):
        said = outgoing(due_on=DAY + timedelta(days=10), conclude=False)
        referral = services.send_out(county.who(MEDIATOR), dispute_id=dispute_of(county).pk, said=said)
    assert referral.remind_on == DAY + timedelta(days=7)
    for days, notices in ((6, 0), (7, 1), (7, 1), (11, 2), (17, 2), (18, 3)):
        with clock.at(clock.instant(DAY + timedelta(days=days), 8)):
            remind_of_results()
            assert told() == notices, days
    services.withdraw(county.who(MEDIATOR), pk=referral.pk, reason="当事人和解")
    with clock.at(clock.instant(DAY + timedelta(days=40), 8)):
        remind_of_results()
    assert told() == 3


def test_figures_of_referrals(county: County) -> None:
    first = from_court(county)
    services.return_result(county.who(DESK), pk=first.pk, result="settled", text="已函复", on=DAY + timedelta(days=5))
    late = from_court(county, applicant="赵某")
    services.return_result(county.who(DESK), pk=late.pk, result="failed", text="已函复", on=DAY + timedelta(days=40))
    services.send_out(county.who(DESK), dispute_id=dispute_of(county).pk, said=outgoing())
    town, year = county.area("德固镇"), Period(date(2026, 1, 1), date(2026, 12, 31))

    def value(key: str) -> object:
        return indicator(f"referrals.{key}").value(SYSTEM, town, year).value

    assert (value("received"), value("sent"), value("settled_rate")) == (2, 1, 0.5)
    june = Period(DAY, DAY + timedelta(days=35))
    assert indicator("referrals.returned_in_time_rate").value(SYSTEM, town, june).value == 0.5


def test_pages_take_in_send_out_print_and_answer(county: County, client: Client) -> None:
    client.force_login(county.who(DESK))
    incoming = from_court(county)
    page = client.get(f"/referrals/{incoming.pk}/").content.decode()
    assert "受理并登记纠纷" in page and "王原告" not in page
    answer = client.post(f"/referrals/{incoming.pk}/open/", {"seen": incoming.version})
    opened = Dispute.objects.get()
    assert answer.headers["Location"] == f"/cases/{opened.case_id}/mediation/assign/"
    panel = f"/cases/{opened.case_id}/mediation/referrals/"
    assert "县人民法院" in client.get(panel).content.decode()
    refused = client.post(f"{panel}send/", {"body_kind": "court", "body": "", "way": "guided", "letter": "调不成"})
    assert refused.status_code == 422 and "请填写机关名称" in refused.content.decode()
    sent = {"body_kind": "court", "body": "县人民法院", "way": "guided", "letter": "调不成,引导起诉", "conclude": "on"}
    out = client.post(f"{panel}send/", sent)
    referral = Referral.objects.get(direction="out")
    assert out.headers["Location"] == f"/referrals/{referral.pk}/"
    letter = client.get(f"/referrals/{referral.pk}/letter/")
    assert "王原告与李被告" in letter.content.decode() and letter.headers["Cache-Control"] == "no-store"
    assert audit.trail(referral).last().verb == "print"
    given = {"result": "filed", "text": "已立案", "on": "", "seen": referral.version}
    assert client.post(f"/referrals/{referral.pk}/return/", given).status_code == 302
    assert "已立案" in client.get(f"/referrals/{referral.pk}/").content.decode()
    client.force_login(county.who("德固镇统计员"))
    assert client.get(f"/referrals/{referral.pk}/").status_code == 200
    assert client.get(f"/referrals/{referral.pk}/letter/").status_code == 403
    client.force_login(county.who(SECRETARY))
    assert client.get(f"/referrals/{referral.pk}/").status_code == 403
