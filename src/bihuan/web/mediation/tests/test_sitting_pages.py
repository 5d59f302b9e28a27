"""The record of a sitting on the desk: two people write it at once, and both read what the other wrote."""

from datetime import timedelta

import pytest
from django.test import Client

from bihuan.kernel import clock
from bihuan.mediation import services
from bihuan.mediation.models import Dispute, Party, Sitting
from bihuan.mediation.services import SittingPlan
from bihuan.mediation.tests.stories import DESK, MEDIATOR, in_hand
from tests.worlds import County


@pytest.fixture
def sitting(county: County) -> Sitting:
    dispute: Dispute = in_hand(county)
    start = clock.instant(clock.today() - timedelta(days=1), 9)
    plan = SittingPlan(
        starts_at=start, ends_at=start + timedelta(hours=1), mediator=county.who(MEDIATOR), place="村部",
        parties=list(Party.objects.filter(dispute=dispute)),
    )  # fmt: skip
    with clock.at(start - timedelta(days=1)):
        return services.plan_sitting(county.who(MEDIATOR), dispute_id=dispute.pk, plan=plan)


def test_a_record_written_by_two_keeps_both_and_shows_where_they_collide(county: County, sitting: Sitting) -> None:
    address = f"/cases/{sitting.dispute.case_id}/mediation/sittings/{sitting.pk}/record/"
    one, two = Client(), Client()
    one.force_login(county.who(MEDIATOR))
    two.force_login(county.who(DESK))
    form = one.get(address).context["form"]
    begin = {"starts_at": form.initial["starts_at"], "ends_at": form.initial["ends_at"], "seen": form.initial["seen"]}
    assert one.post(address, {**begin, "talk": "问:欠多少\n答:三万", "disputed": "欠多少"}).status_code == 302
    answer = two.post(address, {**begin, "talk": "问:欠几个月\n答:三个月", "proposals": "分三期"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "三万" in page and "三个月" in page and "分三期" in page and "您写的" in page and MEDIATOR in page
    again = {name: str(value) for name, value in answer.context["form"].data.items()}
    assert again["disputed"] == "欠多少"
    assert two.post(address, again).status_code == 302
    sitting.refresh_from_db()
    assert (sitting.disputed, sitting.proposals) == ("欠多少", "分三期") and "三个月" in sitting.talk
