"""What people change of their own account: password, language, preferences, telephone."""

from collections.abc import Mapping

from bihuan.orgs.models import Staff
from bihuan.orgs.services.checks import Faults
from bihuan.platform.change import change

Preference = str | int | bool | list[str] | dict[str, str] | None


def change_password(*, actor: Staff, password: str) -> Staff:
    """Give the actor a password of their own choice; its strength is checked by the form of the interface."""
    with change(Staff, actor.pk, actor=actor, verb="change_password") as staff:
        staff.set_password(password)
        staff.must_change_password = False
    return staff


def set_preferences(
    *, actor: Staff, preferences: Mapping[str, Preference], language: str | None = None, seen: int | None = None
) -> Staff:
    """Set some preferences (the others stay) and, when given, the language of the interface."""
    with change(Staff, actor.pk, actor=actor, verb="set_preferences", seen=seen) as staff:
        staff.preferences = {**staff.preferences, **preferences}
        if language is not None:
            staff.language = language
    return staff


def set_own_contact(*, actor: Staff, phone: str, mail: str) -> Staff:
    """Set where the actor can be reached.

    Raises:
        Invalid: the telephone number cannot be read (field `phone`).
    """
    faults = Faults()
    phone = faults.phone("phone", phone)
    faults.stop()
    with change(Staff, actor.pk, actor=actor, verb="set_own_phone") as staff:
        staff.phone, staff.mail = phone, mail
    return staff
