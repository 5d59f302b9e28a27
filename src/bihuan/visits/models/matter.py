"""What somebody brings to a reception, a consultation or a visitor, in the shape in which it can become a case."""

from dataclasses import dataclass

from bihuan.orgs.models import Household


@dataclass(frozen=True, slots=True)
class BroughtMatter:
    """A matter with whoever brings it; `people` is how many are concerned (None: not said)."""

    kind: str
    channel: str
    title: str
    text: str
    name: str
    phone: str
    people: int | None = None
    household: Household | None = None
