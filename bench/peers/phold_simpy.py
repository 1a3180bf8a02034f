#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""PHOLD in SimPy: the load of `worldline bench phold`, under the same names.

    python bench/peers/phold_simpy.py --idiom callbacks --agents 1024

| idiom     | an agent is              | a message under way is                  |
|-----------|--------------------------|-----------------------------------------|
| processes | a process and its Store  | a process that waits and puts           |
| callbacks | a place in a list        | a timeout that calls back when it is up |

The first is how SimPy is usually written, the second as little of SimPy as will do. An event is a
message heard; `worldline bench phold` counts the starts of its agents as well.
"""
import argparse
import hashlib
import json
import random
import resource
import time

import simpy


class Load:
    """What both idioms share: where a message goes, when it comes, and who has heard how often."""

    def __init__(self, options):
        self.options = options
        self.environment = simpy.Environment()
        self.heard = [0] * options.agents
        self._random = random.Random(options.seed)

    def receiver(self, sender):
        """Any agent with probability R, else the sender."""
        remote = self.options.remote
        if remote >= 1.0 or self._random.random() < remote:
            return self._random.randrange(self.options.agents)
        return sender

    def delay(self):
        """L + Exp(1 - L)."""
        lookahead = self.options.lookahead
        return lookahead + (1.0 - lookahead) * self._random.expovariate(1.0)


def set_processes(load):
    """A process for each agent, and one for each message."""
    environment = load.environment
    stores = [simpy.Store(environment) for _ in load.heard]

    def deliver(sender):
        receiver = load.receiver(sender)
        yield environment.timeout(load.delay())
        yield stores[receiver].put(sender)

    def live(agent):
        for _ in range(load.options.events):
            environment.process(deliver(agent))
        while True:
            yield stores[agent].get()
            load.heard[agent] += 1
            environment.process(deliver(agent))

    for agent in range(load.options.agents):
        environment.process(live(agent))


def set_callbacks(load):
    """A timeout for each message, whose value is its receiver."""
    environment = load.environment

    def send(sender):
        receiver = load.receiver(sender)
        environment.timeout(load.delay(), value=receiver).callbacks.append(hear)

    def hear(event):
        load.heard[event.value] += 1
        send(event.value)

    for agent in range(load.options.agents):
        for _ in range(load.options.events):
            send(agent)


IDIOMS = {"processes": set_processes, "callbacks": set_callbacks}


def measure(options):
    """One run, as the object of its line."""
    load = Load(options)
    IDIOMS[options.idiom](load)
    begin = time.perf_counter()
    load.environment.run(until=options.until)
    seconds = time.perf_counter() - begin
    events = sum(load.heard)
    counts = ",".join(map(str, load.heard)).encode()
    return {"name": "phold-simpy", "parameters": vars(options), "threads": 1, "events": events,
            "seconds": round(seconds, 6), "events_per_second": round(events / seconds),
            "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            "digest": hashlib.blake2b(counts, digest_size=16).hexdigest()}


def main(arguments=None):
    """Prints the line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--idiom", choices=IDIOMS, default="processes")
    parser.add_argument("--agents", type=int, default=65_536)
    parser.add_argument("--events", type=int, default=1)
    parser.add_argument("--remote", type=float, default=0.9)
    parser.add_argument("--lookahead", type=float, default=0.1)
    parser.add_argument("--until", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    print(json.dumps(measure(parser.parse_args(arguments))))


if __name__ == "__main__":
    main()
