# SPDX-License-Identifier: Apache-2.0
"""Is a promise that an agent in Python makes again while it is live still one promise (C3)?

Goal: one identity, one row, and promisees that hear of it once; a new one after it was kept or
taken back, or where it is due at another time.
Method: one agent that promises every second for four seconds, in four ways.
"""
import numpy as np
import pytest

SCENARIO = """format: worldline/1
scenario: promising
time: {resolution: 1 ms, until: 4500 ms}
network: {delay: 10 ms}
types: {act: {}}
judges: {mine: {rule: deadline, patience: 1 s}}
promises: {offer: {promiser: ann, promisees: [bob], give: {type: act}}}
agents: {ann: {behaviour: promiser, way: WAY}, bob: {judges: {offer: mine}}}
"""


@pytest.fixture(scope="module")
def promiser(wl):
    class Promiser(wl.Behaviour):
        """Promises twice at the start and after each second, and remembers what."""

        state = np.dtype([("promise", "u8"), ("differs", "?")])
        parameters = {"way": wl.Parameter("text")}

        def react(self, states, percepts, actions):
            for place in range(len(percepts)):
                way = percepts.parameter("way")[place]
                due = "3 s" if way == "due" else None
                first, = actions.promise(place, "offer", due)
                second, = actions.promise(place, "offer", due)
                states["differs"][place] |= first != second
                states["promise"][place] = first
                if way == "keep":
                    actions.keep(place, "offer", first)
                if way == "withdraw":
                    actions.withdraw(place, "offer", first)
                actions.wake(place, 1.0)

    return Promiser


def run(wl, promiser, way):
    return wl.run(SCENARIO.replace("WAY", way), behaviours={"promiser": promiser})


@pytest.mark.parametrize("way, n_made", [("plain", 1), ("due", 5), ("keep", 5), ("withdraw", 5)])
def test_the_same_promise_is_made_once_while_it_is_live(wl, promiser, way, n_made):
    record = run(wl, promiser, way)
    written = 1  # the one of the scenario, which has a name and is another
    assert len(record.promises) == n_made + written
    kinds = record.messages.to_pandas().kind
    assert (kinds == "promise").sum() == n_made
