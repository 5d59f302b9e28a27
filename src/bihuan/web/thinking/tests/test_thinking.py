"""Topics, rules with dry run and threshold, models with the confusion table: on the pages, and only for whom they are."""

import re

import pytest
from django.test import Client

from bihuan.cases.models import Case, CaseKind, Channel, RoutingRule, TriageSetting
from bihuan.cases.services import confirm_case, report_case
from bihuan.cases.thinking.topics import refresh_town
from bihuan.platform.models import Job
from tests.worlds import County

DESK, HEAD, SECRETARY, GRID = "德固镇综治中心值班员", "德固镇分管领导", "德固镇村(社区)书记", "德固镇网格员"


def dry_wells(county: County, count: int = 3) -> list[Case]:
    """Matters that say the same."""
    return [
        report_case(
            county.who(DESK),
            kind=CaseKind.APPEAL,
            channel=Channel.PHONE,
            area=county.area("河湾村"),
            title="河湾村机井灌溉没有水",
            text=f"河湾村机井坏了,灌溉没有水,庄稼要旱死了,第{number + 1}户反映。",
        )
        for number in range(count)
    ]


def test_a_topic_opens_its_matters(county: County, client: Client) -> None:
    cases = dry_wells(county)
    refresh_town(county.area("德固镇"))
    client.force_login(county.who(DESK))
    page = client.get("/triage/topics/").content.decode()
    assert "河湾村" in page
    found = re.search(r'href="(/triage/topics/[0-9a-f-]{36}/[^"]+)"', page)
    assert found is not None
    topic = client.get(found[1]).content.decode()
    assert all(case.number in topic for case in cases)
    client.force_login(county.who("城关镇综治中心值班员"))
    assert "河湾村" not in client.get("/triage/topics/").content.decode()
    assert client.get(found[1]).status_code == 404


def test_rules_are_kept_ordered_tried_and_voided(county: County, client: Client) -> None:
    town, office = county.area("德固镇"), county.office("德固镇供水所")
    dry = dry_wells(county)[0]
    confirm_case(county.who(DESK), case_id=dry.pk, office=county.office("德固镇村镇办"))
    client.force_login(county.who(HEAD))
    start = client.get("/triage/rules/")
    assert start["Location"] == f"/triage/rules/{town.pk}/"
    sent = {
        "name": "灌溉归供水所",
        "office": str(office.pk),
        "reason": "供水所管机井",
        "words": "灌溉 机井",
        "active": "on",
    }
    refused = client.post(f"/triage/rules/{town.pk}/add/", {**sent, "reason": "", "words": "水"})
    assert refused.status_code == 422
    assert "请填写理由" in refused.content.decode()
    assert client.post(f"/triage/rules/{town.pk}/add/", sent).status_code == 302
    assert client.post(f"/triage/rules/{town.pk}/add/", {**sent, "name": "再来一条"}).status_code == 302
    first, second = RoutingRule.objects.order_by("place")
    page = client.get(f"/triage/rules/{town.pk}/").content.decode()
    assert "内容提到:灌溉、机井" in page
    tried = client.get(f"/triage/rules/{town.pk}/dry-run/").content.decode()
    assert dry.number in tried
    client.post(f"/triage/rules/one/{second.pk}/move/up/")
    first.refresh_from_db()
    second.refresh_from_db()
    assert second.place < first.place
    edited = client.post(f"/triage/rules/one/{first.pk}/edit/", {**sent, "words": "灌溉", "seen": str(first.version)})
    assert edited.status_code == 302, edited.content.decode()
    assert (
        client.post(
            f"/triage/rules/one/{second.pk}/void/", {"reason": "重复了", "seen": str(second.version)}
        ).status_code
        == 302
    )
    assert RoutingRule.objects.filter(void_reason="").count() == 1


def test_a_town_sets_its_threshold_or_never(county: County, client: Client) -> None:
    town = county.area("德固镇")
    client.force_login(county.who(HEAD))
    address = f"/triage/rules/{town.pk}/threshold/"
    assert client.post(address, {"automatic_from": "30"}).status_code == 422
    assert client.post(address, {"automatic_from": "95"}).status_code == 302
    setting = TriageSetting.objects.get(town=town)
    assert setting.automatic_from == pytest.approx(0.95)
    assert "95%" in client.get(f"/triage/rules/{town.pk}/").content.decode()
    assert client.post(address, {"automatic_from": "", "seen": str(setting.version)}).status_code == 302
    setting.refresh_from_db()
    assert setting.automatic_from is None


def test_models_show_what_is_taken_for_what_and_are_trained_by_whom_it_is_given(county: County, client: Client) -> None:
    case = dry_wells(county, 1)[0]
    confirm_case(county.who(DESK), case_id=case.pk, office=county.office("德固镇供水所"))
    client.force_login(county.who("县县综治中心"))
    page = client.get("/triage/models/").content.decode()
    assert "出厂模型" in page
    assert client.post("/triage/models/retrain/").status_code == 302
    assert Job.objects.filter(owner_id=county.who("县县综治中心").pk).exists()
    assert client.post("/triage/models/retrain/").status_code == 409
    client.force_login(county.who(HEAD))
    assert client.get("/triage/models/").status_code == 200
    assert client.post("/triage/models/retrain/").status_code == 403
    for stranger in (SECRETARY, GRID):
        client.force_login(county.who(stranger))
        assert client.get("/triage/models/").status_code == 403
        assert client.get("/triage/rules/").status_code == 403
