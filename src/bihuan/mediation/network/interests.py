"""Whose quarrel it is: reasons for which a mediator keeps out of a dispute unless both parties agree in writing.

Names and telephones are compared by blind index; nothing personal is said in the reasons.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from bihuan.mediation.models import Committee, Dispute, DisputeKind, Mediator, Party, Relative
from bihuan.orgs.models import Resident
from bihuan.platform.crypto import blind

VILLAGE_BODIES = (
    "村民委员会",
    "村委会",
    "居民委员会",
    "居委会",
    "村民小组",
    "经济联合社",
    "股份经济合作社",
    "经济合作社",
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on one side, as blind indexes."""

    side: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Quarrel:
    """What of a dispute matters for interest. `village_itself`: the village as such is a party or its own affairs are it."""

    people: Sequence[Person]
    household_id: UUID | None
    village_path: str
    village_itself: bool


@dataclass(frozen=True, slots=True)
class Ties:
    """The declared ties of some mediators: relatives, and the names of who lives in the same home."""

    relatives: dict[UUID, list[Relative]] = field(default_factory=dict)
    at_home: dict[UUID, set[str]] = field(default_factory=dict)  # household → name indexes


def quarrel_of(dispute: Dispute) -> Quarrel:
    """The dispute with its parties and their agents; one query."""
    parties = list(Party.objects.filter(dispute=dispute, withdrawn_at=None))
    people = [Person(one.get_side_display(), one.name_index, one.phone_index) for one in parties]
    people += [
        Person(_("代理人"), blind(one.agent_name, "name"), blind(one.agent_phone or "", "phone"))
        for one in parties
        if one.agent_name
    ]
    itself = dispute.kind == DisputeKind.VILLAGE or any(
        one.body and any(word in one.name for word in VILLAGE_BODIES) for one in parties
    )
    return Quarrel(people, dispute.case.household_id, village_path(dispute.area_path), itself)


def village_path(path: str) -> str:
    """The path down to the village: "411799/104/201/001/" → "411799/104/201/"; "" above the villages."""
    segments = path.rstrip("/").split("/")
    return "/".join(segments[:3]) + "/" if len(segments) >= 3 else ""


def ties_of(mediators: Iterable[Mediator]) -> Ties:
    """Relatives and homes of all of them; two queries."""
    people = list(mediators)
    ties = Ties()
    for relative in Relative.objects.filter(mediator__in=[one.pk for one in people], voided_at=None):
        ties.relatives.setdefault(relative.mediator_id, []).append(relative)
    homes = [one.household_id for one in people if one.household_id is not None]
    if homes:
        living = Resident.objects.filter(household__in=homes, merged_into=None, erased_at=None)
        for home, name in living.values_list("household_id", "name_index"):
            if home is not None:
                ties.at_home.setdefault(home, set()).add(name)
    return ties


def interests_of(mediator: Mediator, quarrel: Quarrel, ties: Ties) -> list[str]:
    """Why this mediator should keep out, a sentence each; empty when nothing is known against it."""
    found = [*_is_party(mediator, quarrel), *_relatives(mediator, quarrel, ties), *_home(mediator, quarrel, ties)]
    if quarrel.village_itself and quarrel.village_path and _of_village(mediator, quarrel.village_path):
        found.append(_("本村是当事一方或者是本村村务,本村的调解员应当回避。"))
    return list(dict.fromkeys(found))


def _same(name: str, phone: str, person: Person) -> bool:
    """The same telephone, or the same name where no telephone says otherwise."""
    if phone and person.phone:
        return phone == person.phone
    return bool(name) and name == person.name


def _is_party(mediator: Mediator, quarrel: Quarrel) -> list[str]:
    phones = {mediator.phone_index, mediator.staff.phone_index if mediator.staff else ""} - {""}
    name = blind(mediator.name, "name")
    return [
        _("与%(side)s是同一人(姓名或电话相同)。") % {"side": person.side}
        for person in quarrel.people
        if person.phone in phones or (name == person.name and not (phones and person.phone))
    ]


def _relatives(mediator: Mediator, quarrel: Quarrel, ties: Ties) -> list[str]:
    return [
        _("与%(side)s有申报的回避关系:%(relation)s。")
        % {"side": person.side, "relation": relative.get_relation_display()}
        for relative in ties.relatives.get(mediator.pk, [])
        for person in quarrel.people
        if _same(relative.name_index, relative.phone_index, person)
    ]


def _home(mediator: Mediator, quarrel: Quarrel, ties: Ties) -> list[str]:
    if mediator.household_id is None:
        return []
    if quarrel.household_id == mediator.household_id:
        return [_("纠纷发生在本人所属的户。")]
    names = ties.at_home.get(mediator.household_id, set())
    return [
        _("与%(side)s同住一户(姓名相同)。") % {"side": person.side} for person in quarrel.people if person.name in names
    ]


def _of_village(mediator: Mediator, path: str) -> bool:
    committees = (mediator.committee, mediator.second_committee)
    own = any(one is not None and one.kind == Committee.Kind.VILLAGE and one.area_path == path for one in committees)
    origin = mediator.origin is not None and mediator.origin.path.startswith(path)
    return own or origin or mediator.area_path.startswith(path)
