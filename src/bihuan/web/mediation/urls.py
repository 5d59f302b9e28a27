"""Addresses of the mediation record."""

from django.urls import path

from bihuan.web.mediation import parties, record, workspace

urlpatterns = [
    path("cases/<uuid:case_id>/mediation/", workspace.workspace, name="mediation"),
    path("cases/<uuid:case_id>/mediation/<slug:key>/", workspace.workspace, name="mediation_panel"),
    path("cases/<uuid:case_id>/mediation/parties/add/", parties.add, name="party_add"),
    path("cases/<uuid:case_id>/mediation/parties/group/", parties.group, name="party_group"),
    path("cases/<uuid:case_id>/mediation/parties/<uuid:party_id>/edit/", parties.edit, name="party_edit"),
    path("cases/<uuid:case_id>/mediation/parties/<uuid:party_id>/withdraw/", parties.withdraw, name="party_withdraw"),
    path("cases/<uuid:case_id>/dispute/describe/", record.describe, name="dispute_describe"),
    path("cases/<uuid:case_id>/dispute/result/", record.result, name="dispute_result"),
    path("cases/<uuid:case_id>/dispute/fulfilment/", record.fulfilment, name="dispute_fulfilment"),
    path("cases/<uuid:case_id>/dispute/reveal/", record.reveal, name="dispute_reveal"),
]
