# SPDX-License-Identifier: Apache-2.0
"""Service levels that were measured: checks of web services, replayed as promises.

A monitor asks a service every few minutes whether it is there, and notes what it answered and
after how many milliseconds. Each check is a promise of the service: to answer, at once. It ends
when the answer came, so whoever judges it bears as many milliseconds as it likes.

Columns of the trace, sorted by ``made``:

=========  =======================================================================
service    ``service`` and its number, the promiser
monitor    to whom: always ``monitor``
made       when it was asked                               [s since 1970-01-01 UTC]
due        the same: an answer is due at once              [s since 1970-01-01 UTC]
ended      when it answered, or was given up               [s since 1970-01-01 UTC]
status     up, degraded, down, as the monitor has it
=========  =======================================================================
"""
import csv
import sys
from decimal import Decimal

from worldline import traces

COLUMNS = ("service", "monitor", "made", "due", "ended", "status")
FILE_NAME = "uptime_checks.csv"


def rows(path):
    """Every check as a promise: list of tuple, with the values of `COLUMNS`, sorted by ``made``.

    Parameters
    ----------
    path : path-like
        CSV with the columns time [s since 1970-01-01 UTC], service, status and response_ms.

    Raises
    ------
    ValueError
        A line without one of these, or with one that is no number; it is named.
    """
    table = []
    with open(path, encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            try:
                made, waited = Decimal(row["time"]), Decimal(row["response_ms"]) / 1000
                table.append((f"service{row['service']}", "monitor", made, made, made + waited,
                              row["status"]))
            except (KeyError, TypeError, ArithmeticError) as error:
                raise ValueError(f"{path}:{number}: this is no check: it needs time, service, "
                                 "status and response_ms") from error
    return sorted(table, key=lambda row: row[2])  # stable: the order of the log, within a second


def make(path, log):
    """Makes the trace at `path`; returns how much it holds: str."""
    table = rows(log)
    traces.write(path, COLUMNS, table)
    return f"{len(table):,} checks"


def main(arguments=None):
    """The program ``worldline-uptime``."""
    return traces.command(
        "uptime", make, scenario="Make the trace of the scenario `uptime_checks` from a monitor's "
        "log.", file_name=FILE_NAME, data="CSV with time, service, status and response_ms",
        arguments=arguments)


if __name__ == "__main__":
    sys.exit(main())
