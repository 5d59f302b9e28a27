"""Activities: heads signed for are rows, guessed heads are typed, and no figure adds the two; a room is taken once."""

from datetime import date, time

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from bihuan.community.activities import booking_for, release_room, sign_in_sheet, take_room
from bihuan.community.models import Activity, SignIn
from bihuan.community.registers import ACTIVITIES, SIGN_INS
from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, Invalid, NotAllowed, WrongState
from bihuan.orgs.registers.heads import CountedBy
from bihuan.platform.actors import SYSTEM
from bihuan.platform.indicators import Period, indicator
from bihuan.platform.ledgers import ledger
from bihuan.venues.models import Room
from bihuan.venues.services import register_rooms, register_venue
from tests.ledger_suite import LedgerSuite
from tests.worlds import County

SECRETARY, DESK, SUPERVISOR = "德固镇村(社区)书记", "德固镇综治中心值班员", "德固镇督导员"
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def said(county: County, title: str = "智能手机课", **more: object) -> dict[str, object]:
    """What a person says about one activity that was held and signed for."""
    return {
        "title": title,
        "kind": Activity.Kind.COURSE,
        "state": Activity.State.HELD,
        "held_on": date(2026, 5, 12),
        "from_hour": time(9),
        "to_hour": time(11),
        "area": county.area("刘庄村"),
        "counted_by": CountedBy.SIGN_IN,
        **more,
    }


def guessed(county: County, title: str = "庙会", **more: object) -> dict[str, object]:
    """One whose heads were guessed at."""
    return said(
        county, title, **{"kind": Activity.Kind.FESTIVAL, "counted_by": CountedBy.ESTIMATE, "estimate": 300, **more}
    )


def with_activities(county: County) -> list[Activity]:
    """Two of 德固镇, one signed for by three, and one of 城关镇."""
    rows = [said(county), guessed(county), said(county, "书法课", area=county.area("东关社区"))]
    stored = [one for one in ACTIVITIES.add_many(actor=SYSTEM, rows=rows) if isinstance(one, Activity)]
    sign_in_sheet(actor=SYSTEM, activity=stored[0], lines="张小一 13812345678\n李小二\n\n王小三 13812345679")
    return stored


class TestActivitiesLedger(LedgerSuite):
    key = "activities"

    @pytest.fixture
    def filled(self, county: County) -> County:
        with_activities(county)
        return county


class TestSignInsLedger(LedgerSuite):
    key = "sign_ins"

    @pytest.fixture
    def filled(self, county: County) -> County:
        with_activities(county)
        return county


def figure(county: County, key: str) -> object:
    return indicator(key).value(SYSTEM, county.area("德固镇"), YEAR).value


def test_signed_and_guessed_heads_are_two_figures_and_never_one(county: County) -> None:
    with_activities(county)
    keys = ("activities.held", "courses.held", "activities.attendance", "activities.estimated")
    assert [figure(county, key) for key in keys] == [2, 1, 3, 300]
    assert indicator("activities.attendance").rows(SYSTEM, county.area("德固镇"), YEAR).count() == 3


def test_what_was_voided_or_only_planned_counts_nowhere(county: County) -> None:
    signed = with_activities(county)[0]
    SIGN_INS.void(actor=SYSTEM, pk=SignIn.objects.order_by("id")[0].pk, reason="重复登记")
    assert figure(county, "activities.attendance") == 2
    ACTIVITIES.void(actor=SYSTEM, pk=signed.pk, reason="登记错了")
    ACTIVITIES.add(actor=SYSTEM, values=said(county, "太极课", state=Activity.State.PLANNED))
    assert [figure(county, key) for key in ("courses.held", "activities.attendance")] == [0, 0]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"estimate": 30}, "estimate"),  # signed for and guessed at
        ({"counted_by": CountedBy.ESTIMATE}, "estimate"),  # guessed at without a number
        ({"counted_by": CountedBy.ESTIMATE, "state": Activity.State.PLANNED, "estimate": 30}, "estimate"),
        ({"held_on": date(2031, 1, 1)}, "state"),
        ({"to_hour": time(8)}, "to_hour"),
    ],
)
def test_what_does_not_hold_together_is_said_beside_its_field(
    county: County, more: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        ACTIVITIES.add(actor=SYSTEM, values=said(county, **more))
    assert [fault.field for fault in refusal.value.faults] == [field]


def test_the_database_itself_refuses_mixed_heads_and_a_second_signature(county: County) -> None:
    signed = with_activities(county)[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=signed.pk).update(estimate=30)
    first, second = SignIn.objects.filter(activity=signed).order_by("id")[:2]
    with pytest.raises(IntegrityError), transaction.atomic():
        SignIn.objects.filter(pk=second.pk).update(name_index=first.name_index, phone_index=first.phone_index)


def test_with_signatures_an_activity_cannot_turn_to_a_guess(county: County) -> None:
    signed = with_activities(county)[0]
    with pytest.raises(Invalid) as refusal:
        ACTIVITIES.edit(actor=SYSTEM, pk=signed.pk, values={"counted_by": CountedBy.ESTIMATE, "estimate": 80})
    assert refusal.value.faults[0].field == "counted_by"
    with pytest.raises(Invalid) as again:
        ACTIVITIES.edit(actor=SYSTEM, pk=signed.pk, values={"state": Activity.State.CANCELLED})
    assert again.value.faults[0].field == "state"


def test_a_sheet_is_entered_whole_or_not_at_all(county: County) -> None:
    signed, festival, _away = with_activities(county)
    with pytest.raises(Invalid) as refusal:
        sign_in_sheet(actor=SYSTEM, activity=signed, lines="赵小四\n钱小五 12")
    assert refusal.value.faults[0].field == "lines"
    assert "第 2 行" in refusal.value.faults[0].message
    with pytest.raises(Invalid, match="第 1 行"):
        sign_in_sheet(actor=SYSTEM, activity=signed, lines="李小二")  # signed already
    with pytest.raises(Invalid):
        sign_in_sheet(actor=SYSTEM, activity=festival, lines="赵小四")  # its heads are guessed
    with pytest.raises(Invalid):
        sign_in_sheet(actor=SYSTEM, activity=signed, lines=" \n")
    assert SignIn.objects.count() == 3


def test_names_are_encrypted_and_masked(county: County) -> None:
    signed = with_activities(county)[0]
    sign_in = SignIn.objects.filter(activity=signed).order_by("id")[0]
    raw = SignIn.objects.filter(pk=sign_in.pk).extra(select={"raw": "name"}).values("raw").get()["raw"]
    assert "张小一" not in str(raw)
    assert "张小一" not in str(sign_in)
    with pytest.raises(NotAllowed):
        SIGN_INS.reveal(actor=county.who(SUPERVISOR), pk=sign_in.pk, reason="核对名单")
    assert SIGN_INS.reveal(actor=county.who(DESK), pk=sign_in.pk, reason="核对名单")["name"] == "张小一"


def test_only_the_posts_of_the_table_keep_it_and_only_at_home(county: County) -> None:
    signed, _festival, away = with_activities(county)
    with pytest.raises(NotAllowed):
        ACTIVITIES.add(actor=county.who(SUPERVISOR), values=said(county, "另一场"))
    with pytest.raises(NotAllowed):
        sign_in_sheet(actor=county.who(SUPERVISOR), activity=signed, lines="赵小四")
    with pytest.raises((NotAllowed, Invalid)):
        sign_in_sheet(actor=county.who(SECRETARY), activity=away, lines="赵小四")
    assert SignIn.objects.count() == 3


def hall(county: County) -> Room:
    venue = register_venue(SYSTEM, area=county.area("德固镇"), name="党群服务中心")
    return register_rooms(SYSTEM, venue=venue, rooms=[("多功能厅", 100, "")])[0]


def test_a_room_is_taken_for_the_hours_once_and_moves_with_them(county: County) -> None:
    room, desk = hall(county), county.who(DESK)
    coming = said(county, "重阳晚会", state=Activity.State.PLANNED, held_on=date(2026, 12, 20))
    activity = ACTIVITIES.add(actor=desk, values=coming)
    other = ACTIVITIES.add(actor=desk, values={**coming, "title": "合唱排练"})
    booking = take_room(actor=desk, activity_id=activity.pk, room=room)
    assert (clock.local(booking.starts_at).hour, clock.local(booking.ends_at).hour) == (9, 11)
    with pytest.raises(Conflict):
        take_room(actor=desk, activity_id=other.pk, room=room)
    other.refresh_from_db()
    assert (other.place, booking_for(other)) == ("", None), "a refused room leaves nothing behind"
    ACTIVITIES.edit(actor=desk, pk=activity.pk, values={"from_hour": time(14), "to_hour": time(16)})
    assert take_room(actor=desk, activity_id=activity.pk, room=room).pk == booking.pk
    take_room(actor=desk, activity_id=other.pk, room=room)  # the morning is free again
    activity.refresh_from_db()
    assert activity.place == "党群服务中心多功能厅"


def test_a_cancelled_activity_gives_its_room_back(county: County) -> None:
    room, desk = hall(county), county.who(DESK)
    coming = said(county, "晚会", state=Activity.State.PLANNED, held_on=date(2026, 12, 20))
    activity, other = (ACTIVITIES.add(actor=desk, values={**coming, "title": title}) for title in ("晚会", "排练"))
    take_room(actor=desk, activity_id=activity.pk, room=room)
    ACTIVITIES.edit(actor=desk, pk=activity.pk, values={"state": Activity.State.CANCELLED})
    with pytest.raises(NotAllowed):
        release_room(actor=county.who(SUPERVISOR), activity_id=activity.pk, reason="下雨")
    release_room(actor=desk, activity_id=activity.pk, reason="下雨")
    with pytest.raises(WrongState):
        release_room(actor=desk, activity_id=activity.pk, reason="下雨")
    take_room(actor=desk, activity_id=other.pk, room=room)


def test_without_hours_or_after_the_day_no_room_is_taken(county: County) -> None:
    room = hall(county)
    for more in ({"from_hour": None, "to_hour": None, "state": Activity.State.PLANNED}, {}):
        activity = ACTIVITIES.add(actor=SYSTEM, values=said(county, f"活动{len(more)}", **more))
        with pytest.raises(Invalid):
            take_room(actor=SYSTEM, activity_id=activity.pk, room=room)


def test_an_imported_list_of_past_activities_was_held_and_guessed() -> None:
    values = {"held_on": date(2026, 5, 1), "estimate": 40}
    concluded = ledger("activities").entry(values)  # type: ignore[attr-defined]
    assert (concluded["state"], concluded["counted_by"]) == (Activity.State.HELD, CountedBy.ESTIMATE)


def test_the_pages_enter_the_sheet_and_take_the_room(county: County, client: Client) -> None:
    signed = with_activities(county)[0]
    room = hall(county)
    client.force_login(county.who(DESK))
    shown = client.get(f"/activities/{signed.pk}/").content.decode()
    assert "签到人次" in shown
    assert "张小一" not in shown
    assert client.post(f"/activities/{signed.pk}/sheet/", {"lines": "赵小四 12"}).status_code == 422
    assert client.post(f"/activities/{signed.pk}/sheet/", {"lines": "赵小四"}).status_code == 302
    assert SignIn.objects.count() == 4
    coming = ACTIVITIES.add(
        actor=SYSTEM, values=said(county, "晚会", state=Activity.State.PLANNED, held_on=date(2026, 12, 20))
    )
    assert client.post(f"/activities/{coming.pk}/room/", {"room": ""}).status_code == 422
    assert client.post(f"/activities/{coming.pk}/room/", {"room": str(room.pk)}).status_code == 302
    assert "多功能厅" in client.get(f"/activities/{coming.pk}/").content.decode()
    client.force_login(county.who(SUPERVISOR))
    assert client.post(f"/activities/{signed.pk}/sheet/", {"lines": "赵小四"}).status_code == 403
