"""The triage desk with the keyboard alone: confirm, correct, decline, move, undo."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SignIn
from tests.browser.test_case_journey import register

pytestmark = pytest.mark.e2e
T = "城关镇"
DUTY = f"{T}综治中心值班员"


def shown(page: Page) -> str:
    return page.locator("#triage-case .panel-title").first.inner_text()


def test_a_queue_is_worked_off_without_a_mouse(as_: SignIn) -> None:
    page = as_(DUTY)
    for text in ("东关社区停水三天", "西关村路灯不亮", "南街社区道路塌陷", "东关社区房屋漏雨"):
        register(page, text, reporter_name="王某", place="")
    page.goto("/triage/")
    page.locator("#main").focus()
    waiting = page.locator(".triage-queue li")
    expect(waiting).to_have_count(4)
    first = shown(page)

    page.keyboard.press("e")
    expect(page.locator("#id_office")).to_be_focused()
    page.locator("#id_office").select_option(label=f"{T}供水所")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(waiting).to_have_count(3)
    expect(page.locator(".undo-bar")).to_contain_text(f"{T}供水所")
    second = shown(page)
    assert second != first

    page.keyboard.press("u")
    expect(waiting).to_have_count(4)
    expect(page.locator("#triage-case .panel-title").first).to_have_text(first)
    page.locator("#id_office").select_option(label=f"{T}供水所")
    page.locator("#id_office").focus()
    page.keyboard.press("Control+Enter")
    expect(waiting).to_have_count(3)

    before = shown(page)
    page.locator("#main").focus()
    page.keyboard.press("j")
    expect(page.locator("#triage-case .panel-title").first).not_to_have_text(before)
    page.keyboard.press("d")
    page.locator("dialog[open] #id_reason").fill("不属本镇职责")
    page.keyboard.press("Control+Enter")
    expect(waiting).to_have_count(2)


def test_two_desks_at_one_case(as_: SignIn) -> None:
    one, two = as_(DUTY), as_("县县综治中心")
    address = register(one, "西关村水管爆裂", reporter_name="王某", place="")
    case_id = address.rstrip("/").rsplit("/", 1)[-1]
    for page in (one, two):
        page.goto(f"/triage/{case_id}/")
        page.locator("#id_office").select_option(label=f"{T}供水所")
    one.locator("#main").focus()
    one.keyboard.press("Enter")
    expect(one.locator(".undo-bar")).to_be_visible()
    two.locator("#main").focus()
    two.keyboard.press("Enter")
    expect(two.locator("#messages")).to_contain_text("刚由另一位值班员处理过")


def test_a_call_is_dispatched_within_seconds_of_desk_work(as_: SignIn) -> None:
    page = as_(DUTY)
    page.locator("#main").focus()
    page.keyboard.press("n")
    page.wait_for_url("**/cases/new/")
    for name, said in (
        ("reporter_phone", "13800001234"),
        ("reporter_name", "王某"),
        ("text", "西关村自来水管爆裂,三天没水"),
    ):
        page.locator(f"#id_{name}").fill(said)
    expect(page.locator("#beside")).to_contain_text("研判建议")
    page.keyboard.press("Control+Shift+Enter")
    page.wait_for_url("**/triage/*-*-*/**")
    expect(page.locator("#triage-case .mentioned")).to_contain_text("西关村")
    expect(page.locator("#triage-case .mentioned")).to_contain_text("三天")
    page.locator("#id_office").select_option(label=f"{T}供水所")
    page.locator("#main").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".undo-bar")).to_contain_text(f"{T}供水所")
    page.goto("/cases/new/")
    expect(page.locator("#id_text")).to_have_value("")
