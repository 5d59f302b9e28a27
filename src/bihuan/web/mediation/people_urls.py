"""Addresses of mediation's people, of legal advice, referrals and prevention."""

from django.urls import path

from bihuan.web.mediation import assigning, network

urlpatterns = [
    *network.COMMITTEE_PAGES.urls,
    *network.MEDIATOR_PAGES.urls,
    path("mediators/<uuid:pk>/relatives/add/", network.relative_add, name="relative_add"),
    path("mediators/relatives/<uuid:pk>/withdraw/", network.relative_withdraw, name="relative_withdraw"),
    path("cases/<uuid:case_id>/mediation/assign/<uuid:mediator_id>/", assigning.assign, name="dispute_assign"),
]
