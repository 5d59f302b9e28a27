"""Addresses of setting up."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from bihuan.cases.policies import SET_UP
from bihuan.platform.rights import MANAGE_CHANNELS, MANAGE_TEMPLATES, MANAGE_WEBHOOKS
from bihuan.web import menu
from bihuan.web.setup import calendar, categories, channels, duties, limits, overview, papers, webhooks

menu.add(
    "setup",
    _("设置"),
    "web:setup",
    icon="gear",
    order=90,
    rights=(SET_UP, MANAGE_CHANNELS, MANAGE_WEBHOOKS, MANAGE_TEMPLATES),
)

urlpatterns = [
    path("", overview.overview, name="setup"),
    path("rights/", overview.rights, name="setup_rights"),
    path("limits/", limits.page, name="setup_limits"),
    path("limits/<str:kind>/<str:urgency>/<str:stage>/", limits.edit, name="setup_limit"),
    path("duties/", duties.page, name="setup_duties"),
    path("duties/<str:channel>/<str:town>/", duties.edit, name="setup_duty"),
    path("categories/", categories.page, name="setup_categories"),
    path("categories/new/", categories.add, name="setup_category_new"),
    path("categories/<uuid:category_id>/", categories.edit, name="setup_category"),
    path("calendar/", calendar.page, name="setup_calendar"),
    path("calendar/<int:year>/", calendar.enter, name="setup_year"),
    path("channels/", channels.page, name="setup_channels"),
    path("channels/new/", channels.add, name="setup_channel_new"),
    path("channels/<uuid:channel_id>/", channels.edit, name="setup_channel"),
    path("channels/<uuid:channel_id>/try/", channels.attempt_now, name="setup_channel_try"),
    path("webhooks/", webhooks.page, name="setup_webhooks"),
    path("webhooks/new/", webhooks.add, name="setup_webhook_new"),
    path("webhooks/<uuid:webhook_id>/", webhooks.edit, name="setup_webhook"),
    path("webhooks/<uuid:webhook_id>/secret/", webhooks.renew, name="setup_webhook_secret"),
    path("webhooks/deliveries/<uuid:delivery_id>/replay/", webhooks.replay, name="setup_webhook_replay"),
    path("papers/", papers.page, name="setup_papers"),
    path("papers/versions/<uuid:template_id>/", papers.version, name="setup_paper_version"),
    path("papers/versions/<uuid:template_id>/reinstate/", papers.reinstate, name="setup_paper_reinstate"),
    path("papers/<str:key>/", papers.paper, name="setup_paper"),
    path("papers/<str:key>/template/", papers.template, name="setup_paper_template"),
    path("papers/<str:key>/preview/", papers.preview, name="setup_paper_preview"),
    path("papers/<str:key>/standard/", papers.standard, name="setup_paper_standard"),
]
