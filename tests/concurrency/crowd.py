"""Many threads doing the same, each with its own database connection."""

import threading
from collections.abc import Callable

from django.db import connection


def crowd(people: int, act: Callable[[int], object]) -> list[Exception]:
    """Run `act(number)` in `people` threads that start together; returns what went wrong."""
    failures: list[Exception] = []
    gate = threading.Barrier(people)

    def person(number: int) -> None:
        try:
            gate.wait()
            act(number)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=person, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures
