"""Approval by each member's own board: circulation, resolutions, conditions, delegation, withdrawal."""

from flask import Flask


def use_pages(app: Flask) -> None:
    """Give an application the pages of this room."""
    # Read here: queries and services of this room are used without any page, by commands and rehearsals.
    from govflow.approvals import circulation_views, decision_views, views

    for module in (circulation_views, decision_views):
        assert module.rooms is views.rooms
    app.register_blueprint(views.rooms)
