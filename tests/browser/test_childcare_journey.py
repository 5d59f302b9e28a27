"""A childcare class from enrolment on line to the certificate: guardian, desk, roll on a phone, pick-up, paper."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, SignIn, Site, flaws, wider_than_the_window

pytestmark = pytest.mark.e2e
DESK = "德固镇综治中心值班员"


def press(page: Page, step: str) -> None:
    """One step of an enrolment, through its dialog."""
    page.locator(f"a[hx-get$='/{step}/']").click()
    with page.expect_navigation():
        page.locator("dialog[open] .form-actions .btn-primary").click()


def test_a_class_from_enrolling_on_a_phone_to_the_certificate(as_: SignIn, site: Site, browser: Browser) -> None:
    phone = browser.new_page(base_url=site.url, locale="zh-CN", viewport={"width": PHONE[0], "height": PHONE[1]})
    phone.goto("/p/programmes/")
    phone.get_by_role("link", name="报名", exact=True).first.click()
    for name, value in {
        "name": "张小满", "guardian": "张大山", "phone": "13812345670", "pick_up": "奶奶李秀英", "allergies": "花生过敏",
    }.items():  # fmt: skip
        phone.locator(f"[name={name}]").fill(value)
    phone.locator("[name=born_on]").fill("2017-03-01")
    phone.locator("[name=grade]").select_option("2")
    phone.locator("[name=consent]").check()
    assert not wider_than_the_window(phone) and not flaws(phone)
    phone.wait_for_timeout(3100)  # a form is not sent within three seconds of being drawn
    phone.get_by_role("button", name="提交报名").click()
    phone.wait_for_url("**/programmes/r/**")
    phone.get_by_role("button", name="确认参加").click()
    expect(phone.locator("#main")).to_contain_text("已确认")

    desk = as_(DESK, PHONE)
    desk.goto("/programmes/")
    desk.get_by_role("link", name="刘庄村托管班").click()
    programme = desk.url
    desk.get_by_role("link", name="点名和接送").click()
    desk.get_by_role("button", name="到了").click()
    desk.get_by_role("link", name="登记接走").click()
    desk.locator("[name=other]").fill("陌生人")
    desk.locator("[name=who][value='']").check()
    desk.get_by_role("button", name="已接走").click()
    expect(desk.locator("#main")).to_contain_text("不在监护人写的名单里")
    desk.locator("[name=who][value='奶奶李秀英']").check()
    desk.get_by_role("button", name="已接走").click()
    expect(desk.locator("#main")).to_contain_text("奶奶李秀英")
    assert not wider_than_the_window(desk) and not flaws(desk)

    desk.goto(programme)
    desk.locator("#main a[data-open]").first.click()
    press(desk, "attend")
    press(desk, "finish")
    made = desk.request.get(desk.get_by_role("link", name="结业证书").get_attribute("href") or "")
    assert made.ok and made.body().startswith(b"%PDF")
    phone.close()
