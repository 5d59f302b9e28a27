"""Counters for numbers people read; locked by the row, so they have no gaps."""

from django.db import models


class Counter(models.Model):
    """`key` such as "case:DGZ:20260603" → the last number given out."""

    key = models.CharField(max_length=80, primary_key=True)
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key}={self.value}"
