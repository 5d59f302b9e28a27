"""The main journey: a call becomes a dispute, is dispatched, taken, settled, verified, revisited and closed."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, SignIn, flaws, wider_than_the_window

pytestmark = pytest.mark.e2e
T = "德固镇"
DUTY, MEDIATOR, SUPERVISOR = f"{T}综治中心值班员", f"{T}人民调解员", f"{T}督导员"


def register(page: Page, text: str, **more: str) -> str:
    """Register by keyboard from wherever the page is; gives the case page's path."""
    page.locator("#main").focus()
    page.keyboard.press("n")
    page.wait_for_url("**/cases/new/")
    for name, value in {"text": text, "place": "刘庄村二组", **more}.items():
        field = page.locator(f"#id_{name}")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.locator("#id_text").focus()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/cases/*-*-*/**")
    return page.url.split("?")[0]


def state(page: Page) -> str:
    return page.locator("#case-top .state").inner_text()


def send(page: Page) -> None:
    """The open dialog's own button."""
    page.locator("dialog[open] .form-actions .btn-primary").click()
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_a_call_becomes_a_dispute_and_leaves_closed(as_: SignIn) -> None:
    duty = as_(DUTY)
    address = register(
        duty, "两家因院墙滴水发生纠纷,多次争吵", kind="dispute", reporter_name="王某", reporter_phone="13800001234",
        dispute_kind="neighbour", respondent="李某",
    )  # fmt: skip
    assert state(duty) == "待受理"
    duty.locator("#main").focus()
    duty.keyboard.press("Enter")
    expect(duty.locator("#case-top .state")).to_have_text("待分派")
    duty.keyboard.press("Enter")
    duty.locator("dialog[open] #id_office").select_option(label=f"{T}调委会")
    send(duty)
    expect(duty.locator("#case-top .state")).to_have_text("待签收")

    mediator = as_(MEDIATOR)
    expect(mediator.locator(".todo-item").first).to_contain_text("刘庄村")
    mediator.goto(address)
    mediator.locator("#main").focus()
    mediator.keyboard.press("Enter")
    expect(mediator.locator("#case-top .state")).to_have_text("办理中")
    mediator.get_by_role("button", name="登记结果").click()
    mediator.locator("dialog[open] #id_result").select_option("settled")
    mediator.locator("dialog[open] #id_agreement").select_option("written")
    mediator.locator("dialog[open] #id_account").fill("双方约定月底前修好滴水檐")
    mediator.keyboard.press("Control+Enter")
    expect(mediator.locator("#case-top .state")).to_have_text("待核查")
    expect(mediator.locator("#case-main")).to_contain_text("调解成功")

    supervisor = as_(SUPERVISOR)
    supervisor.goto(address)
    supervisor.locator("#main").focus()
    supervisor.keyboard.press("Enter")
    supervisor.locator("dialog[open] #id_note").fill("到现场看过,已修好")
    send(supervisor)
    expect(supervisor.locator("#case-top .state")).to_have_text("待回访")

    duty.goto(address)
    duty.locator("#main").focus()
    duty.keyboard.press("Enter")
    expect(duty.locator(".revisit-script")).to_contain_text("问题解决了吗")
    for question in ("settled", "satisfied", "fulfilled"):
        duty.locator(f"dialog[open] input[name={question}][value=yes]").check()
    send(duty)
    expect(duty.locator("#case-top .state")).to_have_text("已办结")
    story = duty.locator("#case-story").inner_text()
    for step in ("登记了事项", "受理", f"分派给{T}调委会", "签收", "申报办结", "核查通过", "回访", "办结归档"):
        assert step in story, step
    assert "13800001234" not in duty.content()


def test_errors_stand_beside_the_field_and_what_was_typed_stays(as_: SignIn) -> None:
    page = as_(DUTY)
    register(page, "路灯坏了", reporter_name="王某")
    page.get_by_role("button", name="更多").click()
    page.get_by_role("button", name="不予受理").click()
    page.locator("dialog[open] .btn-danger").click()
    expect(page.locator("#id_reason_error")).to_contain_text("请填写理由")
    page.locator("dialog[open] #id_reason").fill("应找县供电公司")
    page.locator("dialog[open] .btn-danger").click()
    expect(page.locator("#case-top .state")).to_have_text("不予受理")


def test_a_name_is_completed_after_an_at(as_: SignIn) -> None:
    page = as_(DUTY)
    register(page, "水管漏水", reporter_name="王某")
    page.locator("#case-remark").press_sequentially("请 @德固镇督")
    expect(page.locator(".mentions [role=option]").first).to_have_text(SUPERVISOR)
    page.keyboard.press("Enter")
    assert page.locator("#case-remark").input_value() == f"请 @{SUPERVISOR} "
    page.keyboard.press("Control+Enter")
    expect(page.locator("#case-story")).to_contain_text(f"请 @{SUPERVISOR}")
    expect(page.locator("#case-remark")).to_have_value("")


def test_pages_fit_a_phone_and_pass_the_accessibility_rules(as_: SignIn) -> None:
    page = as_(DUTY, PHONE)
    page.goto("/cases/new/")
    page.locator("#id_text").fill("刘庄村停水三天,还有 6 户没有水")
    expect(page.locator("#beside")).to_contain_text("研判建议")
    assert wider_than_the_window(page) <= 0 and flaws(page) == []
    page.locator("#id_text").focus()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/cases/*-*-*/**")
    address = page.url.split("?")[0]
    for path in (address, f"{address}sheet/", "/triage/"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert wider_than_the_window(page) <= 0, path
        assert flaws(page) == [], path
    page.goto(address)
    page.get_by_role("button", name="更多").first.click()
    page.get_by_role("button", name="调整类别与紧急程度").first.click()
    expect(page.locator("dialog[open]")).to_be_visible()
    assert wider_than_the_window(page) <= 0 and flaws(page) == []


def test_the_desk_pages_pass_the_accessibility_rules(as_: SignIn) -> None:
    page = as_(DUTY)
    address = register(page, "刘庄村停水三天", reporter_name="王某", reporter_phone="13800001234")
    for path in (address, "/triage/", "/cases/new/"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert wider_than_the_window(page) <= 0 and flaws(page) == [], path
