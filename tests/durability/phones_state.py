"""Run as a program: print what the database holds of what phones sent, as JSON."""

import json
import sys

import django

django.setup()

from django.db.models import Count  # noqa: E402

from bihuan.cases.models import Case, Comment, Evidence  # noqa: E402
from bihuan.field.models import FieldFile, FieldReceipt  # noqa: E402
from bihuan.platform import audit  # noqa: E402

twice = Case.objects.values("text").annotate(n=Count("pk")).filter(n__gt=1)
json.dump(
    {
        "receipts": {str(key): number for key, number in FieldReceipt.objects.values_list("pk", "number")},
        "cases": [str(key) for key in Case.objects.values_list("pk", flat=True)],
        "comments": Comment.objects.count(),
        "files": {
            str(key): number for key, number in FieldFile.objects.exclude(number=None).values_list("pk", "number")
        },
        "evidence": Evidence.objects.count(),
        "same_text": twice.count(),
        "numbers": Case.objects.values("number").distinct().count(),
        "flaws": [flaw.message for flaw in audit.verify()],
    },
    sys.stdout,
)
