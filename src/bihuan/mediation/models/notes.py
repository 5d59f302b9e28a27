"""Secret notes (保密笔记): what a mediator learned in confidence, for the mediator's own eyes."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.mediation.models.dispute import Dispute
from bihuan.platform.fields import EncryptedTextField
from bihuan.platform.models.record import Record


class SecretNote(Record):
    """A note that only its writer reads: in no export, search, file or answer, and never in the audit trail's words."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="+", verbose_name=_("纠纷"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("调解员"))
    text = EncryptedTextField(_("笔记"))
    voided_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("保密笔记")
        indexes = [models.Index(fields=["dispute", "by"], name="note_of_dispute")]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
