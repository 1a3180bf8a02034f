#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a record costs, on a machine that is never quiet.

    bench/record.py promise-ring --agents 16384 --promises 60

Round by round: the benchmark without a record and at each level, on 1 and on 2 threads; then a full
record written apart from its run, and the same columns written by `bare_hdf5`, a program that does
nothing else. So what disturbs the machine for a while disturbs all of them, and each is compared
with its neighbour. What is not known here is handed on to `worldline bench`.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from compare import spread  # noqa: E402

BUILT = Path(__file__).resolve().parents[1] / "build" / "release"
LEVELS = ("off", "summary", "promises", "full")
AIM = 1.4
STORED_APART = 0.05  # two files that differ by more were not written the same way


def lines_of(command):
    """The JSON lines that a command prints; leaves the program if it fails."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\nleft with {done.returncode}:\n{done.stdout}{done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def measured(given):
    """One round: lines of the levels by threads, the line of the writer, the line of its peer."""
    record = os.path.join(given.folder, f"record.{os.getpid()}.h5")
    copy = os.path.join(given.folder, f"bare.{os.getpid()}.h5")
    bench = [given.bench, *given.benchmark, "--output", record, "--record"]
    try:
        levels = {n: lines_of([*bench, "all", "--threads", str(n)]) for n in given.threads}
        writer = lines_of([*bench, "full", "--apart"])[-1]
        bare = lines_of([given.bare, record, copy, given.way])[-1]
    finally:
        for path in (record, copy):
            Path(path).unlink(missing_ok=True)
    return levels, writer, bare


def report_levels(rounds, threads):
    """The table of one number of threads."""
    lines = [f"threads {threads}",
             f"  {'level':<9}  {'ratio of wall time':<38}  M events/s  B/event   B/row  stored"]
    for number, level in enumerate(LEVELS):
        own = [levels[threads][number] for levels, _, _ in rounds]
        records = [line["record"] for line in own]
        rate = statistics.median(line["events"] / line["record"]["seconds"] for line in own)
        first = records[0]
        stored = first["file_bytes"] / first["rows"] if first["rows"] else 0.0
        lines.append(f"  {level:<9}  {spread([one['ratio'] for one in records]):<38}  "
                     f"{rate / 1e6:10.3f}  {first['bytes_per_event']:7.2f}  "
                     f"{first['bytes_per_row']:6.2f}  {stored:6.2f}")
    return lines


def report_writer(rounds, way):
    """The writer beside its peer."""
    ours = [writer["record"]["writer_ns_per_byte"] for _, writer, _ in rounds]
    bare = [line["writer_ns_per_byte"] for _, _, line in rounds]
    lines = ["full record, written apart: CPU time for each raw byte",
             f"  recorder   {spread(ours, ' ns')}",
             f"  bare HDF5  {spread(bare, ' ns')}  ({way})",
             f"  ratio      {spread([one / other for one, other in zip(ours, bare)])}"
             f"  (round by round; aim: at most {AIM})"]
    stored = [rounds[0][1]["record"]["file_bytes"], rounds[0][2]["file_bytes"]]
    lines.append(f"  stored     {stored[0]} and {stored[1]} bytes")
    if abs(stored[0] - stored[1]) > STORED_APART * stored[1]:
        lines.append("  not the same way: the files differ in size, so the ratio says little")
    return lines


def report(rounds, threads, way):
    """The lines to print.

    Parameters
    ----------
    rounds : list of (dict of list of dict, dict, dict)
        What `measured` gave.
    """
    digests = {line["digest"] for levels, writer, _ in rounds
               for line in [writer, *(one for lines in levels.values() for one in lines)]}
    if len(digests) != 1:
        sys.exit(f"the runs differ: digests {', '.join(sorted(digests))}")
    first = rounds[0][1]
    lines = [f"{first['name']} {json.dumps(first['parameters'])}",
             f"{first['events']} events, {first['record']['rows']} rows, "
             f"{first['record']['raw_bytes']} raw bytes, {len(rounds)} rounds, "
             f"digest {first['digest']}"]
    for number in threads:
        lines += report_levels(rounds, number)
    return lines + report_writer(rounds, way)


def numbers(text):
    """"1,2" as a list."""
    return [int(word) for word in text.split(",")]


def parse(arguments):
    """The command line; `benchmark` is what is not ours."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="%(prog)s NAME [OPTION VALUE]... [--times TIMES] [--threads K,K] [--folder DIR]")
    parser.add_argument("--times", type=int, default=7, help="rounds (7)")
    parser.add_argument("--threads", type=numbers, default=[1, 2], metavar="K,K", help="(1,2)")
    parser.add_argument("--folder", default=".", metavar="DIR", help="for the files (.)")
    parser.add_argument("--way", default="same", choices=("same", "packed", "plain"),
                        help="how the peer writes chunks (same: as the record has them)")
    parser.add_argument("--bench", metavar="PROGRAM", default=str(BUILT / "cli/worldline-bench"),
                        help="(that of build/release)")
    parser.add_argument("--bare", metavar="PROGRAM", default=str(BUILT / "bench/bare_hdf5"),
                        help="(that of build/release)")
    given, given.benchmark = parser.parse_known_args(arguments)
    if not given.benchmark or given.benchmark[0].startswith("-"):
        parser.error("the name of a benchmark comes first")
    if given.times < 1 or min(given.threads) < 1:
        parser.error("one round at least, and one thread")
    for program in (given.bench, given.bare):
        if not os.access(program, os.X_OK):
            parser.error(f"{program} is not there: cmake --build --preset release")
    return given


def main(arguments):
    """Measures all and prints the report."""
    given = parse(arguments)
    rounds = [measured(given) for _ in range(given.times)]
    print("\n".join(report(rounds, given.threads, given.way)))


if __name__ == "__main__":
    main(sys.argv[1:])
