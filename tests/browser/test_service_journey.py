"""An idle school from the register to the canteen's income; a policy published and found by the enterprise that it fits."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from bihuan.kernel import clock
from tests.browser.conftest import PHONE, SignIn, flaws, wider_than_the_window
from tests.browser.test_mediation_journey import sheet

pytestmark = pytest.mark.e2e
SECRETARY, CLERK, OFFICER = "德固镇村(社区)书记", "德固镇统计员", "德固镇包保干部"


def address_of(page: Page) -> str:
    """The path of the record that a form led to."""
    return "/" + page.url.split("/", 3)[3]


def ago(days: int) -> str:
    return (clock.today() - timedelta(days=days)).isoformat()


def test_an_idle_school_becomes_a_canteen_with_income(as_: SignIn) -> None:
    page = as_(SECRETARY)
    sheet(
        page, "/assets/add/", name="刘庄老校舍", kind="operating", form="school", owner="刘庄村股份经济合作社", size="860",
        title_clear="yes", planning_ok="yes", sound="no", power="80", road="yes", lat="33.11", lon="114.12",
        listed_on=ago(90),
    )  # fmt: skip
    school = address_of(page)
    # The facts decide the class, and say why.
    expect(page.locator("#main")).to_contain_text("需改造提升:权属清晰、符合规划,但要修缮后才能用。")
    expect(page.locator(".asset-chain [aria-current=step]")).to_contain_text("方案")
    sheet(
        page,
        "/space-needs/add/",
        title="养老服务公司找校舍办助餐点",
        form="school",
        least="500",
        power="50",
        road="true",
    )
    page.goto("/assets/?form=school")
    card = page.locator(".asset-column-needs_work .asset-card", has_text="刘庄老校舍")
    expect(card).to_contain_text("养老服务公司找校舍办助餐点")

    asset = school.split("/")[2]
    sheet(page, f"/asset-plans/add/?asset={asset}", title="旧校舍改助餐点", way="出租", budget="60000")
    page.goto(school)
    page.get_by_role("link", name="旧校舍改助餐点").first.click()
    plan = address_of(page)
    sheet(page, f"{plan}edit/", state="published", decided_on=ago(40), published_from=ago(35), published_to=ago(28))
    sheet(page, f"{plan}edit/", state="done")
    page.goto(school)
    expect(page.locator(".asset-chain [aria-current=step]")).to_contain_text("合同")
    page.get_by_role("link", name="登记合同").click()
    sheet(
        page, page.url, title="助餐点租赁合同", partner="康乐养老服务公司", signed_on=ago(20), begins_on=ago(20),
        ends_on=ago(-30), yearly_income="12000", jobs="6",
    )  # fmt: skip
    contract = address_of(page)
    page.get_by_role("link", name="记一笔到账").click()
    sheet(page, page.url, received_on=ago(1), amount="3000", used_for="公益岗位")
    sheet(page, f"{school}revitalise/", day=ago(5), use="村级助餐点", yearly_income="12000", contract_until=ago(-30))

    page.goto(school)
    chain = page.locator(".asset-chain")
    expect(chain.locator(".is-done")).to_have_count(8)
    expect(chain.locator(".is-soon")).to_contain_text("还有 30 天")
    for said in ("村级助餐点", "岗位 6 个", "3,000 元"):
        expect(chain).to_contain_text(said)
    page.goto("/assets/?form=school")
    expect(page.locator(".asset-column-used .asset-card", has_text="刘庄老校舍")).to_contain_text("今年到账")
    page.goto("/")
    expect(page.locator("#main")).to_contain_text("刘庄老校舍")

    found = []
    for one in (page, as_(SECRETARY, PHONE)):
        for path in ("/assets/", school, contract):
            one.goto(path)
            one.wait_for_load_state("networkidle")
            found += [f"{path} is too wide"] * (wider_than_the_window(one) > 0)
            found += [f"{path} {flaw}" for flaw in flaws(one)]
    assert not found, "\n".join(found)


def test_a_policy_is_found_by_the_enterprise_that_it_fits_and_the_other_is_told_why_not(as_: SignIn) -> None:
    officer = as_(OFFICER)
    places = {}
    for name, staff in (("同辉服饰有限公司", "120"), ("华盛服饰有限公司", "320")):
        sheet(officer, "/enterprises/add/", name=name, kind="enterprise", industry="服装加工", staff_count=staff)
        places[name] = address_of(officer)
        officer.goto(f"{places[name]}assign/")
        box = officer.locator("form.sheet .pick").first
        box.locator("input[type=search]").press_sequentially(OFFICER)
        box.locator(".pick-found input[type=radio]").first.check()
        officer.locator("form.sheet .form-actions .btn-primary").last.click()
        officer.wait_for_url(f"**{places[name]}")

    clerk = as_(CLERK)
    clerk.goto("/policies/add/")
    form = clerk.locator("form.sheet").last
    for name, value in {"title": "小微企业稳岗补贴", "department": "县人社局", "benefit": "每人补贴 500 元"}.items():
        form.locator(f"[name={name}]").fill(value)
    form.locator("[name=valid_from]").fill(ago(10))
    form.get_by_role("button", name="添加条件").first.click()
    row = form.locator(".rule-condition")
    row.get_by_label("信息").select_option("staff_count")
    row.get_by_label("怎样比较").select_option("at_most")
    row.locator("input").fill("300")
    form.locator(".form-actions .btn-primary").click()
    clerk.wait_for_url("**/policies/*-*/")
    policy = clerk.url
    expect(clerk.locator("#main")).to_contain_text("职工人数不超过 300 人")

    # The worker matches; the officer is told once, of the one that fits.
    told = officer.get_by_text("惠企政策“小微企业稳岗补贴”适合您包保的 1 家")
    for _turn in range(30):
        officer.goto("/")
        if told.count():
            break
        officer.wait_for_timeout(500)
    expect(told).to_have_count(1)
    clerk.goto(policy)
    expect(clerk.get_by_role("link", name="同辉服饰有限公司")).to_be_visible()
    expect(clerk.get_by_role("link", name="华盛服饰有限公司")).to_have_count(0)
    officer.goto(places["华盛服饰有限公司"])
    officer.locator("details summary", has_text="不符合").click()
    expect(officer.locator("#main")).to_contain_text("职工人数不超过 300 人(现为 320 人)")
    officer.goto(places["同辉服饰有限公司"])
    expect(officer.get_by_role("link", name="小微企业稳岗补贴")).to_be_visible()
