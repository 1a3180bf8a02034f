# SPDX-License-Identifier: Apache-2.0
"""The whole year as promises: do the verdicts in the record give the counts of the data set?

Goal: every order-free figure of an independent table, carrier by carrier and tolerance by
tolerance, exactly. Method: run `flights` with a full record and count with h5py and NumPy alone.
"""
import json
from pathlib import Path

import h5py
import numpy as np
import pytest

import worldline as wl
from worldline import flights

SHARED = Path(__file__).parents[3] / "shared" / "data" / "flights_nyc2013" / "expected.json"
KEPT, BROKEN, UNDECIDED = 1, 3, 0
OUTCOME, CONTRARY_ACT, UNOBSERVED = 0, 1, 6


@pytest.fixture(scope="module")
def assessments(tmp_path_factory):
    """Columns of all assessments of the year: assessor, carrier, verdict, reason, trust."""
    folder = tmp_path_factory.mktemp("year")
    flights.main([str(folder / "flights_nyc2013.csv.gz")])
    path = folder / "flights.h5"
    wl.run(wl.library()["flights"], output=path, flights=str(folder / "flights_nyc2013.csv.gz"))
    with h5py.File(path) as file:
        text = bytes(file["string_bytes/byte"][:]).decode()
        start = np.append(file["strings/start"][:].astype(int), len(text))
        names = [text[start[i]:start[i + 1]] for i in file["agents/name"][:]]
        table = file["assessments"]
        promiser = (table["promise"][:] >> 32).astype(np.uint32)
        return {"assessor": np.array(names)[table["assessor"][:]],
                "carrier": np.array(names)[promiser],
                "verdict": table["verdict"][:], "reason": table["reason"][:],
                "trust": table["trust"][:]}


@pytest.fixture(scope="module")
def expected():
    if not SHARED.is_file():
        pytest.skip("there is no ../shared/data/flights_nyc2013/expected.json to compare with")
    return json.loads(SHARED.read_text(encoding="utf-8"))


def counted(rows, mask, verdict, reason):
    return int((mask & (rows["verdict"] == verdict) & (rows["reason"] == reason)).sum())


@pytest.mark.parametrize("observer, minutes", [("stern", "0"), ("regulator", "15"), ("mild", "60")])
def test_counts_of_the_year_are_those_of_the_table(assessments, expected, observer, minutes):
    of_observer = assessments["assessor"] == observer
    assert of_observer.sum() == expected["n_promises"]
    table = expected["arrival"][minutes]
    assert counted(assessments, of_observer, KEPT, OUTCOME) == table["kept"]
    assert counted(assessments, of_observer, BROKEN, OUTCOME) == table["late"]
    assert counted(assessments, of_observer, BROKEN, CONTRARY_ACT) == 8_255
    assert counted(assessments, of_observer, UNDECIDED, UNOBSERVED) == 1_175


def test_counts_of_every_carrier_are_those_of_the_table(assessments, expected):
    by_regulator = assessments["assessor"] == "regulator"
    table = expected["by_carrier_tolerance15"]
    assert len(table) == 16
    for carrier, row in table.items():
        mask = by_regulator & (assessments["carrier"] == carrier)
        assert mask.sum() == row["promises"]
        kept = counted(assessments, mask, KEPT, OUTCOME)
        late = counted(assessments, mask, BROKEN, OUTCOME)
        cancelled = counted(assessments, mask, BROKEN, CONTRARY_ACT)
        assert (kept, late, cancelled) == (row["kept_arr15"], row["late_arr15"], row["cancelled"])
        assert counted(assessments, mask, UNDECIDED, UNOBSERVED) == row["no_arrival"]
        # The table's own figure for trust counts flights without arrival as broken; ours leaves
        # them undecided. Put the difference in, and both agree.
        trust = assessments["trust"][mask]
        last = trust[~np.isnan(trust)][-1]
        assert last == pytest.approx((kept + 1) / (kept + late + cancelled + 2), abs=1e-12)
        theirs = (kept + 1) / (kept + late + cancelled + row["no_arrival"] + 2)
        assert theirs == pytest.approx(row["beta_mean_cancel_counts_as_broken"], abs=1e-9)


def test_airports_and_the_regulator_agree_where_they_see_the_same(assessments):
    observers = ("regulator", "stern", "mild")
    at_airports = ~np.isin(assessments["assessor"], observers)
    by_regulator = assessments["assessor"] == "regulator"
    for verdict in (KEPT, BROKEN, UNDECIDED):
        assert ((assessments["verdict"] == verdict) & at_airports).sum() == (
            (assessments["verdict"] == verdict) & by_regulator).sum()
