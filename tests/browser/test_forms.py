"""A superior's form: brought and bound once, filled for two periods with its formulas and merged cells, approved by another."""

import io

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from bihuan.insight.filling.tests.worlds import monthly
from tests.browser.conftest import PHONE, SignIn, flaws, wider_than_the_window

pytestmark = pytest.mark.e2e
CLERK, LEADER = "德固镇统计员", "德固镇分管领导"


def answer(page: Page, **values: str) -> None:
    """Fill the open dialog and send it; the page that follows is loaded."""
    form = page.locator("dialog[open]")
    for name, value in values.items():
        form.locator(f"[name={name}]").fill(value)
    with page.expect_navigation():
        form.locator(".form-actions .btn-primary").click()


def test_a_form_bound_once_is_filled_for_two_periods_and_approved_by_another(as_: SignIn) -> None:
    clerk = as_(CLERK)
    clerk.goto("/forms/upload/")
    form = clerk.locator("form.sheet").last
    form.locator("[name=file]").set_input_files(
        {"name": "月报.xlsx", "mimeType": "application/vnd.ms-excel", "buffer": monthly()}
    )
    form.locator("[name=title]").fill("矛盾纠纷月报")
    form.locator("[name=issuer]").fill("县委政法委")
    form.locator(".form-actions .btn-primary").click()
    clerk.wait_for_url("**/forms/*-*/")
    template = clerk.url
    expect(clerk.locator("#main")).to_contain_text("与指标“调解成功件数”相符")
    clerk.locator("a[hx-get$='/confirm/']").click()
    answer(clerk)

    leader, fillings = as_(LEADER), []
    for day in ("2026-05-15", "2026-06-15"):
        clerk.goto(template)
        clerk.locator("a[hx-get$='/begin/']").click()
        answer(clerk, day=day)
        fillings.append(clerk.url)
        # What is typed is kept by submitting, too.
        clerk.locator("[name='月报!F4']").fill(f"{day} 入户走访")
        clerk.get_by_role("button", name="提交审批").click()
        clerk.wait_for_url("**/submit/")
        clerk.locator("form.sheet .form-actions .btn-primary").last.click()
        clerk.wait_for_url(fillings[-1])
        expect(clerk.locator("a[hx-get$='/approve/']")).to_have_count(0)
        leader.goto(fillings[-1])
        leader.locator("a[hx-get$='/approve/']").click()
        answer(leader)
        expect(leader.locator(".page-head .state")).to_have_text("已批准")

        made = openpyxl.load_workbook(io.BytesIO(leader.request.get(f"{fillings[-1]}file/").body())).active
        assert made is not None
        assert {str(one) for one in made.merged_cells.ranges} == {"A1:F1", "A2:A3", "B2:E2", "F2:F3"}
        assert (made["B7"].value, made["F4"].value) == ("=SUM(B4:B6)", f"{day} 入户走访")
        assert made["B4"].value == 0

    found = []
    for page in (clerk, as_(CLERK, PHONE)):
        for path in (template, *fillings):
            page.goto(path)
            page.wait_for_load_state("networkidle")
            found += [f"{path} is too wide"] * (wider_than_the_window(page) > 0)
            found += [f"{path} {flaw}" for flaw in flaws(page)]
    assert not found, "\n".join(found)
