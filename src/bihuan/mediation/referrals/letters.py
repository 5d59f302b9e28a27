"""The letter that goes with a dispute to another body: who asks whom for what, on what ground, until when."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from bihuan.kernel import clock
from bihuan.mediation.models import Referral

B = Referral.Body


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter in parts, names in full."""

    title: str
    number: str
    to: str
    paragraphs: tuple[str, ...]
    sender: str
    day: str


def sender_of(referral: Referral) -> str:
    """Who signs: the town's committee, or the county's."""
    place = referral.town.name if referral.town is not None else settings.COUNTY_NAME
    return _("%(place)s人民调解委员会") % {"place": place}


@override(settings.LANGUAGE_CODE)
def letter_of(referral: Referral) -> Letter:
    """The letter of a referral that goes out, in the office's language; its ground of law follows from who it goes to."""
    parties = {"applicant": referral.applicant, "respondent": referral.respondent or _("对方当事人")}
    opening = _("%(applicant)s与%(respondent)s%(kind)s,由本会%(how)s。") % {
        **parties,
        "kind": referral.get_kind_display(),
        "how": _("登记调解(编号 %(number)s)") % {"number": referral.dispute.case.number}
        if referral.dispute
        else _("受理"),
    }
    due = referral.due_on or clock.today()
    closing = _("请贵单位依法处理,并于 %(year)d 年 %(month)d 月 %(day)d 日前将处理结果反馈本会。") % {
        "year": due.year, "month": due.month, "day": due.day,
    }  # fmt: skip
    paragraphs = (opening, referral.letter.strip() or referral.summary.strip(), ground(referral), closing)
    return Letter(
        title=_("纠纷%(way)s函") % {"way": referral.get_way_display()},
        number=referral.letter_number,
        to=referral.body,
        paragraphs=tuple(one for one in paragraphs if one),
        sender=sender_of(referral),
        day=_("%(year)d 年 %(month)d 月 %(day)d 日")
        % {"year": referral.day.year, "month": referral.day.month, "day": referral.day.day},
    )


def ground(referral: Referral) -> str:
    """On what ground the dispute goes to that body."""
    return {
        B.POLICE: _(
            "根据《中华人民共和国人民调解法》第二十五条,对可能引起治安案件、刑事案件的纠纷,现向贵单位报告并移送。"
        ),
        B.LEGAL_AID: _("当事人符合申请法律援助的情形,现引导其向贵单位申请法律援助,请予接待审查。"),
    }.get(
        B(referral.body_kind),
        _(
            "根据《中华人民共和国人民调解法》第二十六条,本会已告知当事人可以依法通过仲裁、行政、司法等途径维护自己的权利。"
        ),
    )
