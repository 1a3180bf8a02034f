# SPDX-License-Identifier: Apache-2.0
"""Who trusts whom in a record, and whom does a community trust?

Goal: tables of trust are those of the assessments; community trust is an eigenvector.
Method: a market of four users, counted by hand; a star, whose eigenvector is known.
"""
import numpy as np
import pytest
import worldline as wl
from worldline import trust

MARKET = """
format: worldline/1
scenario: market
time: {resolution: 1 s, until: 100 s}
types: {trade: {domain: event}}
network: {delay: 1 s}
traces:
  deals:
    kind: assessments
    file: ratings.csv
    columns: {promiser: of, assessor: by, made: when, rating: points}
    kept_from: 1
    give: {type: trade}
    assessors: {behaviour: rater}
    promisers: {behaviour: rater}
"""


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    folder = tmp_path_factory.mktemp("market")
    (folder / "ratings.csv").write_text("by,of,points,when\nann,hub,5,1\nben,hub,3,2\n"
                                        "hub,ann,1,3\nhub,ben,1,4\ncy,ben,-9,50\n")
    (folder / "market.yaml").write_text(MARKET)
    return wl.run(folder / "market.yaml")


def test_a_matrix_of_trust_has_what_each_observer_learned(record):
    table = record.trust_matrix()
    assert table.loc["ann", "hub"] == table.loc["hub", "ben"] == pytest.approx(2 / 3)
    assert table.loc["cy", "ben"] == pytest.approx(1 / 3)
    assert np.isnan(table.loc["ann", "ben"]) and "cy" not in table.columns
    assert "cy" not in record.trust_matrix(before=20.0).index
    assert record.trust_matrix("trade").equals(table)


def test_community_trust_is_that_of_those_who_are_trusted(record):
    # Before Cy's rating hub, Ann and Ben are a star: the hub has √2 of what each of them has.
    early = record.community_trust(before=20.0)
    assert list(early.index[:1]) == ["hub"] and early.sum() == pytest.approx(1.0)
    assert early["hub"] / early["ann"] == pytest.approx(np.sqrt(2), rel=1e-9)
    # Nobody trusts Cy, so what Cy thinks weighs nothing.
    late = record.community_trust()
    assert late["cy"] == pytest.approx(0.0, abs=1e-9)
    assert late["ben"] == pytest.approx(late["ann"], rel=1e-6)


def test_the_plain_iteration_swings_on_a_star():
    by, in_ = [1, 2, 3, 4, 0, 0, 0, 0], [0, 0, 0, 0, 1, 2, 3, 4]
    plain = trust.community(by, in_, np.ones(8), 5, shift=0.0, rounds_max=500)
    settled = trust.community(by, in_, np.ones(8), 5)
    assert not plain["has_settled"] and settled["has_settled"]
    hub, leaf = settled["standing"][:2]
    assert hub / leaf == pytest.approx(2.0, rel=1e-9)


def test_eigen_trust_gives_something_to_those_trusted_beforehand():
    standing = trust.eigen([0, 1], [1, 0], [1.0, 1.0], 3, beforehand=[2], a=0.5)["standing"]
    # 2 trusts nobody, so its share goes where it was given beforehand: to itself.
    assert standing == pytest.approx([0.0, 0.0, 1.0])


@pytest.mark.parametrize("by, in_, trust_of", [([5], [0], [1.0]), ([0], [1], [-1.0]),
                                               ([0], [1], [np.nan]), ([0, 1], [1], [1.0])])
def test_pairs_that_cannot_be_are_refused(by, in_, trust_of):
    with pytest.raises(ValueError):
        trust.community(by, in_, trust_of, 3)


def test_trust_at_second_hand_is_four_fifths_of_both(record):
    # C28b. Before Cy's rating: Ann knows the hub (2/3), and the hub knows Ben (2/3).
    table = record.transitive_trust(before=20.0).set_index(["observer", "promiser"])
    assert table.via.isna()[("ann", "hub")]
    assert table.loc[("ann", "ben")].via == "hub"
    assert table.loc[("ann", "ben")].trust == pytest.approx(0.8 * 2 / 3 * 2 / 3)
    assert (table.loc[("ann", "ben")].level, table.loc[("ann", "hub")].level) == (1, 2)
    assert ("ann", "ann") not in table.index
    late = record.transitive_trust(damping=1.0).set_index(["observer", "promiser"])
    assert late.loc[("cy", "hub")].trust == pytest.approx(1 / 3 * 2 / 3)


def test_eigen_trust_of_a_record_goes_to_those_trusted_beforehand(record):
    standing = record.eigen_trust(["ann"], a=0.5, before=20.0)
    # Shares of hub, Ann and Ben: h = (a + b)/2, a = h/4 + 1/2, b = h/4.
    assert standing["hub"] == pytest.approx(1 / 3)
    assert standing["ann"] == pytest.approx(7 / 12) and standing["ben"] == pytest.approx(1 / 12)
    assert record.eigen_trust(before=20.0).sum() == pytest.approx(1.0)


@pytest.fixture(scope="module")
def whole(wl, tmp_path_factory):
    return wl.run("superagent", output=tmp_path_factory.mktemp("whole") / "whole.h5")


def test_a_promise_weighs_as_much_as_all_that_it_rests_on(whole):
    # C28e. The chemist has found water and its three parts true to their word: 2/3 each.
    assert whole.claim_weight("the_o", by="chemist") == pytest.approx(2 / 3)
    assert whole.claim_weight("is_wet", by="chemist") == pytest.approx((2 / 3) ** 4)
    # One part of the flask was not there, and nobody could judge the flask itself.
    assert whole.claim_weight("would_be_wet", by="chemist") == \
        pytest.approx((2 / 3) ** 2 * (1 / 3) * 0.5)
    # Whoever has no evidence goes by what it is given; nobody doubts itself.
    assert whole.claim_weight("is_wet", by="astronomer", otherwise=0.9) == pytest.approx(0.9 ** 4)
    assert whole.claim_weight("is_wet", by="water") == pytest.approx(0.5 ** 3)
    with pytest.raises(KeyError):
        whole.claim_weight("is_wet", by="nobody")


def test_levels_and_branches_by_their_formulas():
    # C28b and f: thresholds at 0.30, 0.50, 0.70, 0.85, 0.95; half of a branch is gone in 69.3 s.
    assert trust.level([[0.2, 0.3], [0.7, 1.0]]).tolist() == [[0, 1], [3, 5]]
    assert trust.level(np.nan) == -1
    assert trust.branch_weights([3, 1], [0, 100 * np.log(2)]) == pytest.approx([0.75, 0.125])


@pytest.mark.parametrize("call", [
    lambda: trust.transitive([0], [1], [0.5], damping=1.5),
    lambda: trust.transitive([0], [1], [-0.5]),
    lambda: trust.claim_weights([0.5], [0], [1], [0]),
    lambda: trust.claim_weights([0.5], [0], [0], [2]),
    lambda: trust.branch_weights([-1.0], [0.0]),
    lambda: trust.branch_weights([1.0], [0.0, 1.0]),
    lambda: trust.branch_weights([1.0], [0.0], decay=-1.0)])
def test_what_cannot_be_weighed_is_refused(call):
    with pytest.raises(ValueError):
        call()
