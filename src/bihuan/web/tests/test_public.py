"""The residents' pages: taking in, following, rating, asking again, and what keeps abuse out."""

import io
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from bihuan.cases.models import Case, CaseKind, Channel, State
from bihuan.kernel import clock
from bihuan.orgs import services
from bihuan.web.public.forms import Stamp
from tests.worlds import County

pytestmark = pytest.mark.django_db
RARE = "村口㑇𠮷家门前路灯坏了😀"


def stamp(seconds_ago: int = 30) -> str:
    with clock.at(clock.now() - timedelta(seconds=seconds_ago)):
        return Stamp.fresh()


def words(county: County, **changed: object) -> dict[str, object]:
    return {
        "kind": "appeal",
        "text": RARE,
        "town": str(county.area("德固镇").pk),
        "place": "刘庄村东头",
        "reporter_name": "张三丰",
        "reporter_phone": "13812345678",
        "stamp": stamp(),
        **changed,
    }


def photo(size: int = 64) -> io.BytesIO:
    made = io.BytesIO()
    Image.new("RGB", (size, size), "#8a8").save(made, "JPEG")
    made.seek(0)
    made.name = "路灯.jpg"
    return made


def reported(client: Client, county: County, **changed: object) -> Case:
    answer = client.post("/p/report/", words(county, **changed))
    assert answer.status_code == 302, re.findall(r"field-error[^>]*>([^<]+)", answer.content.decode())
    return Case.objects.latest("created_at")


def page_of(case: Case) -> str:
    return reverse("web:public_case", args=[case.number, case.tracking_code])


def test_report_is_taken_in_with_photos_and_answered_with_number_and_code(client: Client, county: County) -> None:
    answer = client.post("/p/report/", words(county, photos=[photo(64), photo(80)]))

    case = Case.objects.get()
    assert answer["Location"] == page_of(case) + "?new=1"
    assert (case.channel, case.kind, case.town_id) == (Channel.RESIDENT, CaseKind.APPEAL, county.area("德固镇").pk)
    assert case.text == RARE and case.reporter_name == "张三丰"
    assert case.evidence.count() == 2
    receipt = client.get(answer["Location"]).content.decode()
    assert case.number in receipt and case.tracking_code in receipt and "data:image/svg+xml" in receipt
    assert "张三丰" not in receipt and "13812345678" not in receipt
    assert 'name="draft-clear"' in receipt and "12345" in receipt


@pytest.mark.parametrize("path", ["/p/", "/p/report/", "/p/consult/", "/p/track/"])
def test_pages_open_without_sign_in_script_or_style_in_the_page(client: Client, county: County, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 200 and "script-src 'self'" in answer["Content-Security-Policy"]
    page = answer.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)", page) and not re.search(r"\s(on\w+|style)=", page)
    assert 'href="tel:12345"' in page


def test_sending_a_form_twice_is_one_report(client: Client, county: County) -> None:
    sent = words(county)
    first = client.post("/p/report/", {**sent, "photos": [photo()]})
    second = client.post("/p/report/", {**sent, "photos": [photo()]})

    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1 and Case.objects.get().evidence.count() == 1


def test_every_fault_stands_beside_its_field_and_words_stay(client: Client, county: County) -> None:
    answer = client.post(
        "/p/report/", words(county, kind="", town="", reporter_phone="123", place="这里写的地点不能丢")
    )

    page = answer.content.decode()
    assert answer.status_code == 422 and Case.objects.count() == 0
    for part in ("id_kind_error", "id_town_error", "这里写的地点不能丢", RARE):
        assert part in page
    answer = client.post("/p/report/", words(county, reporter_phone="123"))
    assert "id_reporter_phone_error" in answer.content.decode()


def test_who_sends_a_position_need_not_know_the_town(client: Client, county: County) -> None:
    ring = [[114.0, 33.0], [114.1, 33.0], [114.1, 33.1], [114.0, 33.1], [114.0, 33.0]]
    services.draw_area(
        actor=county.who("县系统管理员"),
        area_id=county.area("河湾村").pk,
        polygon={"type": "Polygon", "coordinates": [ring]},
    )
    case = reported(client, county, town="", lat="33.05", lon="114.05")
    assert (case.area_id, case.town_id) == (county.area("河湾村").pk, county.area("德固镇").pk)
    outside = client.post("/p/report/", words(county, town="", lat="30.0", lon="110.0"))
    assert outside.status_code == 422 and "请选择乡镇(街道)。" in outside.content.decode()


def test_anonymous_is_for_everything_but_disputes(client: Client, county: County) -> None:
    case = reported(client, county, anonymous="on", reporter_name="", reporter_phone="")
    assert case.anonymous and case.reporter_name == ""

    answer = client.post("/p/report/", words(county, kind="dispute", anonymous="on"))
    assert answer.status_code == 422 and "调解需要联系双方" in answer.content.decode()


def test_question_needs_no_name(client: Client, county: County) -> None:
    sent = {"text": "低保怎么申请?", "town": str(county.area("德固镇").pk), "anonymous": "on", "stamp": stamp()}

    assert client.post("/p/consult/", sent).status_code == 302
    assert Case.objects.get().title == "咨询:低保怎么申请?"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"website": "http://spam.example"}, "安全检查"),
        ({"stamp": ""}, "页面已失效"),
        ({"stamp": "forged:1:2"}, "页面已失效"),
        ({"text": "长" * 5001}, "5000 字以内"),
        ({"lat": "0", "lon": "0"}, "位置"),
        ({"lat": "nan", "lon": "inf"}, "数字"),
        ({"town": "no-such-town"}, "重新选择乡镇"),
    ],
)
def test_hostile_or_wrong_input_changes_nothing(
    client: Client, county: County, changed: dict[str, object], sentence: str
) -> None:
    answer = client.post("/p/report/", words(county, **changed))

    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert Case.objects.count() == 0


def test_form_filled_in_a_second_is_asked_again_and_then_taken(client: Client, county: County) -> None:
    sent = words(county, stamp=stamp(seconds_ago=0))
    page = client.post("/p/report/", sent)
    assert page.status_code == 422 and "检查一遍" in page.content.decode() and Case.objects.count() == 0

    given_back = re.search(r'name="stamp" value="([^"]+)"', page.content.decode())
    assert given_back is not None and given_back[1] == sent["stamp"]
    with clock.at(clock.now() + timedelta(seconds=5)):
        assert client.post("/p/report/", {**sent, "stamp": given_back[1]}).status_code == 302


def test_ten_megabytes_of_text_are_refused_in_plain_words(client: Client, county: County) -> None:
    answer = client.post("/p/report/", words(county, text="长" * 3_500_000))

    assert answer.status_code == 413 and "内容太大" in answer.content.decode() and "12345" in answer.content.decode()
    assert Case.objects.count() == 0


def test_file_that_only_calls_itself_a_photo_is_refused_with_the_whole_report(client: Client, county: County) -> None:
    script = io.BytesIO(b"<html><script>alert(1)</script></html>")
    script.name = "photo.jpg"

    answer = client.post("/p/report/", words(county, photos=[script]))

    assert answer.status_code == 422 and "id_photos_error" in answer.content.decode()
    assert Case.objects.count() == 0


def test_seven_photos_are_too_many(client: Client, county: County) -> None:
    answer = client.post("/p/report/", words(county, photos=[photo() for _ in range(7)]))

    assert answer.status_code == 422 and "最多传 6 张" in answer.content.decode()


def test_reports_from_one_address_are_limited(client: Client, county: County, settings: object) -> None:
    settings.PUBLIC_REPORTS_PER_HOUR = 2  # type: ignore[attr-defined]  # pytest-django's settings
    for _ in range(2):
        reported(client, county)

    answer = client.post("/p/report/", words(county))

    assert answer.status_code == 429 and "过于频繁" in answer.content.decode() and RARE in answer.content.decode()
    assert Case.objects.count() == 2


def test_report_is_found_by_number_and_code_however_they_are_typed(client: Client, county: County) -> None:
    case = reported(client, county)

    answer = client.post("/p/track/", {"number": f" {case.number.lower()} ", "code": case.tracking_code.lower()})
    assert answer["Location"] == page_of(case)

    answer = client.post("/p/track/", {"number": case.number, "code": "WRONG234"})
    assert answer.status_code == 404 and "没有找到" in answer.content.decode()
    assert client.get(reverse("web:public_case", args=[case.number, "WRONG234"])).status_code == 404


@pytest.mark.parametrize("path", ["/p/t/%00/%00/", "/p/t/a%0Ab/x/", "/p/t/😀/𠮷/", "/p/t/" + "9" * 3000 + "/x/"])
def test_strange_numbers_are_simply_not_found(client: Client, county: County, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404 and "没有找到" in answer.content.decode()


def test_guessing_codes_is_limited(client: Client, county: County) -> None:
    for _ in range(60):
        client.get("/p/t/X-1/WRONG234/")

    assert client.get("/p/t/X-1/WRONG234/").status_code == 429


def closed(client: Client, county: County) -> Case:
    case = reported(client, county)
    Case.objects.filter(pk=case.pk).update(
        state=State.CLOSED, closed_at=clock.now(), office=county.office("德固镇供水所")
    )
    return Case.objects.get(pk=case.pk)


def test_reporter_rates_and_asks_for_more_within_ninety_days(client: Client, county: County) -> None:
    case = closed(client, county)
    assert client.post(page_of(case) + "rate/", {"rating": "9"}).status_code == 422
    assert client.post(page_of(case) + "rate/", {"rating": "4", "remark": "快"}).status_code == 302
    case.refresh_from_db()
    assert case.rating == 4

    assert client.post(page_of(case) + "reopen/", {"reason": ""}).status_code == 422
    assert client.post(page_of(case) + "reopen/", {"reason": "又漏水了"}).status_code == 302
    case.refresh_from_db()
    assert case.state == State.HANDLING and case.reopened_times == 1


def test_after_ninety_days_there_is_no_asking_again(client: Client, county: County) -> None:
    case = closed(client, county)
    Case.objects.filter(pk=case.pk).update(closed_at=clock.now() - timedelta(days=91))

    assert "要求重新办理" not in client.get(page_of(case)).content.decode()
    answer = client.post(page_of(case) + "reopen/", {"reason": "又漏水了"})
    assert answer.status_code == 409 and "90天" in answer.content.decode()


def test_open_report_cannot_be_rated(client: Client, county: County) -> None:
    case = reported(client, county)

    assert client.post(page_of(case) + "rate/", {"rating": "5"}).status_code == 409


def test_large_type_is_remembered_without_a_script(client: Client, county: County) -> None:
    assert client.post("/p/large-type/", {"large": "1", "next": "/p/report/"})["Location"] == "/p/report/"
    assert 'class="large-type"' in client.get("/p/").content.decode()
    assert client.post("/p/large-type/", {"large": "0", "next": "https://elsewhere.example/"})["Location"] == "/p/"
