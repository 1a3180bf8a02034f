#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How long a large record takes to open and to ask, and how much memory.

    worldline bench promise-ring --agents 65536 --promises 140 --record full --output ring.h5
    bench/open_record.py ring.h5

Every question is asked in a process of its own, twice: after the system has been told to forget
the file (`cold`) and at once again (`warm`). One JSON object a line. What this version of the
package cannot be asked is skipped, and said.
"""
import argparse
import json
import os
import subprocess
import sys
import time


class Skipped(Exception):
    """This cannot be asked; says why."""


def at(record, given):
    """The world at one moment: states, what is on its way, and what is open."""
    if not hasattr(record, "at"):
        raise Skipped("a record has no `at`")
    moment = record.at(given.time if given.time is not None else record.ended / 2)
    return moment.transitions, moment.messages, moment.promises


def worldline(record, given):
    """All transitions of one agent."""
    if not hasattr(record, "worldline"):
        raise Skipped("a record has no `worldline`")
    names = record.agent_names
    return record.worldline(given.agent if given.agent is not None else names[len(names) // 2])


def some_promises(record, given):
    """Promises, from the middle of the table."""
    middle = slice_of(record, given)
    try:
        return record.promises[middle]
    except (KeyError, TypeError, AttributeError) as error:
        raise Skipped(f"promises cannot be sliced: {error}") from error


def some_values(record, given):
    """One column of as many promises."""
    return record.promises["due"][slice_of(record, given)]


def slice_of(record, given):
    """The rows in the middle of the promises."""
    n_rows = len(record.promises["due"])
    if n_rows == 0:
        raise Skipped("the record has no promises")
    start = max(0, n_rows // 2 - given.rows // 2)
    return slice(start, min(n_rows, start + given.rows))


QUESTIONS = {"open": None, "at": at, "worldline": worldline, "promises": some_promises,
             "promises_column": some_values}


def memory(field):
    """A line of the process's own status [bytes]."""
    with open("/proc/self/status", encoding="ascii") as status:
        found = next(line for line in status if line.startswith(field + ":"))
    return int(found.split()[1]) * 1024


def answer(given):
    """Opens the record, asks one question and prints how it went."""
    import worldline as wl  # not part of any time
    before = memory("VmRSS")
    line = {"question": given.ask}
    begin = time.perf_counter()
    record = wl.open(given.record)
    try:
        ask = QUESTIONS[given.ask]
        if ask is not None:
            begin = time.perf_counter()
            ask(record, given)
        line["seconds"] = round(time.perf_counter() - begin, 6)
        line["before_bytes"], line["peak_bytes"] = before, memory("VmHWM")
    except Skipped as why:
        line["skipped"] = str(why)
    print(json.dumps(line))


def forget(path):
    """Asks the system to drop a file from its memory."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)


def asked(question, given, arguments):
    """The line of one question, asked in another process."""
    command = [sys.executable, __file__, *arguments, "--ask", question]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              check=False, timeout=given.limit)
    except subprocess.TimeoutExpired:
        return {"question": question, "stopped_after": given.limit}
    if done.returncode != 0:
        sys.exit(f"{question} left with {done.returncode}:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def parse(arguments):
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("record", metavar="RECORD")
    parser.add_argument("--time", type=float, metavar="T", help="for `at` [s] (half of the run)")
    parser.add_argument("--agent", metavar="NAME", help="for `worldline` (one in the middle)")
    parser.add_argument("--rows", type=int, default=1000, help="of promises (1000)")
    parser.add_argument("--limit", type=float, default=300.0, help="of a question [s] (300)")
    parser.add_argument("--ask", choices=QUESTIONS, help="one question, in this process")
    given = parser.parse_args(arguments)
    if given.rows < 1 or given.limit <= 0.0:
        parser.error("one row at least, and some time")
    if not os.path.isfile(given.record):
        parser.error(f"there is no file {given.record}")
    return given


def main(arguments):
    """Asks all questions, cold and warm."""
    given = parse(arguments)
    if given.ask:
        answer(given)
        return
    for question in QUESTIONS:
        forget(given.record)
        for cache in ("cold", "warm"):
            line = asked(question, given, arguments)
            if "skipped" in line:
                print(json.dumps(line), flush=True)
                break
            print(json.dumps({"question": question, "cache": cache, **line}), flush=True)
            if "stopped_after" in line:
                break


if __name__ == "__main__":
    main(sys.argv[1:])
