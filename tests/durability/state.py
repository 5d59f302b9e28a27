"""Run as a program: print what is stored, as JSON."""

import json
import sys
from collections import Counter as Tally

import django

django.setup()

from django.conf import settings  # noqa: E402

from bihuan.cases.models import Case  # noqa: E402
from bihuan.platform import audit  # noqa: E402
from bihuan.platform.models import Counter, Job, Notice, WebhookDelivery  # noqa: E402

effects = Counter.objects.filter(key=settings.EFFECTS).first()
json.dump(
    {
        "cases": {str(case.pk): case.number for case in Case.objects.all()},
        "effects": effects.value if effects else 0,
        "told": sorted(Notice.objects.filter(kind="durability").values_list("title", flat=True)),
        "jobs": Tally(Job.objects.exclude(key__startswith="periodic:").values_list("state", flat=True)),
        "deliveries": Tally(WebhookDelivery.objects.values_list("state", flat=True)),
        "flaws": [flaw.message for flaw in audit.verify()],
    },
    sys.stdout,
)
