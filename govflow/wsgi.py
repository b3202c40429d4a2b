"""The server's entry: the application that `govflow serve`, or any other WSGI server, serves."""

from govflow import create_app

app = create_app()
