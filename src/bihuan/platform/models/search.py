"""The search index: one row a searchable object, with its Chinese one- and two-character grams."""

from django.db import models

from bihuan.kernel import clock
from bihuan.platform.search.grams import GramField


class SearchEntry(models.Model):
    """`kind` and `object_id` name the object; `at` orders results; `grams` holds the tokens (see platform.search)."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    object_id = models.UUIDField()
    at = models.DateTimeField(default=clock.now)
    town_id = models.UUIDField(null=True)
    grams = GramField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["object_id", "kind"], name="search_entry_once")]
        indexes = [models.Index(fields=["kind", "-at"], name="search_recent")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
