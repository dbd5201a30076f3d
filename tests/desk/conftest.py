"""Fixtures import the project inside, for this file is read before the settings are chosen."""

from pathlib import Path

import pytest


@pytest.fixture
def sample_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kind `sample` is known."""
    from tests.desk.sample import SAMPLE
    from tongguan.law import flows

    monkeypatch.setitem(flows.FLOWS, "sample", SAMPLE)


@pytest.fixture
def sample(sample_kind: None, db: None) -> None:
    """... and so is the office 0908."""
    from tests.desk.sample import furnish

    furnish()


@pytest.fixture
def own_sample(sample_kind: None, own_database: None) -> None:
    """The same, in a database of the test's own."""
    from tests.desk.sample import furnish

    furnish()


@pytest.fixture
def dalian(db: None, tmp_path: Path) -> None:
    """The office 0908, for imports and exports, with the rules of their clocks and credit published."""
    from tests.desk.port import furnish

    furnish(tmp_path)


@pytest.fixture
def own_dalian(own_database: None, tmp_path: Path) -> None:
    """The same, in a database of the test's own."""
    from tests.desk.port import furnish

    furnish(tmp_path)
