"""Writing notices to inboxes, and planning how they leave the house."""

import time
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any, Protocol, cast, runtime_checkable
from uuid import UUID

from django.db.models import Q

from bihuan.kernel import clock
from bihuan.platform.actors import PostHeld
from bihuan.platform.jobs import Progress, enqueue, enqueue_many, job, queued
from bihuan.platform.models import Delivery, Notice, NoticeChannel
from bihuan.platform.notify.preferences import Preferences

KEY_LENGTH = 120  # a person's id is added to it, within the column's 160
TITLE_LENGTH = 200
WAYS_OUT_KEPT_SECONDS = 5.0  # how long a process may not know of the first channel


@runtime_checkable
class Reachable(Protocol):
    """What the machinery asks of a person it tells."""

    pk: UUID
    name: str
    mail: str
    phone: str
    preferences: dict[str, Any]
    is_active: bool

    def posts_held(self) -> tuple[PostHeld, ...]: ...


Person = Reachable | UUID


def _ids(people: Person | Iterable[Person]) -> list[UUID]:
    several = [people] if isinstance(people, UUID | Reachable) else people
    found = dict.fromkeys(person if isinstance(person, UUID) else person.pk for person in several)
    return list(found)


def tell(
    people: Person | Iterable[Person],
    *,
    kind: str,
    title: str,
    key: str,
    text: str = "",
    url: str = "",
    urgent: bool = False,
) -> None:
    """Put a notice into each person's inbox, in the present transaction; other channels follow in a job.

    Two statements at most, whatever the number of people. `key` names the event ("case.overdue:<id>:1"): the same key never
    tells the same person twice. `url` is a path of the desk. Write nothing personal into `title` and `text`: they
    leave the house over other people's servers. `urgent` breaks quiet hours and is for emergencies alone.
    """
    event = key if len(key) <= KEY_LENGTH else f"{key[:80]}:{sha256(key.encode()).hexdigest()[:32]}"
    notices = [
        Notice(
            to_id=person,
            kind=kind,
            title=title[:TITLE_LENGTH],
            text=text,
            url=url,
            urgent=urgent,
            key=f"{event}:{person}",
        )
        for person in _ids(people)
    ]
    if not notices:
        return
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    if not ways_out.open():
        return
    enqueue("notify.plan", {"notices": [str(notice.pk) for notice in notices]}, key=f"notify.plan:{notices[0].pk}")


class _WaysOut:
    """Whether there is any channel at all, remembered for some seconds: most towns begin with none."""

    def __init__(self) -> None:
        self.until, self.any = 0.0, False

    def open(self) -> bool:
        if time.monotonic() >= self.until:
            self.any = NoticeChannel.objects.filter(active=True).exists()
            self.until = time.monotonic() + WAYS_OUT_KEPT_SECONDS
        return self.any

    def forget(self) -> None:
        self.until = 0.0


ways_out = _WaysOut()


def unread_count(person: Reachable) -> int:
    """How many notices wait unread."""
    return Notice.objects.filter(to_id=person.pk, read_at=None).count()


def mark_read(person: Reachable, *, notices: Sequence[UUID] | None = None) -> int:
    """Mark one's own notices read (None: all of them); returns how many were unread."""
    waiting = Notice.objects.filter(to_id=person.pk, read_at=None)
    if notices is not None:
        waiting = waiting.filter(pk__in=notices)
    return waiting.update(read_at=clock.now())


def _reaches(channel: NoticeChannel, person: Reachable) -> bool:
    if channel.kind == NoticeChannel.Kind.MAIL and not person.mail:
        return False
    if channel.kind == NoticeChannel.Kind.SMS and not person.phone:
        return False
    if channel.town_id is None:
        return True
    return any(post.town_id == channel.town_id for post in person.posts_held())


def _channels_of(person: Reachable, kinds: Iterable[str], active: Sequence[NoticeChannel]) -> list[NoticeChannel]:
    """One channel for each wanted kind: the town's own before the county's."""
    found = []
    for kind in kinds:
        fitting = [channel for channel in active if channel.kind == kind and _reaches(channel, person)]
        if fitting:
            found.append(min(fitting, key=lambda channel: (channel.town_id is None, channel.created_at)))
    return found


@job("notify.plan")
def plan(payload: dict[str, Any], _progress: Progress) -> None:
    """Decide by which channels and when each notice goes out, and queue that."""
    active = list(NoticeChannel.objects.filter(active=True))
    if not active:
        return
    notices = Notice.objects.filter(Q(pk__in=payload["notices"]), read_at=None).select_related("to")
    deliveries, jobs = [], []
    for notice in notices:
        person = cast(Reachable, notice.to)
        if not person.is_active:
            continue
        wishes = Preferences.of(person.preferences)
        kinds = wishes.channels_for(notice.kind, urgent=notice.urgent)
        for channel in _channels_of(person, kinds, active):
            delivery = Delivery(notice=notice, channel=channel)
            deliveries.append(delivery)
            jobs.append(
                queued(
                    "notify.deliver",
                    {"delivery": str(delivery.pk)},
                    key=f"notify.deliver:{delivery.pk}",
                    run_after=wishes.send_at(clock.now(), urgent=notice.urgent),
                )
            )
    Delivery.objects.bulk_create(deliveries)
    enqueue_many(jobs)
