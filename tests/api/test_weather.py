"""The weather service pushes its warnings, each once, and the day's patrols are laid on as if somebody had entered it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bihuan.inspections.models import PointTask, WeatherWarning
from bihuan.inspections.points.registers import SCHEDULE
from bihuan.inspections.tests.points_world import point
from bihuan.kernel import clock
from bihuan.platform.actors import SYSTEM
from tests.api.conftest import Caller
from tests.worlds import County

Program = Callable[..., Caller]


def warning(county: County, **changes: Any) -> dict[str, Any]:
    """A warning as the service sends it."""
    now = clock.now()
    return {
        "number": "LZ-2026-0717", "kind": "rain", "level": "orange", "begins_at": now.isoformat(),
        "ends_at": (now + timedelta(hours=6)).isoformat(), "areas": [county.area("德固镇").code], "issuer": "县气象台",
        "text": "未来六小时有强降雨。",
    } | changes  # fmt: skip


def test_a_warning_is_taken_once_and_makes_the_days_tasks(county: County, as_staff: Program) -> None:
    pond = point(county)
    values = {"kind": "water", "area": county.area("德固镇"), "every": 1, "first_month": 1, "last_month": 12}
    SCHEDULE.add(actor=SYSTEM, values={**values, "weather": "rain", "level": "yellow"})
    caller, sent = as_staff(scopes=["warnings:write"]), warning(county)
    first = caller.post("/weather-warnings", sent)
    assert first.status_code == 201, first.content
    assert first.json()[0]["area"]["name"] == "德固镇"
    assert first.json()[0]["tasks"] == 1
    task = PointTask.objects.get(day=clock.today())
    assert (task.point, task.reason) == (pond, "weather")
    again = caller.post("/weather-warnings", sent)
    assert again.status_code == 200 and again.json()[0]["id"] == first.json()[0]["id"]
    assert (WeatherWarning.objects.count(), PointTask.objects.count()) == (1, 1)
    raised = caller.post("/weather-warnings", {**sent, "level": "red"})
    assert raised.status_code == 200 and raised.json()[0]["level"] == "red"


@pytest.mark.parametrize(
    ("name", "scopes", "status"),
    [
        ("德固镇综治中心值班员", ["cases:write"], 403),
        ("德固镇村(社区)书记", ["warnings:write"], 403),
        ("城关镇综治中心值班员", ["warnings:write"], 403),
        ("县县综治中心", ["warnings:write"], 201),
    ],
)
def test_warnings_come_from_those_who_may_enter_them(
    county: County, as_staff: Program, name: str, scopes: list[str], status: int
) -> None:
    assert as_staff(name, scopes).post("/weather-warnings", warning(county)).status_code == status


def test_a_wrong_warning_is_refused_as_a_whole(county: County, as_staff: Program, anybody: Caller) -> None:
    caller = as_staff("县县综治中心")
    for changes in (
        {"areas": [county.area("德固镇").code, "000000000000"]},
        {"level": "purple"},
        {"number": ""},
        {"ends_at": (clock.now() - timedelta(hours=9)).isoformat()},
        {"secret": 1},
    ):
        assert caller.post("/weather-warnings", warning(county, **changes)).status_code in (400, 422), changes
    assert anybody.post("/weather-warnings", warning(county)).status_code == 401
    assert not WeatherWarning.objects.exists()
