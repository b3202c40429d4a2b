"""What every page shares: headers, errors, who may see it, and how the agreement is shown."""

from datetime import timedelta

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from govflow.pdf.pages import FILTERS
from govflow.web import (
    access,
    clause_guide,
    components,
    dev_mail,
    errors,
    frame,
    guide,
    headers,
    health,
    sessions,
    static,
    uk_time,
)

SESSION_LIFE = timedelta(minutes=30)
"""How long somebody who does nothing stays signed in (OWASP ASVS 5.0 7.3.1): the age of the cookie, renewed with
every page, so that reading writes nothing."""


def use_web(app: Flask, address: str, proxies: int = 0) -> None:
    """Give an application the manner of all our pages.

    ``address``: where people reach it; ``proxies``: how many servers before it are believed when they say who asks.
    """
    encrypted = address.startswith("https://")
    app.config.update(
        # All that a form may send: its fields are read at once. A page that takes a file sets its own limit.
        MAX_CONTENT_LENGTH=2**20,
        MAX_FORM_MEMORY_SIZE=2**20,
        MAX_FORM_PARTS=2_000,
        PERMANENT_SESSION_LIFETIME=SESSION_LIFE,
        # A form's token lives as long as the session that it belongs to: who is slow to write is not sent away.
        WTF_CSRF_TIME_LIMIT=None,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=encrypted,
        # Of a cookie with this prefix a browser knows that no neighbour of our domain set it (RFC 6265bis 4.1.3.2).
        SESSION_COOKIE_NAME="__Host-govflow" if encrypted else "govflow",
    )
    app.jinja_env.filters.update(FILTERS, moment=uk_time.moment)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=0)  # type: ignore[method-assign]
    headers.use_headers(app, encrypted)
    errors.use_errors(app)
    static.use_fingerprints(app)
    app.session_interface = sessions.Sessions()
    frame.use_frame(app)
    # Every form there will ever be is asked for its token, not those that remember to.
    CSRFProtect(app)
    app.register_blueprint(guide.rooms)
    app.register_blueprint(clause_guide.rooms)
    app.register_blueprint(health.rooms)
    components.use_components(app)
    dev_mail.use_dev_mail(app)


def close(app: Flask) -> None:
    """Check, once all rooms have brought their routes, that each says who may enter.

    :raises RuntimeError: a route without a policy: the application does not start.
    """
    access.every_route_has_a_policy(app)
