# SPDX-License-Identifier: Apache-2.0
"""Do replays of ratings and forecasts give the figures that others counted from the same tables?

Goal: trust on Bitcoin OTC, and the loss of FiveThirtyEight's forecasts, equal figures that were
computed by a program which shares nothing with this one. Method: run the scenarios of the library
on the tables, if they lie beside the repository.
"""
import csv
import gzip
import json
from pathlib import Path

import numpy as np
import pytest
import worldline as wl

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def data(name, file):
    path = SHARED / name / file
    if not path.exists():
        pytest.skip(f"{name}: the data is not beside the repository ({path})")
    return path, json.loads((SHARED / name / "expected.json").read_text())


@pytest.fixture(scope="module")
def otc(tmp_path_factory):
    path, expected = data("trust_bitcoin_otc", "ratings.csv")
    return wl.run("trust_bitcoin_otc", ratings=str(path), record="promises"), expected


def ledger_of(record):
    mine = record.assessments["assessor"][:] == record.agent("ledger")
    return {name: record.assessments[name][:][mine] for name in ("promise", "verdict", "trust")}


def test_ratings_are_found_and_told_as_the_table_has_them(otc):
    record, expected = otc
    raters = record.verdict_counts(by="observer").drop("ledger")
    assert raters["kept"].sum() == expected["positive"]
    assert raters["broken"].sum() == expected["negative"]
    for user, n in expected["top10_out_degree"]:
        assert raters.loc[str(user)].sum() == n
    rows = ledger_of(record)  # it has one row for each who told it
    assert len(rows["promise"]) == expected["n_edges"]
    rated, n_told = np.unique(rows["promise"] >> np.uint64(32), return_counts=True)
    assert len(rated) == expected["targets_rated"]
    n_told = dict(zip(np.asarray(record.agent_names)[rated], n_told))
    for user, n in expected["top10_in_degree"]:
        assert n_told[str(user)] == n


def test_final_trust_is_that_of_all_ratings(otc):
    record, expected = otc
    trust = record.trust_matrix().loc["ledger"]
    for user, _, _, mean in expected["final_beta_of_20_most_rated_id_pos_neg_mean"]:
        assert trust[str(user)] == pytest.approx(mean, abs=1e-9)
    assert (trust.dropna() < 0.5).sum() == expected["targets_with_beta_mean_below_0.5"]


def test_trust_predicts_the_next_rating_as_well_as_the_other_count_says(otc):
    record, expected = otc
    rows = ledger_of(record)
    before, outcome, held = [], [], {}
    kept = record.labels("verdict").index("kept")
    for promise, verdict, trust in zip(rows["promise"], rows["verdict"], rows["trust"]):
        before.append(held.get(promise, 0.5))
        outcome.append(verdict == kept)
        held[promise] = trust
    before, outcome = np.array(before), np.array(outcome)
    assert len(before) == expected["n_edges"]
    loss = -np.log(np.where(outcome, before, 1 - before)).mean()
    other = expected["online_beta_prediction_of_sign"]
    assert loss == pytest.approx(other["mean_log_loss"], abs=2e-8)
    assert ((before - outcome) ** 2).mean() == pytest.approx(other["brier"], abs=1e-8)


def test_old_ratings_fade_by_half_in_90_days(tmp_path):
    path, expected = data("trust_bitcoin_otc", "ratings.csv")
    epoch = 1_289_174_400  # 2010-11-08T00:00:00Z
    at = expected["last_time"] - epoch + 1  # the ledger hears a second later
    text = wl.library()["trust_bitcoin_otc"].read_text().split("expect:")[0] + "expect:\n"
    assert "prior: [1, 1]" in text
    text = text.replace("prior: [1, 1]", "prior: [1, 1], half_life: 90 d")
    wanted = expected["decayed_half_life_90d_of_10_most_rated_id_wpos_wneg_mean"]
    for user, _, _, mean in wanted:
        text += f"  - {{measure: trust, by: ledger, in: \"{user}\", at: {at} s, is: {mean}, " \
                "tolerance: 1e-9}\n"
    (tmp_path / "faded.yaml").write_text(text)
    record = wl.run(tmp_path / "faded.yaml", record="summary", ratings=str(path))
    found = record.outcome["expectations"]
    assert len(found) == len(wanted) and all(one["holds"] for one in found), found


@pytest.fixture(scope="module")
def forecasts():
    path, expected = data("forecasts_538", "games.csv.gz")
    return wl.run("forecasts_538", games=str(path), record="promises"), expected, path


def test_losses_of_forecasts_are_those_of_the_other_count(forecasts):
    record, expected, path = forecasts
    frame = stated_and_found(record)
    with gzip.open(path, "rt") as file:
        drawn = [(row["series"], float(row["prob_team1"])) for row in csv.DictReader(file)
                 if row["outcome_team1"] == "0.5"]
    for series in ("mlb_games", "nfl_games", "wnba_games"):
        other = expected[series]
        mine = frame[frame.promiser == series]
        draws = np.array([p for name, p in drawn if name == series])
        # A draw is undecided here, and half a victory there.
        loss = ((mine.degree - mine.probability) ** 2).sum() + ((0.5 - draws) ** 2).sum()
        assert len(mine) + len(draws) == other["n"]
        assert loss / other["n"] == pytest.approx(other["brier"], abs=1e-9)
        n_kept = int(mine.degree.sum())
        assert n_kept == other["outcomes"]["1.0"]
        right = ((mine.probability > 0.5) == (mine.degree > 0.5)) & (mine.probability != 0.5)
        assert right.sum() == other["favourite_right"]


def test_forecasts_come_true_as_often_as_they_say(forecasts):
    record, expected, _ = forecasts
    frame = stated_and_found(record)
    for series in ("mlb_games", "nfl_games", "wnba_games"):
        mine = frame[frame.promiser == series]
        place = np.minimum((mine.probability * 10).astype(int), 9)
        for number, (n, mean, found) in enumerate(
                expected[series]["calibration_bins_n_meanp_meanoutcome"]):
            some = mine[place == number]
            # Draws are left out here: one of baseball, seven of American football.
            assert 0 <= n - len(some) <= 7
            if len(some) and n == len(some):
                assert some.probability.mean() == pytest.approx(mean, abs=1e-6)
                assert some.degree.mean() == pytest.approx(found, abs=1e-6)


def stated_and_found(record):
    """Of each decided game: promiser, stated probability, degree."""
    import pandas
    degree = record.assessments["degree"][:]
    decided = ~np.isnan(degree)
    promises = record.promises
    identity = promises["promiser"][:].astype(np.uint64) << np.uint64(32) | promises["count"][:]
    order = np.argsort(identity)
    at = order[np.searchsorted(identity, record.assessments["promise"][:][decided],
                               sorter=order)]
    stated = record.bodies["probability"][:][promises["body"][:][at]]
    names = np.asarray(record.agent_names)
    return pandas.DataFrame({"promiser": names[promises["promiser"][:][at]],
                             "probability": stated, "degree": degree[decided]})
