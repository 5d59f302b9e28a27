"""Addresses of the mediation record."""

from django.urls import path

from bihuan.web.mediation import record

urlpatterns = [
    path("cases/<uuid:case_id>/dispute/describe/", record.describe, name="dispute_describe"),
    path("cases/<uuid:case_id>/dispute/result/", record.result, name="dispute_result"),
    path("cases/<uuid:case_id>/dispute/fulfilment/", record.fulfilment, name="dispute_fulfilment"),
    path("cases/<uuid:case_id>/dispute/reveal/", record.reveal, name="dispute_reveal"),
]
