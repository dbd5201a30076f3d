"""The harbour of the stories: rules published, people registered, a fresh copy for every test."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("shared", deadline=None)  # on a machine that others use, a time proves nothing
settings.load_profile("shared")


@pytest.fixture(scope="session")
def furnished_harbour(
    template: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[str]:
    """Fixtures import the project inside, for this file is read before the settings are chosen."""
    from tests.databases import furnished
    from tests.harbour import furnish

    with (
        django_db_blocker.unblock(),
        furnished(template, tmp_path_factory.mktemp("harbour"), furnish) as name,
    ):
        yield name


@pytest.fixture
def harbour(furnished_harbour: str, tmp_path: Path, django_db_blocker: Any) -> Iterator[Any]:
    """The harbour on the morning of 15 September 2020."""
    from tests.databases import copied
    from tests.harbour import Harbour

    with django_db_blocker.unblock(), copied(furnished_harbour, tmp_path):
        yield Harbour()
