"""Turns, records, groups and meetings for the room's tests, in a line each."""

from datetime import date, timedelta

from bihuan.kernel import clock
from bihuan.orgs.models import Role
from bihuan.platform.actors import SYSTEM
from bihuan.visits.models import ConsultationGroup, ConsultationMeeting, ReceptionRecord, ReceptionTurn
from bihuan.visits.registers import GROUPS, MEETINGS, RECEPTIONS, ROTA
from bihuan.visits.services import monday_of
from tests.worlds import County

DESK, LEADER, SECRETARY = "德固镇综治中心值班员", "德固镇分管领导", "德固镇乡镇(街道)书记"
VILLAGE, GRID, CLERK = "德固镇村(社区)书记", "德固镇网格员", "德固镇统计员"
MONDAY = date(2026, 6, 1)  # tests that need a fixed week live in it


def turn_said(county: County, day: date, **more: object) -> dict[str, object]:
    """What a person says about one turn in 德固镇."""
    return {"day": day, "area": county.area("德固镇"), "leader": county.who(LEADER), "place": "综治中心", **more}


def with_turn(county: County, day: date, **more: object) -> ReceptionTurn:
    """One planned turn."""
    return ROTA.add(actor=county.who(DESK), values=turn_said(county, day, **more))


def brought(county: County, title: str = "路灯不亮", **more: object) -> dict[str, object]:
    """What is said about one matter brought to a leader in 刘庄村."""
    return {
        "title": title,
        "received_on": clock.today(),
        "leader": county.who(LEADER),
        "area": county.area("刘庄村"),
        "visitor": "赵大柱",
        "visitor_phone": "13800001234",
        "text": "村口到学校一段八盏路灯不亮。",
        "answer": "先查线路。",
        "instruction": "请村镇办三日内修好。",
        **more,
    }


def with_record(county: County, title: str = "路灯不亮", **more: object) -> ReceptionRecord:
    """One recorded matter."""
    return RECEPTIONS.add(actor=county.who(DESK), values=brought(county, title, **more))


def with_group(county: County, name: str = "小孔矛盾室", village: str = "刘庄村", **more: object) -> ConsultationGroup:
    """One group with the usual three steps."""
    values = {"name": name, "kind": ConsultationGroup.Kind.ROOM, "area": county.area(village), **more}
    return GROUPS.add(actor=SYSTEM, values=values)


def talk(group: ConsultationGroup, title: str = "楼道堆物", **more: object) -> dict[str, object]:
    """What is said about one meeting."""
    return {
        "title": title,
        "group": group,
        "held_on": date(2026, 5, 6),
        "raised_by": "钱小满",
        "raised_phone": "13800005678",
        "party_members": 2,
        "residents": 5,
        **more,
    }


def with_meeting(
    county: County, group: ConsultationGroup, title: str = "楼道堆物", **more: object
) -> ConsultationMeeting:
    """One meeting."""
    return MEETINGS.add(actor=SYSTEM, values=talk(group, title, **more))


def next_monday() -> date:
    """The Monday after this week."""
    return monday_of(clock.today()) + timedelta(days=7)


def more_leaders(county: County) -> None:
    """Two further leaders in 德固镇, so that turns can go round."""
    for name in ("德固镇副镇长", "德固镇武装部长"):
        county.add_staff(name, Role.LEADER, "德固镇", None)
