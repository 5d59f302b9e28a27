"""Every operation of the OpenAPI document with generated input, right and wrong: no 5xx, and answers as documented."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bihuan.cases.defaults import load_defaults
from bihuan.cases.services import accept_case, dispatch_case, take_case
from bihuan.config.wsgi import application
from bihuan.platform.actors import SYSTEM
from bihuan.platform.webhooks import subscribe
from tests.api.conftest import DESK

pytestmark = pytest.mark.django_db
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
PEOPLE = (DESK, "县系统管理员")
RELAXED = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck), "phases": [Phase.generate]}


@pytest.fixture
def there(county, a_case, settings) -> Iterator[dict[str, list[str]]]:
    """What the ids of an address may be, so that generated requests also meet something."""
    settings.API_REQUESTS_PER_MINUTE = settings.PUBLIC_REPORTS_PER_HOUR = 10_000_000
    load_defaults(SYSTEM)
    fresh, handled, another = (
        a_case(reporter_phone="13812345678", reporter_name="张三"),
        a_case(),
        a_case("城关镇", kind="hazard"),
    )
    accept_case(SYSTEM, case_id=handled.pk)
    dispatch_case(SYSTEM, case_id=handled.pk, office=county.office("德固镇供水所"))
    take_case(county.who("德固镇经办人员"), case_id=handled.pk)
    settings.ALLOW_PRIVATE_TARGETS = True
    webhook, _secret = subscribe(actor=SYSTEM, name="对接", url="https://93.184.215.14/hook", events=["case.closed"])
    yield {
        "case_id": [str(fresh.pk), str(handled.pk), str(another.pk)],
        "area_id": [str(county.area("刘庄村").pk)],
        "webhook_id": [str(webhook.pk)],
        "number": [fresh.number],
        "key": ["cases", "cases.reported", "residents"],
    }


@pytest.fixture
def one_connection() -> Iterator[None]:
    """The server's own entry closes connections between requests; the test's transaction must outlive them."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def exercise(as_staff, there, one_connection) -> Callable[[str, int], None]:
    """Send generated requests of somebody to every operation, half of them sound, half of them not."""
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)

    def run(person: str, examples: int) -> None:
        headers = as_staff(person).headers
        for found in document.get_all_operations():
            operation = found.ok()
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                try:
                    cases = operation.as_strategy(generation_mode=mode)
                except ValueError:  # nothing of it can be wrong
                    continue
                send(operation, cases, headers, examples)

    def send(operation: Any, cases: Any, headers: dict[str, str], examples: int) -> None:
        @settings(max_examples=examples, derandomize=True, **RELAXED)
        @given(case=cases, known=st.data())
        def sent(case: Any, known: Any) -> None:
            for name in dict(case.path_parameters or {}):
                if name in there and known.draw(st.integers(0, 3)):
                    case.path_parameters[name] = known.draw(st.sampled_from(there[name]))
            answer = case.call(headers=headers)
            case.validate_response(answer, checks=CHECKS)

        sent()

    return run


@pytest.mark.parametrize("person", PEOPLE)
def test_no_operation_breaks_and_all_answer_as_documented(exercise, person):
    exercise(person, 2 if person == DESK else 1)


@pytest.mark.slow
@pytest.mark.parametrize("person", PEOPLE)
def test_no_operation_breaks_under_many_requests(exercise, person):
    exercise(person, 20)
