"""Addresses of topics, rules and models."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from bihuan.cases.policies import READ_MODELS, ROUTE
from bihuan.web import menu
from bihuan.web.thinking import models, rules, topics

menu.add(
    "thinking",
    _("热点与规则"),
    "web:thinking",
    icon="lightbulb",
    order=54,
    rights=(ROUTE, READ_MODELS),
    under=("/triage/topics/", "/triage/rules/", "/triage/models/"),
)

urlpatterns = [
    path("triage/thinking/", topics.first, name="thinking"),
    path("triage/topics/", topics.listed, name="topics"),
    path("triage/topics/<uuid:town_id>/<slug:key>/", topics.page, name="topic"),
    path("triage/models/", models.page, name="triage_models"),
    path("triage/models/retrain/", models.retrain, name="triage_retrain"),
    path("triage/models/first-day/", models.first_day, name="triage_first_day"),
    path("triage/models/<uuid:model_id>/back/", models.back, name="triage_model_back"),
    path("triage/rules/", rules.listed, name="routing_rules"),
    path("triage/rules/<uuid:town_id>/", rules.of_town, name="routing_rules_of"),
    path("triage/rules/<uuid:town_id>/add/", rules.add, name="routing_rule_add"),
    path("triage/rules/<uuid:town_id>/threshold/", rules.threshold, name="triage_threshold"),
    path("triage/rules/<uuid:town_id>/dry-run/", rules.dry_run, name="routing_dry_run"),
    path("triage/rules/one/<uuid:rule_id>/edit/", rules.edit, name="routing_rule_edit"),
    path("triage/rules/one/<uuid:rule_id>/move/<slug:way>/", rules.move, name="routing_rule_move"),
    path("triage/rules/one/<uuid:rule_id>/void/", rules.void, name="routing_rule_void"),
]
