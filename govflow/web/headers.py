"""Headers on every answer: nothing inline, nothing from elsewhere, nothing framed, nothing kept by others.

A style sheet may be kept: when it changes, so does its address (govflow/web/static.py).
Sources: OWASP ASVS 5.0, 3.4 (browser security headers) and 14.3 (client-side data).
"""

from flask import Flask, Response, request

POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

ALWAYS_ENCRYPTED = {"Strict-Transport-Security": "max-age=31536000"}

STATIC_DAYS = 30


def use_headers(app: Flask, encrypted: bool) -> None:
    """Put the headers on every answer of an application. ``encrypted``: people reach it by https."""
    headers = HEADERS | (ALWAYS_ENCRYPTED if encrypted else {})

    def with_headers(response: Response) -> Response:
        response.headers.update(headers)
        response.headers["Cache-Control"] = _kept(response)
        return response

    app.after_request(with_headers)


def _kept(response: Response) -> str:
    if request.endpoint == "static" and response.status_code < 400:
        return f"public, max-age={STATIC_DAYS * 86_400}"
    return "no-store"
