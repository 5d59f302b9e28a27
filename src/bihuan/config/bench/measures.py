"""The measures: each returns a dictionary of figures; times in milliseconds unless the name says otherwise."""

import http.client
import io
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import xlsxwriter
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from xlsxwriter.utility import xl_range

from bihuan.cases import limits
from bihuan.cases.addresses import url_of
from bihuan.cases.models import Case, Channel
from bihuan.cases.services import report_case
from bihuan.config.demo import names
from bihuan.config.demo.organisation import World
from bihuan.insight.filling.places import Place
from bihuan.insight.filling.workbook import open_template
from bihuan.kernel import clock
from bihuan.kernel.worktime import Budget, Unit, due
from bihuan.orgs.models import Role, Staff
from bihuan.platform.models import Counter

BACKEND = "django.contrib.auth.backends.ModelBackend"
Figures = dict[str, Any]


def _spread(samples: list[float]) -> Figures:
    ordered = sorted(samples)
    return {
        "p50": round(statistics.median(ordered) * 1000, 1),
        "p95": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))] * 1000, 1),
        "n": len(ordered),
    }


@contextmanager
def _statements() -> Iterator[list[int]]:
    """Counts SQL statements other than transaction control in the block."""
    found: list[int] = [0]
    with CaptureQueriesContext(connection) as captured:
        yield found
    control = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT", "ROLLBACK")
    found[0] = sum(not query["sql"].startswith(control) for query in captured.captured_queries)


def single_row_inserts(seconds: float = 2) -> Figures:
    """How many rows this database takes when each is a transaction of its own: the limit that intake is held against."""
    number, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        Counter.objects.bulk_create([Counter(key=f"bench:{started}:{number}", value=1)])
        number += 1
    rate = number / (time.perf_counter() - started)
    Counter.objects.filter(key__startswith="bench:").delete()
    return {"per_second": round(rate)}


def intake(world: World, base: str, *, clients: int = 8, seconds: float = 6) -> Figures:
    """Public reports over HTTP by `clients` at once, from all towns; `base` is a running server."""
    grids = [world.grids[world.villages[town.name][0]][0].code for town in world.towns]
    samples: list[float] = []
    refused: list[int] = []
    stop = time.perf_counter() + seconds

    def one_client(number: int) -> None:
        # The plainest client there is: what it computes itself is taken from the server's two cores.
        connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=30)
        turn = 0
        while time.perf_counter() < stop:
            turn += 1
            body = {
                "kind": "appeal",
                "area": grids[(number + turn) % len(grids)],
                "text": f"测速上报 {number}-{turn} 路灯不亮,晚上看不清路。",
                "reporter_phone": "15400000000",
            }
            heads = {"Content-Type": "application/json", "X-Forwarded-For": f"10.1.{number}.{turn % 250}"}
            started = time.perf_counter()
            connection.request("POST", "/api/v1/public/reports", json.dumps(body).encode(), heads)
            answer = connection.getresponse()
            answer.read()
            if answer.status in {200, 201}:
                samples.append(time.perf_counter() - started)
            else:
                refused.append(answer.status)
        connection.close()

    started = time.perf_counter()
    threads = [threading.Thread(target=one_client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - started
    figures = {
        "per_second": round(len(samples) / took, 1),
        "refused": len(refused),
        "refused_status": sorted(set(refused)),
    }
    return figures | (_spread(samples) if samples else {})


def intake_statements(world: World) -> Figures:
    """SQL statements of one report, all included."""
    town = world.towns[0]
    grid = world.grids[world.villages[town.name][0]][0]
    desk = Staff.objects.get(pk=world.people(Role.DUTY_OFFICER, town)[0].pk)

    def one() -> None:
        report_case(
            desk, kind="appeal", channel=Channel.PHONE, area=grid, text="路灯不亮", reporter_phone="15400000000"
        )

    one()
    with _statements() as count:
        one()
    return {"statements": count[0]}


def pages(world: World, *, times: int = 30) -> Figures:
    """List, filtered list, search and case page, by a town's duty officer and by the county's desk."""
    town = world.areas["德固镇"]
    newest = Case.objects.filter(town=town).exclude(state="closed").order_by("-reported_at").first()
    assert newest is not None  # the world has just been made
    addresses = {
        "list": "/ledgers/cases/",
        "list_filtered": "/ledgers/cases/?kind=hazard&state=closed",
        "list_last_month": "/ledgers/cases/?reported=month",
        "search_one_character": "/ledgers/cases/?q=灯",
        "search_two_characters": "/ledgers/cases/?q=路灯",
        "search_rare": "/ledgers/cases/?q=缝纫工",
        "search_everywhere": "/search/?q=机井",
        "case_page": url_of(newest),
        "dashboard": "/figures/",
        "briefing": "/figures/briefing/",
    }
    people = {
        "town": world.people(Role.DUTY_OFFICER, town)[0],
        "county": world.people(Role.COUNTY_DESK, world.areas[next(iter(world.areas))])[0],
    }
    figures: Figures = {}
    for who, person in people.items():
        client = Client()
        client.force_login(Staff.objects.get(pk=person.pk), BACKEND)
        for name, address in addresses.items():
            figures[f"{name}.{who}"] = _page(client, address, times)
    return figures


def _page(client: Client, address: str, times: int) -> Figures:
    first = client.get(address)
    if first.status_code != 200:
        return {"status": first.status_code}
    with _statements() as count:
        client.get(address)
    samples = []
    for _turn in range(times):
        started = time.perf_counter()
        client.get(address)
        samples.append(time.perf_counter() - started)
    return _spread(samples) | {"statements": count[0]}


def import_rows(world: World, rows: int) -> Figures:
    """A dispute workbook of `rows` rows by the command, as a person would run it; time and memory are of that process alone."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bench.xlsx"
        file.write_bytes(_workbook(world, rows))
        command = [str(Path(sys.executable).with_name("bihuan")), "import", "disputes", str(file), "--json"]
        printed = Path(folder) / "report.json"
        with printed.open("wb") as out:
            before, started, peak = _processor_seconds(), time.perf_counter(), 0
            running = subprocess.Popen(command, stdout=out)
            while running.poll() is None:
                peak = max(peak, _peak_kilobytes(running.pid))
                time.sleep(0.1)
            took = time.perf_counter() - started
        report = json.loads(printed.read_bytes())
    return {
        "rows": rows,
        "accepted": report["accepted"],
        "exit_code": running.returncode,
        "seconds": round(took, 1),
        "rows_per_second": round(rows / took),
        "processor_seconds": round(_processor_seconds() - before, 1),
        "peak_mb": round(peak / 1024),
    }


def _processor_seconds() -> float:
    """Of all processes that were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _peak_kilobytes(pid: int) -> int:
    """The most memory a running process has held, as Linux says; its rusage would count what it inherited from its parent."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


def _workbook(world: World, rows: int) -> bytes:
    random = Random(3)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet("台账")
    titles = (
        "序号",
        "登记日期",
        "申请人姓名",
        "联系电话",
        "被申请人",
        "所属村(社区)",
        "纠纷类型",
        "简要情况",
        "调解员",
        "是否调解成功",
        "是否履行",
        "涉及金额",
    )
    sheet.write_row(0, 0, ["德固镇2025年矛盾纠纷排查化解台账"])
    sheet.write_row(1, 0, titles)
    villages = [village.name for village in world.villages["德固镇"]]
    kinds = ("邻里纠纷", "婚姻家庭", "合同", "劳动争议纠纷", "损害赔偿纠纷")
    day = clock.today().replace(month=1, day=1) - timedelta(days=365)
    for number in range(rows):
        applicant, other = names.person(random), names.person(random)
        sheet.write_row(
            2 + number,
            0,
            (
                number + 1, (day + timedelta(days=random.randrange(360))).isoformat(), applicant, names.mobile(random), other,
                random.choice(villages), random.choice(kinds), f"{applicant}与{other}因第{number}号院墙边界发生争执", names.person(random),
                "是", "已履行", random.choice(("1.2万", "3000元", 500, "五千元")),
            ),
        )  # fmt: skip
    book.close()
    return out.getvalue()


def due_dates(count: int = 10_000) -> Figures:
    """Seconds for `count` deadlines over two years of working days."""
    calendar, budget = limits.calendar(), Budget(Decimal(5), Unit.WORKING_DAYS)
    start = clock.now() - timedelta(days=500)
    due(start, budget, calendar)
    began = time.perf_counter()
    for number in range(count):
        due(start + timedelta(minutes=37 * number), budget, calendar)
    return {"count": count, "seconds": round(time.perf_counter() - began, 3)}


def filling(rows: int = 200, columns: int = 30) -> Figures:
    """Seconds to open a template of `rows` × `columns` with a merged title and a row of sums, and to write all its cells.

    The writing alone: what the figures themselves cost is the database's, and shows in the pages.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet, bordered = book.add_worksheet("台账"), book.add_format({"border": 1})
    sheet.merge_range(0, 0, 0, columns - 1, "统计表", bordered)
    for row in range(1, rows + 1):
        for column in range(columns):
            sheet.write_blank(row, column, None, bordered)
    for column in range(columns):
        sheet.write_formula(rows + 1, column, f"=SUM({xl_range(1, column, rows, column)})", bordered)
    book.close()
    wanted = {Place(row + 1, column + 1): row + column for row in range(1, rows + 1) for column in range(columns)}
    started = time.perf_counter()
    filled = open_template(out.getvalue()).filled({"台账": wanted})
    return {"cells": len(wanted), "seconds": round(time.perf_counter() - started, 2), "bytes": len(filled)}
