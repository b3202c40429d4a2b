"""Where the files are that stand beside the package: templates, migrations, settings, the list of system packages.

A checkout has them at the top of the tree; a built wheel carries them in ``_share`` (hatch_build.py).
"""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def share(package: Path = PACKAGE) -> Path:
    """The folder that holds ``templates``, ``migrations``, ``config.py`` and ``requirements/system.txt``."""
    carried = package / "_share"
    return carried if carried.is_dir() else package.parent
