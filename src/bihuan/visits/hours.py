"""Hours of a reception as people write them ("8:30-11:30", "上午"), in one spelling."""

import re

_SAID = re.compile(r"^(\d{1,2})[:.:](\d{2})\s*(?:-|—|–|~|至|到)+\s*(\d{1,2})[:.:](\d{2})$")
_PARTS = {"上午": "08:30—11:30", "下午": "14:30—17:30", "全天": "08:30—17:30"}
DAY_MINUTES = 24 * 60


def read_hours(text: str) -> str | None:
    """ "08:30—11:30", or None when the text says no span of one day."""
    text = text.strip()
    if text in _PARTS:
        return _PARTS[text]
    said = _SAID.match(text)
    if said is None:
        return None
    first_hour, first_minute, last_hour, last_minute = (int(one) for one in said.groups())
    first, last = first_hour * 60 + first_minute, last_hour * 60 + last_minute
    if first_minute > 59 or last_minute > 59 or not first < last <= DAY_MINUTES:
        return None
    return f"{first_hour:02d}:{first_minute:02d}—{last_hour:02d}:{last_minute:02d}"
