"""A consortium at a stage where every page of it has something to show, and the address of every page."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from flask import Flask

from govflow.clock import SetClock
from tests.stage import approved


@dataclass(frozen=True)
class Places:
    """Where things are. `values`: what stands in addresses, by the name of the place in them."""

    app: Flask
    consortium_id: UUID
    agreement_id: UUID
    values: dict[str, object] = field(default_factory=dict)

    def address(self, endpoint: str, member: str = "") -> str:
        """The address of a route; `member`: the organisation it names."""
        rule = next(each for each in self.app.url_map.iter_rules() if each.endpoint == endpoint)
        values = {"member": member, **self.of_endpoint(endpoint)}
        return self.app.url_map.bind("").build(endpoint, {name: values[name] for name in rule.arguments})

    def of_endpoint(self, endpoint: str) -> dict[str, object]:
        """What stands in the addresses of a route."""
        special = {name: value for (of, name), value in SPECIAL.items() if of == endpoint}
        return {
            "consortium_id": self.consortium_id,
            "agreement_id": self.agreement_id,
            **self.values,
            **special,
        }

    def is_of_consortium(self, endpoint: str) -> bool:
        """Whether a route is about a consortium."""
        rule = next(each for each in self.app.url_map.iter_rules() if each.endpoint == endpoint)
        return bool({"consortium_id", "agreement_id"} & rule.arguments)


SPECIAL: dict[tuple[str, str], object] = {}
"""What stands in the addresses of one route only."""


def at_stage(app: Flask) -> Places:
    """A consortium whose boards have approved, and whose parties may sign."""
    clock = app.extensions["govflow.clock"]
    assert isinstance(clock, SetClock)
    begun = clock.moment
    play = approved(clock)
    clock.moment = max(begun, clock.moment)
    nothing: Callable[[], UUID] = uuid.uuid4
    return Places(
        app,
        play.consortium_id,
        play.agreement_id,
        {
            "token": "not-a-token",
            "session_id": nothing(),
            "role_id": nothing(),
            "paper_id": nothing(),
            "act_key": nothing(),
            "question": "quorum_board_count",
            "clause": "parties-background",
            "name": "0.9",
            "kind": "txt",
            "condition": "1",
            "left_out": "LB6",
            "topic": "consortium",
        },
    )
