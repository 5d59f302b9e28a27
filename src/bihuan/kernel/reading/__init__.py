"""Understanding values as Chinese offices type them: each reader gives a `Read` (value, sure, note) or a `ReadingError`."""

from bihuan.kernel.reading.choices import ChoiceSet, Option
from bihuan.kernel.reading.dates import month_in, read_date, year_in
from bihuan.kernel.reading.money import WAN, YUAN, read_money
from bihuan.kernel.reading.outcome import Read, ReadingError
from bihuan.kernel.reading.phones import read_phone
from bihuan.kernel.reading.texts import compact, is_blank, plain, read_name, read_text, split_names, tidy, tidy_name
from bihuan.kernel.reading.yes_no import read_yes_no

__all__ = [
    "WAN",
    "YUAN",
    "ChoiceSet",
    "Option",
    "Read",
    "ReadingError",
    "compact",
    "is_blank",
    "month_in",
    "plain",
    "read_date",
    "read_money",
    "read_name",
    "read_phone",
    "read_text",
    "read_yes_no",
    "split_names",
    "tidy",
    "tidy_name",
    "year_in",
]  # fmt: skip
