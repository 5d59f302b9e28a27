"""Campaigns, logs, rounds and findings for the room's tests, in a line each."""

from datetime import date
from uuid import UUID

from bihuan.cases.models import Case
from bihuan.inspections.models import Campaign, Finding, Round, WorkLog
from bihuan.inspections.registers import CAMPAIGNS, LOGS, ROUNDS
from bihuan.inspections.services import Found, report_finding
from bihuan.kernel import clock
from bihuan.orgs.models import ChainHolder, ChainLevel, Office, ResponsibilityChain, Role
from bihuan.platform.actors import SYSTEM
from bihuan.platform.change import create_many
from tests.worlds import County

DESK, SUPERVISOR, LEADER, CLERK = "德固镇综治中心值班员", "德固镇督导员", "德固镇分管领导", "德固镇统计员"
VILLAGE, CADRE, GRID = "德固镇村(社区)书记", "德固镇村(社区)干部", "德固镇网格员"
OTHER_VILLAGE = "城关镇村(社区)书记"
FIRST, LAST = date(2026, 5, 5), date(2026, 8, 31)
MONDAY = clock.instant(date(2026, 6, 1), 9)


def with_campaign(county: County, name: str = "夏季人居环境整治", **more: object) -> Campaign:
    """One campaign of 德固镇 in the summer of 2026."""
    values = {
        "name": name, "kind": Campaign.Kind.ENVIRONMENT, "area": county.area("德固镇"), "from_on": FIRST, "to_on": LAST,
        "goal": "河道两岸无积存垃圾。", **more,
    }  # fmt: skip
    return CAMPAIGNS.add(actor=SYSTEM, values=values)


def log_said(county: County, campaign: Campaign, day: date = date(2026, 6, 1), **more: object) -> dict[str, object]:
    """What 刘庄村 says of one day."""
    return {
        "campaign": campaign, "day": day, "area": county.area("刘庄村"), "welfare": 3, "volunteers": 2, "members": 1,
        "cadres": 1, "machine_shifts": 1, "spots_cleared": 5, "river_spots": 2, **more,
    }  # fmt: skip


def with_log(county: County, campaign: Campaign, day: date = date(2026, 6, 1), **more: object) -> WorkLog:
    """One work log."""
    return LOGS.add(actor=SYSTEM, values=log_said(county, campaign, day, **more))


def with_round(county: County, kind: str = Round.Kind.OPEN, area: str = "刘庄村", **more: object) -> Round:
    """One planned round."""
    values = {
        "title": f"{area}{Round.Kind(kind).label}", "kind": kind, "area": county.area(area), "planned_on": clock.today(),
        "leader": county.who(SUPERVISOR), **more,
    }  # fmt: skip
    return ROUNDS.add(actor=county.who(SUPERVISOR), values=values)


def with_committee(county: County) -> Office:
    """刘庄村 has a committee of its own, at which its secretary works."""
    if "刘庄村村委会" not in county.offices:
        county.add_office("刘庄村村委会", Office.Kind.COMMITTEE, "刘庄村")
        county.add_staff("刘庄村主任", Role.VILLAGE_CADRE, "刘庄村", "刘庄村村委会")
    return county.office("刘庄村村委会")


HEAD = "刘庄村主任"  # who puts right what is found in 刘庄村


def with_chain(county: County) -> ResponsibilityChain:
    """Three levels in 德固镇: the village's secretary, the leader in charge, the town's secretary."""
    chain = ResponsibilityChain(name="德固镇三级责任链", area=county.area("德固镇"))
    titles = ("党支部书记一线落实", "班子成员包联督导", "党工委书记牵头抓总")
    levels = [ChainLevel(chain=chain, rank=rank, title=title) for rank, title in enumerate(titles, start=1)]
    people = ((VILLAGE, "刘庄村"), (LEADER, "德固镇"), ("德固镇乡镇(街道)书记", "德固镇"))
    holders = [
        ChainHolder(level=level, area=county.area(area), staff=county.who(name))
        for level, (name, area) in zip(levels, people, strict=True)
    ]
    for rows in ([chain], levels, holders):
        create_many(rows, actor=SYSTEM)
    return chain


def said(county: County, **more: object) -> Found:
    """One problem of 刘庄村, given to its committee."""
    values: dict[str, object] = {
        "text": "坑塘边倾倒垃圾约两立方米。", "area": county.area("刘庄村"), "spot": Finding.Spot.RIVER, "limit_days": 5,
        "requirement": "清走并设禁倒牌。", "office": with_committee(county), **more,
    }  # fmt: skip
    return Found(**values)  # type: ignore[arg-type]  # the words of the dataclass


def with_finding(county: County, one: Round | None = None, **more: object) -> Finding:
    """One finding, given out."""
    one = one or with_round(county)
    return report_finding(county.who(SUPERVISOR), round_id=one.pk, found=said(county, **more))


def case_of(finding: Finding) -> Case:
    """The case of a finding, anew."""
    return Case.objects.get(pk=finding.case_id)


def key_of(finding: Finding) -> UUID:
    return finding.case_id
