"""Gap-free numbers from a locked counter, given within the transaction that uses them."""

from collections.abc import Mapping

from django.db import connection


def next_number(key: str, count: int = 1) -> int:
    """Take `count` numbers of `key` and return the last; a rollback gives them back. One statement on both databases."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO platform_counter (key, value) VALUES (%s, %s) "
            "ON CONFLICT (key) DO UPDATE SET value = platform_counter.value + %s RETURNING value",
            [key, count, count],
        )
        return int(cursor.fetchone()[0])


def next_numbers(counts: Mapping[str, int], *, batch_size: int = 200) -> dict[str, int]:
    """Take several numbers of several counters at once; the last of each by key. One statement for each `batch_size` keys."""
    given: dict[str, int] = {}
    wanted = sorted(
        counts.items()
    )  # one order for everybody, so that two imports wait for one another instead of blocking
    for start in range(0, len(wanted), batch_size):
        part = wanted[start : start + batch_size]
        places = ", ".join(["(%s, %s)"] * len(part))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO platform_counter (key, value) VALUES {places} "  # noqa: S608  # only placeholders are inserted
                "ON CONFLICT (key) DO UPDATE SET value = platform_counter.value + excluded.value RETURNING key, value",
                [value for pair in part for value in pair],
            )
            given.update((key, int(value)) for key, value in cursor.fetchall())
    return given
