# SPDX-License-Identifier: Apache-2.0
"""Promises that a machine judges itself: the log of a CFEngine agent.

CFEngine looks after a host by promises about its state. Every few minutes an agent looks which of
them are kept and repairs the others, and writes down the shares in whole percent, one line a run.
The scenario ``cfengine_runs`` replays such a log; its trace is made here.

Each run becomes 101 promises, and a run of the policy that is on a timer 102:

- a hundred of promiser POLICY, each a hundredth of what the run looked at: kept, repaired, failed;
- one of POLICY_run, that nothing is to be repaired: kept, or repaired;
- one of POLICY_timer, to start within a period of the run before it: started.

Columns of the trace, sorted by ``made``:

=========  =======================================================================
promiser   POLICY, POLICY_run or POLICY_timer
host       to whom: always ``operator``
made       start of the run; of a timer that of the run before   [s since 1970-01-01 UTC]
due        end of the run; of a timer one period later           [s since 1970-01-01 UTC]
ended      end of the run; of a timer its start                  [s since 1970-01-01 UTC]
outcome    kept, repaired, failed, started
=========  =======================================================================
"""
import csv
import re
import sys

from worldline import traces

COLUMNS = ("promiser", "host", "made", "due", "ended", "outcome")
FILE_NAME = "cfengine_runs.csv"

#: Which policy runs on a timer, and its period [s]: CFEngine's default schedule.
TIMED, PERIOD = "update", 300

_LINE = re.compile(r"(\d+),(\d+): Outcome of version (.*?) ?\(agent-\d+\): Promises observed to be "
                   r"kept (\d+)%, Promises repaired (\d+)%, Promises not repaired (\d+)%$")
_VERSION = re.compile(r"Community (\w+)\.cf ")


def runs_of(path):
    """The runs that a log tells of, in its order.

    Parameters
    ----------
    path : path-like
        ``promise_summary.log`` as CFEngine 3.5 writes it; or a CSV with the columns start, end,
        policy, kept_pct, repaired_pct and not_repaired_pct.

    Returns
    -------
    list of tuple
        start, end [s since 1970-01-01 UTC], policy (lower case; ``unnamed`` where the log has
        none), kept, repaired, not repaired [percent].

    Raises
    ------
    ValueError
        A line that is neither; it is named.
    """
    with open(path, encoding="utf-8", newline="") as file:
        lines = file.read().splitlines()
    if lines and lines[0].startswith("start,"):
        return [(int(row["start"]), int(row["end"]), row["policy"], int(row["kept_pct"]),
                 int(row["repaired_pct"]), int(row["not_repaired_pct"]))
                for row in csv.DictReader(lines)]
    return [_run(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _run(path, number, line):
    match = _LINE.match(line)
    if match is None:
        raise ValueError(f"{path}:{number}: this is no line of promise_summary.log: {line[:60]}")
    named = _VERSION.match(match[3])
    return (int(match[1]), int(match[2]), named[1].lower() if named else "unnamed",
            *map(int, match.group(4, 5, 6)))


def rows(runs):
    """Every run as promises: list of tuple, with the values of `COLUMNS`, sorted by ``made``."""
    table, before = [], {}
    for start, end, policy, kept, repaired, failed in runs:
        for word, n in (("kept", kept), ("repaired", repaired), ("failed", failed)):
            table += [(policy, "operator", start, end, end, word)] * n
        table.append((f"{policy}_run", "operator", start, end, end,
                      "repaired" if repaired or failed else "kept"))
        if policy == TIMED and policy in before:
            made = before[policy]
            table.append((f"{policy}_timer", "operator", made, made + PERIOD, start, "started"))
        before[policy] = start
    return sorted(table, key=lambda row: row[2])  # stable: the order of the log, within a second


def make(path, log):
    """Makes the trace at `path`; returns how much it holds: str."""
    runs = runs_of(log)
    traces.write(path, COLUMNS, rows(runs))
    return f"{len(runs):,} runs"


def main(arguments=None):
    """The program ``worldline-cfengine``."""
    return traces.command(
        "cfengine", make, scenario="Make the trace of the scenario `cfengine_runs` from an agent's "
        "own log.", file_name=FILE_NAME, data="promise_summary.log, or a CSV of its runs",
        arguments=arguments)


if __name__ == "__main__":
    sys.exit(main())
