"""The flagship: a telephone call is dispatched, mediated in two sittings, agreed in three instalments, confirmed by the court,
kept, visited and archived with the whole file as one PDF."""

import io
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from bihuan.kernel import clock
from tests.browser.conftest import PHONE, SignIn, flaws, wider_than_the_window
from tests.browser.test_case_journey import register, send, state

pytestmark = pytest.mark.e2e
T = "德固镇"
DUTY, MEDIATOR, SUPERVISOR = f"{T}综治中心值班员", f"{T}人民调解员", f"{T}督导员"
TEXTS = {
    "facts": "2026年3月,申请人在被申请人承包的工地做工,工资未结清。",
    "points": "申请人主张工资两万元,被申请人认可一万八千元。",
    "responsibilities": "被申请人未按约定支付工资,应承担付款责任。",
    "terms": "被申请人向申请人支付工资18000元,分三期付清。",
    "manner": "银行转账。",
    "agreed_amount": "18000",
}


def quarter(moment: datetime) -> datetime:
    """The quarter of an hour that `moment` lies in, as the rooms count."""
    local = clock.local(moment)
    return local.replace(minute=local.minute // 15 * 15, second=0, microsecond=0)


def fill(form: Locator, /, **values: str) -> None:
    """Put values into fields by name; choices by their stored key."""
    for name, value in values.items():
        field = form.locator(f"[name={name}]").first
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        elif field.get_attribute("type") == "radio":
            form.locator(f"[name={name}][value={value}]").check()
        elif field.get_attribute("type") == "checkbox":
            field.check()
        else:
            field.fill(value)


def sheet(page: Page, at: str, /, **values: str) -> None:
    """Open a form by its address, fill it in and send it; whatever is refused fails here with its sentence."""
    page.goto(at)
    form = page.locator("form.sheet").last
    fill(form, **values)
    form.locator(".form-actions .btn-primary, .form-actions .btn-danger").first.click()
    page.wait_for_load_state("load")
    refused = page.locator(".field-error, .errors li").all_inner_texts()
    assert not refused, (at, refused)


def draw(page: Page) -> None:
    """Write something by mouse into the box for a signature."""
    box = page.locator("canvas").last.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    for step in range(1, 6):
        page.mouse.move(box["x"] + 30 + 22 * step, box["y"] + (60 if step % 2 else 30))
    page.mouse.up()


def sitting(page: Page, case: str, begins: datetime, **record: str) -> str:
    """Plan a sitting with everybody in the room that was chosen, hold it, and write its record; gives its address."""
    times = {"starts_at": f"{begins:%Y-%m-%dT%H:%M}", "ends_at": f"{begins + timedelta(minutes=15):%Y-%m-%dT%H:%M}"}
    page.goto(f"{case}mediation/sittings/plan/")
    form = page.locator("form.sheet").last
    form.locator("[name=room]").select_option(index=1)
    fill(form, **times)
    form.locator(".form-actions .btn-primary").click()
    page.wait_for_url("**/mediation/sittings/*-*/")
    address = page.url
    page.goto(f"{address}record/")
    form = page.locator("form.sheet-record")
    for tick in form.locator("input[type=checkbox]").all():
        tick.check(force=True)
    fill(form, **times, **record)
    form.locator(".form-actions .btn-primary").click()
    page.wait_for_url(address)
    return address


def test_a_call_becomes_a_fulfilled_agreement_and_one_file(as_: SignIn) -> None:
    duty, now = as_(DUTY), quarter(clock.now())
    duty.goto("/venues/add/")
    form = duty.locator("form.sheet").last
    form.locator("[name=area]").select_option(index=1)
    fill(form, name="德固镇综治中心", rooms="第一调解室 12")
    form.locator(".form-actions .btn-primary").click()
    duty.wait_for_load_state("load")

    address = register(
        duty, "工地做工四个月,工资两万元拖欠未付", kind="dispute", reporter_name="王某", reporter_phone="13800001234",
        dispute_kind="labour", respondent="鼎新装修队",
    )  # fmt: skip
    duty.locator("#main").focus()
    duty.keyboard.press("Enter")
    expect(duty.locator("#case-top .state")).to_have_text("待分派")
    duty.keyboard.press("Enter")
    duty.locator("dialog[open] #id_office").select_option(label=f"{T}调委会")
    send(duty)
    expect(duty.locator("#case-top .state")).to_have_text("待签收")

    mediator = as_(MEDIATOR)
    mediator.goto(address)
    mediator.locator("#main").focus()
    mediator.keyboard.press("Enter")
    expect(mediator.locator("#case-top .state")).to_have_text("办理中")

    # Who they are, and each in own words.
    mediator.goto(f"{address}mediation/")
    edits = [one.get_attribute("href") or "" for one in mediator.locator("a[href*='/parties/'][href$='/edit/']").all()]
    assert len(edits) == 2
    sheet(mediator, edits[0], address="德固镇刘庄村", birth_year="1980", statement="干了四个月,只给了一部分。")
    sheet(mediator, edits[1], address="德固镇柳林社区", body="on", statement="工程款没有结下来。")

    first = sitting(
        mediator, address, now - timedelta(minutes=45), rights_told="on", talk="问:欠多少?\n答(王某):两万元。",
        disputed="数额", outcome="adjourned", outcome_note="被申请人回去核对工时", next_on=f"{now:%Y-%m-%d}",
    )  # fmt: skip
    expect(mediator.locator("#main")).to_contain_text("延期再调")
    second = sitting(
        mediator, address, now - timedelta(minutes=15), rights_told="on", talk="问:核对了吗?\n答(装修队):一万八千元。",
        proposals="分三期付清", outcome="agreed", outcome_note="双方认可一万八千元",
    )  # fmt: skip
    assert first != second

    # The agreement: refused while contents that the law asks for are missing, then signed by every hand.
    sheet(mediator, f"/mediation{address[address.index('/cases/') :]}agreement/begin/", form="written")
    agreement = mediator.url.removesuffix("edit/")
    mediator.goto(f"{agreement}present/")
    expect(mediator.locator("#main")).to_contain_text("请写明争议事项")
    expect(mediator.locator("form.sheet .btn-primary")).to_be_disabled()
    sheet(mediator, f"{agreement}edit/", **TEXTS)
    mediator.goto(f"{agreement}items/instalments/")
    form = mediator.locator("form.sheet").last
    form.locator("[name=payer]").select_option(index=2)
    form.locator("[name=payee]").select_option(index=1)
    fill(form, what="支付工资", total="18000", count="3", first_on=f"{now + timedelta(days=5):%Y-%m-%d}", every="month")
    form.locator(".form-actions .btn-primary").click()
    mediator.wait_for_url(agreement)
    expect(mediator.locator("#main")).to_contain_text("第 1/3 期")
    mediator.goto(f"{agreement}present/")
    for tick in mediator.locator("form.sheet input[type=checkbox]").all():
        tick.check()
    mediator.locator("form.sheet .btn-primary").last.click()
    mediator.wait_for_load_state("load")
    for hand in range(1, 4):
        mediator.goto(f"{agreement}sign/")
        mediator.locator("[name=signer]").select_option(index=1)
        draw(mediator)
        mediator.locator("form.sheet .btn-primary").last.click()
        mediator.wait_for_url(agreement)
        expect(mediator.locator(".signature-shown")).to_have_count(hand)
    seal = {"name": "seal.png", "mimeType": "image/png", "buffer": mediator.locator("h1").first.screenshot()}
    mediator.goto(f"{agreement}seal/")
    mediator.locator("form.sheet [name=file]").set_input_files(seal)  # type: ignore[arg-type]
    mediator.locator("form.sheet .btn-primary").last.click()
    mediator.wait_for_url(agreement)
    expect(mediator.locator("#main")).to_contain_text("还剩 30 天")

    # The court confirms, the instalments are paid.
    confirmation = mediator.locator("a[href*='/confirmations/'][href$='/file/']").first.get_attribute("href") or ""
    sheet(mediator, confirmation, both="on", court="澜州县人民法院")
    ruling = confirmation.replace("/file/", "/ruling/")
    sheet(mediator, ruling, result="confirmed", number="(2026)豫1799民特1号")
    for _instalment in range(3):
        mediator.goto(agreement)
        mediator.goto(mediator.locator("a[href*='/items/'][href$='/pay/']").first.get_attribute("href") or "")
        mediator.locator("form.sheet .btn-primary").last.click()
        mediator.wait_for_load_state("load")
    mediator.goto(agreement)
    expect(mediator.locator("a[href*='/items/'][href$='/pay/']")).to_have_count(0)
    expect(mediator.locator("#main")).to_contain_text("确认有效")

    # The loop: finished, verified by another, visited, closed.
    mediator.goto(address)
    mediator.get_by_role("button", name="登记结果").click()
    mediator.locator("dialog[open] #id_result").select_option("settled")
    mediator.locator("dialog[open] #id_account").fill("两次调解达成书面协议,分三期付清")
    mediator.keyboard.press("Control+Enter")
    expect(mediator.locator("#case-top .state")).to_have_text("待核查")
    supervisor = as_(SUPERVISOR)
    supervisor.goto(address)
    supervisor.locator("#main").focus()
    supervisor.keyboard.press("Enter")
    supervisor.locator("dialog[open] #id_note").fill("向双方核实,工资已付清")
    send(supervisor)
    duty.goto(address)
    duty.locator("#main").focus()
    duty.keyboard.press("Enter")
    for question in ("settled", "satisfied", "fulfilled"):
        duty.locator(f"dialog[open] input[name={question}][value=yes]").check()
    send(duty)
    assert state(duty) == "已办结"

    # The file: archived, and one PDF with every paper in it.
    case = address[address.index("/cases/") :]
    mediator.goto(f"{case}papers/archive/")
    form = mediator.locator("form.sheet").last
    if form.locator("[name=as_it_is]").count():
        form.locator("[name=as_it_is]").check()
        fill(form, remark="调查记录未单独制作。")
    form.locator(".btn-primary").last.click()
    mediator.wait_for_load_state("load")
    whole = mediator.request.get(f"{case}papers/archived/")
    assert whole.ok, whole.status
    pages = PdfReader(io.BytesIO(whole.body())).pages
    text = "".join(page.extract_text() for page in pages)
    assert len(pages) >= 10
    for paper in ("卷内目录", "调解申请", "受理", "调解记录", "协议书", "回访"):
        assert paper in text, paper
    assert "第 3/3 期" in text or "三期" in text

    found = []
    for page in (mediator, as_(MEDIATOR, PHONE)):
        for path in (f"{address}mediation/", f"{address}mediation/course/", agreement, second):
            page.goto(path)
            page.wait_for_load_state("networkidle")
            found += [f"{path} is too wide"] * (wider_than_the_window(page) > 0)
            found += [f"{path} {flaw}" for flaw in flaws(page)]
    assert not found, "\n".join(found)
