"""Gap-free numbers from a locked counter, given within the transaction that uses them."""

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
