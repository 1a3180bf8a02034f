# SPDX-License-Identifier: Apache-2.0
"""Writes a large record without a simulator: agents in a circle that act once a period.

    python tests/python/large.py big.h5 --rows 100000000

In each period every agent acts at a moment of its own. It makes a promise, sends its neighbour a
message that arrives `DELAY` later, and judges the promise that its other neighbour made a period
before: two transitions in a thousand find it broken. A period is a bin.
"""
import argparse

import h5py
import numpy as np
import synthetic

PERIOD, DELAY = 1_000_000, 300_000  # [tick]; a tick is 1 us
ROWS_A_STEP = 5  # of an agent: transition, message, incidence, promise, assessment


def write(path, n_rows, n_agents=1000, **storage):
    """A record of about so many rows; `storage` goes to h5py. Returns the number of periods."""
    n_steps = max(2, n_rows // (ROWS_A_STEP * n_agents))
    writer = synthetic.Writer(scenario="large", until=np.int64(n_steps * PERIOD),
                              ended=np.int64(n_steps * PERIOD), bin_width=np.int64(PERIOD),
                              events=np.uint64(n_steps * n_agents))
    for agent in range(n_agents):
        writer.add("agents", name=f"a{agent}", behaviour="ring", kernel=agent, clock="", motion="")
        writer.add("groups", start=agent)
        writer.add("group_members", agent=(agent + 1) % n_agents)
    writer.add("types", name="pulse")
    writer.add("message_kinds", name="hand_over")
    writer.add("timelines", name="main")
    writer.add("judges", name="in_time", rule="deadline")
    writer.add("bodies", type=0, polarity="give", constraint="event", places=0)
    writer.write(path)
    with h5py.File(path, "r+") as file:
        _write_facts(file, writer, n_agents, n_steps, storage)
        synthetic.write_blocks(file, writer.tables)
    return n_steps


def _write_facts(file, writer, n_agents, n_steps, storage):
    """Whole chunks, as a recorder writes them, of many periods at a time."""
    steps_at_once = max(1, (1 << 20) // n_agents)
    for start in range(0, n_steps, steps_at_once):
        steps = np.arange(start, min(start + steps_at_once, n_steps))
        for table, columns in facts(writer, n_agents, steps).items():
            for column, values in columns.items():
                path, total = f"{table}/{column}", n_agents * n_steps
                if start == 0:
                    attributes = dict(file[path].attrs)
                    del file[path]
                    file.create_dataset(path, (total,), values.dtype, **{
                        "chunks": (min(synthetic.BLOCK_ROWS, total),), **storage})
                    file[path].attrs.update(attributes)
                file[path][start * n_agents:start * n_agents + len(values)] = values


def facts(writer, n_agents, steps):
    """{table: {column: values}} of some periods, in the order of a record."""
    phase = np.random.default_rng(1).integers(0, PERIOD, n_agents)
    agent = np.tile(np.arange(n_agents), len(steps))
    step = np.repeat(steps, n_agents)
    before = (agent - 1) % n_agents
    time = step * PERIOD + phase[agent]
    is_broken = np.random.default_rng(steps[0]).random(len(agent)) < 0.002
    verdicts = writer.enums["verdict"]
    verdict = np.where(step == 0, verdicts.index("undecided"), np.where(
        is_broken, verdicts.index("broken"), verdicts.index("kept")))
    given = {
        "transitions": {"agent": agent, "interior_time": step + 1, "time": time,
                        "history_low": time ^ agent},
        "messages": {"sender": agent, "sequence": step, "receiver": (agent + 1) % n_agents,
                     "kind": 0, "interior_time": step + 1, "received": time + DELAY,
                     "promise": agent << 32 | step},
        "incidences": {"agent": agent, "interior_time": step + 1,
                       "role": writer.enums["role"].index("promise"),
                       "kind": writer.enums["node_kind"].index("promise"),
                       "node": agent << 32 | step, "occurrence": 0},
        "promises": {"promiser": agent, "count": step, "body": 0, "promisees": agent,
                     "scope": agent, "made": time, "made_fraction": 0.0, "due": time + PERIOD,
                     "due_fraction": 0.0, "period": 0, "occurrences": 1, "timeline": 0},
        "assessments": {"assessor": agent, "promise": before << 32 | np.maximum(step - 1, 0),
                        "occurrence": 0, "verdict": verdict, "degree": verdict == 1, "trust": 0.9,
                        "reading": time, "reading_fraction": 0.0, "time": time, "judge": 0,
                        "interior_time": step + 1}}
    none = {"u2": synthetic.NONE2, "u4": synthetic.NONE4, "u8": synthetic.NONE8, "f8": np.nan,
            "i8": synthetic.NO_READING}
    return {table: {column: np.broadcast_to(given[table].get(column, none.get(kind, 0)),
                                            len(agent)).astype(kind)
                    for column, (kind, *_) in writer.tables[table].items()} for table in given}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--agents", type=int, default=1000)
    parser.add_argument("--gzip", action="store_true")
    asked = parser.parse_args()
    packed = {"compression": "gzip", "compression_opts": 1, "shuffle": True} if asked.gzip else {}
    print(f"{write(asked.path, asked.rows, asked.agents, **packed):,} periods")
