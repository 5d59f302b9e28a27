"""What a citizen's identity number (GB 11643-1999) says of itself: day of birth and gender."""

from datetime import date

from bihuan.orgs.models import Resident


def born(number: str) -> date | None:
    """The day of birth in an 18-digit number; None for other lengths or a day that does not exist."""
    if len(number) != 18:
        return None
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def gender(number: str) -> str:
    """Resident.Gender by the sequence digit: odd for men, even for women; "" for other lengths."""
    if len(number) != 18 or not number[16].isdigit():
        return ""
    return Resident.Gender.MALE if int(number[16]) % 2 else Resident.Gender.FEMALE
