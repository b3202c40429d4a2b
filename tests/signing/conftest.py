"""What the tests of signing stand on."""

import io

import pikepdf
import pytest

from govflow.pdf.paper import Paper
from govflow.signing import sealing


@pytest.fixture
def quick_print(monkeypatch: pytest.MonkeyPatch) -> None:
    """Printing is tested with the paper: here any PDF will do."""

    def one_page(*_: object) -> Paper:
        output = io.BytesIO()
        blank = pikepdf.new()
        blank.add_blank_page()
        blank.save(output, linearize=False)
        return Paper(output.getvalue(), 1, "a blank page", 1)

    monkeypatch.setattr(sealing, "print_agreement", one_page)
