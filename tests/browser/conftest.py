"""What tests in a browser stand on: one server and one browser for each module.

Not for longer: the browser holds the thread's event loop.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.site import Site, a_browser, serving


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server that listens, and a browser for it."""
    data = tmp_path_factory.mktemp("site") / "instance"
    shutil.copytree(sqlite_template, data)
    with a_browser() as browser, serving(data, browser) as site:
        yield site
