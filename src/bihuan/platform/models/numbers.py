"""Counters: numbers people read, locked by the row so that they have no gaps; and how often something was done."""

from django.db import models


class Counter(models.Model):
    """`key` such as "case:DGZ:20260603" → the last number given out."""

    key = models.CharField(max_length=80, primary_key=True)
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key}={self.value}"


class LimitWindow(models.Model):
    """How often the thing behind `key` (a keyed digest) was done in the window that ends at `ends` (Unix seconds)."""

    key = models.CharField(max_length=32, primary_key=True)
    ends = models.BigIntegerField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.count} until {self.ends}"
