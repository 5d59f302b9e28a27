"""Triage of free text, without Django or network: classify, urgency and signs, extraction, alike cases, topics, routing."""

from bihuan.triage.alike import Alike, Index
from bihuan.triage.classifier import Classifier, Deciding, Triage
from bihuan.triage.evaluating import Comparison, better, evaluate
from bihuan.triage.extraction import Extract, extract
from bihuan.triage.fields import Matter
from bihuan.triage.measuring import Measures
from bihuan.triage.model import Model
from bihuan.triage.rows import read_rows
from bihuan.triage.signs import Because, Sign, Urgency
from bihuan.triage.topics import Topic, topics
from bihuan.triage.training import Options, Row, train

__all__ = [
    "Alike",
    "Because",
    "Classifier",
    "Comparison",
    "Deciding",
    "Extract",
    "Index",
    "Matter",
    "Measures",
    "Model",
    "Options",
    "Row",
    "Sign",
    "Topic",
    "Triage",
    "Urgency",
    "better",
    "evaluate",
    "extract",
    "read_rows",
    "topics",
    "train",
]
