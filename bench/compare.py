#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the speeds of programs on a machine that is never quiet.

    bench/compare.py 'worldline bench phold --remote 1' \\
        'other --threads 1' --rate 'rate=([0-9.]+)M/s' --scale 1e6

All commands run one after the other, and that `--times` times. So what disturbs the machine
for a while disturbs all of them, and each run is compared with the first command's run of the same
round. A rate is `events_per_second` of the last JSON line that a command prints; where there is
none, the last number that `--rate` finds, times `--scale`.
"""
import argparse
import json
import re
import statistics
import subprocess
import sys


def rate_of(output, patterns):
    """Events per second that a program says it made; None if it does not say.

    Parameters
    ----------
    output : str
        Everything that the program printed.
    patterns : list of (str, float)
        Regular expressions with one group, and what their numbers are multiplied by.
    """
    for line in reversed(output.splitlines()):
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict) and "events_per_second" in found:
            return float(found["events_per_second"])
    for pattern, scale in patterns:
        found = re.findall(pattern, output)
        if found:
            return float(found[-1]) * scale
    return None


def measured(command, patterns):
    """The rate of one run of a shell command; leaves the program if there is none."""
    done = subprocess.run(command, shell=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{command}\nleft with {done.returncode}:\n{done.stdout}")
    rate = rate_of(done.stdout, patterns)
    if not rate:
        sys.exit(f"{command}\nprinted no rate:\n{done.stdout}")
    return rate


def spread(values, unit="", scale=1.0):
    """Least, middle and greatest of some numbers, as text."""
    numbers = (min(values), statistics.median(values), max(values))
    return "  ".join(f"{name} {number / scale:.3f}{unit}"
                     for name, number in zip(("min", "median", "max"), numbers))


def report(commands, rates):
    """The lines to print: for each command its rates and its ratios to the first.

    Parameters
    ----------
    rates : list of list of float
        By command, then by round. [1/s]
    """
    lines = []
    for number, (command, own) in enumerate(zip(commands, rates), 1):
        lines += [f"{number}: {command}",
                  f"   rate   {spread(own, ' M/s', 1e6)}",
                  f"   all    {' '.join(f'{rate / 1e6:.3f}' for rate in own)}"]
        if number > 1:
            ratios = [ours / first for ours, first in zip(own, rates[0])]
            lines.append(f"   ratio  {spread(ratios)}  (to 1, round by round)")
    return lines


def parse(arguments):
    """The command line, with `patterns` made of --rate and --scale."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commands", metavar="COMMAND", nargs="+", help="for the shell")
    parser.add_argument("--times", type=int, default=7, help="rounds (7)")
    parser.add_argument("--rate", action="append", default=[], metavar="REGEX",
                        help="finds a rate in its one group; may be given for each program")
    parser.add_argument("--scale", action="append", default=[], type=float, metavar="X",
                        help="what the rate is multiplied by (1), in the order of --rate")
    given = parser.parse_args(arguments)
    if len(given.commands) < 2 or given.times < 1:
        parser.error("two commands at least, and one round")
    if len(given.scale) > len(given.rate):
        parser.error("every --scale needs its --rate")
    if any(re.compile(pattern).groups != 1 for pattern in given.rate):
        parser.error("a --rate has one group: the number")
    given.scale += [1.0] * (len(given.rate) - len(given.scale))
    given.patterns = list(zip(given.rate, given.scale))
    return given


def main(arguments):
    """Runs all and prints the report."""
    given = parse(arguments)
    rates = [[] for _ in given.commands]
    for _ in range(given.times):
        for command, own in zip(given.commands, rates):
            own.append(measured(command, given.patterns))
    print("\n".join(report(given.commands, rates)))


if __name__ == "__main__":
    main(sys.argv[1:])
