# SPDX-License-Identifier: Apache-2.0
"""Can one log be read as true and as false (C23)?

Goal: two thresholds give two answers from one record, without a run; nothing is made up where there
is no degree.
Method: a value that is a little outside of what was promised, one inside, and silence.
"""
import pytest

SCENARIO = """format: worldline/1
scenario: projected
time: {resolution: 1 ms, until: 4 s}
types: {size: {domain: number, unit: m}}
judges: {near: {rule: range, value_tolerance: 2, patience: 1 s}}
promises:
  inside: {promiser: ann, promisees: [bob], give: {type: size, amount: 10 m}, due: 1 s}
  a_little_out: {promiser: ann, promisees: [bob], give: {type: size, amount: 10 m}, due: 1 s}
  silent: {promiser: ann, promisees: [bob], give: {type: size, amount: 10 m}, due: 1 s}
  withdrawn: {promiser: ann, promisees: [bob], give: {type: size, amount: 10 m}, due: 3 s}
agents:
  ann: {behaviour: steward, withdraws: {withdrawn: 1 s},
        keeps: {inside: {at: 0 s, value: 7 m}, a_little_out: {at: 0 s, value: 11 m}}}
  bob: {judges: {inside: near, a_little_out: near, silent: near, withdrawn: near}}
"""


@pytest.fixture(scope="module")
def sizes(wl):
    return wl.run(SCENARIO)


def answers(record, **thresholds):
    found = record.projected(by="bob", **thresholds).set_index("promise").projected
    return [found[name] for name in ("inside", "a_little_out", "silent", "withdrawn")]


def test_two_thresholds_give_two_answers_from_one_log(sizes):
    assert sizes.verdicts("a_little_out").degree.tolist() == [0.75]
    assert answers(sizes) == ["true", "true", "false", "undecided"]
    assert answers(sizes, true_from=0.8, false_below=0.8) == ["true", "false", "false", "undecided"]
    assert answers(sizes, true_from=1.0) == ["true", "undecided", "false", "undecided"]
    assert answers(sizes, true_from=0.75, false_below=0.0) == ["true", "true", "undecided",
                                                               "undecided"]
    with pytest.raises(ValueError, match="false_below"):
        sizes.projected(true_from=0.2)
