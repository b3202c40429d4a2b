"""How parties sign: the plan, the ceremony, held signatures, release, the executed document, verification."""

from flask import Flask


def use_pages(app: Flask) -> None:
    """Give an application the pages of this room."""
    # The pages of the ceremony are of the same blueprint: they are there once their module is.
    from govflow.approvals.circulation_views import use_whole_case
    from govflow.signing import ceremony_views, verify_views, views
    from govflow.signing.queries import full_case

    assert ceremony_views.STEPS
    app.register_blueprint(views.rooms)
    app.register_blueprint(verify_views.rooms)
    use_whole_case(app, full_case)
