"""The worked examples the measurements are taken on."""

import json
from decimal import Decimal
from functools import cache
from pathlib import Path

from govflow.catalogue.loader import load
from govflow.core.catalogue import Catalogue
from govflow.core.draft import Draft, read_draft

FOLDER = Path(__file__).parents[1] / "tests" / "examples"


@cache
def catalogue() -> Catalogue:
    return load()


@cache
def example(name: str) -> Draft:
    """A draft read from an example file; its problems are not looked at here."""
    source = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"), parse_float=Decimal)
    return read_draft(source, catalogue()).draft
