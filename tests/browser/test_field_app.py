"""The field app on a phone: offline and on again, an answer that never arrived, two phones on one record, a stolen phone."""

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import PHONE, Site, flaws, wider_than_the_window
from tests.worlds import PASSWORD

pytestmark = pytest.mark.e2e
WORKER, SECRETARY, DUTY = "德固镇网格员", "德固镇村(社区)书记", "德固镇综治中心值班员"
PIN = "135790"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)
Phone = Callable[[str], Page]
EVERYTHING_STORED = """async () => {
  const done = (asked) => new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); });
  const plain = (_key, value) => value instanceof ArrayBuffer ? new TextDecoder().decode(value) : value;
  const db = await done(indexedDB.open('bihuan-field'));
  const found = [];
  for (const name of db.objectStoreNames) {
    const rows = await done(db.transaction(name).objectStore(name).getAll());
    found.push(...rows.map((row) => JSON.stringify(row, plain)));
  }
  db.close();
  return found;
}"""


@pytest.fixture
def phone_of(site: Site, browser: Browser) -> Iterator[Phone]:
    """A phone on which somebody has signed in to the app; complaints of the page fail the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def sign_in(name: str) -> Page:
        context = browser.new_context(
            viewport={"width": PHONE[0], "height": PHONE[1]}, base_url=site.url, locale="zh-CN", has_touch=True,
            permissions=["geolocation"], geolocation={"latitude": 33.5, "longitude": 114.5, "accuracy": 15},
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/field/")
        page.get_by_label("登录名").fill(site.people[name])
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_label("设一个本机 PIN 码").fill(PIN)
        page.get_by_label("再输一遍 PIN 码").fill(PIN)
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_role("button", name="我的任务")).to_contain_text("件等您办")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert complaints == []


def report(page: Page, text: str, *, photo: bool = False) -> None:
    page.get_by_role("button", name="上报").click()
    if photo:
        page.set_input_files("input[type=file]", {"name": "a.png", "mimeType": "image/png", "buffer": PIXEL})
    page.get_by_label("什么情况").fill(text)
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_role("heading", name="发件箱")).to_be_visible()


def unlock(page: Page, pin: str = PIN) -> None:
    page.get_by_label("PIN 码").fill(pin)
    page.get_by_role("button", name="打开").click()


def cases_named(page: Page, site: Site, text: str) -> int:
    """How many cases with this text the server has, asked with the phone's own packet."""
    page.get_by_role("button", name="返回").click()
    page.get_by_role("button", name="我的", exact=True).click()
    page.get_by_role("button", name="更新数据").click()
    page.get_by_role("button", name="返回").click()
    page.get_by_role("button", name="我的任务").click()
    expect(page.get_by_role("button", name=text).first).to_be_visible()
    return page.get_by_role("button", name=text).count()


def test_what_is_reported_offline_survives_a_closed_tab_and_arrives_once(phone_of: Phone, site: Site) -> None:
    page = phone_of(WORKER)
    assert flaws(page) == [] and wider_than_the_window(page) == 0
    page.context.set_offline(True)
    report(page, "断网时井盖破损", photo=True)
    expect(page.locator("#summary")).to_contain_text("1 条待发")
    expect(page.locator("#summary")).to_contain_text("1 张照片待传")
    page.close()

    again = page.context.new_page()
    again.goto("/field/")  # from the phone itself
    unlock(again)
    expect(again.get_by_role("button", name="1 条待发")).to_be_visible()
    again.context.set_offline(False)
    again.get_by_role("button", name="1 条待发").click()
    again.get_by_role("button", name="立即同步").click()
    expect(again.locator("#summary")).to_contain_text("0 条待发,1 条已送达")
    expect(again.locator("#summary")).not_to_contain_text("待传")
    expect(again.get_by_text("回执号")).to_be_visible()
    assert flaws(again) == [] and wider_than_the_window(again) == 0
    assert cases_named(again, site, "断网时井盖破损") == 1


def test_an_answer_that_never_arrived_leads_to_one_case_and_one_receipt(phone_of: Phone, site: Site) -> None:
    page = phone_of(WORKER)

    def taken_but_not_answered(route: Route) -> None:
        route.fetch()  # the server has it
        route.abort("connectionreset")

    page.route("**/field/sync", taken_but_not_answered, times=1)
    report(page, "服务器中断时路灯不亮")
    expect(page.locator("#summary")).to_contain_text("1 条待发")
    page.get_by_role("button", name="立即同步").click()
    expect(page.locator("#summary")).to_contain_text("1 条已送达")
    assert cases_named(page, site, "服务器中断时路灯不亮") == 1


def test_two_phones_that_edit_one_record_meet_on_a_card_and_a_person_settles_it(phone_of: Phone, site: Site) -> None:
    one, other = phone_of(WORKER), phone_of(SECRETARY)
    for page in (one, other):
        page.get_by_role("button", name="走访").click()
        page.get_by_role("radio", name="店铺").click()
        page.get_by_role("button", name="兴旺小卖部").click()
    other.context.set_offline(True)
    one.get_by_label("名称").fill("兴旺小卖部超市")
    one.get_by_role("button", name="保存修改").click()
    expect(one.locator("#summary")).to_contain_text("1 条已送达")

    other.get_by_label("名称").fill("兴旺小卖部商店")
    other.get_by_label("位置").fill("村委会东侧")
    other.get_by_role("button", name="保存修改").click()
    expect(other.locator("#summary")).to_contain_text("1 条待发")
    other.context.set_offline(False)
    other.get_by_role("button", name="立即同步").click()
    expect(other.locator("#summary")).to_contain_text("1 条要您决定")
    card = other.locator("[data-state=conflict]")
    expect(card).to_contain_text("兴旺小卖部超市")
    expect(card).to_contain_text(WORKER)
    card.get_by_role("button", name="我的").click()
    card.get_by_role("button", name="就这样定").click()
    expect(other.locator("#summary")).to_contain_text("0 条待发,1 条已送达")
    one.get_by_role("button", name="立即同步").click()
    one.get_by_role("button", name="返回").click()
    one.get_by_role("button", name="走访").click()
    one.get_by_role("radio", name="店铺").click()
    expect(one.get_by_role("button", name="兴旺小卖部商店")).to_contain_text("村委会东侧")


def test_nothing_readable_lies_on_the_phone_and_wrong_pins_wipe_it(phone_of: Phone) -> None:
    page = phone_of(WORKER)
    page.context.set_offline(True)
    report(page, "只有本人能看的内容")
    dumped = page.evaluate(EVERYTHING_STORED)
    text = json.dumps(dumped, ensure_ascii=False)
    assert len(dumped) >= 3 and "只有本人" not in text and "bf_" not in text and WORKER not in text
    page.reload()
    for left in range(5, 0, -1):
        unlock(page, "000000")
        expect(page.get_by_role("alert")).to_contain_text(f"再错 {left} 次")
    page.get_by_label("PIN 码").fill("000000")
    page.get_by_role("button", name="打开").click()
    expect(page.get_by_role("heading", name="登录外勤应用")).to_be_visible()


def test_a_store_of_an_older_app_is_carried_over(phone_of: Phone) -> None:
    """What version 1 of the schema wrote is there, in order, after the update."""
    page = phone_of(WORKER)
    page.goto("/static/bihuan/icon.svg")  # the app is closed, its origin is the same
    page.evaluate(
        """async () => {
          await new Promise((done) => {
            const asked = indexedDB.deleteDatabase('bihuan-field');
            asked.onsuccess = asked.onblocked = done;
          });
          const db = await new Promise((done) => {
            const asked = indexedDB.open('bihuan-field', 1);
            asked.onupgradeneeded = () => {
              const made = asked.result;
              made.createObjectStore('lock'); made.createObjectStore('sealed');
              made.createObjectStore('outbox', {keyPath: 'id'}).createIndex('order', 'order');
              made.createObjectStore('photos', {keyPath: 'id'});
            };
            asked.onsuccess = () => done(asked.result);
          });
          const rows = db.transaction('outbox', 'readwrite').objectStore('outbox');
          for (const [id, order] of [['b', 2], ['a', 1]]) rows.put({id, order, state: 'waiting', body: {}});
          await new Promise((done) => { rows.transaction.oncomplete = done; });
          db.close();
        }"""
    )
    page.goto("/field/")
    expect(page.get_by_role("heading", name="登录外勤应用")).to_be_visible()
    lines = page.evaluate(
        """() => new Promise((done) => { const asked = indexedDB.open('bihuan-field'); asked.onsuccess = () => {
          const all = asked.result.transaction('outbox').objectStore('outbox').index('order').getAll();
          all.onsuccess = () => { asked.result.close(); done(all.result); }; }; })"""
    )
    assert [(one["id"], one["tries"], one["after"]) for one in lines] == [("a", 0, []), ("b", 0, [])]


def test_the_app_opens_offline_within_two_seconds(phone_of: Phone) -> None:
    page = phone_of(WORKER)
    slow = page.context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.context.set_offline(True)
    page.reload(wait_until="commit")
    expect(page.get_by_label("PIN 码")).to_be_visible(timeout=2_000)


def test_a_phone_taken_out_of_use_wipes_itself(phone_of: Phone, site: Site, as_: Callable[..., Page]) -> None:
    page = phone_of("城关镇网格员")
    admin = as_("县系统管理员")
    admin.goto("/phones/")
    row = admin.get_by_role("row").filter(has_text="城关镇网格员")
    row.get_by_role("button", name="清除").click()
    expect(admin.get_by_role("row").filter(has_text="城关镇网格员")).to_contain_text("等待手机清除")
    page.get_by_role("button", name="条待发").click()
    page.get_by_role("button", name="立即同步").click()
    expect(page.get_by_role("heading", name="登录外勤应用")).to_be_visible()
    admin.reload()
    expect(admin.get_by_role("row").filter(has_text="城关镇网格员")).to_contain_text("已清除")


def test_a_round_made_without_a_network_arrives_whole(phone_of: Phone, site: Site) -> None:
    """A patrol with a check-in, a check with a gap: made offline, in the outbox in order, taken in once."""
    page = phone_of(WORKER)
    page.context.set_offline(True)
    page.get_by_role("button", name="巡查").click()
    assert flaws(page) == [] and wider_than_the_window(page) == 0
    page.get_by_role("button", name="开始巡查").click()
    page.get_by_role("button", name="到点签到").click()
    page.get_by_role("button", name="兴旺小卖部").click()
    expect(page.get_by_text("签到 1 处")).to_be_visible()
    page.get_by_role("button", name="结束巡查").click()
    expect(page.locator("#summary")).to_contain_text("条待发")
    page.get_by_role("button", name="返回").click()

    page.get_by_role("button", name="走访").click()
    page.get_by_role("radio", name="店铺").click()
    page.get_by_role("button", name="兴旺小卖部").click()
    page.get_by_role("button", name="开始检查").click()
    page.get_by_role("radio", name="有问题").first.click()
    page.get_by_label("什么问题").fill("出口堆了纸箱")
    page.get_by_role("button", name="其余").click()
    assert flaws(page) == [] and wider_than_the_window(page) == 0
    page.get_by_role("button", name="完成检查").click()
    # To the outbox, or to the tasks where the day has made one of this shop.
    expect(page.get_by_role("button", name="完成检查")).to_have_count(0)
    page.get_by_role("button", name="返回").click()
    page.get_by_role("button", name="条待发").click()
    expect(page.get_by_text("检查:兴旺小卖部")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="立即同步").click()
    expect(page.locator("#summary")).to_contain_text("0 条待发")
    expect(page.locator("[data-state=refused]")).to_have_count(0)
    assert cases_named(page, site, "出口堆了纸箱") == 1
