"""Addresses of the ledgers' pages."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from bihuan.web import menu
from bihuan.web.ledgers import exports, imports, lists

menu.add(
    "ledgers",
    _("台账"),
    "web:ledgers",
    icon="table",
    order=50,
    under=("/imports/", "/enterprises/"),
    phone=True,
)

urlpatterns = [
    path("ledgers/", lists.index, name="ledgers"),
    path("ledgers/files/<uuid:file_id>/", exports.file, name="ledger_file"),
    path("ledgers/views/<uuid:view_id>/forget/", lists.forget, name="ledger_view_forget"),
    path("ledgers/<slug:key>/", lists.page, name="ledger"),
    path("ledgers/<slug:key>/count/", lists.count, name="ledger_count"),
    path("ledgers/<slug:key>/totals/", lists.totals, name="ledger_totals"),
    path("ledgers/<slug:key>/views/", lists.save, name="ledger_view_save"),
    path("ledgers/<slug:key>/export/", exports.export, name="ledger_export"),
    path("ledgers/<slug:key>/import/", imports.upload, name="ledger_import"),
    path("ledgers/<slug:key>/template/", exports.template, name="ledger_template"),
    path("imports/<uuid:batch_id>/", imports.batch, name="import"),
    path("imports/<uuid:batch_id>/answer/", imports.answer, name="import_answer"),
    path("imports/<uuid:batch_id>/begin/", imports.begin, name="import_begin"),
    path("imports/<uuid:batch_id>/progress/", imports.progress, name="import_progress"),
    path("imports/<uuid:batch_id>/undo/", imports.undo, name="import_undo"),
    path("imports/<uuid:batch_id>/rejected/", imports.rejected, name="import_rejected"),
]
