"""Addresses of mediation's people, of legal advice, referrals and prevention."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from bihuan.mediation.advice.policies import READ_ADVICE
from bihuan.web import menu
from bihuan.web.mediation import advice, assigning, network, prevention, referrals

menu.add("advice", _("法律咨询"), "web:advice", icon="calendar2-week", order=25, rights=(READ_ADVICE,))

urlpatterns = [
    *network.COMMITTEE_PAGES.urls,
    *network.MEDIATOR_PAGES.urls,
    path("mediators/<uuid:pk>/relatives/add/", network.relative_add, name="relative_add"),
    path("mediators/relatives/<uuid:pk>/withdraw/", network.relative_withdraw, name="relative_withdraw"),
    path("cases/<uuid:case_id>/mediation/assign/<uuid:mediator_id>/", assigning.assign, name="dispute_assign"),
    path("mediation/consents/<uuid:pk>/", assigning.consent, name="assignment_consent"),
    path("advice/", advice.mine, name="advice"),
    path("advice/<uuid:area_id>/", advice.week, name="advice_week"),
    path("advice/<uuid:area_id>/plan/", advice.plan, name="advice_plan"),
    *advice.PROFESSIONAL_PAGES.urls,
    *advice.SHIFT_PAGES.urls,
    *advice.BOOKING_PAGES.urls,
    path("advice-bookings/<uuid:pk>/serve/", advice.serve, name="advice_serve"),
    path("advice-bookings/<uuid:pk>/absent/", advice.absent, name="advice_absent"),
    path("advice-bookings/<uuid:pk>/cancel/", advice.cancel, name="advice_cancel"),
    path("advice-bookings/<uuid:pk>/open/", advice.open_case, name="advice_open"),
    *referrals.REFERRAL_PAGES.urls,
    path("cases/<uuid:case_id>/mediation/referrals/send/", referrals.send, name="referral_send"),
    path("referrals/<uuid:pk>/open/", referrals.open_dispute, name="referral_open"),
    path("referrals/<uuid:pk>/received/", referrals.received, name="referral_received"),
    path("referrals/<uuid:pk>/return/", referrals.returned, name="referral_return"),
    path("referrals/<uuid:pk>/withdraw/", referrals.withdraw, name="referral_withdraw"),
    path("referrals/<uuid:pk>/letter/", referrals.letter, name="referral_letter"),
    *prevention.MEETING_PAGES.urls,
    path("analysis-meetings/<uuid:pk>/conclude/", prevention.conclude, name="analysis_conclude"),
    path("analysis-meetings/<uuid:pk>/freeze/", prevention.refreeze, name="analysis_freeze"),
    *prevention.TASK_PAGES.urls,
    path("analysis-tasks/<uuid:pk>/finish/", prevention.task_finish, name="analysis_task_finish"),
    path("analysis-tasks/<uuid:pk>/cancel/", prevention.task_cancel, name="analysis_task_cancel"),
    *prevention.CAMPAIGN_PAGES.urls,
    *prevention.VISIT_PAGES.urls,
    path("dragnet-visits/<uuid:pk>/open/", prevention.open_case, name="dragnet_open"),
    path("dragnet-visits/<uuid:pk>/link/", prevention.link_case, name="dragnet_link"),
]
