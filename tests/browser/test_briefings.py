"""A week's briefing: made from the rows, edited by its writer, approved by another, compared with what the rows say by then."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, SignIn, flaws, wider_than_the_window
from tests.browser.test_case_journey import register

pytestmark = pytest.mark.e2e
CLERK, LEADER, DUTY = "德固镇统计员", "德固镇分管领导", "德固镇综治中心值班员"


def answer(page: Page) -> None:
    """Send the open dialog; the page that follows is loaded."""
    with page.expect_navigation():
        page.locator("dialog[open] .form-actions .btn-primary").click()


def test_a_weekly_briefing_is_made_edited_approved_and_compared_with_todays_rows(as_: SignIn) -> None:
    duty, clerk, leader = as_(DUTY), as_(CLERK), as_(LEADER)
    register(duty, "村口路灯不亮")
    clerk.goto("/figures/briefing/")
    today = clerk.evaluate("new Date().toISOString().slice(0, 10)")
    clerk.goto(f"/figures/briefing/?day={today}")
    clerk.get_by_role("button", name="存为简报").click()
    clerk.wait_for_url("**/figures/briefings/*-*/")
    address = clerk.url
    expect(clerk.locator("#differences")).to_contain_text("与今天的明细一致")

    clerk.get_by_role("link", name="修改", exact=True).click()
    first = clerk.locator("textarea[name=p-0]").first
    made = first.input_value()
    reported = int(re.findall(r"\{1=(\d+)\}", made)[0])
    first.fill(made.replace(f"{{1={reported}}}", f"{{1={reported + 5}}}") + "形势平稳。")
    clerk.get_by_role("button", name="保存").click()
    clerk.wait_for_url(address)
    expect(clerk.locator("article")).to_contain_text("形势平稳。")
    expect(clerk.locator("article mark")).to_have_text(str(reported + 5))
    clerk.locator("a[hx-get$='/submit/']").click()
    answer(clerk)
    expect(clerk.locator("a[hx-get$='/approve/']")).to_have_count(0)

    leader.goto(address)
    leader.locator("a[hx-get$='/approve/']").click()
    answer(leader)
    expect(leader.locator(".page-head .state")).to_have_text("已批准")
    assert leader.request.get(f"{address}file/").body().startswith(b"PK")

    register(duty, "桥头护栏松动")
    leader.goto(address)
    line = leader.locator("#differences tbody tr").first
    expect(line).to_contain_text("人工改动")
    expect(line.locator("td").last).to_have_text(str(reported + 1))
    line.locator("a").click()
    expect(leader.locator("#main")).to_contain_text("桥头护栏松动")

    found = []
    for page in (clerk, as_(CLERK, PHONE)):
        for path in (address, "/figures/briefing/"):
            page.goto(path)
            page.wait_for_load_state("networkidle")
            found += [f"{path} is too wide"] * (wider_than_the_window(page) > 0)
            found += [f"{path} {flaw}" for flaw in flaws(page)]
    assert not found, "\n".join(found)
