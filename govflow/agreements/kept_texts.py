"""Texts kept in the memory of a process, because most people read what somebody read a moment ago.

In: a name, the state it was made in, and how to make it. Out: what was made in that state, made anew when the state
is another. What is kept is bounded: the newest state of the few texts that were read last, and nothing older.
Decided in docs/decisions/0051-page-cache.md.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from flask import Flask, current_app

_EXTENSION = "govflow.kept_texts"

MOST = 24
"""How many texts a process keeps: those of about eight agreements."""

Made = TypeVar("Made")


class KeptTexts:
    """The texts, the one read last at the end."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, tuple[object, object]] = OrderedDict()
        self._turn = threading.Lock()

    def take(self, name: Hashable, state: object, make: Callable[[Made | None], Made]) -> Made:
        """What this name stands for in this state. ``make`` gets what it stood for before, None if it is gone."""
        with self._turn:
            was_in, made = self._kept.get(name, (None, None))
            if made is not None and was_in == state:
                self._kept.move_to_end(name)
                return cast(Made, made)
        # Not under the lock: making takes long, and made twice is the same.
        fresh = make(cast("Made | None", made))
        with self._turn:
            self._kept[name] = (state, fresh)
            self._kept.move_to_end(name)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return fresh


def use_kept_texts(app: Flask) -> None:
    """Give an application its memory: two applications in one process share none."""
    app.extensions[_EXTENSION] = KeptTexts()


def kept_texts() -> KeptTexts:
    """The memory of the application at work."""
    return cast(KeptTexts, current_app.extensions[_EXTENSION])
