"""Addresses of the resident pages."""

from django.urls import path

from bihuan.web.public import report, start, track

urlpatterns = [
    path("", start.start, name="public_start"),
    path("report/", report.report, name="public_report"),
    path("consult/", report.consult, name="public_consult"),
    path("track/", track.find, name="public_track"),
    path("t/<str:number>/<str:code>/", track.case, name="public_case"),
    path("t/<str:number>/<str:code>/rate/", track.rate, name="public_rate"),
    path("t/<str:number>/<str:code>/reopen/", track.reopen, name="public_reopen"),
    path("large-type/", start.large_type, name="large_type"),
]
