"""Approval by each member's own board: circulation, resolutions, conditions, delegation, withdrawal."""
