"""Takes the pictures of the manual: `python scripts/screenshots.py [NAME …] [--base URL]`.

Without `--base` it starts the product on a temporary state folder with the reference county. Needs Chromium.
"""

import argparse
import io
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
DESK, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
MOST_BYTES = 120_000
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
    "--lang=zh-CN",
]
Steps = Callable[[Page], object]


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: who is signed in ("" nobody), where it begins, what is done there, and on what kind of screen."""

    name: str
    who: str
    path: str
    steps: Steps = lambda _page: None
    phone: bool = False
    language: str = "zh-hans"


def _open_first(page: Page) -> None:
    """Follow the first row of a list of work, or of a ledger."""
    page.locator("main a[data-open]").first.click()
    page.wait_for_load_state("networkidle")


def _open_case(words: str) -> Steps:
    """Open the first case that the ledger shows for the filter `words`."""

    def steps(page: Page) -> None:
        page.goto(f"{page.url.split('/ledgers/')[0]}/ledgers/cases/?{words}", wait_until="networkidle")
        _open_first(page)

    return steps


def _ledger_file() -> dict[str, object]:
    """A ledger as townships keep it: a title, two rows of headings, spellings of all kinds, a total, a signature."""
    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("六月")
    sheet.merge_range("A1:I1", "德固镇2026年6月矛盾纠纷排查化解台账")
    for column, word in enumerate(
        ("序号", "受理时间", "当事人", "", "联系电话", "所属村", "纠纷类别", "简要情况", "是否调解成功")
    ):
        sheet.write(1, column, word)
    sheet.write(2, 2, "甲方")
    sheet.write(2, 3, "乙方")
    rows = (
        (1, "2026.6.3", "周大山", "吴二喜", "139 0000 1111", "柳林村", "邻里", "两家因滴水到院内发生口角", "是"),
        (2, "6月5日", "郑三妹", "郑四海", "13900002222", "柳林", "家庭", "兄妹因赡养老人分摊费用发生争执", "√"),
        (3, "2026-06-09", "冯五更", "", "0370-123", "柳林村", "宅基地", "与邻居因宅基地边界发生争执", "调解中"),
        (4, "2026年6月31日", "陈六顺", "褚七巧", "13900004444", "柳林村", "债务", "借款两万元到期未还", "否"),
        (5, "2026/6/18", "卫八斤", "蒋九成", "13900005555", "刘林村", "土地", "承包地边界不清", "成功"),
    )
    for number, row in enumerate(rows, start=3):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    sheet.write(8, 0, "合计")
    sheet.write(8, 8, "5件")
    sheet.write(9, 0, "填表人:          审核人:")
    book.close()
    return {
        "name": "德固镇六月矛盾纠纷台账.xlsx",
        "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "buffer": target.getvalue(),
    }


def _upload(page: Page) -> None:
    page.locator("input[type=file]").set_input_files([_ledger_file()])  # type: ignore[list-item]  # payloads are dicts
    page.locator("main form button.btn-primary").first.click()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)


def _import(page: Page) -> None:
    """Take the rows that are in order."""
    _upload(page)
    page.get_by_role("button", name="确认导入").click()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(4000)  # a job does it


def _type_case(page: Page) -> None:
    """What the desk sees while it is still typing."""
    page.locator("textarea").first.fill("杨楼村西头从昨天早上开始连续停水,到现在还没有来水,家里老人没法做饭。")
    page.locator("textarea").first.blur()
    page.wait_for_timeout(3000)


def _press(words: str, state: str) -> Steps:
    """Open a case in `state` and the form behind the button `words`."""

    def steps(page: Page) -> None:
        _open_case(f"state={state}")(page)
        page.locator("main").get_by_text(words).first.click()
        page.wait_for_timeout(1500)

    return steps


def _report(page: Page) -> None:
    """A resident's report, filled in."""
    page.get_by_label("我发现了危险").check()
    page.locator("textarea").first.fill("柳林村小学门口的路面塌了一个坑,孩子们骑车经过很危险,昨天已经有人摔倒。")
    page.locator("form select").first.select_option(
        label=next(
            text for text in page.locator("form select option").all_inner_texts() if "柳林" in text or "德固" in text
        )
    )
    page.get_by_label("您的姓名").fill("周明")
    page.get_by_label("您的电话").fill("13900001111")
    page.wait_for_timeout(3200)  # faster than a person is taken for a machine
    page.evaluate("window.scrollTo(0, 0)")


def _send_report(page: Page) -> None:
    _report(page)
    page.locator("main form button.btn-primary").last.click()
    page.wait_for_url("**/t/**")
    page.wait_for_load_state("networkidle")


def _first_link(part: str) -> Steps:
    """Follow the first link whose address holds `part`."""

    def steps(page: Page) -> None:
        page.locator(f"main a[href*='{part}']").first.click()
        page.wait_for_load_state("networkidle")

    return steps


PICTURE_LIST: tuple[Picture, ...] = (
    Picture("sign-in", "", "/sign-in/"),
    Picture("home-duty", "degu-duty", "/"),
    Picture("triage", "degu-duty", "/triage/"),
    Picture("case-new", "degu-duty", "/cases/new/", _type_case),
    Picture("case-closed", "degu-duty", "/ledgers/cases/", _open_case("state=closed&kind=appeal")),
    Picture("case-revisit", "degu-duty", "/ledgers/cases/", _press("记录回访", "to_revisit")),
    Picture("home-handler", "degu-handler", "/"),
    Picture("case-handling", "degu-handler", "/ledgers/cases/", _open_case("state=handling")),
    Picture("case-finish", "degu-handler", "/ledgers/cases/", _press("申报办结", "handling")),
    Picture("home-supervisor", "degu-supervisor", "/"),
    Picture("case-to-verify", "degu-supervisor", "/ledgers/cases/", _open_case("state=to_verify")),
    Picture("home-leader", "degu-leader", "/"),
    Picture("figures", "degu-secretary", "/figures/"),
    Picture("briefing", "degu-secretary", "/figures/briefing/"),
    Picture("definitions", "degu-clerk", "/figures/definitions/"),
    Picture("case-new-phone", "degu-grid", "/cases/new/", phone=True),
    Picture("case-phone", "degu-village", "/ledgers/cases/", _open_first, phone=True),
    Picture("home-village", "degu-village", "/", phone=True),
    Picture("disputes", "degu-mediator", "/ledgers/disputes/"),
    Picture("enterprises", "county", "/ledgers/enterprises/"),
    Picture("assets", "county", "/ledgers/assets/"),
    Picture("ledgers", "degu-clerk", "/ledgers/"),
    Picture("export", "degu-clerk", "/ledgers/disputes/export/"),
    Picture("import-upload", "degu-clerk", "/ledgers/disputes/import/"),
    Picture("import-check", "degu-clerk", "/ledgers/disputes/import/", _upload),
    Picture("import-report", "degu-clerk", "/ledgers/disputes/import/", _import),
    Picture("search", "degu-duty", "/search/?q=%E5%81%9C%E6%B0%B4"),
    Picture("inbox", "degu-secretary", "/inbox/"),
    Picture("me", "degu-duty", "/me/"),
    Picture("orgs", "admin", "/orgs/"),
    Picture("area", "admin", "/orgs/", _first_link("/orgs/areas/")),
    Picture("staff", "admin", "/orgs/staff/"),
    Picture("chains", "admin", "/orgs/chains/"),
    Picture("chain", "admin", "/orgs/chains/", _first_link("/orgs/chains/0")),
    Picture("rota", "degu-duty", "/orgs/rota/"),
    Picture("points", "degu-duty", "/orgs/points/"),
    Picture("setup", "admin", "/setup/"),
    Picture("limits", "admin", "/setup/limits/"),
    Picture("calendar", "admin", "/setup/calendar/"),
    Picture("rights", "admin", "/setup/rights/"),
    Picture("channels", "admin", "/setup/channels/"),
    Picture("audit", "auditor", "/audit/"),
    Picture("public-start", "", "/p/", phone=True),
    Picture("public-report", "", "/p/report/", _report, phone=True),
    Picture("public-receipt", "", "/p/report/", _send_report, phone=True),
    Picture("public-track", "", "/p/track/", phone=True),
    Picture("english-home", "degu-duty", "/", language="en"),
)


def stored(picture: bytes) -> bytes:
    """The picture with as many colours as fit the size that pages should carry."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in (256, 128, 64, 32, 16):
        target = io.BytesIO()
        image.quantize(colors=colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            target, "PNG", optimize=True
        )
        if target.tell() <= MOST_BYTES:
            break
    return target.getvalue()


def _page(browser: Browser, base: str, picture: Picture, sessions: dict[str, object]) -> Page:
    """A fresh page of the picture's size and language; a session is used again by the pictures of the same person."""
    size = PHONE if picture.phone else DESK
    context = browser.new_context(
        viewport=size,  # type: ignore[arg-type]  # a mapping of width and height
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        device_scale_factor=1,
        reduced_motion="reduce",
        storage_state=sessions.get(picture.who),  # type: ignore[arg-type]  # what storage_state() returned
    )
    context.set_default_timeout(15_000)
    context.add_cookies([{"name": "django_language", "value": picture.language, "url": base}])
    return context.new_page()


def _sign_in(page: Page, base: str, who: str, password: str) -> None:
    page.goto(f"{base}/sign-in/")
    page.fill("input[name=username]", who)
    page.fill("input[name=password]", password)
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(lambda address: "sign-in" not in address)


def _take_one(browser: Browser, base: str, picture: Picture, password: str, sessions: dict[str, object]) -> str:
    """Take one picture; returns why it could not be taken, "" when it was."""
    page = _page(browser, base, picture, sessions)
    try:
        if picture.who and picture.who not in sessions:
            _sign_in(page, base, picture.who, password)
            sessions[picture.who] = page.context.storage_state()
        answer = page.goto(f"{base}{picture.path}", wait_until="networkidle")
        if answer is None or answer.status >= 400:
            return f"{picture.path} answered {answer.status if answer else 'nothing'}"
        picture.steps(page)
        page.wait_for_timeout(500)
        if page.evaluate("getComputedStyle(document.body).fontFamily").startswith("Times"):
            return "the page has no style: restart the server after building the front end"
        (PICTURES / f"{picture.name}.png").write_bytes(stored(page.screenshot()))
    except PlaywrightError as error:  # one page that fails must not cost the others
        return str(error).splitlines()[0]
    finally:
        page.context.close()
    return ""


def take(base: str, pictures: Sequence[Picture], password: str) -> list[str]:
    """Take the pictures; returns a line for each that could not be taken."""
    failures: list[str] = []
    sessions: dict[str, object] = {}
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=FLAGS,
            env=os.environ | {"LANGUAGE": "zh_CN"},
        )
        for picture in pictures:
            failed = ""
            for _attempt in range(2):  # a busy machine may be late once
                failed = _take_one(browser, base, picture, password, sessions)
                if not failed:
                    print(picture.name, flush=True)
                    break
            if failed:
                failures.append(f"{picture.name}: {failed}")
        browser.close()
    return failures


@contextmanager
def product() -> Iterator[str]:
    """The product with the reference county on a state folder of its own; gives its address."""
    with tempfile.TemporaryDirectory(prefix="bihuan-pictures-") as home:
        environment = os.environ | {"BIHUAN_HOME": home, "PYTHONPATH": str(ROOT / "src")}
        environment.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "bihuan.config.cli"]
        for words in (["migrate"], ["demo"]):
            subprocess.run([*command, *words], env=environment, check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen([*command, "serve", "--port", "8979"], env=environment)
        try:
            _wait_for("http://127.0.0.1:8979/p/")
            yield "http://127.0.0.1:8979"
        finally:
            server.terminate()
            server.wait(30)


def _wait_for(address: str) -> None:
    for _attempt in range(120):
        try:
            urllib.request.urlopen(address, timeout=30).close()  # noqa: S310  # our own server
            return
        except OSError:  # not listening yet, or still starting
            time.sleep(0.5)
    raise TimeoutError(f"no answer at {address}")


def main() -> int:
    """Take all pictures or those named; 1 when any failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these pictures")
    parser.add_argument("--base", help="address of a running demo, such as http://127.0.0.1:8000")
    parser.add_argument("--password", default="bihuan-demo-1", help="of the demo accounts")
    options = parser.parse_args()
    unknown = set(options.names) - {picture.name for picture in PICTURE_LIST}
    if unknown:
        parser.error(f"no such picture: {', '.join(sorted(unknown))}")
    chosen = [picture for picture in PICTURE_LIST if not options.names or picture.name in options.names]
    if options.base:
        failures = take(options.base.rstrip("/"), chosen, options.password)
    else:
        with product() as base:
            failures = take(base, chosen, options.password)
    print(*failures, sep="\n", end="\n" if failures else "", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
