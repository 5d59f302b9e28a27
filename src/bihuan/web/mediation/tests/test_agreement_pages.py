"""Agreements as the mediator meets them: from the panel of the dispute to the last payment, and rewards as the clerk does."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bihuan.cases import services as cases
from bihuan.kernel import clock
from bihuan.mediation import services
from bihuan.mediation.clause_defaults import load_clauses
from bihuan.mediation.models import (
    Agreement,
    ClauseTemplate,
    Dispute,
    DisputeKind,
    FulfilmentItem,
    JudicialConfirmation,
    Party,
    RewardList,
    RewardRule,
)
from bihuan.mediation.services.rewards import make_list, month_of, propose_reward
from bihuan.mediation.tests.test_agreements import DESK, MEDIATOR, PNG, TEXTS
from bihuan.mediation.tests.test_rewards import CADRE, CLERK, LEADER, SUPERVISOR, verbal
from bihuan.platform.actors import SYSTEM
from tests.ledger_suite import LedgerSuite
from tests.worlds import County

QUERIES_OF_AN_AGREEMENT = 45


@pytest.fixture
def dispute(county: County) -> Dispute:
    found = services.register_dispute(
        county.who(DESK), kind=DisputeKind.LABOUR, area=county.area("刘庄村"), applicant="欧阳建国", applicant_phone="13800001234",
        respondent="鼎新装修队", summary="拖欠工资两万元", amount=Decimal("18000"), mediator=county.who(MEDIATOR),
    )  # fmt: skip
    for party in Party.objects.filter(dispute=found):
        party.address, party.body, party.birth_year = "德固镇刘庄村", party.side == "respondent", 1980
        party.save()
    cases.confirm_case(county.who(DESK), case_id=found.case_id, office=county.office("德固镇调委会"))
    cases.take_case(county.who(MEDIATOR), case_id=found.case_id)
    return Dispute.objects.get(pk=found.pk)


def signed_in(county: County, client: Client, who: str = MEDIATOR) -> Client:
    client.force_login(county.who(who))
    return client


def begun(county: County, client: Client, dispute: Dispute, form: str = "written") -> Agreement:
    address = f"/mediation/cases/{dispute.case_id}/agreement/begin/"
    answer = signed_in(county, client).post(address, {"form": form})
    found = Agreement.objects.get()
    assert answer["Location"] == f"/mediation/agreements/{found.pk}/edit/"
    return found


def written(agreement: Agreement, **more: object) -> dict[str, object]:
    whole = {**TEXTS, "difficulty": "ordinary", "copies": "3", "agreed_on": "", "seen": str(agreement.version)}
    return {**whole, "agreed_amount": "18000", **more}


def test_from_the_panel_to_the_last_instalment(county: County, client: Client, dispute: Dispute) -> None:
    panel = signed_in(county, client).get(f"/cases/{dispute.case_id}/mediation/agreement/").content.decode()
    assert "还没有协议" in panel and "起草协议" in panel
    found = begun(county, client, dispute)
    address = f"/mediation/agreements/{found.pk}/"
    assert "拖欠工资两万元" in client.get(f"{address}edit/").content.decode(), "what is known is filled in"

    refused = client.post(f"{address}present/", {"seen": "1"})
    assert refused.status_code == 422 and "请写明争议事项" in refused.content.decode()
    assert client.post(f"{address}edit/", written(found)).status_code == 302
    applicant, respondent = (Party.objects.get(dispute=dispute, side=side) for side in ("applicant", "respondent"))
    plan = {
        "payer": str(respondent.pk), "payee": str(applicant.pk), "what": "支付工资", "total": "18000", "count": "3",
        "first_on": str(clock.today() + timedelta(days=5)), "every": "month",
    }  # fmt: skip
    assert client.post(f"{address}items/instalments/", plan).status_code == 302
    page = client.get(address).content.decode()
    assert "第 1/3 期" in page and "欧阳**" in page and "欧阳建国" not in page and "签署前还要补齐" not in page

    found.refresh_from_db()
    unticked = client.post(f"{address}present/", {"seen": str(found.version)})
    assert unticked.status_code == 422 and "人民调解法第三条" in unticked.content.decode()
    ticks = {f"caution_{key}": "on" for key in ("free_will", "mandatory_law", "third_persons", "wages")}
    assert client.post(f"{address}present/", {"seen": str(found.version), **ticks}).status_code == 302

    nothing = client.post(f"{address}sign/", {"signer": "", "seen": "3"})
    assert nothing.status_code == 422 and "请先在框里签名" in nothing.content.decode()
    hands = (f"{applicant.pk}.self", f"{respondent.pk}.self", f"{county.who(MEDIATOR).pk}.mediator")
    for hand in hands:
        found.refresh_from_db()
        drawn = SimpleUploadedFile("signature.png", PNG, "image/png")
        done = client.post(f"{address}sign/", {"signer": hand, "drawn": drawn, "seen": str(found.version)})
        assert done.status_code == 302, done.content.decode()
    found.refresh_from_db()
    seal = {
        "file": SimpleUploadedFile("盖章.png", PNG, "image/png"),
        "day": str(clock.today()),
        "seen": str(found.version),
    }
    assert client.post(f"{address}seal/", seal).status_code == 302
    found.refresh_from_db()
    assert found.state == "in_force"
    page = client.get(address).content.decode()
    assert "还剩 30 天" in page and "signature-shown" in page
    scan = f"/mediation/agreement-files/{found.seal_id}/"
    assert client.get(scan).status_code == signed_in(county, Client(), CLERK).get(scan).status_code == 200
    assert signed_in(county, Client(), "城关镇人民调解员").get(scan).status_code == 404

    for item in FulfilmentItem.objects.all():
        given = {
            "amount": str(item.amount),
            "paid_on": str(clock.today()),
            "way": "transfer",
            "seen": str(item.version),
        }
        assert client.post(f"/mediation/items/{item.pk}/pay/", given).status_code == 302
    dispute.refresh_from_db()
    assert (dispute.fulfilled, dispute.recovered) == (True, Decimal(18000))
    confirmation = JudicialConfirmation.objects.get()
    filed = {"both": "on", "court": "澜州县人民法院", "seen": str(confirmation.version)}
    assert client.post(f"/mediation/confirmations/{confirmation.pk}/file/", filed).status_code == 302
    ruling = {"result": "confirmed", "number": "(2026)豫1799民特1号", "seen": "2"}
    assert client.post(f"/mediation/confirmations/{confirmation.pk}/ruling/", ruling).status_code == 302
    assert "确认有效" in client.get(address).content.decode()
    for ledger, words in (("fulfilments", "支付工资"), ("confirmations", "澜州县人民法院")):
        assert words in client.get(f"/ledgers/{ledger}/").content.decode()
    assert client.get(f"{address}revisions/").status_code == 200


def test_two_who_write_at_once_lose_no_word(county: County, client: Client, dispute: Dispute) -> None:
    found = begun(county, client, dispute)
    address = f"/mediation/agreements/{found.pk}/edit/"
    assert client.post(address, written(found, manner="现金当面付清")).status_code == 302
    other = signed_in(county, Client(), DESK)
    answer = other.post(address, written(found, manner="微信转账", points="双方对金额没有争议", facts=dispute.summary))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "现金当面付清" in page and "微信转账" in page and "双方对金额没有争议" in page
    assert TEXTS["facts"] in page, "the other's change to another text is not undone by sending this again"
    found.refresh_from_db()
    again = {name: str(value) for name, value in answer.context["form"].data.items() if not name.startswith("csrf")}
    assert other.post(address, again).status_code == 302
    found.refresh_from_db()
    assert (found.manner, found.facts) == ("微信转账", TEXTS["facts"])
    assert "现金当面付清" in other.get(f"/mediation/agreements/{found.pk}/revisions/").content.decode()


def test_a_clause_is_put_below_what_was_written_and_stores_nothing(
    county: County, client: Client, dispute: Dispute
) -> None:
    assert load_clauses() > 20 and load_clauses() == 0
    found = begun(county, client, dispute)
    clause = ClauseTemplate.objects.get(title="支付工资")
    sent = written(found, insert="terms", terms="第一条 互相谅解。", clause_terms=str(clause.pk))
    part = client.post(f"/mediation/agreements/{found.pk}/edit/", sent, headers={"HX-Request": "true"})
    assert part.status_code == 200 and "<html" not in part.content.decode()
    whole = client.post(f"/mediation/agreements/{found.pk}/edit/", sent).content.decode()
    for shown in (part.content.decode(), whole):
        assert "第一条 互相谅解。" in shown and "____工地(单位)" in shown
    found.refresh_from_db()
    assert found.version == 1 and "赡养老人" not in whole, "clauses of other kinds are not offered"


def test_a_town_copies_a_county_clause_and_takes_its_own_out_of_use(county: County, client: Client) -> None:
    load_clauses()
    clause = ClauseTemplate.objects.get(title="支付工资")
    signed_in(county, client)
    sent = {"part": "terms", "kind": "labour", "title": "支付工资(本镇)", "text": "应付____元。", "seen": "1"}
    assert client.post(f"/mediation/clauses/{clause.pk}/", sent).status_code == 302
    own = ClauseTemplate.objects.get(town=county.area("德固镇"))
    clause.refresh_from_db()
    assert (own.title, clause.title) == ("支付工资(本镇)", "支付工资")
    assert client.post(f"/mediation/clauses/{own.pk}/", {**sent, "void_reason": "不用了"}).status_code == 302
    assert client.get(f"/mediation/clauses/{own.pk}/").status_code == 404
    assert client.post("/mediation/clauses/add/", {**sent, "text": " "}).status_code == 422


def test_a_verbal_agreement_takes_two_steps(county: County, client: Client, dispute: Dispute) -> None:
    found = begun(county, client, dispute, "verbal")
    sent = written(
        found, facts="", points="", responsibilities="", manner="", agreed_amount="", agreed_on=str(clock.today())
    )
    assert client.post(f"/mediation/agreements/{found.pk}/edit/", sent).status_code == 302
    assert client.post(f"/mediation/agreements/{found.pk}/verbal/").status_code == 302
    dispute.refresh_from_db()
    assert dispute.agreement == "verbal"


def test_the_calendar_and_the_home_page_show_what_is_late(county: County, client: Client, dispute: Dispute) -> None:
    found = begun(county, client, dispute)
    applicant, respondent = (Party.objects.get(dispute=dispute, side=side) for side in ("applicant", "respondent"))
    item = FulfilmentItem(
        agreement=found, payer=respondent, payee=applicant, what="支付欠薪尾款", amount=Decimal(5), state="open",
        due_on=clock.today() - timedelta(days=2),
    )  # fmt: skip
    item.lay_beside(dispute)
    item.save()
    Agreement.objects.filter(pk=found.pk).update(state="in_force", effective_on=clock.today() - timedelta(days=9))
    for address in ("/mediation/fulfilment/", "/"):
        assert "支付欠薪尾款" in client.get(address).content.decode(), address
    desk = signed_in(county, Client(), DESK)
    assert "支付欠薪尾款" not in desk.get("/mediation/fulfilment/").content.decode()
    assert "支付欠薪尾款" in desk.get("/mediation/fulfilment/?show=all").content.decode()
    step = {"kind": "urge", "text": "电话催了", "seen": str(item.version), "breached": "on"}
    assert client.post(f"/mediation/items/{item.pk}/step/", step).status_code == 302
    page = client.get(f"/mediation/agreements/{found.pk}/").content.decode()
    assert "违约" in page and "电话催了" in page


def test_the_page_of_an_agreement_asks_as_often_with_many_items(
    county: County, client: Client, dispute: Dispute
) -> None:
    found = begun(county, client, dispute)
    applicant, respondent = (Party.objects.get(dispute=dispute, side=side) for side in ("applicant", "respondent"))
    counts = []
    for number in (1, 30):
        for turn in range(number):
            item = FulfilmentItem(
                agreement=found, payer=respondent, payee=applicant, what=f"第{turn}项", amount=Decimal(5),
                due_on=clock.today(), number=turn,
            )  # fmt: skip
            item.lay_beside(dispute)
            item.save()
        client.get(f"/mediation/agreements/{found.pk}/")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/mediation/agreements/{found.pk}/")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= QUERIES_OF_AN_AGREEMENT, counts


def test_calendar_and_reward_list_ask_as_often_with_many_rows(
    county: County, client: Client, dispute: Dispute, month: date
) -> None:
    found = begun(county, client, dispute)
    Agreement.objects.filter(pk=found.pk).update(state="in_force", effective_on=clock.today())
    applicant, respondent = (Party.objects.get(dispute=dispute, side=side) for side in ("applicant", "respondent"))
    town = county.area("德固镇")
    rule = RewardRule(town=town, area_path=town.path, title="一般", amount=Decimal(50), from_day=date(2020, 1, 1))
    rule.save()
    made = make_list(SYSTEM, town=town, month=month)
    clerk = signed_in(county, Client(), CLERK)
    asked: dict[str, list[int]] = {"/mediation/fulfilment/": [], f"/mediation/rewards/{made.pk}/": []}
    for turn in range(2):
        for number in range(1 + 19 * turn):
            item = FulfilmentItem(
                agreement=found, payer=respondent, payee=applicant, what="付款", amount=Decimal(5), number=number,
                due_on=clock.today(), state="open",
            )  # fmt: skip
            item.lay_beside(dispute)
            item.save()
        for address, counts in asked.items():
            reader = client if "fulfilment" in address else clerk
            reader.get(address)
            with CaptureQueriesContext(connection) as statements:
                assert reader.get(address).status_code == 200
            counts.append(len(statements))
        rows = [verbal(county, CADRE, 1, day=month, concluded_on=month + timedelta(days=turn)) for turn in range(9)]
        for late in services.register_past_disputes(SYSTEM, rows):
            propose_reward(county.who(DESK), list_id=made.pk, dispute_id=late.pk)
    calendar, rewards = asked.values()
    assert calendar[0] == calendar[1] <= 8, calendar
    assert rewards[0] == rewards[1] <= 12, rewards


def test_strangers_meet_closed_doors(county: County, client: Client, dispute: Dispute) -> None:
    found = begun(county, client, dispute)
    stranger = signed_in(county, Client(), "城关镇人民调解员")
    for part in ("", "edit/", "present/", "sign/", "paper/", "items/add/", "revisions/"):
        assert stranger.get(f"/mediation/agreements/{found.pk}/{part}").status_code == 404, part
    reader = signed_in(county, Client(), CLERK)
    assert reader.get(f"/mediation/agreements/{found.pk}/").status_code == 200
    for part in ("edit/", "present/", "sign/", "paper/", "items/add/", "revisions/"):
        assert reader.get(f"/mediation/agreements/{found.pk}/{part}").status_code == 403, part


@pytest.fixture
def month(county: County) -> date:
    """Last month, with three verbal mediations of a cadre in it."""
    first = month_of(month_of(clock.today()) - timedelta(days=1))
    rows = [verbal(county, CADRE, 1, day=first, concluded_on=first + timedelta(days=turn)) for turn in range(3)]
    services.register_past_disputes(SYSTEM, rows)
    return first


def test_a_months_rewards_from_the_rule_to_the_payment(county: County, client: Client, month: date) -> None:
    signed_in(county, client, LEADER)
    rule = {
        "town": str(county.area("德固镇").pk), "title": "一般口头调解", "needs": "verified", "amount": "50",
        "from_day": "2020-01-01",
    }  # fmt: skip
    assert client.post("/mediation/reward-rules/add/", rule).status_code == 302
    clerk = signed_in(county, Client(), CLERK)
    assert clerk.get("/mediation/reward-rules/add/").status_code == 403
    make = {"town": rule["town"], "month": month.isoformat(), "share": "20"}
    made = clerk.post("/mediation/rewards/make/", make)
    found = RewardList.objects.get()
    address = f"/mediation/rewards/{found.pk}/"
    assert made["Location"] == address and "还有 3 件抽中的没有电话抽查" in clerk.get(address).content.decode()
    early = clerk.post(f"{address}submit/", {"seen": str(found.version)})
    assert early.status_code == 409 and "电话抽查" in early.content.decode()
    checker = signed_in(county, Client(), SUPERVISOR)
    for reward in found.rewards.all():
        given = {"result": "true", "note": "双方都说调解过", "seen": str(reward.version)}
        assert checker.post(f"/mediation/rewards/one/{reward.pk}/check/", given).status_code == 302
    found.refresh_from_db()
    assert clerk.post(f"{address}submit/", {"seen": str(found.version)}).status_code == 302
    assert clerk.get(f"{address}approve/").status_code == 403
    found.refresh_from_db()
    assert client.post(f"{address}approve/", {"opinion": "同意", "seen": str(found.version)}).status_code == 302
    found.refresh_from_db()
    paid = {"paid_on": str(clock.today()), "way": "transfer", "seen": str(found.version)}
    assert clerk.post(f"{address}pay/", paid).status_code == 302
    page = clerk.get(address).content.decode()
    assert "已发放" in page and "150" in page
    cadre = signed_in(county, Client(), CADRE)
    assert cadre.get("/ledgers/rewards/").status_code == 200
    assert cadre.get(address).status_code == 404


class TestFulfilments(LedgerSuite):
    """What is owed."""

    key = "fulfilments"

    @pytest.fixture
    def filled(self, county: County, dispute: Dispute) -> County:
        found = Agreement(state="in_force", effective_on=clock.today(), number="德固镇人调字〔2026〕0001号")
        found.lay_beside(dispute)
        found.save()
        applicant, respondent = (Party.objects.get(dispute=dispute, side=side) for side in ("applicant", "respondent"))
        for turn in range(4):
            item = FulfilmentItem(
                agreement=found, payer=respondent, payee=applicant, what=f"第{turn}期", amount=Decimal(100 + turn),
                due_on=clock.today() + timedelta(days=turn), state="open",
            )  # fmt: skip
            item.lay_beside(dispute)
            item.save()
        return county


class TestConfirmations(LedgerSuite):
    """The court's thirty days."""

    key = "confirmations"

    @pytest.fixture
    def filled(self, county: County, dispute: Dispute) -> County:
        for turn in range(3):
            day = clock.today() - timedelta(days=turn)
            agreement = Agreement(state="in_force", effective_on=day, number=f"{turn}号")
            agreement.lay_beside(dispute)
            agreement.save()
            one = JudicialConfirmation(agreement=agreement, effective_on=day, last_day=day + timedelta(days=30))
            one.lay_beside(dispute)
            one.save()
        return county


class TestRewards(LedgerSuite):
    """Rewards."""

    key = "rewards"

    @pytest.fixture
    def filled(self, county: County, month: date) -> County:
        town = county.area("德固镇")
        RewardRule(town=town, area_path=town.path, title="一般", amount=Decimal(50), from_day=date(2020, 1, 1)).save()
        make_list(SYSTEM, town=town, month=month)
        return county


class TestRewardLists(LedgerSuite):
    """A town's months."""

    key = "reward_lists"

    @pytest.fixture
    def filled(self, county: County) -> County:
        town = county.area("德固镇")
        for number in (1, 2, 3):
            RewardList(town=town, area_path=town.path, month=date(2026, number, 1), seed=str(number)).save()
        return county


class TestRewardRules(LedgerSuite):
    """Rules."""

    key = "reward_rules"

    @pytest.fixture
    def filled(self, county: County) -> County:
        town = county.area("德固镇")
        for number in (1, 2, 3):
            day = date(2026, number, 1)
            RewardRule(town=town, area_path=town.path, title=f"{number}", amount=Decimal(50), from_day=day).save()
        return county


class TestClauses(LedgerSuite):
    """Clauses."""

    key = "clauses"

    @pytest.fixture
    def filled(self, county: County) -> County:
        load_clauses()
        return county
