"""What is seen over all rooms: what needs you, a consortium's progress, its journal; and a procedure at play."""

from flask import Flask


def use_pages(app: Flask) -> None:
    """Give an application the pages of this room."""
    from govflow.overview import views

    app.register_blueprint(views.rooms)
