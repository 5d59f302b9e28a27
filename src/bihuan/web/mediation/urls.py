"""Addresses of the mediation record."""

from django.urls import path

from bihuan.web.mediation import course, investigations, notes, parties, record, sittings, spot, workspace

urlpatterns = [
    path("mediation/on-the-spot/", spot.settle, name="on_the_spot"),
    path("cases/<uuid:case_id>/mediation/", workspace.workspace, name="mediation"),
    path("cases/<uuid:case_id>/mediation/<slug:key>/", workspace.workspace, name="mediation_panel"),
    path("cases/<uuid:case_id>/mediation/parties/add/", parties.add, name="party_add"),
    path("cases/<uuid:case_id>/mediation/parties/group/", parties.group, name="party_group"),
    path("cases/<uuid:case_id>/mediation/parties/<uuid:party_id>/edit/", parties.edit, name="party_edit"),
    path("cases/<uuid:case_id>/mediation/parties/<uuid:party_id>/withdraw/", parties.withdraw, name="party_withdraw"),
    path("cases/<uuid:case_id>/mediation/course/extend/", course.extend, name="mediation_extend"),
    path("cases/<uuid:case_id>/mediation/files/<uuid:file_id>/", course.record_file, name="mediation_file"),
    path("cases/<uuid:case_id>/mediation/sittings/plan/", sittings.plan, name="sitting_plan"),
    path("cases/<uuid:case_id>/mediation/sittings/<uuid:sitting_id>/", sittings.page, name="sitting"),
    path("cases/<uuid:case_id>/mediation/sittings/<uuid:sitting_id>/replan/", sittings.replan, name="sitting_replan"),
    path("cases/<uuid:case_id>/mediation/sittings/<uuid:sitting_id>/cancel/", sittings.cancel, name="sitting_cancel"),
    path(
        "cases/<uuid:case_id>/mediation/sittings/<uuid:sitting_id>/invited/", sittings.invited, name="sitting_invited"
    ),
    path("cases/<uuid:case_id>/mediation/sittings/<uuid:sitting_id>/record/", sittings.record, name="sitting_record"),
    path(
        "cases/<uuid:case_id>/mediation/sittings/<uuid:sitting_id>/sign/<uuid:attendance_id>/",
        sittings.sign,
        name="sitting_sign",
    ),
    path("cases/<uuid:case_id>/mediation/sittings/<uuid:sitting_id>/scan/", sittings.scan, name="sitting_scan"),
    path("cases/<uuid:case_id>/mediation/investigations/add/", investigations.add, name="investigation_add"),
    path(
        "cases/<uuid:case_id>/mediation/investigations/<uuid:investigation_id>/",
        investigations.page,
        name="investigation",
    ),
    path(
        "cases/<uuid:case_id>/mediation/investigations/<uuid:investigation_id>/edit/",
        investigations.edit,
        name="investigation_edit",
    ),
    path(
        "cases/<uuid:case_id>/mediation/investigations/<uuid:investigation_id>/sign/",
        investigations.sign,
        name="investigation_sign",
    ),
    path(
        "cases/<uuid:case_id>/mediation/investigations/<uuid:investigation_id>/void/",
        investigations.void,
        name="investigation_void",
    ),
    path("cases/<uuid:case_id>/mediation/notes/add/", notes.add, name="secret_note_add"),
    path("cases/<uuid:case_id>/mediation/notes/<uuid:note_id>/edit/", notes.edit, name="secret_note_edit"),
    path("cases/<uuid:case_id>/mediation/notes/<uuid:note_id>/void/", notes.void, name="secret_note_void"),
    path("cases/<uuid:case_id>/dispute/describe/", record.describe, name="dispute_describe"),
    path("cases/<uuid:case_id>/dispute/result/", record.result, name="dispute_result"),
    path("cases/<uuid:case_id>/dispute/fulfilment/", record.fulfilment, name="dispute_fulfilment"),
    path("cases/<uuid:case_id>/dispute/reveal/", record.reveal, name="dispute_reveal"),
]
