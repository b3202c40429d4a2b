"""The settings' module at the top of the tree, wherever the program was installed.

``config.py`` is not part of the package: in a checkout it stands beside it, a built wheel carries it along.
"""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from typing import TYPE_CHECKING

from govflow.installed_files import share

__all__ = [
    "LOOPBACK",
    "ConfigurationError",
    "Settings",
    "database_address",
    "load_or_make",
    "read_settings",
    "usable",
]

if TYPE_CHECKING:
    from config import (
        LOOPBACK,
        ConfigurationError,
        Settings,
        database_address,
        load_or_make,
        read_settings,
        usable,
    )
else:
    _NAME = "govflow_config"
    _spec = spec_from_file_location(_NAME, share() / "config.py")
    # Registered before it runs: dataclasses look their module up.
    _module = sys.modules[_NAME] = module_from_spec(_spec)
    _spec.loader.exec_module(_module)
    LOOPBACK, ConfigurationError, Settings = _module.LOOPBACK, _module.ConfigurationError, _module.Settings
    database_address, load_or_make = _module.database_address, _module.load_or_make
    read_settings, usable = _module.read_settings, _module.usable
