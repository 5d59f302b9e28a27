"""A phone comes back after a week: 500 records, and a day's patrol of 5,000 positions, over HTTP."""

import http.client
import json
import time
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from bihuan.config.demo.organisation import World
from bihuan.field.devices import set_up_device
from bihuan.field.sync import MOST_RECORDS
from bihuan.inspections.patrols.services import MOST_AT_ONCE, patrol_hours
from bihuan.kernel import clock
from bihuan.kernel.ids import new_id
from bihuan.orgs.models import Post, Role

Figures = dict[str, Any]
Record = dict[str, Any]
RECORDS, REPORTS, POSITIONS = 500, 400, 5_000


def field(world: World, base: str) -> Figures:
    """Seconds from the first byte sent to the last answer; every record must have its receipt."""
    workers = Post.objects.in_force(clock.today()).filter(role=Role.GRID_WORKER, area__town=world.towns[0])
    post = workers.select_related("area", "staff").order_by("id")[0]
    _device, secret = set_up_device(post.staff, name="bench", device_id=new_id())
    area = str(post.area_id)
    _send(base, secret, [_record("report", {"text": "测速预热", "area": area})])
    reports = [_record("report", {"text": f"测速外勤上报第{n}处路灯不亮。", "area": area}) for n in range(REPORTS)]
    comments = [
        _record("act", {"case": one["id"], "verb": "comment", "text": "已到现场查看。"})
        for one in reports[: RECORDS - REPORTS]
    ]
    return {
        "sync": _send(base, secret, [*reports, *comments]),
        "patrol": {**_send(base, secret, _patrol(area)), "positions": POSITIONS},
    }


def _record(kind: str, body: Record, at: datetime | None = None) -> Record:
    return {"id": str(new_id()), "kind": kind, "at": (at or clock.now()).isoformat(), "body": body}


def _patrol(area: str) -> list[Record]:
    """Yesterday's walk to and fro, one position every few seconds; every one of them is far enough to be kept at first."""
    first, last = patrol_hours()
    day = clock.today() - timedelta(days=1)
    begin = datetime.combine(day, first, tzinfo=clock.LOCAL_ZONE)
    end = datetime.combine(day, last, tzinfo=clock.LOCAL_ZONE)
    step = (end - begin) / (POSITIONS + 2)
    opened = _record("patrol", {"step": "open", "area": area}, begin)
    fixes = [
        [round((begin + step * (n + 1)).timestamp() * 1000), 33.1 + n / 5_000, 114.1 + n % 7 / 3_000, 8]
        for n in range(POSITIONS)
    ]
    tracks = [
        _record("patrol", {"step": "track", "patrol": opened["id"], "fixes": fixes[at : at + MOST_AT_ONCE]}, end)
        for at in range(0, POSITIONS, MOST_AT_ONCE)
    ]
    return [opened, *tracks, _record("patrol", {"step": "close", "patrol": opened["id"]}, end)]


def _send(base: str, secret: str, records: list[Record]) -> Figures:
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=120)
    heads = {"Content-Type": "application/json", "Authorization": f"Bearer {secret}"}
    received, started = 0, time.perf_counter()
    for at in range(0, len(records), MOST_RECORDS):
        body = {"sent_at": clock.now().isoformat(), "records": records[at : at + MOST_RECORDS]}
        connection.request("POST", "/field/sync", json.dumps(body).encode(), heads)
        answer = connection.getresponse()
        results = json.loads(answer.read())["results"]
        received += sum(one["status"] == "received" for one in results)
    took = time.perf_counter() - started
    connection.close()
    return {"records": len(records), "received": received, "seconds": round(took, 2)}
