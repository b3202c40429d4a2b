"""Loading the demo: each consortium once, in a few seconds, with nothing done twice.

In: a database of this release, empty or used. Out: all three consortia are there. A scene whose last act is in the
journal is passed over; one that was broken off goes on where it stopped.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID

from govflow.clock import now
from govflow.demo import alliance, company, partnership
from govflow.demo.stage import consortium_of, key_of
from govflow.journal.queries import actors
from govflow.members.queries import consortium


@dataclass(frozen=True, slots=True)
class Scene:
    """One consortium of the demo. ``last``: its last act."""

    title: str
    play: Callable[[date], None]
    last: str


SCENES: Mapping[str, Scene] = MappingProxyType(
    {
        alliance.NAME: Scene("an alliance that drafts", alliance.play, alliance.LAST),
        partnership.NAME: Scene("a partnership whose boards decide", partnership.play, partnership.LAST),
        company.NAME: Scene("a company that has signed", company.play, company.LAST),
    }
)


def load_demo(tell: Callable[[str], None]) -> None:
    """Load what is not there yet, telling how far it has come."""
    missing = _missing()
    for number, name in enumerate(missing, start=1):
        tell(f"Loading the demo ({number} of {len(missing)}): {SCENES[name].title} ...")
        SCENES[name].play(_begun(name))


def consortia() -> tuple[UUID, ...]:
    """The consortia of the demo."""
    return tuple(consortium_of(name) for name in SCENES)


def _missing() -> tuple[str, ...]:
    last = {key_of(name, scene.last): name for name, scene in SCENES.items()}
    done = actors(tuple(last))
    return tuple(name for key, name in last.items() if key not in done)


def _begun(name: str) -> date:
    """The day a scene was begun: an act that is done again, under its key, must say the same."""
    found = consortium(consortium_of(name))
    return (now() if found is None else found.created_at).date()
