# SPDX-License-Identifier: Apache-2.0
"""Does a record answer what others, or other rules, would have found?

Goal: `Record.rejudge` gives the rows that a run with those rules records, says whether it must, and
refuses what cannot be. Method: two_observers by hand; lossy-link against a second run.
"""
import numpy as np
import pytest

import worldline as wl
from worldline import ScenarioError

COMPARED = ["assessor", "promise", "occurrence", "verdict", "degree", "margin", "reading"]


@pytest.fixture(scope="module")
def parcels(tmp_path_factory):
    return wl.run("two_observers", output=tmp_path_factory.mktemp("parcels") / "r.h5")


@pytest.fixture(scope="module")
def pulses(tmp_path_factory):
    return wl.run("lossy-link", until="1002 s", output=tmp_path_factory.mktemp("pulses") / "r.h5")


def rows(table):
    table = table[COMPARED].sort_values(["assessor", "promise", "occurrence"])
    return [tuple(None if one != one else one for one in row)
            for row in table.astype(object).itertuples(index=False)]


def test_own_rules_find_what_the_run_found(pulses):
    """If not, other rules would be compared with something else than the run."""
    again = pulses.rejudge()
    assert again.exact and again.reason == ""
    assert rows(again) == rows(pulses.verdicts())
    assert list(again.columns) == list(pulses.verdicts().columns)


def test_another_judge_of_the_scenario(parcels):
    """Carol finds the parcel kept by its postmark, as `expect:` says."""
    found = parcels.rejudge("by_postmark", by="carol", promise="parcel")
    assert found.verdict.tolist() == ["kept"]
    assert found.judge.tolist() == ["by_postmark"]
    assert found.margin.tolist() == [pytest.approx(0.1)]  # due 100 ms, stated 0 s


@pytest.mark.parametrize("tolerance, verdict", [(0.0, "broken"), (0.059, "broken"),
                                                (0.06, "kept"), ("100 ms", "kept")])
def test_the_tolerance_at_which_a_verdict_turns(parcels, tolerance, verdict):
    """160 ms after, due 100 ms: the margin is 60 ms less than the tolerance."""
    found = parcels.rejudge(by=["carol"], tolerance=tolerance)
    assert found.verdict.tolist() == [verdict]
    assert found.judge.tolist() == ["at_my_door_again"]


def test_an_observer_that_had_no_judge(parcels):
    """Dave knew of the parcel and heard no outcome but verdicts: silence."""
    found = parcels.rejudge("at_my_door", by="dave", history=True)
    own = found[found.learnt_from.isna()]
    assert own.verdict.tolist() == ["not_kept"] and own.reading.tolist() == [pytest.approx(1.1)]
    assert not found.exact and "hears verdicts" in found.reason


def test_equal_to_a_run_with_those_rules(pulses, tmp_path):
    """The statement that all else rests on, through the extension and h5py."""
    text = pulses.source().replace("tolerance: 100 ms, patience: 1 s", "tolerance: 50 ms, "
                                   "patience: 2 s")
    assert text != pulses.source()
    second = wl.run(text, until="1002 s", output=tmp_path / "second.h5")
    again = pulses.rejudge(tolerance="50 ms", patience=2.0)
    assert again.exact
    assert rows(again) == rows(second.verdicts())


def test_what_is_told_makes_it_inexact(parcels):
    found = parcels.rejudge(tolerance=1.0)
    assert not found.exact
    assert "bob and another one (b) tells verdicts" in found.reason


def test_a_table_keeps_what_it_knows_of_itself(parcels):
    found = parcels.rejudge(by="bob")
    assert found[found.verdict == "kept"].exact == found.exact
    assert found.iloc[:0].reason == found.reason


def test_trust_by_another_rule(pulses):
    """Of n = 1,000 pulses k are kept: (k + 9) / (n + 10) with the prior [9, 1]."""
    found = pulses.rejudge(by="bob", trust={"rule": "beta", "prior": [9, 1]}, history=True)
    kept = (found.verdict == "kept").sum()
    assert found.trust.iloc[-1] == pytest.approx((kept + 9) / (len(found) + 10), rel=1e-12)


def test_a_record_without_evidence_says_so(tmp_path):
    record = wl.run("two_observers", output=tmp_path / "r.h5", record="promises")
    found = record.rejudge()
    assert not found.exact and "evidence is missing" in found.reason


@pytest.mark.parametrize("asked, said", [
    ({"by": "bobb"}, "did you mean `bob`"), ({"promise": "parsel"}, "did you mean `parcel`"),
    ({"judge": "nobody"}, "there is no judge"), ({"tolerance": "1 kg"}, "kg"),
    ({"tolerance": -1.0}, "tolerance"), ({"clock": "sundial"}, "sundial"),
    ({"trust": "oracle"}, "oracle"), ({"by": "alice"}, "nothing to judge"),
    ({"judge": "at_my_door", "rule": "guess"}, "guess")])
def test_what_cannot_be_is_refused(parcels, asked, said):
    with pytest.raises(ScenarioError, match=said):
        parcels.rejudge(**asked)


def test_no_row_is_made_up(parcels):
    """A margin is a number where there was evidence, and nowhere else."""
    found = parcels.rejudge(by="carol", patience="1 ms", tolerance="0 s", history=True)
    assert found.verdict.tolist() == ["not_kept", "broken"]
    assert np.isnan(found.margin.iloc[0]) and found.margin.iloc[1] == pytest.approx(-0.06)


def test_whose_promises_are_judged_may_be_written_in_python(tmp_path):
    """The observer is the project's; without the class the scenario could not be read again."""
    class Keeper(wl.Behaviour):
        """Keeps its promise when it hears the start."""
        state = np.dtype([("kept", "u1")])

        def react(self, states, percepts, actions):
            begun = percepts.where("start")
            actions.keep(begun, "deed")
            states["kept"][begun] = 1

    text = """format: worldline/1
scenario: kept
time: {resolution: 1 ms, until: 2 s}
network: {delay: 60 ms}
types: {deed: {domain: event}}
judges: {mine: {rule: deadline, patience: 100 ms}}
promises: {deed: {promiser: kim, promisees: [ann], give: {type: deed}, due: 50 ms}}
agents: {kim: {behaviour: keeper}, ann: {judges: {deed: mine}}}
"""
    record = wl.run(text, output=tmp_path / "r.h5", behaviours={"keeper": Keeper})
    with pytest.raises(ScenarioError, match="keeper"):
        record.rejudge()
    found = record.rejudge(tolerance="10 ms", behaviours={"keeper": Keeper})
    assert found.verdict.tolist() == ["kept"] and found.exact


@pytest.mark.parametrize("empty", ["", "  "])
def test_an_option_that_says_nothing_is_a_slip(parcels, empty):
    for name in ("judge", "rule", "tolerance", "patience", "time_of", "against", "clock", "trust"):
        with pytest.raises(ScenarioError, match=f"{name}: nothing is given"):
            parcels.rejudge(**{name: empty})


def test_a_fault_is_shown_where_it_stands(parcels):
    """In the value that was given, not in the scenario that the record holds."""
    with pytest.raises(ScenarioError) as raised:
        parcels.rejudge(tolerance="1 kg")
    assert [(one["file"], one["line"], one["column"], one["text"])
            for one in raised.value.diagnostics] == [("tolerance", 1, 1, "1 kg")]
