# SPDX-License-Identifier: Apache-2.0
"""Clocks that count events and read stamps of messages.

A trace is a list of `Step` in an order in which no message is received before it is sent.
"""
from typing import Iterable, NamedTuple

from worldline.spacetime.arrays import core

_KINDS = ("local", "send", "receive")


class Step(NamedTuple):
    """One event of a process."""

    process: str
    kind: str                   #: "local", "send" or "receive"
    message: str | None = None  #: the name of what is sent or received
    reading: int = 0            #: what the own physical clock shows [ticks]


def lamport(trace: Iterable[Step]) -> list[int]:
    """Lamport's clock after each step: what comes later in a chain of messages is larger.

    That C(a) < C(b) does not say that a happened before b; `vector` tells.

    References
    ----------
    Lamport, Communications of the ACM 21 (1978) 558.
    """
    return _followed(trace, lambda processes, own: core().LamportClock(), has_reading=False)


def vector(trace: Iterable[Step]) -> list[tuple[int, ...]]:
    """Vector clock after each step; entries in the order in which processes appear.

    `happened_before` of two of them tells whether a chain of messages leads from one to the other.

    References
    ----------
    Fidge 1988; Mattern 1989.
    """
    found = _followed(trace, lambda processes, own: core().VectorClock(len(processes), own),
                      has_reading=False)
    return [tuple(stamp) for stamp in found]


def hybrid(trace: Iterable[Step]) -> list[tuple[int, int]]:
    """Hybrid logical clock after each step: reading [ticks] and counter.

    References
    ----------
    Kulkarni et al., Logical physical clocks, OPODIS 2014.
    """
    return _followed(trace, lambda processes, own: core().HybridClock(), has_reading=True)


def happened_before(a: Iterable[int], b: Iterable[int]) -> bool:
    """Whether one vector clock is of an event that a chain of messages leads on from to another.

    Neither way round: the two know nothing of each other.
    """
    return core().happened_before(list(a), list(b))


def _followed(trace, make_clock, has_reading) -> list:
    """What the clocks of all processes show after each step."""
    steps = [Step(*step) for step in trace]
    processes = list(dict.fromkeys(step.process for step in steps))
    clocks = {name: make_clock(processes, own) for own, name in enumerate(processes)}
    stamps, found = {}, []
    for number, step in enumerate(steps):
        if step.kind not in _KINDS:
            raise ValueError(f"kind of step {number} is {step.kind}; there are "
                             f"{', '.join(_KINDS)}")
        if step.kind == "receive" and step.message not in stamps:
            raise ValueError(f"message {step.message} of step {number} was not sent before")
        heard = [stamps[step.message]] if step.kind == "receive" else []
        readings = [step.reading] if has_reading else []
        found.append(getattr(clocks[step.process], step.kind)(*heard, *readings))
        if step.kind == "send":
            stamps[step.message] = found[-1]
    return found
