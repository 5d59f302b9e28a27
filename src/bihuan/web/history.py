"""What happened to a record, as its page tells it: who did what when, which facts changed, and the sentence said with it."""

from dataclasses import dataclass
from datetime import datetime

from bihuan.platform import audit
from bihuan.platform.models import Record
from bihuan.platform.spoken import who
from bihuan.web.shell.audit_words import title_of_verb

MOST = 30


@dataclass(frozen=True, slots=True)
class Line:
    """One entry; `facts` names what changed, by the headings that people know."""

    at: datetime
    who: str
    what: str
    note: str
    facts: tuple[str, ...]


def history(record: Record) -> list[Line]:
    """The newest entries of the record's trail, newest first; one query."""
    titles = {field.attname: str(field.verbose_name) for field in record._meta.concrete_fields if field.editable}
    return [
        Line(
            entry.at,
            who(entry.actor_name),
            title_of_verb(entry.object_type, entry.verb),
            entry.note,
            tuple(titles[name] for name in entry.changes if name in titles),
        )
        for entry in audit.trail(record).order_by("-id")[:MOST]
    ]
