"""Many rows at once, as imports and generated worlds bring them; the same rules as one by one, in few statements."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from bihuan.kernel.errors import BihuanError, Invalid, WrongState
from bihuan.orgs import find
from bihuan.orgs.models import Area, Household, PlacePoint, Resident
from bihuan.orgs.services.checks import Faults
from bihuan.orgs.services.points import PointEntry, fill_point
from bihuan.orgs.services.residents import ResidentEntry, fill_checked, free_number
from bihuan.platform.actors import Actor
from bihuan.platform.change import R, change, create_many
from bihuan.platform.crypto import blind


def register_residents(
    *, actor: Actor, entries: Sequence[ResidentEntry], household_numbers: Sequence[str]
) -> list[Resident | BihuanError]:
    """Register many residents; a household number that is unknown makes the household. One answer an entry, in order.

    Raises:
        NotAllowed: one of them lies where `actor` may not register; nothing is stored then.
    """
    areas = Area.objects.in_bulk([entry.area_id for entry in entries if entry.area_id])
    known = _known_id_numbers(entries)
    with transaction.atomic():
        homes = _households(actor, entries, household_numbers, areas)
        answers: list[Resident | BihuanError] = []
        for entry, number in zip(entries, household_numbers, strict=True):
            answers.append(_resident(entry, areas, homes.get(number.strip()), known))
        fresh = [one for one in answers if isinstance(one, Resident)]
        create_many(fresh, actor=actor, verb="register")
        find.index_residents(fresh)
    return answers


def _resident(
    entry: ResidentEntry, areas: dict[UUID, Area], home: Household | None, known: set[str]
) -> Resident | BihuanError:
    faults, resident = Faults(), Resident()
    area = areas.get(entry.area_id) if entry.area_id else None
    if area is None:
        faults.add("area", _("请选择所属区域。"), "area")
    fill_checked(
        resident, replace(entry, is_head=entry.is_head and home is not None), area=area, home=home, faults=faults
    )
    index = blind(resident.id_number, "id_number")
    if index and index in known:
        faults.add("id_number", _("这个身份证号已登记过,请先查询,不要重复登记。"), "duplicate")
    try:
        faults.stop()
    except Invalid as refusal:
        return refusal
    if index:
        known.add(index)
    return resident


def _known_id_numbers(entries: Sequence[ResidentEntry]) -> set[str]:
    wanted = [blind(entry.id_number, "id_number") for entry in entries if entry.id_number]
    return set(Resident.objects.filter(id_number_index__in=wanted).values_list("id_number_index", flat=True))


def _households(
    actor: Actor, entries: Sequence[ResidentEntry], numbers: Sequence[str], areas: dict[UUID, Area]
) -> dict[str, Household]:
    wanted = {number.strip() for number in numbers if number.strip()}
    homes = {home.number: home for home in Household.objects.filter(number__in=wanted)}
    fresh: dict[str, Household] = {}
    for entry, raw in zip(entries, numbers, strict=True):
        number = raw.strip()
        area = areas.get(entry.area_id) if entry.area_id else None
        if not number or number in homes or number in fresh or area is None or area.town_id is None or len(number) > 40:
            continue
        fresh[number] = Household(
            number=number or free_number(area),
            area=area,
            area_path=area.path,
            town_id=area.town_id,
            address=entry.address,
        )
    create_many(list(fresh.values()), actor=actor, verb="register")
    return {**homes, **fresh}


def register_points(*, actor: Actor, entries: Sequence[PointEntry]) -> list[PlacePoint | BihuanError]:
    """Register many place points; one answer an entry, in order.

    Raises:
        NotAllowed: one of them lies where `actor` may not register; nothing is stored then.
    """
    answers: list[PlacePoint | BihuanError] = []
    for entry in entries:
        try:
            answers.append(fill_point(PlacePoint(), entry))
        except Invalid as refusal:
            answers.append(refusal)
    fresh = [one for one in answers if isinstance(one, PlacePoint)]
    with transaction.atomic():
        create_many(fresh, actor=actor, verb="register")
        find.index_points(fresh)
    return answers


def take_back(model: type[R], ids: Sequence[UUID], *, actor: Actor) -> None:
    """Remove what an import stored and nobody has touched since; the audit trail keeps that it was there.

    Raises:
        WrongState: a row was changed since, or something hangs on it.
    """
    with transaction.atomic():
        find.forget(ids)
        for key in reversed(ids):
            with change(model, key, actor=actor, verb="undo_import") as record:
                if record.version != 1:
                    raise WrongState(_("“%(label)s”导入后已被修改,不能整批撤销。") % {"label": record.label})
            try:
                record.delete()
            except ProtectedError as error:
                raise WrongState(_("“%(label)s”已被其他记录使用,不能整批撤销。") % {"label": record.label}) from error
