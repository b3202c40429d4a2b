"""What every page shares: headers, errors, who may see it, and how the agreement is shown."""

from flask import Flask

from govflow.pdf.pages import FILTERS
from govflow.web import access, errors, headers


def use_web(app: Flask) -> None:
    """Give an application the manner of all our pages."""
    app.config.update(
        MAX_CONTENT_LENGTH=30 * 2**20,
        MAX_FORM_MEMORY_SIZE=2 * 2**20,
        MAX_FORM_PARTS=2_000,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_NAME="govflow",
    )
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    headers.use_headers(app)
    errors.use_errors(app)


def close(app: Flask) -> None:
    """Check, once all rooms have brought their routes, that each says who may enter.

    :raises RuntimeError: a route without a policy: the application does not start.
    """
    access.every_route_has_a_policy(app)
