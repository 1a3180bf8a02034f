# SPDX-License-Identifier: Apache-2.0
"""Do the pictures that belong to one page show what the run's own measures say?

Goal: a picture whose numbers were taken from other rows than the expectation's would show here.
Method: the runs of the two pages; means and counts by the scenario's measures.
"""
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "docs" / "_ext"))
wl = pytest.importorskip("worldline")
pytest.importorskip("pandas")
pytest.importorskip("matplotlib").use("Agg")
import scenario_drawings as drawings  # noqa: E402


def found(record, text):
    return next(one["found"] for one in record.outcome["expectations"] if one["text"] == text)


def test_waits_are_what_the_measure_finds():
    record = wl.run(ROOT / "scenarios/library/hub-obligation.yaml")
    for group in ("half", "near"):
        value, unit = found(record, f"response by {group} from report to imposition").split()
        assert unit == "ms"
        mean = 1e3 * drawings.waits(record, group).mean() + 30.0  # two ways and a service
        assert mean == pytest.approx(float(value), abs=1e-3)
    axes = drawings.wait_against_load(record)
    assert axes.get_title("left").endswith("apparatus view")
    load, wait = axes.lines[0].get_data()  # by formula
    assert np.interp(0.9, load, wait) == pytest.approx(45.0, rel=0.01)


def test_each_part_that_is_put_right_is_one_step():
    record = wl.run(ROOT / "scenarios/library/hub-promise.yaml")
    acts = record.transitions.to_pandas()
    n_acts = acts.agent.astype(str).str.startswith("self_kept").sum()
    steps = drawings.corrections(record).lines[1].get_ydata()
    # 50 starts, 300 policies, 500 status, two for each drift; those of the last 10 ms wait.
    assert abs(n_acts - 850 - 2 * steps[-1]) < 10
    commanded = drawings.corrections(record).lines[0].get_ydata()
    assert commanded[-1] == record.messages.to_pandas().kind.astype(str).eq("imposition").sum()


def test_trust_in_the_role_is_what_the_measure_finds():
    record = wl.run(ROOT / "scenarios/library/cattle-and-pets.yaml")
    lines = drawings.role_and_identity(record).lines
    assert lines[0].get_ydata()[-1] == pytest.approx(
        float(found(record, "trust by farmer for type milk")), abs=1e-9)
    cows = [line.get_ydata() for line in lines[2:]]
    assert len(cows) > 100 and all(cow[0] == 0.5 and (np.diff(cow[:-1]) > 0).all() for cow in cows)


def test_every_order_that_was_followed_is_counted_on_its_day():
    record = wl.run(ROOT / "scenarios/library/social-contract.yaml")
    day, n = drawings.obedience(record).lines[1].get_data()
    assert list(day) == list(range(1, 70))
    assert sum(n) == float(found(record, "variable called followed of loyal_ones, free_ones over "
                                         "sum"))
