"""Fixtures of the whole suite: a small valid county in one word."""

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from tests.migrated import put_empty_database
from tests.worlds import County


def _on_sqlite() -> bool:
    return "sqlite" in settings.DATABASES["default"]["ENGINE"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """On SQLite the test's database begins as a copy; Django then finds every migration applied."""
    if _on_sqlite():
        put_empty_database(Path(settings.DATABASES["default"]["TEST"]["NAME"]))


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    return _on_sqlite() or request.config.getvalue("reuse_db")


@pytest.fixture(scope="session")
def django_db_createdb(request: pytest.FixtureRequest) -> bool:
    return not _on_sqlite() and request.config.getvalue("create_db")


@pytest.fixture
def county(db: None) -> County:
    """A county with two towns, their villages, grids, offices and people (see tests.worlds)."""
    return County.build()


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    """Every test starts in the product's own language, whatever a request of the test before it switched to."""
    translation.activate(settings.LANGUAGE_CODE)
