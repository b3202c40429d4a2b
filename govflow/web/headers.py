"""Headers on every answer: nothing inline, nothing from elsewhere, nothing framed, nothing kept by others.

Sources: OWASP ASVS 5.0, 3.4 (browser security headers) and 14.3 (client-side data).
"""

from flask import Flask, Response, request

POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)

STATIC_DAYS = 7


def use_headers(app: Flask) -> None:
    """Put the headers on every answer of an application."""
    app.after_request(_with_headers)


def _with_headers(response: Response) -> Response:
    response.headers.update(
        {
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        }
    )
    if request.endpoint == "static":
        response.headers["Cache-Control"] = f"public, max-age={STATIC_DAYS * 86_400}"
    else:
        response.headers["Cache-Control"] = "no-store"
    return response
