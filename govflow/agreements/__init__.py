"""The agreement as it is drafted: answers, rewordings, members left out, and the versions frozen from them."""

from flask import Flask


def use_pages(app: Flask) -> None:
    """Give an application the pages of this room."""
    from govflow.agreements import (
        begin_views,
        flag_views,
        instrument_views,
        mend_views,
        question_views,
        usual_views,
        views,
    )
    from govflow.agreements.kept_texts import use_kept_texts

    app.register_blueprint(begin_views.rooms)
    app.register_blueprint(instrument_views.rooms)
    app.register_blueprint(views.rooms)
    app.register_blueprint(question_views.rooms)
    app.register_blueprint(usual_views.rooms)
    app.register_blueprint(flag_views.rooms)
    app.register_blueprint(mend_views.rooms)
    use_kept_texts(app)
