# SPDX-License-Identifier: Apache-2.0
"""Behaviours written in Python: what agents do, for many of them in one call."""
from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

if TYPE_CHECKING:
    from worldline._worldline import Actions, Percepts

#: What a message may contain at most [bytes].
_CONTENTS_MAX = 112

_NUMBERS = {"b": (1,), "i": (1, 2, 4, 8), "u": (1, 2, 4, 8), "f": (4, 8)}
_KINDS = ("quantity", "duration", "number", "integer", "text", "flag", "agent", "agents", "choice")


@dataclasses.dataclass(frozen=True)
class Parameter:
    """A row of a behaviour's parameter table: it checks what a scenario says.

    Attributes
    ----------
    kind : str
        quantity, duration, number, integer, text, flag, agent, agents or choice.
    meaning : str
    unit : str
        Of a quantity. A behaviour is given numbers in it.
    default : str
        As it would stand in YAML; empty: none.
    minimum, maximum : float
    choices : tuple of str
        Words that a choice may be.
    required : bool
    """

    kind: str = "number"
    meaning: str = ""
    unit: str = "1"
    default: str = ""
    minimum: float = -math.inf
    maximum: float = math.inf
    choices: tuple[str, ...] = ()
    required: bool = False

    def __post_init__(self) -> None:
        if self.kind not in _KINDS:
            raise ValueError(f"a parameter is one of {', '.join(_KINDS)}, not {self.kind!r}")


class Behaviour:
    """What agents of one kind do: a function from (states, percepts) to (actions, states).

    Derive from it, name what an agent remembers, and write `react`. Scenarios name the behaviour as
    `worldline.run` and `worldline.Simulation` are told: ``behaviours={"relay": Relay}``.

    Attributes
    ----------
    state : numpy.dtype
        What an agent remembers: a structured dtype of numbers. Agents begin with zeros.
    parameters : mapping of str to Parameter
        What a scenario may say of an agent.
    messages : mapping of str to numpy.dtype
        Kinds of message of its own, and what they contain: packed structured dtypes, of 112 bytes
        at most. Behaviours that name the same kind understand each other.

    Notes
    -----
    Agents of one call differ, and each has one percept. Who stands beside whom, and how many, is
    chance: a reaction depends on its own agent's row and percept alone. What should survive it goes
    into `states`; what a behaviour keeps elsewhere is in no digest and in no snapshot, and is wrong
    as soon as a run is stepped back, forked or resumed. Attributes are read-only once it runs.

    Examples
    --------
    >>> class Counter(wl.Behaviour):
    ...     state = np.dtype([("heard", "u8")])
    ...     def react(self, states, percepts, actions):
    ...         states["heard"] += 1
    """

    state: ClassVar[np.dtype[Any]]
    parameters: ClassVar[Mapping[str, Parameter]] = {}
    messages: ClassVar[Mapping[str, np.dtype[Any]]] = {}

    def __init_subclass__(cls, **given: Any) -> None:
        super().__init_subclass__(**given)
        if "state" in vars(cls):
            cls.state = np.dtype(cls.state)
            _check_numbers(cls.state, f"{cls.__name__}.state")
        for name, contents in cls.messages.items():
            _check_contents(np.dtype(contents), f"{cls.__name__}.messages[{name!r}]")
        for name, parameter in cls.parameters.items():
            if not isinstance(parameter, Parameter):
                raise TypeError(f"{cls.__name__}.parameters[{name!r}] is no worldline.Parameter")

    def __setattr__(self, name: str, value: object) -> None:
        if self.__dict__.get("_runs"):
            raise AttributeError(f"{type(self).__name__}.{name}: a behaviour that runs remembers "
                                 "nothing itself; what should survive goes into `states`")
        super().__setattr__(name, value)

    def react(self, states: np.ndarray[Any, Any], percepts: Percepts, actions: Actions) -> None:
        """Reacts, once for each agent.

        Parameters
        ----------
        states : ndarray, shape (n,), dtype `state`
            What the agents remember: to be changed in place. It is gone when the call ends.
        percepts
            What has reached them: ``len(percepts)`` is n. Arrays of n entries: ``agent``,
            ``sender``, ``kind``, ``now`` (own reading [s]), ``ticks``, ``note`` (of an alarm).
            ``where(name)``: places of one kind (start, alarm, promise, withdrawal, outcome,
            verdict, or of `messages`); ``read(name, at)``, ``parameter(name)``, ``known``; and
            chance, ``random``.
        actions
            What they do: ``tell``, ``wake``, ``promise``, ``keep``, ``withdraw``, ``assess``,
            ``stop``; the first argument says who, by places.
        """
        raise NotImplementedError(f"{type(self).__name__} has no `react`")


def described(behaviours: Mapping[str, type[Behaviour]] | None) -> list[dict[str, Any]]:
    """What the compiled part wants to know of behaviours, by the names that scenarios give them."""
    return [_described(name, given) for name, given in (behaviours or {}).items()]


def _described(name: str, given: type[Behaviour]) -> dict[str, Any]:
    if not (isinstance(given, type) and issubclass(given, Behaviour)):
        raise TypeError(f"behaviours[{name!r}] is no class derived from worldline.Behaviour")
    if not hasattr(given, "state"):
        raise TypeError(f"{given.__name__} names no `state`: a NumPy structured dtype")
    instance = given()
    instance.__dict__["_runs"] = True
    doc = (given.__doc__ or "").strip().splitlines()
    rows = [dataclasses.asdict(row) | {"name": key, "choices": list(row.choices)}
            for key, row in given.parameters.items()]
    return {"name": name, "summary": doc[0] if doc else f"{given.__name__}, written in Python.",
            "source": given.__module__, "parameters": rows, "react": instance.react,
            "state": given.state, "size": given.state.itemsize, "fields": _fields(given.state),
            "messages": {key: np.dtype(value) for key, value in given.messages.items()}}


def _fields(state: np.dtype[Any]) -> list[tuple[str, str, int, int, int]]:
    """Name, kind, size of a number, offset and count of each field."""
    found = []
    assert state.names is not None and state.fields is not None
    for name in state.names:
        field, offset = state.fields[name][:2]
        found.append((name, field.base.kind, field.base.itemsize, offset, math.prod(field.shape)))
    return found


def _check_numbers(dtype: np.dtype[Any], where: str) -> None:
    if not dtype.names or dtype.fields is None:
        raise TypeError(f"{where}: a structured dtype is due, such as "
                        f'np.dtype([("heard", "u8")]), not {dtype}')
    for name in dtype.names:
        base = dtype.fields[name][0].base
        if base.names or base.itemsize not in _NUMBERS.get(base.kind, ()):
            raise TypeError(f"{where}: field {name!r} is {base}; a field is a truth (?), a whole "
                            "number (i1 to u8) or a real one (f4, f8), or some of them in a row")
        if not base.isnative:
            raise TypeError(f"{where}: field {name!r} has its bytes in foreign order")


def _check_contents(dtype: np.dtype[Any], where: str) -> None:
    if dtype.itemsize == 0:
        return
    _check_numbers(dtype, where)
    if dtype.itemsize > _CONTENTS_MAX:
        raise TypeError(f"{where}: {dtype.itemsize} bytes; a message has {_CONTENTS_MAX} at most")
    if dtype.itemsize != sum(size * count for _, _, size, _, count in _fields(dtype)):
        raise TypeError(f"{where}: bytes between its fields; a packed dtype is due")
