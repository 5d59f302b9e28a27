"""Addresses of campaigns, rounds and what is found on them."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from bihuan.inspections.policies import READ_CAMPAIGNS
from bihuan.web import menu
from bihuan.web.inspections import findings, forms, home, pages, papers

menu.add(
    "inspections",
    _("专项行动与巡查"),
    "web:inspections",
    icon="binoculars",
    order=33,
    rights=(READ_CAMPAIGNS,),
    under=(
        "/campaign", "/work-logs/", "/survey-forms/", "/answers/", "/rounds/", "/findings/", "/ledgers/campaign",
        "/ledgers/work_logs", "/ledgers/rounds", "/ledgers/survey_forms", "/ledgers/answers",
        "/ledgers/findings", "/ledgers/late_findings",
    ),
)  # fmt: skip

urlpatterns = [
    path("inspections/", home.board, name="inspections"),
    *pages.CAMPAIGN_PAGES.urls,
    *pages.PHASE_PAGES.urls,
    *pages.VILLAGE_PAGES.urls,
    *pages.LOG_PAGES.urls,
    *pages.ROUND_PAGES.urls,
    *forms.URLS,
    path("rounds/<uuid:pk>/hold/", pages.hold, name="round_hold"),
    path("rounds/<uuid:pk>/findings/add/", findings.add, name="finding_add"),
    path("campaigns/<uuid:pk>/report.<slug:form>", papers.report, name="campaign_report"),
    path("rounds/<uuid:pk>/given-out.<slug:form>", papers.given_out, name="round_given_out"),
    path("inspections/notice.<slug:form>", papers.notice, name="late_notice"),
    path("findings/<uuid:pk>/", findings.page, name="finding_page"),
]
