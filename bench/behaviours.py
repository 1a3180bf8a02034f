#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a behaviour in Python costs, by how many agents react in one call.

    bench/behaviours.py                      2 to 100,000 agents, 3 times each
    bench/behaviours.py --agents 1000 --times 7

A ring of agents: each passes on what it hears, so that all of them react in every window, up to
4,096 in one call. One JSON object a line: agents, events a second of the fastest run, and how much
slower the slowest was. `worldline bench ring` is the same in C++.
"""
import argparse
import json
import time

import numpy as np

import worldline as wl

RING = """format: worldline/1
scenario: ring
seed: 1
time: {{resolution: 1 us, until: {windows} ms}}
space: {{metric: graph}}
network: {{delay: 1 ms}}
groups: {{ring: {{count: {agents}, behaviour: passer, n: {agents}}}}}
"""


class Passer(wl.Behaviour):
    """Tells the next in the ring how far it has come."""

    state = np.dtype([("heard", "u8"), ("last", "u4")])
    parameters = {"n": wl.Parameter("integer", minimum=1)}
    messages = {"token": np.dtype([("steps", "u4")])}

    def react(self, states, percepts, actions):
        tokens = percepts.read("token")
        states["heard"] += 1
        following = (percepts.agent + 1) % int(percepts.parameter("n")[0])
        steps = np.zeros(len(states), self.messages["token"])
        if len(tokens) == len(states):
            steps["steps"] = tokens["steps"] + 1
            states["last"] = tokens["steps"]
        actions.tell(np.arange(len(states)), following, "token", steps)


def measure(agents, times, events):
    """Seconds of some runs, and the events of each."""
    text = RING.format(agents=agents, windows=max(4, events // agents))
    seconds, n_events = [], 0
    for _ in range(times):
        sim = wl.Simulation(text, behaviours={"passer": Passer})
        begin = time.perf_counter()
        sim.run()
        seconds.append(time.perf_counter() - begin)
        n_events = sim.events
    return seconds, n_events


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--agents", type=int, nargs="*",
                        default=[2, 10, 100, 1_000, 10_000, 100_000])
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--events", type=int, default=200_000, help="of a run, about")
    given = parser.parse_args()
    for agents in given.agents:
        seconds, events = measure(agents, given.times, min(given.events, agents * 20_000))
        print(json.dumps({"name": "behaviours", "agents": agents, "events": events,
                          "seconds": min(seconds), "events_per_second": events / min(seconds),
                          "spread": max(seconds) / min(seconds) - 1}), flush=True)


if __name__ == "__main__":
    main()
