"""Idempotency-Key: one deed, one answer, also when two come at the same moment."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from bihuan.api.models import IdempotencyKey
from bihuan.api.tasks import forget_old_answers
from bihuan.cases.models import Case, Comment, Evidence
from bihuan.kernel import clock
from tests.concurrency.crowd import crowd

KEY = {"Idempotency_Key": "5f1c-0001"}
BODY = {"kind": "appeal", "text": "路灯不亮"}


@pytest.mark.django_db
def test_second_request_gets_the_first_answer_and_does_nothing(as_staff, county):
    desk, body = as_staff(), {**BODY, "area": str(county.area("刘庄村").pk)}
    first, again = desk.post("/cases", body, **KEY), desk.post("/cases", body, **KEY)
    assert first.status_code == again.status_code == 201
    assert first.content == again.content and first["ETag"] == again["ETag"] and first["Location"] == again["Location"]
    assert again["Idempotency-Replayed"] == "true" and "Idempotency-Replayed" not in first
    assert Case.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT body FROM {IdempotencyKey._meta.db_table}")
        assert first.json()["tracking_code"] not in cursor.fetchone()[0]


@pytest.mark.django_db
def test_same_key_with_other_content_is_refused(as_staff, county):
    desk, body = as_staff(), {**BODY, "area": str(county.area("刘庄村").pk)}
    desk.post("/cases", body, **KEY)
    refused = desk.post("/cases", {**body, "text": "别的事"}, **KEY)
    assert refused.status_code == 409 and refused.json()["errors"][0]["code"] == "key_reused"
    assert Case.objects.count() == 1


@pytest.mark.django_db
def test_keys_of_two_senders_and_two_addresses_do_not_meet(as_staff, a_case):
    one, other = a_case(), a_case()
    desk, leader = as_staff(), as_staff("德固镇分管领导")
    for caller, case in ((desk, one), (desk, other), (leader, one)):
        answer = caller.post(f"/cases/{case.pk}/comments", {"text": "已知悉"}, **KEY)
        assert answer.status_code == 201 and "Idempotency-Replayed" not in answer
    assert Comment.objects.count() == 3


@pytest.mark.django_db
def test_refusals_are_not_kept(as_staff, county):
    desk = as_staff()
    assert desk.post("/cases", BODY, **KEY).status_code == 422
    assert IdempotencyKey.objects.count() == 0
    assert desk.post("/cases", {**BODY, "area": str(county.area("刘庄村").pk)}, **KEY).status_code == 201


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", " ", "长键", "x" * 201])
def test_unusable_key_is_refused(as_staff, county, key):
    answer = as_staff().post("/cases", {**BODY, "area": str(county.area("刘庄村").pk)}, Idempotency_Key=key)
    assert answer.status_code == 400 and answer.json()["errors"][0]["field"] == "Idempotency-Key"
    assert Case.objects.count() == 0


@pytest.mark.django_db
def test_upload_with_another_boundary_is_the_same_upload(as_staff, a_case):
    case, desk = a_case(), as_staff()

    def upload(content: bytes):
        body = {"file": SimpleUploadedFile("说明.txt", content), "phase": "after"}
        return desk.client.post(
            f"/api/v1/cases/{case.pk}/evidence", body, headers={**desk.headers, "Idempotency-Key": "a"}
        )

    first = upload("情况说明".encode())
    boundary = "AnotherBoundary"
    raw = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="phase"\r\n\r\nafter\r\n--{boundary}\r\n'
        f'Content-Disposition: form-data; name="file"; filename="说明.txt"\r\n'
        f"Content-Type: text/plain\r\n\r\n情况说明\r\n--{boundary}--\r\n"
    )
    again = desk.client.post(
        f"/api/v1/cases/{case.pk}/evidence",
        raw.encode(),
        content_type=f"multipart/form-data; boundary={boundary}",
        headers={**desk.headers, "Idempotency-Key": "a"},
    )
    assert first.status_code == again.status_code == 201 and first.content == again.content
    assert upload("别的内容".encode()).status_code == 409
    assert Evidence.objects.count() == 1


@pytest.mark.django_db
def test_answers_are_forgotten_after_two_days(as_staff, a_case):
    case, desk = a_case(), as_staff()
    desk.post(f"/cases/{case.pk}/comments", {"text": "已知悉"}, **KEY)
    with clock.at(clock.now() + timedelta(hours=47)):
        forget_old_answers()
        assert IdempotencyKey.objects.count() == 1
    with clock.at(clock.now() + timedelta(hours=49)):
        forget_old_answers()
        assert IdempotencyKey.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_crowd_with_one_key_does_one_deed(as_staff, county):
    desk, body = as_staff(), {**BODY, "area": str(county.area("刘庄村").pk)}
    desk.get("/me")
    answers: list[tuple[int, bytes]] = []

    def send(_number: int) -> None:
        caller = type(desk)()
        caller.headers = desk.headers
        answer = caller.post("/cases", body, **KEY)
        answers.append((answer.status_code, answer.content))

    assert crowd(6, send) == []
    assert len(answers) == 6 and len(set(answers)) == 1 and answers[0][0] == 201
    assert Case.objects.count() == 1 and str(Case.objects.get().pk) == json.loads(answers[0][1])["id"]
