# SPDX-License-Identifier: Apache-2.0
"""What the commands have in common that make the trace of a scenario from data of the user's."""
import argparse
import csv
import gzip
import io
import sys
from pathlib import Path


def write(path, columns, table):
    """Writes a trace as CSV, packed where its name ends in ``.gz``.

    The same bytes whenever and wherever it is made.

    Parameters
    ----------
    path : path-like
    columns : sequence of str
    table : iterable of tuple
        One row a promise, with the values of `columns`.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(table)
    data = text.getvalue().encode("utf-8")
    path = Path(path)
    temporary = path.with_name(path.name + ".part")  # nobody finds half a trace
    with open(temporary, "wb") as file:
        if path.suffix == ".gz":
            with gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=6,
                               mtime=0) as out:
                out.write(data)
        else:
            file.write(data)
    temporary.replace(path)


def command(name, make, *, scenario, file_name, data=None, arguments=None):
    """Runs the program ``worldline-NAME``, which makes the trace of a scenario.

    Parameters
    ----------
    name : str
        Of the program, behind ``worldline``.
    make : callable
        ``make(path)``, or ``make(path, data)`` where the user gives data: writes the trace and
        returns what it holds, as a phrase.
    scenario : str
        What the trace is for, in a sentence: ``Make the trace of ...``.
    file_name : str
        Of the trace, unless the user says another.
    data : str, optional
        What the user has to give; None: nothing, `make` finds it.
    arguments : list of str, optional
        Default: those of the program.

    Returns
    -------
    int
        Exit code: 0, or 2 where the data is missing or wrong.
    """
    parser = argparse.ArgumentParser(prog=f"worldline {name}", description=scenario)
    if data is not None:
        parser.add_argument("log", help=data)
    parser.add_argument("output", nargs="?", default=file_name,
                        help="file to write, or a folder (default: %(default)s)")
    given = parser.parse_args(arguments)
    path = Path(given.output)
    if path.is_dir():
        path = path / file_name
    try:
        made = make(path) if data is None else make(path, given.log)
    except (ModuleNotFoundError, OSError, ValueError, KeyError) as error:
        print(f"worldline {name}: {error}", file=sys.stderr)
        return 2
    print(f"{path}: {made}")
    return 0
