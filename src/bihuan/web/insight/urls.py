"""Addresses of figures."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView

from bihuan.cases.policies import READ
from bihuan.insight.filling.cycle import READ_FORMS
from bihuan.web import menu
from bihuan.web.insight import briefings, dashboard, form_fillings, form_templates, kept_briefings, panel  # noqa: F401  # the panel declares itself

menu.add(
    "figures", _("统计"), "web:dashboard", icon="bar-chart-line", order=51, rights=(READ,),
    under=("/figures/", "/ledgers/briefings/"),
)  # fmt: skip
menu.add(
    "forms", _("一表通"), "web:forms", icon="file-earmark-spreadsheet", order=52, rights=(READ_FORMS,),
    under=("/forms/", "/ledgers/form_templates/", "/ledgers/form_fillings/"),
)  # fmt: skip

urlpatterns = [
    path("figures/", dashboard.dashboard, name="dashboard"),
    path("figures/definitions/", dashboard.definitions, name="definitions"),
    path("figures/briefing/", briefings.briefing, name="briefing"),
    path("figures/briefing/file/", briefings.download, name="briefing_file"),
    path("figures/briefing/keep/", briefings.keep, name="briefing_keep"),
    path("figures/briefings/<uuid:pk>/", kept_briefings.page, name="kept_briefing"),
    path("figures/briefings/<uuid:pk>/edit/", kept_briefings.edit, name="kept_briefing_edit"),
    path("figures/briefings/<uuid:pk>/remake/", kept_briefings.remake, name="kept_briefing_remake"),
    path("figures/briefings/<uuid:pk>/submit/", kept_briefings.submit, name="kept_briefing_submit"),
    path("figures/briefings/<uuid:pk>/return/", kept_briefings.send_back, name="kept_briefing_return"),
    path("figures/briefings/<uuid:pk>/approve/", kept_briefings.approve, name="kept_briefing_approve"),
    path("figures/briefings/<uuid:pk>/file/", kept_briefings.download, name="kept_briefing_file"),
    path("forms/", RedirectView.as_view(url="/ledgers/form_templates/"), name="forms"),
    path("forms/upload/", form_templates.upload, name="form_upload"),
    path("forms/<uuid:pk>/", form_templates.page, name="form_template"),
    path("forms/<uuid:pk>/bind/", form_templates.bind_new, name="form_bind_new"),
    path("forms/<uuid:pk>/bind/<uuid:binding_id>/", form_templates.bind, name="form_bind"),
    path("forms/<uuid:pk>/confirm/", form_templates.confirm, name="form_confirm"),
    path("forms/<uuid:pk>/rebind/", form_templates.rebind, name="form_rebind"),
    path("forms/<uuid:pk>/retire/", form_templates.retire, name="form_retire"),
    path("forms/<uuid:pk>/begin/", form_templates.begin, name="form_begin"),
    path("forms/<uuid:pk>/file/", form_templates.download, name="form_template_file"),
    path("forms/fillings/<uuid:pk>/", form_fillings.page, name="form_filling"),
    path("forms/fillings/<uuid:pk>/enter/", form_fillings.enter, name="form_enter"),
    path("forms/fillings/<uuid:pk>/submit/", form_fillings.submit, name="form_submit"),
    path("forms/fillings/<uuid:pk>/return/", form_fillings.send_back, name="form_return"),
    path("forms/fillings/<uuid:pk>/approve/", form_fillings.approve, name="form_approve"),
    path("forms/fillings/<uuid:pk>/file/", form_fillings.download, name="form_filling_file"),
]
