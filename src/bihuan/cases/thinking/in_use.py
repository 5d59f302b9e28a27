"""The classifier in use: read once a process, taken anew when another model was put in use."""

import logging
import threading
from pathlib import Path
from uuid import UUID

from django.conf import settings

from bihuan.cases.models import TriageModel
from bihuan.kernel.errors import BihuanError
from bihuan.triage import Classifier, Model

log = logging.getLogger("bihuan.triage")
_held: dict[UUID | None, Classifier] = {}
_reading = threading.Lock()


def directory(folder: str) -> Path:
    """Where the files of a model stand."""
    return Path(settings.MODELS_ROOT) / folder


def model_of(row: TriageModel) -> Model:
    """The learnt model of a record.

    Raises:
        NotFound, Invalid: its files are missing or damaged.
    """
    return Model.load(directory(row.folder))


def row_in_use() -> TriageModel | None:
    """The model in use; None while it is that of the first day."""
    return TriageModel.objects.filter(state=TriageModel.State.IN_USE).first()


def classifier() -> tuple[UUID | None, Classifier]:
    """The classifier in use and its model's id (None: the first day's); one query.

    A model whose files are gone must not stop the desk: the first day's stands in, and the log says so.
    """
    found = TriageModel.objects.filter(state=TriageModel.State.IN_USE).values_list("pk", "folder").first()
    key = found[0] if found is not None else None
    with _reading:
        if key not in _held:
            try:
                read = Classifier.load(directory(found[1]) if found is not None else None)
            except BihuanError as error:
                log.error("the triage model %s cannot be read: %s", key, error.message)
                read = Classifier.load()
            _held.clear()
            _held[key] = read
        return key, _held[key]
