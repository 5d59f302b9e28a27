"""Every page of the shell: who may open it, its policy header, its number of queries, and no script in the page."""

import re

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from bihuan.cases.addresses import url_of
from bihuan.cases.models import Case
from bihuan.cases.services import report_case
from bihuan.orgs.models import Staff
from bihuan.platform.actors import PUBLIC
from bihuan.platform.models import Notice
from bihuan.platform.notify import tell
from bihuan.web.errors import server_error
from tests.worlds import County

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"
FOR_EVERYBODY = [
    "/",
    "/inbox/",
    "/inbox/count/",
    "/inbox/jobs/",
    "/search/",
    "/search/?q=刘庄村",
    "/search/quick/?q=供水",
    "/me/",
    "/me/posts/",
    "/password/",
]
FOR_ADMINISTRATORS = ["/audit/"]
EVERYBODY, ADMINISTRATOR, AUDITOR = "德固镇网格员", "县系统管理员", "县审计员"


def desk(person: Staff) -> Client:
    client = Client()
    client.force_login(person, BACKEND)
    return client


@pytest.mark.parametrize("path", FOR_EVERYBODY)
@pytest.mark.parametrize("who", [EVERYBODY, ADMINISTRATOR, AUDITOR])
def test_pages_for_everybody_open_without_any_script_or_style_in_them(county: County, path: str, who: str) -> None:
    answer = desk(county.who(who)).get(path)

    assert answer.status_code == 200
    page = answer.content.decode()
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", page)
    assert not re.search(r"\s(on\w+|style)=", page)


@pytest.mark.parametrize("path", FOR_ADMINISTRATORS)
def test_management_pages_are_closed_to_others_and_not_in_their_menu(county: County, path: str) -> None:
    worker = desk(county.who(EVERYBODY))
    assert worker.get(path).status_code == 403
    assert "没有“" in worker.get(path).content.decode()
    assert f'href="{path}"' not in worker.get("/").content.decode()

    administrator = desk(county.who(ADMINISTRATOR))
    assert administrator.get(path).status_code == 200
    assert f'href="{path}"' in administrator.get("/").content.decode()


def test_pages_need_a_signed_in_person(client: Client, county: County) -> None:
    for path in [*FOR_EVERYBODY, *FOR_ADMINISTRATORS]:
        assert client.get(path).status_code == 302, path


def _many_notices(person: Staff, count: int) -> None:
    for number in range(count):
        tell(person, kind="case.told", title=f"事项 {number} 待办", key=f"n:{number}", url="/inbox/")


@pytest.mark.parametrize(("path", "queries"), [("/inbox/", 6), ("/inbox/count/", 2), ("/audit/", 6)])
def test_number_of_queries_does_not_grow(
    county: County, django_assert_max_num_queries: object, path: str, queries: int
) -> None:
    person = county.who(ADMINISTRATOR)
    client = desk(person)
    client.get(path)
    _many_notices(person, 40)
    with django_assert_max_num_queries(queries):  # type: ignore[operator]  # a fixture
        assert client.get(path).status_code == 200


def _many_cases(county: County, count: int) -> None:
    for number in range(count):
        report_case(
            PUBLIC,
            kind="appeal",
            channel="resident",
            area=county.area("刘庄村第一网格"),
            text=f"第{number}处水管漏水",
            anonymous=True,
        )


@pytest.mark.parametrize(("path", "queries"), [("/", 18), ("/search/?q=漏水", 22), ("/search/quick/?q=漏水", 22)])
def test_home_and_search_cost_the_same_with_one_case_or_forty(county: County, path: str, queries: int) -> None:
    client = desk(county.who("德固镇综治中心值班员"))
    _many_cases(county, 1)
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    _many_cases(county, 39)
    with CaptureQueriesContext(connection) as many:
        assert "漏水" in client.get(path).content.decode()

    assert len(many) == len(few) <= queries


def test_complete_number_opens_its_case_at_once(county: County) -> None:
    _many_cases(county, 2)
    case = Case.objects.latest("reported_at")

    answer = desk(county.who("德固镇综治中心值班员")).get("/search/", {"q": case.number.lower()})

    assert answer.status_code == 302 and answer["Location"] == url_of(case)


def test_search_shows_nothing_of_other_towns(county: County) -> None:
    _many_cases(county, 1)

    page = desk(county.who("城关镇综治中心值班员")).get("/search/", {"q": "漏水"}).content.decode()

    assert "第0处水管漏水" not in page


def test_figures_of_the_home_page_open_the_rows_they_count(county: County) -> None:
    _many_cases(county, 3)
    client = desk(county.who("德固镇综治中心值班员"))

    page = client.get("/?show=to_triage").content.decode()

    assert page.count('class="todo-title"') == 3
    assert client.get("/?show=late").content.decode().count('class="todo-title"') == 0
    assert client.get("/?show=nonsense").status_code == 200


def test_server_error_page_needs_nothing(county: County) -> None:
    answer = server_error(RequestFactory().get("/"))

    assert answer.status_code == 500 and "没有保存" in answer.content.decode()


def test_opening_a_notice_reads_it_and_goes_where_it_points(county: County) -> None:
    person = county.who(EVERYBODY)
    tell(person, kind="case.told", title="有新待办", key="one", url="/search/?q=1")
    notice = Notice.objects.get(to=person)

    answer = desk(person).get(f"/inbox/{notice.pk}/")

    assert answer["Location"] == "/search/?q=1"
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_notices_of_others_are_not_found(county: County) -> None:
    tell(county.who(ADMINISTRATOR), kind="case.told", title="有新待办", key="one")
    notice = Notice.objects.get()
    stranger = desk(county.who(EVERYBODY))

    assert stranger.get(f"/inbox/{notice.pk}/").status_code == 404
    stranger.post("/inbox/read/", {"notice": [str(notice.pk), "not-an-id"], "all": "1"})
    notice.refresh_from_db()
    assert notice.read_at is None


def test_notice_that_points_to_another_site_does_not_lead_there(county: County) -> None:
    person = county.who(EVERYBODY)
    tell(person, kind="case.told", title="有新待办", key="one", url="//elsewhere.example/")

    assert desk(person).get(f"/inbox/{Notice.objects.get().pk}/")["Location"] == "/inbox/"


def test_settings_are_saved_and_audited(county: County) -> None:
    person = county.who(EVERYBODY)
    client = desk(person)
    sent = {
        "phone": "13800000000",
        "mail": "",
        "channels": ["sms"],
        "quiet": "on",
        "quiet_from": "21:00",
        "quiet_to": "06:30",
        "large_type": "on",
        "language": "en",
    }

    assert client.post("/me/", sent).status_code == 302

    saved = county.who(EVERYBODY)
    assert saved.phone == "13800000000" and saved.language == "en"
    assert saved.preferences["notices"]["quiet"] == ["21:00", "06:30"]
    assert 'class="large-type"' in client.get("/me/").content.decode()
    assert client.post("/me/", {**sent, "quiet_from": "", "mail": "nonsense", "language": "zh-hans"}).status_code == 422


def test_unknown_address_is_a_page_in_plain_words(county: County) -> None:
    answer = desk(county.who(EVERYBODY)).get("/no-such-page/")

    assert answer.status_code == 404 and "没有找到" in answer.content.decode()


def test_audit_shows_the_change_and_filters(county: County) -> None:
    desk(county.who(EVERYBODY)).post("/me/", {"phone": "", "mail": "a@example.cn", "language": "zh-hans"})
    auditor = desk(county.who(AUDITOR))

    page = auditor.get("/audit/", {"verb": "set_own_phone", "who": "网格员"}).content.decode()
    assert "修改联系方式" in page
    link = re.search(r'href="(/audit/\d+/)"', page)
    assert link is not None
    assert "a@example.cn" in auditor.get(link[1]).content.decode()
    assert auditor.get("/audit/", {"first": "nonsense"}).status_code == 422
    assert auditor.post("/audit/verify/").status_code == 302
