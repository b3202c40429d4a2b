"""Put what lies at the top of the tree into a built wheel, under govflow/_share.

An editable installation gets nothing: govflow/installed_files.py finds those files where they are.
"""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHARED = ("config.py", "migrations", "requirements/system.txt", "templates")


class SharedFiles(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "editable":
            build_data["force_include"].update({path: f"govflow/_share/{path}" for path in SHARED})
