"""Forms are published in versions and answered within their campaign's places; what was answered is checked, kept, exported."""

import csv
import io
import json
from datetime import timedelta
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from bihuan.cases.models import Case
from bihuan.inspections.forms import exports, services
from bihuan.inspections.forms.services import Where, correct, fill, open_case, publish, take_picture
from bihuan.inspections.forms.workbook import read_form
from bihuan.inspections.models import Answer, AnswerEdition
from bihuan.inspections.registers import ANSWERS, FORMS, VILLAGES
from bihuan.inspections.tests.forms_world import GOOD, WATER, with_answer, with_form, workbook
from bihuan.inspections.tests.worlds import CLERK, DESK, GRID, OTHER_VILLAGE, VILLAGE
from bihuan.kernel import clock
from bihuan.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, StaleRecord, WrongState
from bihuan.platform import files
from bihuan.platform.actors import SYSTEM
from bihuan.platform.indicators import Period, indicator
from bihuan.platform.models import AuditEntry
from tests.ledger_suite import LedgerSuite
from tests.worlds import County


class TestForms(LedgerSuite):
    key = "survey_forms"

    @pytest.fixture
    def filled(self, county: County) -> County:
        for name in ("甲表", "乙表", "丙表"):
            with_form(county, name=name, campaign=False, published=False)
        return county


class TestAnswers(LedgerSuite):
    key = "answers"

    @pytest.fixture
    def filled(self, county: County) -> County:
        form = with_form(county)
        for area in ("刘庄村", "河湾村", "刘庄村"):
            with_answer(county, form, area)
        return county


def picture() -> bytes:
    """A small photograph."""
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "#336699").save(target, "JPEG")
    return target.getvalue()


def test_an_answer_is_typed_reckoned_and_sealed(county: County) -> None:
    form = with_form(county)
    answer = with_answer(county, form, who=county.who(VILLAGE))
    assert answer.given == {
        "head": "刘强", "source": "tap", "use": 12.5, "troubles": ["low", "smell"], "spot": "33.100001 114.2 0 8",
        "people": [{"name": "刘强", "age": 41}, {"name": "刘小", "age": 9}], "number": 2,
    }  # fmt: skip
    assert (answer.lat, answer.lon) == (33.100001, 114.2)
    assert answer.said == "水源:自来水;每月用水(吨):12.5;问题:水压低、有异味"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {connection.ops.quote_name('values')} FROM inspections_answer")
        assert "刘强" not in cursor.fetchone()[0]
    assert "刘强" not in json.dumps(list(AuditEntry.objects.values_list("changes", flat=True)), ensure_ascii=False)


def test_every_fault_stands_beside_its_question_and_nothing_is_kept(county: County) -> None:
    form = with_form(county)
    bad = {"source": "sea", "use": "5000", "people": [{"name": "", "age": "x"}], "spot": "here", "number": 99}
    with pytest.raises(Invalid) as refused:
        with_answer(county, form, values=bad)
    assert {one.field: one.code for one in refused.value.faults} == {
        "head": "required", "source": "choice", "spot": "geopoint", "people-0-name": "required", "people-0-age": "integer",
    }  # fmt: skip
    assert not Answer.objects.exists()
    with pytest.raises(Invalid, match="0 到 1000 吨"):
        with_answer(county, form, values={**GOOD, "use": "1000"})
    well = with_answer(county, form, values={**GOOD, "source": "well", "use": "5000"})
    assert "use" not in well.given  # not asked of wells


def test_a_new_version_leaves_former_answers_as_they_are(county: County) -> None:
    form = with_form(county)
    before = with_answer(county, form)
    with pytest.raises(WrongState, match="完全一样"):
        publish(county.who(DESK), form_id=form.pk, source=workbook(), name="用水.xlsx")
    version, _taken = publish(
        county.who(DESK),
        form_id=form.pk,
        source=workbook([*WATER, ("text", "meter", "水表号", "yes")]),
        name="用水.xlsx",
    )
    form.refresh_from_db()
    assert (version.number, form.newest) == (2, 2)
    correct(county.who(DESK), pk=before.pk, values={**GOOD, "head": "刘强强"})
    before.refresh_from_db()
    assert (before.filled.number, before.given["head"]) == (1, "刘强强")
    with pytest.raises(Invalid):
        with_answer(county, form)  # the newest asks for the meter
    old = form.versions.get(number=1)
    assert fill(SYSTEM, version=old, values=GOOD, where=Where(county.area("刘庄村"))).filled == old  # a phone of before


def test_a_correction_keeps_what_stood_before(county: County) -> None:
    answer = with_answer(county, with_form(county), who=county.who(VILLAGE))
    changed = correct(county.who(VILLAGE), pk=answer.pk, values={**GOOD, "head": "刘壮"}, why="写错了", seen=1)
    assert (changed.given["head"], changed.editions) == ("刘壮", 1)
    past = AnswerEdition.objects.get()
    assert (json.loads(past.values)["head"], past.why, past.by) == ("刘强", "写错了", county.who(VILLAGE))
    with pytest.raises(StaleRecord):
        correct(county.who(VILLAGE), pk=answer.pk, values=GOOD, seen=1)
    with pytest.raises(WrongState, match="没有改动"):
        correct(county.who(VILLAGE), pk=answer.pk, values={**GOOD, "head": "刘壮"})
    ANSWERS.void(actor=county.who(VILLAGE), pk=answer.pk, reason="重复")
    with pytest.raises(WrongState):
        correct(county.who(VILLAGE), pk=answer.pk, values=GOOD)


def test_people_fill_in_their_own_places_while_the_campaign_runs(county: County) -> None:
    form = with_form(county)
    VILLAGES.add(actor=SYSTEM, values={"campaign": form.campaign, "village": county.area("刘庄村")})
    form.refresh_from_db()
    assert with_answer(county, form, who=county.who(VILLAGE))
    with pytest.raises(Invalid, match="没有参加"):
        with_answer(county, form, "河湾村", who=county.who(DESK))
    with pytest.raises((NotAllowed, NotFound)):
        with_answer(county, form, who=county.who(OTHER_VILLAGE))
    with pytest.raises(NotAllowed):
        with_answer(county, form, "刘庄村", who=county.who("德固镇人民调解员"))
    own = with_answer(county, form, "刘庄村第一网格", who=county.who(GRID))
    with pytest.raises(NotAllowed):
        correct(county.who(VILLAGE), pk=own.pk, values={**GOOD, "head": "他人"})
    FORMS.edit(actor=county.who(DESK), pk=form.pk, values={"closed": True})
    form.refresh_from_db()
    with pytest.raises(WrongState, match="不再填写"):
        with_answer(county, form)
    with pytest.raises(WrongState, match="有人填过"):
        FORMS.void(actor=county.who(DESK), pk=form.pk, reason="不要了")


def test_outside_of_the_campaigns_days_nothing_is_filled(county: County) -> None:
    today = clock.today()
    form = with_form(county)
    assert form.campaign is not None
    type(form.campaign).objects.filter(pk=form.campaign.pk).update(to_on=today - timedelta(days=1))
    form.refresh_from_db()
    with pytest.raises(WrongState, match="专项行动的期间"):
        with_answer(county, form)


def test_the_same_answer_sent_twice_is_one(county: County) -> None:
    form = with_form(county)
    key, version = uuid4(), form.versions.get()
    where = Where(county.area("刘庄村"))
    first = fill(county.who(VILLAGE), version=version, values=GOOD, where=where, answer_id=key)
    assert fill(county.who(VILLAGE), version=version, values=GOOD, where=where, answer_id=key) == first
    with pytest.raises(Conflict):
        fill(county.who(DESK), version=version, values=GOOD, where=where, answer_id=key)
    assert Answer.objects.count() == 1


def test_pictures_are_ones_own_and_a_phones_come_later(county: County) -> None:
    form = with_form(county)
    foreign = files.store(picture(), name="a.jpg", actor=county.who(CLERK))
    mine = files.store(picture(), name="b.jpg", actor=county.who(VILLAGE))
    for wrong in (str(foreign.pk), str(uuid4()), "../../etc/passwd"):
        with pytest.raises(Invalid) as refused:
            with_answer(county, form, values={**GOOD, "photo": wrong}, who=county.who(VILLAGE))
        assert refused.value.faults[0].field == "photo"
    answer = with_answer(county, form, values={**GOOD, "photo": str(mine.pk)}, who=county.who(VILLAGE))
    assert files.access.may_see(county.who(DESK), mine) and not files.access.may_see(county.who(OTHER_VILLAGE), mine)
    assert correct(
        county.who(DESK), pk=answer.pk, values={**GOOD, "photo": str(mine.pk), "head": "甲"}
    )  # it is shown already
    later = with_answer(county, form, values={**GOOD, "photo": "photo:x.jpg"}, who=county.who(VILLAGE))
    with pytest.raises(Invalid):
        take_picture(county.who(VILLAGE), answer_id=later.pk, name="y.jpg", file=mine)
    assert take_picture(county.who(VILLAGE), answer_id=later.pk, name="x.jpg", file=mine).given["photo"] == str(mine.pk)


def test_an_answer_becomes_a_hazard_once(county: County) -> None:
    answer = with_answer(county, with_form(county), who=county.who(VILLAGE))
    case = open_case(county.who(VILLAGE), pk=answer.pk, text="水管漏水,路面湿滑。")
    assert (case.area, case.lat) == (answer.area, answer.lat)
    with pytest.raises(WrongState):
        open_case(county.who(VILLAGE), pk=answer.pk, text="再来一次")
    assert Case.objects.count() == 1


# --- taken away -------------------------------------------------------------------------------------------------------


def sheets_of(content: bytes) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_export_has_a_sheet_a_repeat_and_split_choices(county: County) -> None:
    form = with_form(county)
    with_answer(county, form)
    with_answer(county, form, values={"head": "=cmd|'/c calc'!A0", "source": "well", "people": [{"name": "独居"}]})
    tables = exports.tables_of(county.who(DESK), form, labels=False)
    sheets = sheets_of(exports.as_workbook(tables))
    head, *rows = sheets["用水情况调查"]
    first = dict(zip(head, rows[0], strict=True))
    assert (first["supply/source"], first["supply/use"], first["troubles"]) == ("tap", 12.5, "low smell")
    assert (first["troubles/low"], first["troubles/bill"], first["spot/_latitude"], first["number"]) == (
        1,
        0,
        33.100001,
        2,
    )
    assert sheets["家庭成员"][0] == ("_index", "_parent_index", "_id", "name", "age")
    assert [row[:2] + row[3:] for row in sheets["家庭成员"][1:]] == [
        (1, 1, "刘强", 41),
        (2, 1, "刘小", 9),
        (3, 2, "独居", None),
    ]
    said = sheets_of(exports.as_workbook(exports.tables_of(county.who(DESK), form, labels=True)))["用水情况调查"]
    assert dict(zip(said[0], said[1], strict=True))["水源"] == "自来水"
    lines = list(csv.reader(io.StringIO(exports.as_csv(tables[0]).decode("utf-8-sig"))))
    assert dict(zip(lines[0], lines[2], strict=True))["head"].startswith("'=")
    features = json.loads(exports.as_geojson(tables[0]))["features"]
    assert [one["geometry"]["coordinates"] for one in features] == [[114.2, 33.100001]]
    assert AuditEntry.objects.filter(verb="export", object_id=form.pk).count() == 2


def test_export_spans_versions_and_stays_within_rights(county: County) -> None:
    form = with_form(county)
    with_answer(county, form)
    fewer = [line for line in WATER if line[:2] != ("text", "head")]
    publish(county.who(DESK), form_id=form.pk, source=workbook([*fewer, ("text", "meter", "水表号")]), name="用水.xlsx")
    form.refresh_from_db()
    with_answer(county, form, values={"source": "well", "meter": "A1"})
    (main, _people) = exports.tables_of(county.who(DESK), form, labels=False)
    at = {name: main.headings.index(name) for name in ("head", "meter")}
    assert [(row[at["head"]], row[at["meter"]]) for row in main.rows] == [("刘强", None), (None, "A1")]
    with pytest.raises(NotAllowed):
        exports.tables_of(county.who(VILLAGE), form, labels=False)


def test_the_figure_counts_what_was_filled_in(county: County) -> None:
    form = with_form(county)
    with_answer(county, form)
    wrong = with_answer(county, form, "河湾村")
    ANSWERS.void(actor=SYSTEM, pk=wrong.pk, reason="重复")
    today = Period(clock.today(), clock.today())
    assert indicator("campaign.forms_filled").value(SYSTEM, county.area("德固镇"), today).value == 1


# --- pages ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def village(county: County, client: Client) -> Client:
    client.force_login(county.who(VILLAGE))
    return client


def sent(county: County, **more: object) -> dict[str, object]:
    """The page as a browser without a script sends it."""
    return {
        "area": str(county.area("刘庄村").pk), "version": "1", "q-head": "刘强", "q-source": "tap", "q-use": "12", "q-troubles": ["low"],
        "r-people": ["0", "3"], "q-people-0-name": "甲", "q-people-3-name": "乙", "q-people-3-age": "7", **more,
    }  # fmt: skip


def test_the_page_works_without_a_script(county: County, village: Client) -> None:
    form = with_form(county)
    url = f"/survey-forms/{form.pk}/fill/"
    page = village.get(url).content.decode()
    assert "户主" in page and 'name="q-people-0-name"' in page and "__N__" in page
    more = village.post(url, sent(county, add="people", **{"q-head": "没写完"})).content.decode()
    assert 'name="q-people-2-name"' in more and "没写完" in more and "必填" not in more
    fewer = village.post(url, sent(county, drop="people-0")).content.decode()
    assert 'name="q-people-1-name"' not in fewer and "乙" in fewer
    refused = village.post(url, sent(county, **{"q-head": "", "q-people-3-age": "很大", "q-use": "77.5"}))
    text = refused.content.decode()
    assert refused.status_code == 422
    assert (
        "这一题必填" in text and "请填写整数" in text and "77.5" in text and "很大" in text and "有 2 处要改正" in text
    )
    assert not Answer.objects.exists()
    done = village.post(url, sent(county))
    answer = Answer.objects.get()
    assert (done.status_code, done["Location"]) == (302, f"/answers/{answer.pk}/")
    assert [one["name"] for one in answer.given["people"]] == ["甲", "乙"]
    shown = village.get(f"/answers/{answer.pk}/").content.decode()
    assert "自来水" in shown and "家庭成员 2" in shown
    edited = village.post(f"/answers/{answer.pk}/edit/", sent(county, seen="1", why="补充", **{"q-head": "刘壮"}))
    assert edited.status_code == 302
    assert "修改前的答案" in village.get(f"/answers/{answer.pk}/").content.decode()


def test_a_picture_survives_a_refusal(county: County, village: Client) -> None:
    form = with_form(county)
    url = f"/survey-forms/{form.pk}/fill/"
    photo = SimpleUploadedFile("现场.jpg", picture(), "image/jpeg")
    refused = village.post(url, sent(county, **{"q-head": "", "q-photo": photo})).content.decode()
    assert "现场.jpg" in refused
    key = refused.split('type="hidden" name="q-photo" value="')[1].split('"')[0]
    village.post(url, sent(county, **{"q-photo": key}))
    assert Answer.objects.get().given["photo"] == key
    script = SimpleUploadedFile("x.jpg", b"<script>alert(1)</script>", "image/jpeg")
    assert village.post(url, sent(county, **{"q-photo": script})).status_code == 422


def test_a_workbook_is_uploaded_and_refused_on_the_page(county: County, client: Client) -> None:
    form = with_form(county, published=False)
    client.force_login(county.who(DESK))
    url = f"/survey-forms/{form.pk}/publish/"
    bad = SimpleUploadedFile("坏.xlsx", workbook([("barcode", "a", "码"), ("text", "", "乙")]))
    refused = client.post(url, {"file": bad})
    assert refused.status_code == 422 and "survey 表第 2 行 type 列" in refused.content.decode()
    assert client.post(url, {"file": SimpleUploadedFile("好.xlsx", workbook())}).status_code == 302
    form.refresh_from_db()
    assert form.newest == 1
    assert client.get(f"/survey-forms/{form.pk}/").status_code == 200
    kept = client.get(f"/survey-forms/{form.pk}/versions/1/")
    assert kept.status_code == 200
    assert client.get("/survey-forms/template.xlsx").status_code == 200
    client.force_login(county.who(VILLAGE))
    assert client.get(url).status_code == 403
    assert client.get(f"/survey-forms/{form.pk}/answers.xlsx").status_code == 403
    client.force_login(county.who(OTHER_VILLAGE))
    assert client.get(f"/survey-forms/{form.pk}/fill/").status_code == 404


def test_pages_make_a_fixed_number_of_queries(county: County, village: Client) -> None:
    form = with_form(county)
    answer = with_answer(county, form)
    counts = []
    for _round in range(2):
        for url in (f"/survey-forms/{form.pk}/", f"/survey-forms/{form.pk}/fill/", f"/answers/{answer.pk}/"):
            village.get(url)
            with CaptureQueriesContext(connection) as seen:
                assert village.get(url).status_code == 200
            counts.append(len(seen))
        with_answer(county, form)
        with_answer(county, form)
    assert counts[:3] == counts[3:]


def test_what_is_told_names_no_typed_text_and_no_telephone() -> None:
    lines = [("text", "head", "户主"), ("integer", "phone", "电话"), ("integer", "age", "年龄")]
    design = read_form(workbook(lines), name="表.xlsx").design
    assert services.said_of(design, {"head": "刘强", "phone": 13812345678, "age": 41}) == "年龄:41"
