"""What the assets do by the clock: contracts that come to their end are told in time."""

from datetime import time, timedelta

from django.utils.translation import gettext as _

from bihuan.assets.models import Contract
from bihuan.assets.registers import CONTRACTS
from bihuan.kernel import clock
from bihuan.orgs.models import Role
from bihuan.orgs.selectors import holders
from bihuan.platform.jobs import periodic
from bihuan.platform.notify import tell

AHEAD = (60, 30, 7)  # days before the end


@periodic(daily_at=time(8, 10))
def tell_of_ending_contracts() -> None:
    """The village secretary and the town's clerk hear 60, 30 and 7 days before a contract ends."""
    today = clock.today()
    for days in AHEAD:
        ending = Contract.objects.filter(ends_on=today + timedelta(days=days), ended_on=None, voided_at=None)
        for contract in ending.select_related("area", "town"):
            posts = [*holders(Role.VILLAGE_SECRETARY, contract.area), *holders(Role.CLERK, contract.town)]
            tell(
                [post.staff for post in posts],
                kind="contract.ending",
                title=_("集体经济合同“%(title)s”还有 %(days)d 天到期") % {"title": contract.title, "days": days},
                key=f"contract.ending:{contract.pk}:{days}",
                url=CONTRACTS.url(contract.pk),
            )
