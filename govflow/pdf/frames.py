"""How a process and its child speak: a line of plain JSON facts, then byte strings, over a pipe.

In and out: ``Message``. Nothing but JSON and bytes crosses, so that a child that read a hostile file can hand
back no more than wrong facts.
"""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

_LENGTH = struct.Struct(">I")


class Broken(Exception):
    """The other side is gone, or what it sent is no message."""


@dataclass(frozen=True)
class Message:
    """Facts, and the byte strings that go with them."""

    facts: Mapping[str, object]
    parts: tuple[bytes, ...] = ()

    def text(self, name: str) -> str:
        """A fact that is text; "" where it is absent.

        :raises Broken: it is something else.
        """
        value = self.facts.get(name, "")
        if not isinstance(value, str):
            raise Broken(f"{name} is not text")
        return value

    def number(self, name: str) -> int:
        """A fact that is a whole number.

        :raises Broken: it is something else.
        """
        value = self.facts.get(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise Broken(f"{name} is not a whole number")
        return value


def send(stream: IO[bytes], message: Message) -> None:
    """Write a message.

    :raises Broken: the other side is gone.
    """
    sizes = [len(part) for part in message.parts]
    head = json.dumps({"facts": message.facts, "sizes": sizes}).encode()
    try:
        stream.write(_LENGTH.pack(len(head)) + head)
        for part in message.parts:
            stream.write(part)
        stream.flush()
    except OSError as error:
        raise Broken("the other side is gone") from error


def receive(stream: IO[bytes]) -> Message:
    """Read a message.

    :raises Broken: the stream ended, or holds something else.
    """
    try:
        head = json.loads(_exactly(stream, _LENGTH.unpack(_exactly(stream, _LENGTH.size))[0]))
        return Message(head["facts"], tuple(_exactly(stream, size) for size in head["sizes"]))
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise Broken("that is no message") from error


def _exactly(stream: IO[bytes], size: int) -> bytes:
    content = stream.read(size)
    if len(content) != size:
        raise Broken("the other side is gone")
    return content
