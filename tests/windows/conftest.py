"""The house that the stories of this folder are played in: one for each process, for it takes seconds."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.windows.house import CHROMIUM, House, Windows, served

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's driver runs a loop in the thread of the tests


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    if CHROMIUM is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    with served(tmp_path_factory.mktemp("house"), declarations=36) as house:
        yield house


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser for one file. Its driver leaves a loop running in this thread, and a thread in a loop speaks
    to its database on another line than the processes it forks: that may not last into other files."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture
def windows(house: House, browser: Any) -> Iterator[Windows]:
    opened = Windows(house, browser)
    yield opened
    opened.close()
