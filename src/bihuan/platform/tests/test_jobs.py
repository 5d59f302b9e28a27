"""Jobs run exactly as often as they must, whoever dies in between."""

import threading
from datetime import date, time, timedelta

import pytest
from django.db import connection, transaction

from bihuan.kernel import clock
from bihuan.platform.jobs import JobFailed, TryLater, enqueue, job, periodic, run_pending, running, schedule
from bihuan.platform.models import Counter, Job, Notice
from bihuan.platform.numbers import next_number

NOON = clock.instant(date(2026, 6, 3), 12)
State = Job.State


@job("tests.count")
def count(payload, progress):
    next_number("tests:count")
    return {"message": "数完了"}


@job("tests.count_then_break", tries=3)
def count_then_break(payload, progress):
    next_number("tests:count")
    raise ValueError("坏了")


@job("tests.refuse")
def refuse(payload, progress):
    next_number("tests:count")
    raise JobFailed("文件已不存在。")


@job("tests.later", tries=3)
def later(payload, progress):
    raise TryLater(600, "对方忙")


@job("tests.long", atomic=False)
def long(payload, progress):
    for percent in (10, 60):
        progress(percent, f"{percent} 行")
    if payload.get("break"):
        raise ValueError("半路")


@job("tests.stolen")
def stolen(payload, progress):
    next_number("tests:count")
    # Another worker takes the job over while this one is still at it.
    Job.objects.filter(pk=payload["job"]).update(attempts=9)


def counted() -> int:
    return getattr(Counter.objects.filter(key="tests:count").first(), "value", 0)


def test_same_key_runs_once(db):
    for _time in range(3):
        enqueue("tests.count", {}, key="a")
    assert run_pending() == 1 and counted() == 1
    done = Job.objects.get()
    assert (done.state, done.progress, done.result) == (State.DONE, 100, {"message": "数完了"})


def test_job_of_a_rolled_back_change_never_was(db):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        enqueue("tests.count", {}, key="a")
        raise ZeroDivisionError
    assert run_pending() == 0


def test_failed_effects_are_undone_and_the_job_is_tried_again_with_growing_pauses(db):
    moment, tries = NOON, []
    for seconds in (0, 4, 5, 29, 30, 600):
        moment += timedelta(seconds=seconds)
        with clock.at(moment):
            if not tries:
                enqueue("tests.count_then_break", {}, key="a")
            tries.append(run_pending())
    assert tries == [1, 0, 1, 0, 1, 0]
    failed = Job.objects.get()
    assert (failed.state, failed.attempts, failed.message) == (State.FAILED, 3, "ValueError: 坏了")
    assert counted() == 0


def test_job_that_says_it_failed_is_not_tried_again(county):
    owner = county.who("德固镇统计员")
    enqueue("tests.refuse", {}, key="a", owner_id=owner.pk, title="导出台账")
    assert run_pending() >= 1
    assert Job.objects.get(name="tests.refuse").state == State.FAILED and counted() == 0
    notice = Notice.objects.get()
    assert (notice.title, notice.text) == ("导出台账:未完成", "文件已不存在。")


def test_finished_work_comes_back_to_whoever_asked(county):
    owner = county.who("德固镇统计员")
    enqueue("tests.count", {}, key="a", owner_id=owner.pk, title="清点")
    run_pending()
    notice = Notice.objects.get()
    assert (notice.to, notice.title, notice.text) == (owner, "清点:已完成", "数完了")


def test_job_can_ask_to_be_run_later(db):
    with clock.at(NOON):
        enqueue("tests.later", {}, key="a")
        run_pending()
        waiting = Job.objects.get()
        assert (waiting.state, waiting.run_after, waiting.message) == (
            State.QUEUED,
            NOON + timedelta(seconds=600),
            "对方忙",
        )


def test_long_job_shows_how_far_it_is_even_when_it_breaks(db):
    enqueue("tests.long", {"break": True}, key="a")
    run_pending()
    broken = Job.objects.get()
    assert (broken.state, broken.progress) == (State.QUEUED, 60)


def test_job_of_a_killed_worker_is_taken_again_when_its_lease_runs_out(db, settings):
    with clock.at(NOON):
        taken = enqueue("tests.count", {}, key="a")
        assert running.claim(taken.pk) is not None  # and then its worker is killed
        assert run_pending() == 0
    with clock.at(NOON + timedelta(seconds=settings.JOB_LEASE_SECONDS + 1)):
        assert run_pending() == 1
    assert Job.objects.get().attempts == 2 and counted() == 1


def test_job_that_kills_its_workers_is_given_up(db):
    moment = NOON
    with clock.at(moment):
        taken = enqueue("tests.count", {}, key="a")
    for _kill in range(5 + running.KILLS_ALLOWED):
        with clock.at(moment):
            assert running.claim(taken.pk) is not None
        moment += timedelta(minutes=5)
    with clock.at(moment):
        run_pending()
    assert Job.objects.get().state == State.FAILED and counted() == 0


def test_attempt_that_lost_its_lease_leaves_no_effect(db):
    with clock.at(NOON):
        waiting = enqueue("tests.stolen", {}, key="a")
        Job.objects.filter(pk=waiting.pk).update(payload={"job": str(waiting.pk)})
        run_pending()
    assert counted() == 0 and Job.objects.get().state == State.RUNNING


def test_unknown_job_fails_with_a_sentence(db):
    enqueue("tests.nobody", {}, key="a")
    run_pending()
    assert Job.objects.get().state == State.FAILED and "tests.nobody" in Job.objects.get().message


def test_job_waits_for_its_time(db):
    with clock.at(NOON):
        enqueue("tests.count", {}, key="a", run_after=NOON + timedelta(minutes=1))
        assert run_pending() == 0
    with clock.at(NOON + timedelta(minutes=1)):
        assert run_pending() == 1


def test_each_slot_of_time_is_run_once_by_whichever_worker_comes_first(db):
    ran = []

    @periodic(minutes=5, name="tests.five")
    def every_five_minutes() -> None:
        ran.append("five")

    @periodic(daily_at=time(8, 30), name="tests.morning")
    def in_the_morning() -> None:
        ran.append("morning")

    mine = ("five", "morning")
    for minute in (0, 1, 6):
        with clock.at(clock.instant(date(2026, 6, 3), 8, minute)):
            for _worker in range(2):
                schedule._last.clear()  # as another process, which does not know what the first one queued
                schedule.tick()
            run_pending()
    assert [name for name in ran if name in mine] == ["five", "five"]
    with clock.at(clock.instant(date(2026, 6, 3), 9)):
        schedule.tick()
        run_pending()
    assert ran[2:] == ["five", "morning"] or ran[2:] == ["morning", "five"]


@pytest.mark.django_db(transaction=True)
def test_many_workers_run_every_job_exactly_once():
    for number in range(40):
        enqueue("tests.count", {}, key=f"job {number}")
    ran, failures = [], []

    def work() -> None:
        try:
            ran.append(run_pending())
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not failures
    assert sum(ran) == 40 == counted()
    assert set(Job.objects.values_list("state", "attempts")) == {(State.DONE, 1)}


def test_done_work_nobody_asked_for_is_forgotten_in_time(county):
    owner = county.who("德固镇统计员")
    with clock.at(NOON):
        enqueue("tests.count", {}, key="nobody's")
        enqueue("tests.count", {}, key="somebody's", owner_id=owner.pk)
        enqueue("tests.refuse", {}, key="failed")
        run_pending()
    with clock.at(NOON + timedelta(days=29)):
        schedule.forget_done()
        assert Job.objects.filter(name__startswith="tests.").count() == 3
    with clock.at(NOON + timedelta(days=31)):
        schedule.forget_done()
    assert set(Job.objects.filter(name__startswith="tests.").values_list("key", flat=True)) == {"somebody's", "failed"}
