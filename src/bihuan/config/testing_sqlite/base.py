"""The backend Django loads: tests that commit are cleaned up by DELETE, which the audit trail's triggers forbid."""

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.operations import DatabaseOperations as SqliteOperations

append_only = import_module("bihuan.platform.migrations.0003_append_only_audit")


class DatabaseOperations(SqliteOperations):
    """Lifts the triggers for the moment of a flush; PostgreSQL needs nothing, its flush is TRUNCATE."""

    def execute_sql_flush(self, sql_list: Iterable[Any]) -> None:
        append_only.lift(self.connection)
        try:
            super().execute_sql_flush(sql_list)
        finally:
            append_only.install(self.connection)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
