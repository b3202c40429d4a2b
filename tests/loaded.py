"""What children of the tests find loaded and warm: an application was made here once, and one act was done."""

import tempfile
from pathlib import Path

# With it comes pytest, which every module of tests imports.
import tests.conftest  # noqa: F401
from govflow import create_app
from govflow.schema import bring_up_to_date
from govflow.settings import Settings
from govflow.transaction import at_work
from tests.cast import found

with tempfile.TemporaryDirectory() as folder, at_work(create_app(Settings(data=Path(folder)))):
    bring_up_to_date()
    found()
