# SPDX-License-Identifier: Apache-2.0
"""What two clocks tell about one another from signals between them.

A asks and B answers: `t1` the request leaves (A's clock), `t2` it arrives and `t3` the answer
leaves (B's clock), `t4` it arrives (A's clock). All are array_like [s] and broadcast.
"""
from numpy.typing import ArrayLike

from worldline.spacetime.arrays import of_each


def ntp_offset(t1: ArrayLike, t2: ArrayLike, t3: ArrayLike, t4: ArrayLike):
    """How far B is ahead of A [s]: ((t2 − t1) − (t4 − t3))/2.

    Off by half of what the way there takes longer than the way back, which nobody can tell from
    stamps. Between clocks at rest this is Einstein's synchronisation.

    References
    ----------
    RFC 5905, section 8; IEEE 1588-2019, clause 11.
    """
    return of_each("ntp_offset", t1=t1, t2=t2, t3=t3, t4=t4)


def round_trip_delay(t1: ArrayLike, t2: ArrayLike, t3: ArrayLike, t4: ArrayLike):
    """Time on both ways together [s]: (t4 − t1) − (t3 − t2)."""
    return of_each("round_trip_delay", t1=t1, t2=t2, t3=t3, t4=t4)


def cristian_offset(t1: ArrayLike, t2: ArrayLike, t3: ArrayLike, t4: ArrayLike):
    """How far B is ahead of A [s] if A knows of the answer's t3 alone: t3 + delay/2 − t4.

    References
    ----------
    Cristian, Distributed Computing 3 (1989) 146.
    """
    return of_each("cristian_offset", t1=t1, t2=t2, t3=t3, t4=t4)


def cristian_bound(delay: ArrayLike, least_one_way: ArrayLike = 0.0):
    """What such an estimate is off by at most [s]: delay/2 less the least time on one way [s]."""
    return of_each("cristian_bound", delay=delay, least_one_way=least_one_way)


def rate_between(offset_before: ArrayLike, offset_after: ArrayLike, elapsed: ArrayLike):
    """By how much B runs faster than A, from the offsets [s] of two exchanges [s] apart."""
    return of_each("rate_between", offset_before=offset_before, offset_after=offset_after,
                   elapsed=elapsed)
