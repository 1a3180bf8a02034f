# SPDX-License-Identifier: Apache-2.0
"""Is the trace of the flights of 2013 what the timetable said?

Goal: counts by status, punctuality and every scheduled instant.
Method: known counts of the data set; single cases by hand; and every schedule against a table
that was made independently, if that lies beside the repository.
"""
import csv
import datetime
import gzip
import json
from collections import Counter
from pathlib import Path

import pytest
from worldline import flights, traces

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "flights_nyc2013"


@pytest.fixture(scope="module")
def table():
    try:
        return flights.rows()
    except ModuleNotFoundError as error:
        pytest.skip(str(error))


def utc(*when):
    return int(datetime.datetime(*when, tzinfo=datetime.timezone.utc).timestamp())


def test_local_times_become_instants():
    times = flights.LocalTimes()
    day = (datetime.date(2013, 1, 1) - datetime.date(1970, 1, 1)).days
    assert times.utc("America/New_York", day, 5 * 60 + 15) == utc(2013, 1, 1, 10, 15)
    summer = (datetime.date(2013, 7, 1) - datetime.date(1970, 1, 1)).days
    assert times.utc("America/New_York", summer, 0) == utc(2013, 7, 1, 4)
    assert times.utc("America/New_York", summer, 24 * 60) == utc(2013, 7, 2, 4)
    # Leaves New York at 23:59 and is due in San Juan at 03:45, the next day.
    left = times.utc("America/New_York", day, 23 * 60 + 59)
    assert times.next("America/Puerto_Rico", day, 3 * 60 + 45, left) == utc(2013, 1, 2, 7, 45)


def test_every_flight_is_there_with_its_status(table):
    assert Counter(row[5] for row in table) == {"flown": 327_346, "cancelled": 8_255,
                                                "no_arrival": 1_175}
    assert sum(row[5] == "flown" and row[4] - row[3] <= 15 * 60 for row in table) == 249_716
    assert len({row[0] for row in table}) == 16 and len({row[1] for row in table}) == 105


def test_times_are_in_order(table):
    made = [row[2] for row in table]
    assert made == sorted(made) and made[0] == utc(2013, 1, 1) and made[-1] == utc(2013, 12, 31)
    for carrier, dest, made, due, ended, status in table:
        assert made < due < made + 3 * flights.DAY
        if status != "flown":
            assert ended == made + flights.DAY


def test_the_first_flight_by_hand(table):
    # UA 1545, EWR to IAH: scheduled 08:19 in Houston (UTC-6), arrived 11 minutes late.
    assert table[0] == ("UA", "IAH", utc(2013, 1, 1), utc(2013, 1, 1, 14, 19),
                        utc(2013, 1, 1, 14, 30), "flown")


def test_the_file_is_the_same_each_time(table, tmp_path):
    for name in ("one.gz", "two.gz"):
        traces.write(tmp_path / name, flights.COLUMNS, table)
    assert (tmp_path / "one.gz").read_bytes() == (tmp_path / "two.gz").read_bytes()
    assert len(list(tmp_path.iterdir())) == 2  # and nothing of the making is left
    with gzip.open(tmp_path / "one.gz", "rt", encoding="utf-8") as file:
        lines = file.read().splitlines()
    assert lines[0] == "carrier,dest,made_utc,due_utc,ended_utc,status"
    assert len(lines) == 336_777


def test_every_schedule_agrees_with_an_independent_table(table):
    if not SHARED.is_dir():
        pytest.skip("there is no ../shared/data/flights_nyc2013 to compare with")
    with gzip.open(SHARED / "flights.csv.gz", "rt", encoding="utf-8", newline="") as file:
        theirs = Counter((row["carrier"], row["dest"], int(row["sched_arr_utc"]))
                         for row in csv.DictReader(file) if row["sched_arr_utc"])
    ours = Counter((row[0], row[1], row[3]) for row in table if row[5] == "flown")
    agree, total = (ours & theirs).total(), theirs.total()
    print(f"\n{agree:,} of {total:,} schedules agree")
    expected = json.loads((SHARED / "expected.json").read_text(encoding="utf-8"))
    assert total == expected["by_status"]["flown"] == 327_346
    assert agree == total
