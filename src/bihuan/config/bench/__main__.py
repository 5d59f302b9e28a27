"""Run inside the bench's own state folder and database; started by `bihuan bench`, prints JSON."""

import argparse
import json
import os
import platform
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

Figures = dict[str, Any]
SCALES = {"small": 5_000, "10k": 10_000, "100k": 100_000, "1m": 1_000_000}
ENTERPRISES = {"small": 2_000, "10k": 20_000, "100k": 100_000, "1m": 100_000}
IMPORT_ROWS = {"small": 2_000, "10k": 10_000, "100k": 100_000, "1m": 100_000}


def main() -> int:
    """Build the world, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", choices=SCALES, default="small")
    options = parser.parse_args()
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from bihuan.config.bench import field, measures, policies, world

    call_command("migrate", interactive=False, verbosity=0)
    say(f"建立 {SCALES[options.scale]} 件事项 …")
    built, seconds = world.timed_build(SCALES[options.scale])
    report: dict[str, object] = {
        "database": connection.vendor,
        "scale": SCALES[options.scale],
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "build_seconds": seconds,
        "rows": world.describe(),
        "due_dates": measures.due_dates(),
        "filling": measures.filling(),
        "intake_statements": measures.intake_statements(built),
        "single_row_inserts": measures.single_row_inserts(),
    }
    say("页面 …")
    report["pages"] = measures.pages(built)
    say("上报 …")
    inserts = report["single_row_inserts"]
    report["intake"] = figures = _with_server(lambda base: measures.intake(built, base))
    if isinstance(inserts, dict) and figures.get("per_second"):
        figures["share_of_single_row_inserts"] = round(figures["per_second"] / inserts["per_second"], 3)
    say("外勤同步 …")
    report["field"] = _with_server(lambda base: field.field(built, base))
    say("政策匹配 …")
    report["policies"] = policies.policies(built, ENTERPRISES[options.scale])
    say("导入 …")
    report["import"] = measures.import_rows(built, IMPORT_ROWS[options.scale])
    print(json.dumps(report, ensure_ascii=False, indent=1))
    return 0


def say(text: str) -> None:
    """A line for whoever waits; the figures alone go to standard output."""
    print(text, file=sys.stderr, flush=True)


def _with_server(measure: Callable[[str], Figures]) -> Figures:
    """The measure taken against a server of its own."""
    port = _free_port()
    command = [str(Path(sys.executable).with_name("bihuan")), "serve", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for _try in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        time.sleep(1)
        return measure(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
