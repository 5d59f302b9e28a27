"""What rules of programmes may ask of an applicant, and how an applicant stands to them."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from bihuan.community.models.programmes import Enrolment, Programme
from bihuan.orgs.models import Grade
from bihuan.platform.conditions import Judged, Kind, Known, Rule, Verdict, judge, read

KNOWN = (
    Known("age", _("第一天的年龄"), Kind.NUMBER, _("岁")),
    Known("grade", _("年级"), Kind.CHOICE, choices=dict(Grade.choices)),
    Known(
        "residence",
        _("居住地"),
        Kind.CHOICE,
        choices={"here": _("本村(社区)"), "town": _("本乡镇(街道)其他村(社区)"), "elsewhere": _("其他地方")},
    ),
    Known("left_behind", _("留守儿童"), Kind.TRUTH),
    Known("parents_work", _("父母都上班"), Kind.TRUTH),
    Known("low_income", _("低收入家庭"), Kind.TRUTH),
)
FIELD_OF = {"age": "born_on", "residence": "home"}  # where the answer to a fact is typed, if not under its own name


def age_on(born_on: date, day: date) -> int:
    """Full years; who is born on 29 February is a year older on 1 March of other years."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def facts_of(enrolment: Enrolment) -> dict[str, object]:
    """The applicant's facts by key; what was not said is None."""
    programme = enrolment.programme
    return {
        "age": age_on(enrolment.born_on, programme.starts_on) if enrolment.born_on else None,
        "grade": enrolment.grade or None,
        "residence": _residence(enrolment),
        "left_behind": enrolment.left_behind,
        "parents_work": enrolment.parents_work,
        "low_income": enrolment.low_income,
    }


def _residence(enrolment: Enrolment) -> str | None:
    if enrolment.home is None:
        return None
    if enrolment.home.path.startswith(enrolment.programme.area_path):
        return "here"
    return "town" if enrolment.home.town_id == enrolment.programme.town_id else "elsewhere"


def must_of(programme: Programme) -> Rule:
    """Who may enrol."""
    return read(programme.must, KNOWN, field="must")


def judged(enrolment: Enrolment) -> Judged:
    """How the applicant stands to what the programme demands."""
    return judge(must_of(enrolment.programme), facts_of(enrolment))


def points(enrolment: Enrolment) -> int:
    """A point for each condition of the programme's priority rule that is met."""
    rule = read(enrolment.programme.first, KNOWN, field="first")
    return len(judge(rule, facts_of(enrolment)).of(Verdict.MET))
