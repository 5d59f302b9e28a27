"""The share of disputes whose people were in one before."""

from datetime import date, timedelta

from bihuan.kernel import clock
from bihuan.mediation.indicators import repeat_rate
from bihuan.mediation.models import Dispute
from bihuan.mediation.tests.stories import in_hand
from bihuan.platform.actors import SYSTEM
from bihuan.platform.indicators import Period
from tests.worlds import County

DAY = date(2026, 6, 3)


def test_who_comes_again_within_a_year_by_the_same_telephone_is_counted(county: County) -> None:
    with clock.at(clock.instant(DAY, 10)):
        first = in_hand(county)
        again = in_hand(county, applicant="王勤", summary="又一件")
        in_hand(county, applicant="赵六", applicant_phone="13900000000", summary="别人的")
        in_hand(county, applicant="钱七", applicant_phone="", summary="没有电话")
    period = Period(DAY - timedelta(days=30), DAY + timedelta(days=1))

    def measured(days: int) -> tuple[object, object]:
        Dispute.objects.filter(pk=first.pk).update(day=DAY - timedelta(days=days))
        found = repeat_rate.value(SYSTEM, county.area("德固镇"), Period(DAY, DAY))
        return found.numerator, found.denominator

    assert measured(1) == (1, 3)
    assert measured(364) == (1, 3)
    assert measured(400) == (0, 3)
    Dispute.objects.filter(pk=first.pk).update(day=DAY - timedelta(days=1))
    assert list(repeat_rate.rows(SYSTEM, county.area("德固镇"), period)) == [again]
    Dispute.objects.filter(pk=first.pk).update(voided_at=clock.now())
    assert list(repeat_rate.rows(SYSTEM, county.area("德固镇"), period)) == []
