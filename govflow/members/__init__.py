"""Who is in: a consortium, its member organisations and vehicle, the rules of each one's board, who is what there."""

from flask import Flask


def use_pages(app: Flask) -> None:
    """Give an application the pages of this room."""
    from govflow.members import founding_views, views

    app.register_blueprint(views.rooms)
    app.register_blueprint(founding_views.rooms)
