"""What is kept in the repository: the files the house tests read."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def tracked_files() -> tuple[Path, ...]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return tuple(path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file())


def written_by_hand() -> list[Path]:
    """Text files of our own: neither vendored nor locked nor binary."""
    ours = []
    for path in tracked_files():
        if "vendor" in path.parts or path.parent.name == "requirements" or path.parent.name == "fonts":
            continue
        if b"\0" not in path.read_bytes():
            ours.append(path)
    return ours
