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
