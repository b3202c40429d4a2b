"""The pages of a consortium's members: the roll, each board and its rules, the people and their roles."""

from flask import Blueprint, abort, redirect, request
from werkzeug import Response

from govflow.web.access import SIGNED_IN, choose, policy, reader

rooms = Blueprint("members", __name__)


@rooms.post("/acting")
@policy(SIGNED_IN)
def act_for() -> Response:
    """Act for another organisation of a consortium from now on."""
    chosen = next(
        (
            one
            for one in reader().capacities
            if (str(one.consortium_id), one.code) == (request.form.get("consortium"), request.form.get("member"))
        ),
        None,
    )
    if chosen is None:
        abort(404)
    choose(chosen.consortium_id, chosen.code)
    return redirect("/")
