"""`bihuan demo`: load the reference county into an empty database."""

import argparse
import time
from typing import Any


def add(subparsers: Any) -> None:
    command = subparsers.add_parser("demo", help="load the reference county 澜州县 / 装入演示县")
    command.add_argument("--seed", type=int, default=7, help="another county of the same kind / 随机种子")
    command.add_argument("--scale", type=int, default=1, help="so many times the matters / 事项数量倍数")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from bihuan.config import demo

    if demo.is_loaded():
        print("演示县已在库中,未作改动。")
    else:
        started = time.monotonic()
        demo.load(seed=options.seed, scale=options.scale, say=lambda text: print(f"  {text}", flush=True))
        print(f"演示县澜州县已装入,用时 {time.monotonic() - started:.0f} 秒。")
    print_sign_ins()
    return 0


def print_sign_ins() -> None:
    """The demo accounts, by role, with their password."""
    from bihuan.config import demo

    people = demo.sign_ins()
    if not people:
        return
    print(f"\n演示账号(密码均为 {demo.DEMO_PASSWORD}):")
    for user, who in people:
        print(f"  {user:18}{who}")
