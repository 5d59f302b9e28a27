"""Tables of the shared machinery."""

from bihuan.platform.models.audit import AuditEntry, AuditHead
from bihuan.platform.models.documents import DocumentTemplate
from bihuan.platform.models.files import StoredFile
from bihuan.platform.models.imports import ImportBatch, ImportedRow, ImportMapping, SavedView
from bihuan.platform.models.jobs import Job
from bihuan.platform.models.notices import Delivery, Notice, NoticeChannel, ShortMessage
from bihuan.platform.models.numbers import Counter, LimitWindow
from bihuan.platform.models.record import Record
from bihuan.platform.models.search import SearchEntry
from bihuan.platform.models.webhooks import Webhook, WebhookDelivery

__all__ = [
    "AuditEntry",
    "AuditHead",
    "Counter",
    "Delivery",
    "DocumentTemplate",
    "ImportBatch",
    "ImportMapping",
    "ImportedRow",
    "Job",
    "LimitWindow",
    "Notice",
    "NoticeChannel",
    "Record",
    "SavedView",
    "SearchEntry",
    "ShortMessage",
    "StoredFile",
    "Webhook",
    "WebhookDelivery",
]
