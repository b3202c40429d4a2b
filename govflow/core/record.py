"""Events as plain data and back: how what happened is kept for ever.

In: a frozen dataclass of texts, numbers, days, moments, state words, tuples and such dataclasses; or the plain
data it was written as. Out: the other of the two. Then true: reading what was written gives an equal event. A
field that a later release adds has a default, so that what was written before it can still be read.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache, partial
from typing import Any, TypeAlias, TypeVar, cast, get_args, get_origin, get_type_hints

Event = TypeVar("Event")
Plain: TypeAlias = "Mapping[str, Plain] | Sequence[Plain] | str | int | bool | None"
Reader: TypeAlias = Callable[[Any], object]


def kind_of(event: object) -> str:
    """The name an event is kept under: ``BoardAsked`` -> ``board_asked``."""
    return _snake(type(event).__name__)


def kinds(union: object) -> dict[str, type]:
    """The events of a union by the name each is kept under."""
    return {_snake(one.__name__): one for one in get_args(union)}


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).removeprefix("_")


def write(value: object) -> Plain:
    """The value as plain data.

    :raises TypeError: a value that events do not hold.
    """
    match value:
        case None | bool() | int():
            return value
        case str():
            return str(value)
        case date():
            return value.isoformat()
        case tuple():
            return [write(one) for one in value]
        case _ if is_dataclass(value):
            return {field.name: write(getattr(value, field.name)) for field in fields(value)}
        case _:
            raise TypeError(f"an event holds no {type(value).__name__}")


def read(kind: type[Event], plain: object) -> Event:
    """The event of this kind that was written as this plain data."""
    assert isinstance(plain, Mapping)
    readers = _readers(cast(object, kind))
    return kind(**{name: readers[name](one) for name, one in plain.items()})


@cache
def _readers(kind: object) -> Mapping[str, Reader]:
    """How each field of a kind is read: found once, because a long text holds many thousand values."""
    return {name: _reader(hint) for name, hint in get_type_hints(kind).items()}


def _reader(hint: object) -> Reader:
    wanted = next((one for one in get_args(hint) if one is not type(None)), hint) if _is_union(hint) else hint
    if get_origin(wanted) is tuple:
        return _unless_absent(partial(_tuple, _reader(get_args(wanted)[0])))
    assert isinstance(wanted, type)
    if issubclass(wanted, datetime | date):
        return _unless_absent(wanted.fromisoformat)
    if issubclass(wanted, StrEnum):
        return _unless_absent(wanted)
    return _unless_absent(partial(read, wanted)) if is_dataclass(wanted) else _as_it_is


def _is_union(hint: object) -> bool:
    return type(None) in get_args(hint)


def _unless_absent(reader: Reader) -> Reader:
    return lambda plain: None if plain is None else reader(plain)


def _tuple(reader: Reader, plain: Sequence[Any]) -> tuple[object, ...]:
    return tuple(map(reader, plain))


def _as_it_is(plain: object) -> object:
    return plain
