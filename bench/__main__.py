"""Take every measurement of this package, or those named on the command line, and print them as one table."""

import sys
from importlib import import_module
from pathlib import Path
from typing import cast

from bench.measuring import HEADINGS, Measurement, as_line

NOT_MEASUREMENTS = {"__init__", "__main__", "examples", "measuring"}


def names() -> list[str]:
    return sorted({file.stem for file in Path(__file__).parent.glob("*.py")} - NOT_MEASUREMENTS)


def main(asked: list[str]) -> None:
    print(HEADINGS)
    for name in asked or names():
        measurement = cast(Measurement, import_module(f"bench.{name}"))
        for comparison in measurement.measure():
            print(as_line(comparison), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
