"""A form of a campaign: filled on the desk with its rules at work, and on a phone without a network."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, PHONE, SignIn, Site, flaws, wider_than_the_window
from tests.browser.test_field_app import PIN, PIXEL
from tests.worlds import PASSWORD

pytestmark = pytest.mark.e2e
VILLAGE, WORKER = "德固镇村(社区)书记", "德固镇网格员"
PICTURE = {"name": "a.png", "mimeType": "image/png", "buffer": PIXEL}


def open_form(page: Page) -> None:
    page.goto("/ledgers/survey_forms/")
    page.get_by_role("link", name="用水情况调查").click()
    page.get_by_role("link", name="填写").first.click()
    expect(page.get_by_label("户主")).to_be_visible()


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_rules_work_while_a_form_is_filled_on_the_desk(as_: SignIn, size: tuple[int, int]) -> None:
    page = as_(VILLAGE, size)
    open_form(page)
    assert flaws(page) == [] and wider_than_the_window(page) == 0
    use = page.get_by_label("每月用水(吨)")
    expect(use).to_be_hidden()
    page.get_by_label("自来水").check()
    expect(use).to_be_visible()
    use.fill("5000")
    use.press("Tab")
    expect(page.get_by_text("用水量应在 0 到 1000 吨之间")).to_be_visible()
    use.fill("12.5")
    use.press("Tab")
    expect(page.get_by_text("用水量应在 0 到 1000 吨之间")).to_be_hidden()
    names = page.get_by_label("姓名")
    page.get_by_role("button", name="添加一条").click()
    expect(names).to_have_count(2)
    names.nth(0).fill("刘强")
    names.nth(1).fill("刘小")
    page.set_input_files("input[type=file]", PICTURE)
    page.get_by_role("button", name="提交", exact=True).last.click()
    expect(page.get_by_text("有 1 处要改正")).to_be_visible()  # whose house it is was left out
    expect(page.get_by_label("姓名").nth(1)).to_have_value("刘小")
    expect(page.get_by_text("a.png")).to_be_visible()
    page.get_by_label("户主").fill("刘强")
    page.get_by_role("button", name="提交", exact=True).last.click()
    expect(page).to_have_url(re.compile("/answers/"))
    expect(page.get_by_text("家庭成员 2")).to_be_visible()
    assert wider_than_the_window(page) == 0


@pytest.fixture
def phone(site: Site, browser: Browser) -> Iterator[Page]:
    """The grid worker's phone."""
    context = browser.new_context(
        viewport={"width": PHONE[0], "height": PHONE[1]}, base_url=site.url, locale="zh-CN", has_touch=True
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto("/field/")
    page.get_by_label("登录名").fill(site.people[WORKER])
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_label("设一个本机 PIN 码").fill(PIN)
    page.get_by_label("再输一遍 PIN 码").fill(PIN)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("button", name="填表")).to_be_visible()
    yield page
    context.close()


def test_a_form_is_filled_without_a_network_and_arrives_with_its_picture(phone: Page) -> None:
    phone.context.set_offline(True)
    phone.get_by_role("button", name="填表").click()
    phone.get_by_role("button", name="用水情况调查").click()
    phone.get_by_role("button", name="保存并发送").click()
    expect(phone.get_by_text("要改正")).to_be_visible()
    phone.get_by_label("户主").fill("刘强")
    phone.get_by_label("自来水").check()
    phone.get_by_label("每月用水").fill("9.5")
    phone.get_by_label("姓名").fill("刘强")
    phone.set_input_files("input[type=file]", PICTURE)
    assert flaws(phone) == [] and wider_than_the_window(phone) == 0
    phone.get_by_role("button", name="返回").click()
    phone.get_by_role("button", name="用水情况调查").click()
    expect(phone.get_by_label("户主")).to_have_value("刘强")  # the draft, without its picture
    phone.set_input_files("input[type=file]", PICTURE)
    phone.get_by_role("button", name="保存并发送").click()
    expect(phone.locator("#summary")).to_contain_text("1 条待发")
    phone.context.set_offline(False)
    phone.get_by_role("button", name="立即同步").click()
    expect(phone.locator("#summary")).to_contain_text("0 条待发,1 条已送达")
    expect(phone.locator("#summary")).not_to_contain_text("待传")
