"""The rules of an agreement to play with: votes, voting power, sums and dates. Nothing here is recorded."""

from flask import Flask


def use_pages(app: Flask) -> None:
    """Give an application the pages of this room."""
    from govflow.simulator import views

    app.register_blueprint(views.rooms)
