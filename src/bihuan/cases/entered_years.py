"""Calendar years that administrators entered: files in the state folder, so that no request pays a query for them."""

import json
import logging
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from bihuan.kernel.worktime import CalendarInvalid, CalendarYear, parse_year

log = logging.getLogger(__name__)


def _folder() -> Path:
    return Path(settings.HOME) / "calendars"


def last_entered() -> int:
    """Changes whenever a year is entered; 0 while there is none."""
    try:
        return _folder().stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def entered_years() -> Mapping[int, CalendarYear]:
    """The years entered here; a file that cannot be read counts as not entered and is written to the log."""
    found = {}
    for path in sorted(_folder().glob("[0-9][0-9][0-9][0-9].toml")):
        try:
            year = parse_year(path.read_text(encoding="utf-8"))
        except (CalendarInvalid, OSError, UnicodeDecodeError) as error:
            log.error("calendar %s is not used: %s", path, error)
            continue
        found[year.year] = year
    return found


def keep(year: CalendarYear) -> None:
    """Write the year's file; complete before it has its name, so that another process never reads half of one."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f".{year.year}.{secrets.token_hex(4)}"
    fresh.write_text(_as_toml(year), encoding="utf-8")
    os.replace(fresh, folder / f"{year.year}.toml")


def _as_toml(year: CalendarYear) -> str:
    lines = [f"year = {year.year}", f"source = {_text(year.source)}", "workdays = ["]
    lines += [f"  {day.isoformat()}," for day in year.workdays]
    lines.append("]")
    for holiday in year.holidays:
        lines += ["", "[[holidays]]", f"name = {_text(holiday.name)}"]
        lines += [f"first = {holiday.first.isoformat()}", f"last = {holiday.last.isoformat()}"]
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    # JSON's string is TOML's basic string, but for the one control character that JSON leaves as it is.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "")
