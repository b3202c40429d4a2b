"""People: who they are, how they sign in, and how they show that a vote or a signature is theirs."""

from flask import Flask


def use_pages(app: Flask) -> None:
    """Give an application the pages of this room, and let it know who is signed in."""
    from govflow.accounts import sign_in, views

    sign_in.use_sign_in(app)
    app.register_blueprint(views.rooms)
