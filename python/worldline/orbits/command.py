# SPDX-License-Identifier: Apache-2.0
"""The program ``worldline-orbits``: files of orbits in, tables and elements for scenarios out."""
import argparse
import sys
from pathlib import Path

from worldline.orbits import fields, navigation
from worldline.orbits.navigation import read_navigation
from worldline.orbits.sp3 import read_sp3
from worldline.orbits.tle import read_tle


def _path_of(output, name, n_names):
    """Where the table of one of several satellites goes: its name is put before the ending."""
    path = Path(output)
    return path if n_names == 1 else path.with_name(f"{path.stem}-{name}{path.suffix}")


def _chosen(satellites, known):
    """Names out of ``E14,E18``; all if none are given."""
    names = [name.strip() for name in satellites.split(",")] if satellites else list(known)
    for name in names:
        if name not in known:
            raise ValueError(fields.unknown(name, list(known), "satellite"))
    return names


def sp3(given):
    ephemeris = read_sp3(given.file)
    names = _chosen(given.satellites, ephemeris.satellites)
    for name in names:
        path = _path_of(given.output, name, len(names))
        ephemeris.write(name, path, given.epoch)
        print(f"{path}: {name}, t = 0 at {given.epoch or ephemeris.epoch} {ephemeris.time_system}")


def tle(given):
    known = {}
    for elements in read_tle(given.file):
        known.setdefault(elements.name, elements)
    names = _chosen(given.satellites, known)
    start = given.start or known[names[0]].epoch
    for name in names:
        path = _path_of(given.output, name.replace(" ", "_").replace("/", "_"), len(names))
        known[name].write(path, start, given.until, fields.parse_duration(given.step))
        print(f"{path}: {name}, t = 0 at {start} UTC; TEME is taken for inertial")


def rinex(given):
    messages = read_navigation(given.file)
    names = _chosen(given.satellites, sorted({message.satellite for message in messages}))
    text = navigation.motions([m for m in messages if m.satellite in names], given.epoch)
    if given.output == "-":
        sys.stdout.write(text)
        return
    Path(given.output).write_text(text, encoding="ascii")
    print(f"{given.output}: {len(names)} orbits, t = 0 at {given.epoch} GPS")


def _parser():
    parser = argparse.ArgumentParser(
        prog="worldline orbits",
        description="Turn published orbits into motions for scenarios: tables t,x,y,z [s, m] in "
                    "the inertial frame that has the prime meridian on its x axis at t = 0.")
    kinds = parser.add_subparsers(dest="kind", required=True)
    one = kinds.add_parser("sp3", help="precise orbits: one table a satellite")
    one.add_argument("file", nargs="+", help="SP3 files of successive days, plain or gzip")
    one.add_argument("--epoch", help="t = 0, as 2020-06-24T00:00:00 (default: the first epoch)")
    one.set_defaults(work=sp3)
    two = kinds.add_parser("tle", help="two-line elements, by SGP4: one table a satellite")
    two.add_argument("file")
    two.add_argument("--from", dest="start", help="t = 0, UTC (default: epoch of the elements)")
    two.add_argument("--until", required=True, help="last instant, UTC")
    two.add_argument("--step", default="60 s", help="between rows (default: %(default)s)")
    two.set_defaults(work=tle)
    three = kinds.add_parser("rinex", help="broadcast elements of GPS and Galileo, as YAML")
    three.add_argument("file", help="RINEX 3 navigation file, plain or gzip")
    three.add_argument("--epoch", required=True, help="t = 0, in GPS time")
    three.set_defaults(work=rinex)
    for kind in (one, two, three):
        kind.add_argument("--satellites", help="names, as E14,E18 (default: all)")
        kind.add_argument("-o", "--output", required=kind is not three, default="-",
                          help="file to write; with several tables their names are added")
    return parser


def main(arguments=None):
    """The program ``worldline-orbits``; bad input gives 2."""
    given = _parser().parse_args(arguments)
    try:
        given.work(given)
    except (ValueError, OSError, ModuleNotFoundError) as error:
        print(f"worldline orbits: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
