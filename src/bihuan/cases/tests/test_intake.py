"""Intake: what comes in once, what is refused, and what it costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.cases import services as do
from bihuan.cases.models import Case, CaseClock
from bihuan.cases.tests.conftest import DESK, MONDAY
from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, Invalid, NotAllowed
from bihuan.kernel.ids import new_id
from bihuan.platform.actors import PUBLIC
from bihuan.platform.models import AuditEntry, Job, SearchEntry
from bihuan.platform.search.index import search

NOT_COUNTED = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


def given(county, **values):
    return {
        "kind": "appeal",
        "channel": "phone",
        "area": county.area("刘庄村第一网格"),
        "title": "刘庄村停水",
        "text": "停水三天",
        "reporter_phone": "13800001234",
        "reporter_name": "王某",
    } | values


@pytest.mark.parametrize("who", [DESK, None])
def test_intake_costs_at_most_twelve_statements(county, who):
    from bihuan.orgs.models import Area

    actor = county.who(who) if who else PUBLIC
    area = Area.objects.get(pk=county.area("刘庄村第一网格").pk)
    with CaptureQueriesContext(connection) as run:
        do.report_case(actor, **given(county, area=area))
    statements = [one["sql"] for one in run if not one["sql"].startswith(NOT_COUNTED)]
    assert len(statements) <= 12, "\n".join(statements)
    remembered = ("platform_webhook", "cases_channelduty")  # who subscribes, what channels are owed: for a while
    own = [one for one in statements if not any(table in one for table in remembered)]
    assert len(own) == (9 if who else 8), "\n".join(own)
    assert Case.objects.count() == CaseClock.objects.count() == SearchEntry.objects.filter(kind="case").count() == 1
    assert AuditEntry.objects.filter(verb="report").count() == 1
    assert Job.objects.filter(name__startswith="bihuan.cases.handlers").count() == 1


def test_numbers_run_by_town_and_local_day_without_gaps(county):
    desk = county.who(DESK)
    numbers = [do.report_case(desk, **given(county)).number for _time in range(3)]
    assert numbers == ["T101-20260601-0001", "T101-20260601-0002", "T101-20260601-0003"]
    with pytest.raises(NotAllowed):
        do.report_case(county.who("县审计员"), **given(county))
    assert do.report_case(desk, **given(county)).number == "T101-20260601-0004"
    assert do.report_case(desk, **given(county, area=county.area("东关社区"))).number == "T102-20260601-0001"


def test_the_same_sent_twice_is_one_case(county):
    key = new_id()
    first = do.report_case(PUBLIC, case_id=key, **given(county))
    do.accept_case(county.who(DESK), case_id=key)
    do.reclassify_case(county.who(DESK), case_id=key, kind="hazard", title="改了标题")
    again = do.report_case(PUBLIC, case_id=key, **given(county))
    assert again.pk == first.pk and again.number == first.number
    assert Case.objects.count() == 1
    assert do.report_case(PUBLIC, **given(county)).number.endswith("0002"), "the resend took no number"


def test_the_same_id_with_other_content_is_refused(county):
    key = new_id()
    do.report_case(PUBLIC, case_id=key, **given(county))
    with pytest.raises(Conflict) as refused:
        do.report_case(PUBLIC, case_id=key, **given(county, text="另一件事"))
    assert refused.value.faults[0].code == "same_id_other_content"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "", "text": "  "}, "text"),
        ({"title": "长" * 121}, "title"),
        ({"text": "长" * 5001}, "text"),
        ({"text": "长" * 10_000_000}, "text"),
        ({"kind": "wish"}, "kind"),
        ({"channel": "pigeon"}, "channel"),
        ({"urgency": "maximum"}, "urgency"),
        ({"reporter_phone": "12345"}, "reporter_phone"),
        ({"lat": 34.0}, "lat"),
        ({"lat": float("nan"), "lon": 113.0}, "lat"),
        ({"lat": 91.0, "lon": 500.0}, "lat"),
        ({"people_involved": -3}, "people_involved"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field(county, values, field):
    with pytest.raises(Invalid) as refused:
        do.report_case(PUBLIC, **given(county, **values))
    assert field in {fault.field for fault in refused.value.faults}
    assert not Case.objects.exists()


def test_all_faults_are_said_at_once(county):
    with pytest.raises(Invalid) as refused:
        do.report_case(PUBLIC, **given(county, kind="wish", reporter_phone="12", lat=1.0))
    assert {fault.field for fault in refused.value.faults} == {"kind", "reporter_phone", "lat"}


def test_the_county_itself_is_no_place(county):
    with pytest.raises(Invalid):
        do.report_case(PUBLIC, **given(county, area=county.area("澜州县")))


def test_a_report_from_the_future_is_refused(county):
    from datetime import timedelta

    with pytest.raises(Invalid):
        do.report_case(PUBLIC, **given(county, reported_at=clock.now() + timedelta(days=400)))


def test_rare_characters_emoji_and_half_characters(county):
    case = do.report_case(
        PUBLIC, **given(county, title="㑇村𠮷家🚰停水\ud800", text="\x00水管\u200b坏了", reporter_name="𠮷某")
    )
    case = Case.objects.get(pk=case.pk)
    assert case.title == "㑇村𠮷家🚰停水" and case.text == "水管坏了" and case.reporter_name == "𠮷某"


def test_anonymous_means_that_nothing_of_the_person_is_kept(county):
    case = do.report_case(PUBLIC, **given(county, anonymous=True))
    assert (case.reporter_name, case.reporter_phone) == ("", "")


def test_a_title_is_made_from_the_text(county):
    case = do.report_case(PUBLIC, **given(county, title="", text="村东头井盖丢了\n很危险"))
    assert case.title == "村东头井盖丢了"


def test_it_is_found_by_number_words_initials_name_and_phone(county):
    case = do.report_case(county.who(DESK), **given(county, place="老槐树旁"))
    for words in (case.number, "停水", "老槐树", "lzcts", "lhsp", "王某", "13800001234"):
        found = search(county.who(DESK), words).get("case", [])
        assert [hit.object_id for hit in found] == [case.pk], words
    assert search(county.who("城关镇综治中心值班员"), "停水") == {}
    entry = SearchEntry.objects.get(kind="case")
    assert not {"王某", "13800001234", "王"} & set(entry.grams)


def test_the_first_limit_starts_at_once(county):
    case = do.report_case(PUBLIC, **given(county))
    assert case.due_stage == "accept"
    assert clock.local(case.due_at).strftime("%m-%d %H:%M") == "06-02 18:00"
    assert case.clocks.get().started_at == MONDAY
