"""`bihuan indicators`: every declared figure for a town and a period, as a table or as JSON."""

import argparse
import json
from typing import Any

from bihuan.kernel import clock


def add(subparsers: Any) -> None:
    command = subparsers.add_parser("indicators", help="figures computed from the rows / 按明细计算各项指标")
    command.add_argument("--town", default="", help="name of a town, default the whole county / 乡镇名称,默认全县")
    command.add_argument("--period", default="", help="FROM..TO, default this year to date / 起..止,默认本年至今")
    command.add_argument("--json", action="store_true", help="print JSON / 输出 JSON")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from bihuan.insight.selectors import area_named
    from bihuan.platform.actors import SYSTEM
    from bihuan.platform.indicators import Period, since, values

    period = Period.parse(options.period) if options.period else since(clock.today().replace(month=1, day=1))
    found = values(SYSTEM, [area_named(options.town)], period)
    if options.json:
        print(json.dumps([value.as_json() for value in found], ensure_ascii=False, indent=1))
        return 0
    for value in found:
        shown = "—" if value.value is None else f"{value.value:.4g}" if isinstance(value.value, float) else value.value
        parts = "" if value.denominator is None else f"  ({value.numerator or ''}/{value.denominator})"
        print(f"{value.key:32} {shown!s:>14} {value.unit}{parts}  {value.name}")
    return 0
