"""Addresses of the resident pages."""

from django.urls import path

from bihuan.web.public import advice, guests, programmes, report, start, track

urlpatterns = [
    path("", start.start, name="public_start"),
    path("report/", report.report, name="public_report"),
    path("consult/", report.consult, name="public_consult"),
    path("track/", track.find, name="public_track"),
    path("t/<str:number>/<str:code>/", track.case, name="public_case"),
    path("t/<str:number>/<str:code>/rate/", track.rate, name="public_rate"),
    path("t/<str:number>/<str:code>/reopen/", track.reopen, name="public_reopen"),
    path("advice/", advice.choose, name="public_advice"),
    path("advice/<uuid:town_id>/<uuid:shift_id>/<int:at>/", advice.book, name="public_advice_book"),
    path("advice/r/<str:receipt>/<str:code>/", advice.receipt, name="public_advice_booked"),
    path("advice/r/<str:receipt>/<str:code>/cancel/", advice.cancel, name="public_advice_cancel"),
    path("g/<str:secret>/", guests.page, name="public_guest"),
    path("g/<str:secret>/answer/", guests.respond, name="public_guest_answer"),
    path("g/<str:secret>/sign/", guests.sign, name="public_guest_sign"),
    path("programmes/", programmes.listed, name="public_programmes"),
    path("programmes/<uuid:programme_id>/", programmes.shown, name="public_programme"),
    path("programmes/<uuid:programme_id>/enrol/", programmes.enrol, name="public_enrol"),
    path("programmes/r/<str:receipt>/<str:code>/", programmes.enrolled, name="public_enrolled"),
    path("programmes/r/<str:receipt>/<str:code>/confirm/", programmes.confirm, name="public_enrolment_confirm"),
    path("programmes/r/<str:receipt>/<str:code>/withdraw/", programmes.withdraw, name="public_enrolment_withdraw"),
    path("large-type/", start.large_type, name="large_type"),
]
