"""Addresses of the closed loop: the triage desk, registering, the case page and all that opens on it."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.cases.policies import READ, READ_CONFERENCES, TRIAGE
from bihuan.web import menu
from bihuan.web.cases import acting, conferences, evidence, meetings, page, register, replies, talk, triage, whistles

menu.add("triage", _("研判分流"), "web:triage", icon="signpost-split", order=10, rights=(TRIAGE,), phone=True)
menu.add(
    "cases",
    pgettext_lazy("栏目", "事项"),
    "web:cases",
    icon="clipboard-check",
    order=20,
    rights=(READ,),
    under=("/ledgers/cases/",),
    phone=True,
)
menu.add(
    "meetings",
    _("会商与吹哨"),
    "web:meetings",
    icon="megaphone",
    order=25,
    rights=(READ_CONFERENCES,),
    under=(
        "/conferences/",
        "/whistles/",
        "/ledgers/conferences/",
        "/ledgers/attendance/",
        "/ledgers/whistles/",
        "/ledgers/replies/",
        "/ledgers/hotline/",
    ),
)

urlpatterns = [
    path("meetings/", meetings.page, name="meetings"),
    path("conferences/<uuid:conference_id>/", conferences.page, name="conference_page"),
    path("conferences/<uuid:conference_id>/arrange/", conferences.arrange, name="conference_arrange"),
    path("conferences/<uuid:conference_id>/invite/", conferences.invite, name="conference_invite"),
    path("conferences/<uuid:conference_id>/take-up/", conferences.take_up, name="conference_take_up"),
    path("conferences/<uuid:conference_id>/attend/", conferences.attend, name="conference_attend"),
    path("conferences/<uuid:conference_id>/conclude/", conferences.conclude, name="conference_conclude"),
    path("conferences/<uuid:conference_id>/call-off/", conferences.call_off, name="conference_call_off"),
    path("conferences/<uuid:conference_id>/scan/", conferences.scan, name="conference_scan"),
    path("conferences/<uuid:conference_id>/minutes.<str:form>", conferences.paper, name="conference_paper"),
    path("conferences/<uuid:conference_id>/scan/file/", conferences.scan_file, name="conference_scan_file"),
    path("conferences/invitations/<uuid:invitation_id>/answer/", conferences.respond, name="invitation_answer"),
    path("conferences/invitations/<uuid:invitation_id>/sign/", conferences.sign, name="invitation_sign"),
    path("conferences/invitations/<uuid:invitation_id>/signature/", conferences.signature, name="invitation_signature"),
    path("whistles/new/", whistles.new, name="whistle_new"),
    path("whistles/<uuid:whistle_id>/", whistles.page, name="whistle_page"),
    path("whistles/<uuid:whistle_id>/arrive/", whistles.arrive, name="whistle_arrive"),
    path("whistles/<uuid:whistle_id>/result/", whistles.result, name="whistle_result"),
    path("whistles/<uuid:whistle_id>/rate/", whistles.rate, name="whistle_rate"),
    path("whistles/<uuid:whistle_id>/call-off/", whistles.call_off, name="whistle_call_off"),
    path("cases/<uuid:case_id>/reply/send/", replies.send, name="reply_send"),
    path("cases/<uuid:case_id>/reply/drop/", replies.drop, name="reply_drop"),
    path("cases/<uuid:case_id>/reply/paper/", replies.paper, name="reply_paper"),
    path("triage/", triage.triage, name="triage"),
    path("triage/<uuid:case_id>/", triage.triage, name="triage_case"),
    path("triage/<uuid:case_id>/confirm/", triage.confirm, name="triage_confirm"),
    path("triage/<uuid:case_id>/undo/", triage.undo, name="triage_undo"),
    path("cases/", page.cases, name="cases"),
    path("cases/new/", register.new, name="case_new"),
    path("cases/new/beside/", register.beside, name="case_new_beside"),
    path("cases/new/areas.geojson", register.areas_geojson, name="case_new_areas"),
    path("cases/evidence/<uuid:evidence_id>/look/", evidence.look, name="case_evidence_look"),
    path("cases/evidence/<uuid:evidence_id>/void/", evidence.void, name="case_evidence_void"),
    path("cases/evidence/<uuid:evidence_id>/<slug:variant>", evidence.file, name="case_evidence"),
    path("cases/<uuid:case_id>/", page.page, name="case_page"),
    path("cases/<uuid:case_id>/sheet/", page.sheet, name="case_sheet"),
    path("cases/<uuid:case_id>/similar/", page.similar, name="case_similar"),
    path("cases/<uuid:case_id>/reveal/", page.reveal, name="case_reveal"),
    path("cases/<uuid:case_id>/areas.geojson", page.areas_geojson, name="case_areas"),
    path("cases/<uuid:case_id>/points.geojson", page.points_geojson, name="case_points"),
    path("cases/<uuid:case_id>/do/<slug:verb>/", acting.do, name="case_do"),
    path("cases/<uuid:case_id>/task-row/", acting.task_row, name="case_task_row"),
    path("cases/<uuid:case_id>/evidence/", evidence.upload, name="case_evidence_add"),
    path("cases/<uuid:case_id>/comment/", talk.comment, name="case_comment"),
    path("cases/<uuid:case_id>/mentions/", talk.mentions, name="case_mentions"),
    path("cases/<uuid:case_id>/watch/", talk.watch, name="case_watch"),
    path("cases/<uuid:case_id>/tasks/<uuid:task_id>/done/", talk.task_done, name="case_task_done"),
    path("cases/<uuid:case_id>/tasks/<uuid:task_id>/cancel/", talk.task_cancel, name="case_task_cancel"),
    path("cases/<str:number>/", page.by_number, name="case_by_number"),
]
