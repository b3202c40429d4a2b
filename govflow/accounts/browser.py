"""What tells browsers apart: where a code is asked for, and what a browser calls itself.

A browser in which somebody signed in keeps a cookie that says so, for that address alone. It lets nobody in. It
only keeps strangers, who ask for codes to the same address, from using up what its owner may ask for.
"""

import hmac
import secrets
from datetime import timedelta

from flask import current_app, request
from werkzeug import Response

from govflow.accounts.code_services import Asker
from govflow.columns import cipher

KNOWN_LIFE = timedelta(days=365)

_SYSTEMS = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "a Mac"),
    ("CrOS", "a Chromebook"),
    ("Linux", "Linux"),
)
# Browsers name those they descend from: the youngest first.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def asker(email: str) -> Asker:
    """Where a code to this address is asked for, by the browser at hand."""
    told = request.cookies.get(_cookie_name(), "")
    known, _, mark = told.partition(".")
    if known and hmac.compare_digest(mark.encode(), _mark(known, email).encode()):
        return Asker(f"browser {known}", True)
    return Asker(f"internet {request.remote_addr}", False)


def remember(response: Response, email: str) -> None:
    """Let this browser know that its owner signed in here."""
    known = secrets.token_urlsafe(16)
    response.set_cookie(
        _cookie_name(),
        f"{known}.{_mark(known, email)}",
        max_age=KNOWN_LIFE,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def in_words(device: str) -> str:
    """A browser as people know it: "Firefox on Android"."""
    browser = next((name for sign, name in _BROWSERS if sign in device), "A browser")
    system = next((name for sign, name in _SYSTEMS if sign in device), "")
    return f"{browser} on {system}" if system else browser


def _mark(known: str, email: str) -> str:
    return cipher().mark("known browser", f"{known} {email.strip().casefold()}")


def _cookie_name() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-known"
