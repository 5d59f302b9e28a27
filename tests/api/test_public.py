"""What anybody may do: report, follow, rate, ask again; within limits and few statements."""

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.cases.models import Case, Channel, Outcome, State
from bihuan.kernel import clock
from bihuan.kernel.ids import new_id

pytestmark = pytest.mark.django_db


def body(county, **changed):
    words = {
        "text": "村口路灯坏了㑇𠮷😀",
        "area": county.area("刘庄村").code,
        "reporter_name": "张三",
        "reporter_phone": "13812345678",
    }
    return {**words, **changed}


def test_report_is_taken_in_and_can_be_followed(anybody, county):
    taken = anybody.post("/public/reports", body(county, kind="hazard"))
    assert taken.status_code == 201, taken.content.decode()
    case = Case.objects.get()
    assert (case.channel, case.kind, case.area) == (Channel.RESIDENT, "hazard", county.area("刘庄村"))
    found = anybody.get(f"/tracking/{case.number}?code={taken.json()['tracking_code'].lower()}")
    assert found.status_code == 200 and found.json()["words"].startswith("您反映的事项已收到")
    assert "13812345678" not in found.content.decode() and "张三" not in found.content.decode()
    for path in (f"/tracking/{case.number}?code=WRONG", f"/tracking/NO-1?code={case.tracking_code}"):
        assert anybody.get(path).status_code == 404
    assert anybody.get(f"/tracking/{case.number}").status_code == 422


def test_closed_case_is_rated_and_asked_for_again(anybody, county):
    receipt = anybody.post("/public/reports", body(county)).json()
    Case.objects.filter(pk=receipt["id"]).update(state=State.CLOSED, closed_at=clock.now(), outcome=Outcome.SOLVED)
    path, code = f"/tracking/{receipt['number']}", receipt["tracking_code"]
    assert anybody.post(f"{path}/rating", {"code": code, "rating": 6}).status_code == 422
    assert anybody.post(f"{path}/rating", {"code": "WRONG", "rating": 4}).status_code == 404
    assert anybody.post(f"{path}/rating", {"code": code, "rating": 4}).status_code == 200
    assert Case.objects.get().rating == 4
    again = anybody.post(f"{path}/reopen", {"code": code, "reason": "还是不亮"})
    assert again.json()["state"] == "accepted"


def test_same_id_is_the_same_report(anybody, county):
    own = str(new_id())
    first, again = (anybody.post("/public/reports", body(county, id=own)) for _ in range(2))
    assert first.status_code == again.status_code == 201 and first.json() == again.json()
    assert anybody.post("/public/reports", body(county, id=own, text="别的事")).status_code == 409


def test_what_residents_may_not_bring(anybody, county):
    for changed, field in (
        ({"kind": "finding"}, "kind"), ({"area": None}, "area"), ({"area": "411799"}, "area"), ({"text": ""}, "text"),
        ({"lat": 200}, "lat"), ({"reporter_phone": "12"}, "reporter_phone"), ({"channel": "hotline"}, "channel"),
    ):  # fmt: skip
        answer = anybody.post("/public/reports", body(county, **changed))
        assert answer.status_code == 422 and answer.json()["errors"][0]["field"] == field, answer.content.decode()
    assert Case.objects.count() == 0


def test_one_address_reports_only_so_often(anybody, county):
    with clock.at(clock.now()):
        for number in range(settings.PUBLIC_REPORTS_PER_HOUR):
            assert anybody.post("/public/reports", body(county, text=f"第{number}件")).status_code == 201
        answer = anybody.post("/public/reports", body(county, text="再来一件"))
    assert answer.status_code == 429 and 1 <= int(answer["Retry-After"]) <= 3600


def test_intake_costs_at_most_twelve_statements(anybody, county):
    anybody.post("/public/reports", body(county, text="先读一遍区域树"))
    with CaptureQueriesContext(connection) as asked:
        assert anybody.post("/public/reports", body(county, text="路灯不亮")).status_code == 201
    statements = [one["sql"] for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]
    assert len(statements) <= 12, "\n".join(statements)
