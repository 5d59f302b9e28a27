"""Check identity numbers of citizens (GB 11643-1999) and unified social credit codes (GB 32100-2015) by their check digits."""

import re
from dataclasses import dataclass
from datetime import date

from bihuan.kernel.reading.outcome import BLANK, Read, ReadingError
from bihuan.kernel.reading.texts import compact, is_blank

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_FILLER = re.compile(r"[\s'\"`\-—_.]")
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
# The first two digits of a division code name a province (GB/T 2260).
_PROVINCES = frozenset((
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65,
    71, 81, 82, 83,
))  # fmt: skip

NumberReading = Read[str | None] | ReadingError


@dataclass(frozen=True, slots=True)
class Identity:
    """What a citizen's number says of its holder; `area` is the six-digit division code of the first registration."""

    area: str
    born: date
    is_male: bool


def read_id_number(cell: object, *, latest: date | None = None) -> NumberReading:
    """A citizen's identity number with 18 digits, its X in upper case; blank gives None.

    A 15-digit number of before 1999 becomes the 18-digit one, to be confirmed. Births after `latest` are refused.

    Errors: `id_number_lost_digits` (stored as a number, the last digits are gone), `id_number_length`,
    `id_number_unreadable`, `id_number_masked`, `id_number_area`, `id_number_birth`, `id_number_check`.
    """
    if isinstance(cell, float) and abs(cell) >= 1e15:
        return _lost()  # a float holds fifteen digits
    if is_blank(cell):
        return BLANK
    text = _FILLER.sub("", compact(cell)).upper().replace("×", "X")  # a multiplication sign typed for the X
    if re.fullmatch(r"\d(?:\.\d+)?E\+?1\d", compact(cell).upper()):
        return _lost()
    if "*" in text:
        return ReadingError(
            "id_number_masked", "身份证号中间被隐去,请填写完整号码", "Part of the number is hidden; write it in full."
        )
    if re.fullmatch(r"\d{15}", text):
        return _lengthened(text, latest)
    if not re.fullmatch(r"\d{17}[\dX]", text):
        if re.fullmatch(r"\d+X?", text):
            return _length(text)
        return ReadingError(
            "id_number_unreadable",
            "身份证号只能是数字(末位可为X),请核对",
            "An identity number has only digits and perhaps a final X; please check.",
        )
    fault = _fault(text, latest)
    return fault or Read(text)


def identity(number: str) -> Identity:
    """What a valid 18-digit number says.

    Raises:
        ValueError: not such a number.
    """
    found = read_id_number(number)
    if isinstance(found, ReadingError) or found.value != number:
        raise ValueError("not a valid identity number")
    return Identity(
        number[:6], date(int(number[6:10]), int(number[10:12]), int(number[12:14])), int(number[16]) % 2 == 1
    )


def id_check_digit(first_17: str) -> str:
    """The 18th character for the first seventeen digits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True)) % 11]


def read_credit_code(cell: object) -> NumberReading:
    """A unified social credit code of 18 characters in upper case; blank gives None.

    O typed for 0 and I for 1 are put right, to be confirmed, since the code has no such letters.

    Errors: `credit_code_length`, `credit_code_unreadable`, `credit_code_check`.
    """
    if is_blank(cell):
        return BLANK
    typed = _FILLER.sub("", compact(cell)).upper()
    if len(typed) != 18:
        return ReadingError(
            "credit_code_length",
            f"统一社会信用代码应为18位,现为{len(typed)}位,请核对",
            f"A unified social credit code has 18 characters, this one {len(typed)}.",
        )
    text = typed.translate(str.maketrans("OI", "01"))
    if any(char not in _CREDIT_ALPHABET for char in text):
        return ReadingError(
            "credit_code_unreadable",
            "统一社会信用代码含有不会出现的字符,请核对",
            "The code holds characters that no such code has; please check.",
        )
    if credit_check_digit(text[:17]) != text[17]:
        return ReadingError(
            "credit_code_check",
            "统一社会信用代码的校验位不对,请核对是否写错",
            "The code's check digit is wrong; look for a slip.",
        )
    if text != typed:
        return Read(text, False, "字母O、I已按数字0、1理解", "The letters O and I were read as 0 and 1.")
    return Read(text)


def credit_check_digit(first_17: str) -> str:
    """The 18th character for the first seventeen (GB 32100-2015, MOD 31).

    Raises:
        ValueError: a character that the standard does not allow, or not seventeen of them.
    """
    total = sum(_CREDIT_ALPHABET.index(char) * weight for char, weight in zip(first_17, _CREDIT_WEIGHTS, strict=True))
    return _CREDIT_ALPHABET[-total % 31]


def _fault(number: str, latest: date | None) -> ReadingError | None:
    if int(number[:2]) not in _PROVINCES:
        return ReadingError(
            "id_number_area",
            "身份证号开头不是有效的地区码,请核对",
            "The number does not begin with a division code; please check.",
        )
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        born = date.min
    if not date(1850, 1, 1) <= born <= (latest or date.max):
        return ReadingError(
            "id_number_birth",
            "身份证号中的出生日期不对,请核对",
            "The date of birth in the number is impossible; please check.",
        )
    if id_check_digit(number[:17]) != number[17]:
        return ReadingError(
            "id_number_check",
            "身份证号的校验位不对,请核对是否写错了数字",
            "The number's check digit is wrong; look for a slip.",
        )
    return None


def _lengthened(old: str, latest: date | None) -> NumberReading:
    first_17 = old[:6] + "19" + old[6:]
    number = first_17 + id_check_digit(first_17)
    fault = _fault(number, latest)
    return fault or Read(number, False, "15位旧号码,已按规则补成18位", "An old number of 15 digits, completed to 18.")


def _length(text: str) -> ReadingError:
    return ReadingError(
        "id_number_length",
        f"身份证号应为18位,现为{len(text)}位,请核对",
        f"An identity number has 18 digits, this one {len(text)}.",
    )


def _lost() -> ReadingError:
    return ReadingError(
        "id_number_lost_digits",
        "身份证号存成了数字,末几位已丢失,请把该列改为文本后重新填写",
        "Stored as a number, the identity number has lost its last digits; make the column text and fill it in again.",
    )
