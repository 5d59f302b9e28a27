"""Committees and mediators: registered, counted, proposed for a dispute, given it, kept out of their own quarrels."""

import io
import json
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bihuan.config.cli import main
from bihuan.kernel import clock
from bihuan.kernel.errors import Invalid, NotAllowed, WrongState
from bihuan.mediation import services
from bihuan.mediation.advice.registers import BOOKINGS, SHIFTS
from bihuan.mediation.models import Assignment, Committee, Dispute, DisputeKind, Mediator, Result
from bihuan.mediation.network.assigning import assign_mediator, assignments_of
from bihuan.mediation.network.candidates import candidates
from bihuan.mediation.network.declaring import declare_relative, relatives_of, withdraw_relative
from bihuan.mediation.network.registers import COMMITTEES, MEDIATORS
from bihuan.mediation.network.results import done_by, with_results
from bihuan.mediation.network.tasks import remind_of_certificates
from bihuan.mediation.prevention.registers import CAMPAIGNS, MEETINGS, TASKS, VISITS
from bihuan.mediation.referrals.registers import REFERRALS
from bihuan.mediation.services.parties import PartyEntry, add_party
from bihuan.orgs.models import Household, Resident
from bihuan.platform.actors import SYSTEM
from bihuan.platform.indicators import Period, indicator
from bihuan.platform.models import Notice
from bihuan.web.shell.audit_words import title_of_verb
from tests.ledger_suite import LedgerSuite
from tests.worlds import County

DESK, MEDIATOR, SECRETARY = "德固镇综治中心值班员", "德固镇人民调解员", "德固镇村(社区)书记"
THIS_YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
K = Committee.Kind


def committee(county: County, name: str, kind: str, area: str, **more: object) -> Committee:
    return COMMITTEES.add(actor=SYSTEM, values={"name": name, "kind": kind, "area": county.area(area), **more})


def mediator(name: str, at: Committee, **more: object) -> Mediator:
    return MEDIATORS.add(actor=SYSTEM, values={"name": name, "committee": at, "area": at.area, **more})


@pytest.fixture
def network(county: County) -> dict[str, Mediator]:
    """A village's, the town's, a trade's and another village's mediator."""
    village = committee(county, "刘庄村人民调解委员会", K.VILLAGE, "刘庄村")
    town = committee(county, "德固镇人民调解委员会", K.TOWN, "德固镇")
    trade = committee(county, "县劳动争议调解委员会", K.TRADE, "澜州县", trade=DisputeKind.LABOUR)
    other = committee(county, "河湾村人民调解委员会", K.VILLAGE, "河湾村")
    return {
        "village": mediator("村里的", village, staff=county.who(SECRETARY)),
        "town": mediator("镇里的", town, staff=county.who(MEDIATOR), kinds=[DisputeKind.LABOUR]),
        "trade": mediator("行业的", trade, kinds=[DisputeKind.LABOUR]),
        "other": mediator("邻村的", other),
    }


def dispute_of(county: County, kind: str = DisputeKind.NEIGHBOUR, **more: object) -> Dispute:
    given = {"area": county.area("刘庄村"), "applicant": "王甲", "applicant_phone": "13800001111", "respondent": "李乙"}
    return services.register_dispute(county.who(DESK), kind=kind, **{**given, "summary": "滴水", **more})


class TestMediatorsLedger(LedgerSuite):
    key = "mediators"

    @pytest.fixture
    def filled(self, county: County, network: dict[str, Mediator]) -> County:
        dispute_of(county, mediator=county.who(MEDIATOR))
        return county


class TestCommitteesLedger(LedgerSuite):
    key = "committees"

    @pytest.fixture
    def filled(self, county: County, network: dict[str, Mediator]) -> County:
        return county


class TestAssignmentsLedger(LedgerSuite):
    key = "assignments"

    @pytest.fixture
    def filled(self, county: County, network: dict[str, Mediator]) -> County:
        for who in ("village", "town", "other"):
            assign_mediator(SYSTEM, dispute_id=dispute_of(county).pk, mediator_id=network[who].pk)
        return county


def test_a_committee_stands_where_its_kind_says(county: County) -> None:
    with pytest.raises(Invalid) as refusal:
        committee(county, "村调委会", K.VILLAGE, "德固镇")
    assert refusal.value.faults[0].field == "area"
    with pytest.raises(Invalid) as trade:
        committee(county, "物业调委会", K.TRADE, "澜州县")
    assert trade.value.faults[0].field == "trade"
    with pytest.raises(Invalid) as few:
        committee(county, "县调委会", K.COUNTY, "澜州县", members=2)
    assert few.value.faults[0].field == "members"
    at_county = committee(county, "县调委会", K.COUNTY, "澜州县", members=7)
    assert (at_county.town_id, at_county.area_path) == (None, county.area("澜州县").path)


def test_a_town_keeps_its_own_register_only(county: County, network: dict[str, Mediator]) -> None:
    away = {"name": "某某", "area": county.area("东关社区")}
    with pytest.raises(NotAllowed):
        MEDIATORS.add(actor=county.who(DESK), values=away)
    with pytest.raises(NotAllowed):
        COMMITTEES.void(actor=county.who(DESK), pk=network["trade"].committee_id, reason="试试")
    assert MEDIATORS.rows(county.who("城关镇综治中心值班员")).count() == 4, "everybody reads the public register"


def test_an_account_is_one_mediator(county: County, network: dict[str, Mediator]) -> None:
    with pytest.raises(Invalid) as refusal:
        mediator("", network["other"].committee, staff=county.who(MEDIATOR))
    assert refusal.value.faults[0].field == "staff"
    named = mediator("", network["other"].committee, staff=county.who("德固镇村(社区)干部"))
    assert named.name == "德固镇村(社区)干部"


def test_results_are_counted_by_account_and_by_the_name_of_old_ledgers(
    county: County, network: dict[str, Mediator]
) -> None:
    dispute_of(county, mediator=county.who(MEDIATOR))
    row = {
        "kind": DisputeKind.FAMILY, "area": county.area("刘庄村"), "day": date(2026, 2, 1), "applicant": "甲",
        "concluded_on": date(2026, 2, 9),
    }  # fmt: skip
    services.register_past_disputes(
        SYSTEM,
        [
            services.PastDispute(**row, mediator=county.who(MEDIATOR), result=Result.SETTLED),
            services.PastDispute(**row, mediator_name="镇里的", result=Result.FAILED),
            services.PastDispute(**row, mediator_name="邻村的", result=Result.SETTLED),
            services.PastDispute(**row, mediator_name="行业的", result=Result.FAILED),
        ],
    )
    done = done_by(network.values())
    town = done[network["town"].pk]
    assert (town.load, town.concluded, town.settled, town.rate) == (1, 2, 1, 0.5)
    assert done[network["other"].pk].settled == 1 and done[network["village"].pk].rate is None
    assert done[network["trade"].pk].concluded == 1, "a county committee's mediator is known by name in every town"
    listed = {one.pk: (one.load, one.concluded, one.settled) for one in with_results(MEDIATORS.rows(SYSTEM))}
    assert listed == {pk: (one.load, one.concluded, one.settled) for pk, one in done.items()}


def test_the_nearest_comes_first_and_for_wages_the_one_who_knows_them(
    county: County, network: dict[str, Mediator]
) -> None:
    near = candidates(dispute_of(county))
    assert [one.mediator.name for one in near][:2] == ["村里的", "镇里的"]
    assert near[0].reasons[0] == "本村(社区)调委会成员"
    wages = candidates(dispute_of(county, DisputeKind.LABOUR))
    assert [one.mediator.name for one in wages][:2] == ["行业的", "镇里的"]
    assert "擅长劳动争议纠纷" in wages[0].reasons and len(wages) == 4


def test_the_proposal_asks_the_same_however_many_mediators(county: County, network: dict[str, Mediator]) -> None:
    dispute = Dispute.objects.select_related("case", "area").get(pk=dispute_of(county).pk)
    with CaptureQueriesContext(connection) as few:
        candidates(dispute)
    for number in range(6):
        mediator(f"新来{number}", network["other"].committee)
    with CaptureQueriesContext(connection) as many:
        candidates(dispute)
    assert len(many) == len(few) <= 8


def interests(county: County, dispute: Dispute, who: Mediator) -> list[str]:
    found = next(one for one in candidates(dispute) if one.mediator.pk == who.pk)
    assert found.barred is bool(found.interests)
    return list(found.interests)


def test_relatives_the_same_home_the_party_himself_and_the_own_village_are_avoided(
    county: County, network: dict[str, Mediator]
) -> None:
    dispute, town = dispute_of(county), network["town"]
    assert interests(county, dispute, town) == []
    declare_relative(county.who(MEDIATOR), mediator_id=town.pk, relation="sibling", name="李乙", phone="13900002222")
    assert interests(county, dispute, town) == ["与被申请人有申报的回避关系:兄弟姐妹。"]

    other = network["other"]
    home = Household(
        number="H1", area=county.area("河湾村"), area_path=county.area("河湾村").path, town=county.area("德固镇")
    )
    home.save()
    Resident(
        name="王甲", household=home, area=home.area, area_path=home.area_path, town=home.town
    ).save()  # fmt: skip
    MEDIATORS.edit(actor=SYSTEM, pk=other.pk, values={"household": home, "phone": "13800001111"})
    other.refresh_from_db()
    assert interests(county, dispute, other) == [
        "与申请人是同一人(姓名或电话相同)。",
        "与申请人同住一户(姓名相同)。",
    ]
    affairs = dispute_of(county, DisputeKind.VILLAGE)
    assert interests(county, affairs, network["village"]) == ["本村是当事一方或者是本村村务,本村的调解员应当回避。"]
    assert interests(county, affairs, town) == ["与被申请人有申报的回避关系:兄弟姐妹。"]
    body = dispute_of(county, applicant="赵丙")
    add_party(county.who(DESK), dispute_id=body.pk, entry=PartyEntry("respondent", "刘庄村村民委员会", body=True))
    assert interests(county, body, network["village"])


def test_a_namesake_with_another_telephone_is_no_relative(county: County, network: dict[str, Mediator]) -> None:
    declare_relative(SYSTEM, mediator_id=network["town"].pk, relation="kin", name="王甲", phone="13700003333")
    assert interests(county, dispute_of(county), network["town"]) == []
    assert interests(county, dispute_of(county, applicant_phone=""), network["town"])


def test_ties_are_seen_by_the_mediator_and_the_desk_only(county: County, network: dict[str, Mediator]) -> None:
    town = network["town"]
    tie = declare_relative(county.who(MEDIATOR), mediator_id=town.pk, relation="spouse", name="钱某")
    with pytest.raises(Invalid):
        declare_relative(county.who(MEDIATOR), mediator_id=town.pk, relation="spouse", name="钱某")
    with pytest.raises(NotAllowed):
        declare_relative(county.who(SECRETARY), mediator_id=town.pk, relation="spouse", name="孙某")
    assert relatives_of(county.who(SECRETARY), town) is None
    assert relatives_of(county.who(DESK), town) == [tie]
    with pytest.raises(Invalid):
        withdraw_relative(county.who(MEDIATOR), relative_id=tie.pk, reason="")
    withdraw_relative(county.who(MEDIATOR), relative_id=tie.pk, reason="登记错了")
    assert relatives_of(county.who(MEDIATOR), town) == []


def test_a_dispute_is_given_told_and_given_to_another_with_a_reason(
    county: County, network: dict[str, Mediator]
) -> None:
    dispute, desk = dispute_of(county), county.who(DESK)
    given = assign_mediator(desk, dispute_id=dispute.pk, mediator_id=network["village"].pk, seen=dispute.version)
    dispute.refresh_from_db()
    assert (dispute.mediator, dispute.mediator_name, given.place) == (county.who(SECRETARY), "村里的", 1)
    assert Notice.objects.filter(to=county.who(SECRETARY), kind="mediation.assigned").count() == 1
    with pytest.raises(WrongState):
        assign_mediator(desk, dispute_id=dispute.pk, mediator_id=network["village"].pk)
    with pytest.raises(Invalid) as refusal:
        assign_mediator(desk, dispute_id=dispute.pk, mediator_id=network["town"].pk)
    assert refusal.value.faults[0].field == "reason"
    assign_mediator(desk, dispute_id=dispute.pk, mediator_id=network["town"].pk, reason="当事人要求换人")
    now, before = assignments_of(dispute)
    assert (now.mediator, now.ended_at, before.end_reason) == (network["town"], None, "当事人要求换人")
    assert before.ended_at is not None
    with pytest.raises(NotAllowed):
        assign_mediator(county.who("城关镇综治中心值班员"), dispute_id=dispute.pk, mediator_id=network["other"].pk)


def test_an_interested_mediator_needs_both_parties_written_consent(
    county: County, network: dict[str, Mediator]
) -> None:
    dispute, desk = dispute_of(county, DisputeKind.VILLAGE), county.who(DESK)
    with pytest.raises(Invalid) as refusal:
        assign_mediator(desk, dispute_id=dispute.pk, mediator_id=network["village"].pk)
    fault = refusal.value.faults[0]
    assert (fault.field, fault.code) == ("consent", "interested") and "回避" in fault.message
    given = assign_mediator(
        desk, dispute_id=dispute.pk, mediator_id=network["village"].pk, consent="双方 6 月 3 日签字同意",
        paper=b"%PDF-1.4\n%%EOF\n", paper_name="同意书.pdf",
    )  # fmt: skip
    assert given.interests and given.consent_paper is not None


def test_nobody_who_is_away_or_left_is_given_anything(county: County, network: dict[str, Mediator]) -> None:
    dispute, today = dispute_of(county), clock.today()
    MEDIATORS.edit(actor=SYSTEM, pk=network["village"].pk, values={"away_until": today})
    with pytest.raises(Invalid) as refusal:
        assign_mediator(county.who(DESK), dispute_id=dispute.pk, mediator_id=network["village"].pk)
    assert refusal.value.faults[0].code == "away"
    assert candidates(dispute)[-1].mediator == network["village"]
    MEDIATORS.edit(actor=SYSTEM, pk=network["village"].pk, values={"away_until": None, "until": today})
    assert network["village"] not in [one.mediator for one in candidates(dispute)]
    MEDIATORS.edit(actor=SYSTEM, pk=network["village"].pk, values={"until": today + timedelta(days=1)})
    assert candidates(dispute)[0].mediator == network["village"]


def test_a_concluded_dispute_is_given_to_nobody(county: County, network: dict[str, Mediator]) -> None:
    dispute = dispute_of(county)
    services.record_result(county.who(DESK), dispute_id=dispute.pk, result=Result.WITHDRAWN, account="撤回")
    with pytest.raises(WrongState):
        assign_mediator(county.who(DESK), dispute_id=dispute.pk, mediator_id=network["town"].pk)
    assert not Assignment.objects.exists()


def test_a_list_of_mediators_is_imported_with_fields_and_committee(
    county: County, network: dict[str, Mediator], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["姓名", "调委会", "村(社区)", "擅长", "专兼职", "手机", "证号"])
    sheet.append(["孙大山", "河湾村人民调解委员会", "河湾村", "邻里纠纷、婚姻家庭纠纷", "兼职", "13600001234", "A001"])
    sheet.append(["周小河", "没有的调委会", "河湾村", "", "专职", "", ""])
    path = tmp_path / "调解员.xlsx"
    book.save(path)
    assert main(["import", "mediators", str(path), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert [one["column"] for one in report["rejected"]] == ["所在调委会"]
    brought = Mediator.objects.get(name="孙大山")
    assert set(brought.kinds) == {"neighbour", "family"} and brought.committee == network["other"].committee
    assert MEDIATORS.rows(SYSTEM).filter(kinds__contains="|family|").get() == brought


def test_figures_of_the_network(county: County, network: dict[str, Mediator]) -> None:
    MEDIATORS.edit(actor=SYSTEM, pk=network["town"].pk, values={"engagement": "full"})
    dispute = dispute_of(county)
    assign_mediator(SYSTEM, dispute_id=dispute.pk, mediator_id=network["village"].pk)
    assign_mediator(SYSTEM, dispute_id=dispute.pk, mediator_id=network["other"].pk, reason="换人")
    town = county.area("德固镇")

    def value(key: str) -> object:
        return indicator(f"mediators.{key}").value(SYSTEM, town, THIS_YEAR).value

    assert (value("committees"), value("count"), value("assignments"), value("as_proposed_rate")) == (3, 3, 2, 0.5)
    assert value("full_time_rate") == pytest.approx(1 / 3)


def test_a_certificate_that_ends_is_told_of_once_before_and_once_after(
    county: County, network: dict[str, Mediator]
) -> None:
    town, ends = network["town"], date(2026, 9, 30)
    MEDIATORS.edit(actor=SYSTEM, pk=town.pk, values={"certificate": "A1", "certificate_until": ends})
    for ahead, told in ((31, 0), (30, 1), (10, 1), (0, 1), (-1, 2), (-20, 2), (-31, 2)):
        with clock.at(clock.instant(ends - timedelta(days=ahead), 8)):
            remind_of_certificates()
        assert Notice.objects.filter(to=county.who(MEDIATOR), kind="mediator.certificate").count() == told, ahead


def test_pages_show_people_and_the_desk_confirms_with_one_key(
    county: County, network: dict[str, Mediator], client: Client
) -> None:
    client.force_login(county.who(DESK))
    page = client.get(f"/mediators/{network['town'].pk}/").content.decode()
    assert "镇里的" in page and "调解成果" in page and "劳动争议纠纷" in page
    assert "镇里的" in client.get(f"/committees/{network['town'].committee_id}/").content.decode()
    dispute = dispute_of(county)
    panel = f"/cases/{dispute.case_id}/mediation/assign/"
    shown = client.get(panel).content.decode()
    assert 'data-key="a"' in shown and "本村(社区)调委会成员" in shown
    answer = client.post(f"{panel}{network['village'].pk}/", {"seen": dispute.version, "reason": ""})
    assert (answer.status_code, answer.headers["Location"]) == (302, panel)
    again = client.get(panel).content.decode()
    assert "推荐第 1 名" in again and "改派" in again
    refused = client.post(f"{panel}{network['town'].pk}/", {"seen": dispute.version + 1, "reason": ""})
    assert refused.status_code == 422 and "改派原因" in refused.content.decode()
    affairs = dispute_of(county, DisputeKind.VILLAGE)
    address = f"/cases/{affairs.case_id}/mediation/assign/{network['village'].pk}/"
    assert "同意书扫描件" in client.get(address).content.decode()
    paper = io.BytesIO(b"%PDF-1.4\n%%EOF\n")
    paper.name = "同意书.pdf"
    sent = {"seen": affairs.version, "reason": "", "consent": "双方签字同意", "paper": paper}
    assert client.post(address, sent).status_code == 302
    given = Assignment.objects.get(dispute=affairs)
    assert client.get(f"/mediation/consents/{given.pk}/").status_code == 200
    assert (
        f"/mediation/consents/{given.pk}/" in client.get(f"/cases/{affairs.case_id}/mediation/assign/").content.decode()
    )
    client.force_login(county.who("城关镇综治中心值班员"))
    assert client.get(f"/mediation/consents/{given.pk}/").status_code == 404


def test_the_trail_tells_every_verb_in_words() -> None:
    for kept in (COMMITTEES, MEDIATORS, BOOKINGS, SHIFTS, REFERRALS, MEETINGS, TASKS, CAMPAIGNS, VISITS):
        label = kept.model._meta.label_lower
        assert not [verb for verb in kept.verbs if title_of_verb(label, verb) == verb], label
    assert title_of_verb("mediation.dispute", "assign") == "指派调解员"


def test_a_mediator_declares_on_the_own_page(county: County, network: dict[str, Mediator], client: Client) -> None:
    client.force_login(county.who(MEDIATOR))
    own = f"/mediators/{network['town'].pk}/"
    assert "回避关系" in client.get(own).content.decode()
    sent = client.post(f"{own}relatives/add/", {"relation": "spouse", "name": "钱某", "phone": ""})
    assert sent.status_code == 302
    assert "钱某" not in client.get(own).content.decode(), "masked"
    assert client.post(f"/mediators/{network['other'].pk}/relatives/add/", {"relation": "kin"}).status_code == 403
    client.force_login(county.who(SECRETARY))
    assert "申报回避关系" not in client.get(own).content.decode()
