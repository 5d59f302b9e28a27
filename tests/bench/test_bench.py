"""`bihuan bench` at its smallest: the report has the form that those who compare runs rely on. No time is asserted."""

import json
import os
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.bench, pytest.mark.slow]

PAGES = (
    "list", "list_filtered", "list_last_month", "search_one_character", "search_two_characters", "search_rare",
    "search_everywhere", "case_page", "dashboard", "briefing",
)  # fmt: skip
MOST_STATEMENTS_OF_A_LIST, MOST_STATEMENTS_OF_INTAKE = 8, 12


def test_the_report_keeps_its_form() -> None:
    # The settings of these tests would give each of its processes a state folder of its own.
    apart = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    environment = {key: value for key, value in os.environ.items() if key not in apart}
    command = [sys.executable, "-m", "bihuan.config.cli", "bench", "--scale", "small"]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=True)
    report = json.loads(ran.stdout)
    assert report["rows"]["cases"] == report["scale"]
    assert set(report["pages"]) == {f"{page}.{who}" for page in PAGES for who in ("town", "county")}
    for name, figures in report["pages"].items():
        assert {"p50", "p95", "n", "statements"} <= set(figures), name
        if name.startswith("list"):
            assert figures["statements"] <= MOST_STATEMENTS_OF_A_LIST, name
    assert report["intake_statements"]["statements"] <= MOST_STATEMENTS_OF_INTAKE
    assert report["filling"]["cells"] == 200 * 30
    assert report["intake"]["refused"] == 0
    for name, figures in report["field"].items():
        assert figures["received"] == figures["records"] and "seconds" in figures, name
    matched = report["policies"]
    assert matched["matches"] > 0 and matched["still_changing"] == 0
    assert {"match_first_seconds", "rematch_all_seconds", "rematch_one_ms"} <= set(matched)
    assert report["import"]["accepted"] == report["import"]["rows"]
