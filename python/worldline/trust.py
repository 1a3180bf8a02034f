# SPDX-License-Identifier: Apache-2.0
"""Who trusts whom, and whom a community trusts. Apparatus view: no agent holds these tables."""
import numpy as np

from worldline.extras import need
from worldline.table import MANY_ROWS

#: Links by which one promise rests on another.
RESTS = ("uses", "condition", "assumes")


def pairs(record, type=None, before=None):
    """What each observer expected of each promiser, as its last assessment left it.

    Parameters
    ----------
    record : Record
    type : str, optional
        Only promises of this type. Default: whatever was judged last.
    before : float, optional, unit s
        Only what was found before this coordinate time. Default: the end of the run.

    Returns
    -------
    by, in_ : ndarray of uint32, shape (n_pairs,)
        Numbers of agents; each pair once, ascending.
    trust : ndarray of float64, shape (n_pairs,), unit 1
        The column `trust` of the last row that changed it; what fades has not faded since.

    Notes
    -----
    Apparatus view. Pairs without evidence are not in it: there the prior holds.
    """
    return _last(record, record._asked(type, before=before))


def _last(record, asked):
    """The same for what is `asked` as `Record.verdicts` asks."""
    codes, trusts = np.empty(0, np.uint64), np.empty(0, np.float64)
    for _, values in record.assessments.windows(("assessor", "promise", "trust"), MANY_ROWS,
                                                asked["where"]):
        chosen = ~np.isnan(values["trust"])
        if asked["keep"]:
            chosen[chosen] = asked["keep"](values["assessor"][chosen], values["promise"][chosen])
        promiser = values["promise"][chosen] >> np.uint64(32)
        code = values["assessor"][chosen].astype(np.uint64) << np.uint64(32) | promiser
        codes = np.concatenate([codes, code])
        trusts = np.concatenate([trusts, values["trust"][chosen]])
        _, last = np.unique(codes[::-1], return_index=True)  # the first from the end
        last = len(codes) - 1 - last
        codes, trusts = codes[last], trusts[last]
    return ((codes >> np.uint64(32)).astype(np.uint32),
            (codes & np.uint64(0xffffffff)).astype(np.uint32), trusts)


def matrix(record, type=None, before=None):
    """The same as a table with a row for each observer and a column for each promiser.

    Returns
    -------
    pandas.DataFrame, dtype float64, unit 1
        NaN where the observer has no evidence. Agents that never judged, and those never judged,
        are left out.
    """
    by, in_, trust = pairs(record, type, before)
    names = np.asarray(record.agent_names)
    table = need("pandas").DataFrame({"observer": names[by], "promiser": names[in_],
                                      "trust": trust})
    return table.pivot(index="observer", columns="promiser", values="trust")


def community(by, in_, trust, n_agents, shift=1.0, tolerance=1e-12, rounds_max=10_000):
    """Community trust: who is trusted by those who are trusted.

    The principal eigenvector of Aᵀ, A[by, in] = trust, by power iteration on Aᵀ + shift·1.

    Parameters
    ----------
    by, in_ : array_like of int, shape (n_pairs,)
    trust : array_like of float, shape (n_pairs,), unit 1, from 0 on
    n_agents : int
    shift : float
        0 is the plain iteration, which swings for ever on a star.
    tolerance : float
        Change of a round, summed over agents, at which it has settled.
    rounds_max : int

    Returns
    -------
    dict
        standing (ndarray, shape (n_agents,), sum 1), rounds, change, has_settled.

    References
    ----------
    J. Bergstra and M. Burgess, Local and global trust based on the concept of promises (2009)
    """
    from worldline.running import extension  # which itself needs records
    return extension().community_trust(by, in_, trust, n_agents, shift, tolerance, rounds_max)


def eigen(by, in_, trust, n_agents, beforehand=(), a=0.15):
    """EigenTrust: shares of trust, of which `a` goes to those who are trusted beforehand.

    Parameters and result as of `community`; beforehand : sequence of int, none: all alike.

    References
    ----------
    S. Kamvar, M. Schlosser and H. Garcia-Molina, The EigenTrust algorithm (2003)
    """
    from worldline.running import extension
    return extension().eigen_trust(by, in_, trust, n_agents, list(beforehand), a)


def community_of(record, type=None, before=None):
    """Community trust of the agents of a record.

    Returns
    -------
    pandas.Series, dtype float64, unit 1
        By agent, highest first; the sum is 1. Agents that nobody trusts or judges are left out.

    Raises
    ------
    RuntimeError
        The iteration has not settled.
    """
    by, in_, trust = pairs(record, type, before)
    members, place = np.unique(np.concatenate([by, in_]), return_inverse=True)
    found = community(place[:len(by)], place[len(by):], trust, len(members))
    if not found["has_settled"]:
        raise RuntimeError(f"community trust has not settled in {found['rounds']} rounds; the "
                           f"last one changed it by {found['change']:.3g}")
    names = np.asarray(record.agent_names)[members]
    series = need("pandas").Series(found["standing"], index=names, name="community_trust")
    return series.sort_values(ascending=False, kind="stable")


def eigen_of(record, beforehand=(), a=0.15, type=None, before=None):
    """EigenTrust of the agents of a record, of which `beforehand` are trusted from the start.

    Parameters
    ----------
    beforehand : sequence of str
        Agents. None: all alike.
    a : float
        Weight of those, in (0, 1].
    type, before
        As of `pairs`.

    Returns
    -------
    pandas.Series, dtype float64, unit 1
        By agent, highest first; the sum is 1. Agents that nobody trusts or judges, and that are not
        among `beforehand`, are left out.

    References
    ----------
    S. Kamvar, M. Schlosser and H. Garcia-Molina, The EigenTrust algorithm (2003)
    """
    by, in_, trust = pairs(record, type, before)
    known = np.array([record.agent(name) for name in beforehand], np.uint32)
    members, place = np.unique(np.concatenate([by, in_, known]), return_inverse=True)
    found = eigen(place[:len(by)], place[len(by):2 * len(by)], trust, len(members),
                  place[2 * len(by):], a)
    names = np.asarray(record.agent_names)[members]
    series = need("pandas").Series(found["standing"], index=names, name="eigen_trust")
    return series.sort_values(ascending=False, kind="stable")


def transitive(by, in_, trust, damping=0.8):
    """Own trust where there is some, else at second hand: damping · t(a, b) · t(b, c), two hops.

    Parameters
    ----------
    by, in_, trust : array_like, shape (n_pairs,)
        As of `community`; each pair at most once.
    damping : float
        What a second hand leaves of it, in [0, 1].

    Returns
    -------
    by, in_, trust, via : ndarray
        Each pair once, ascending. `via` is the b that gives most (the lowest number of several),
        2**32 - 1 where it is own trust.

    References
    ----------
    synapsed-promise (published code read): 0.8, and at most two hops.
    """
    from worldline.running import extension
    return extension().transitive_trust(by, in_, trust, damping)


def transitive_of(record, type=None, before=None, damping=0.8):
    """Transitive trust among the agents of a record.

    Returns
    -------
    pandas.DataFrame
        observer, promiser, trust, level (see `level`), via: who stands between; missing where it
        is the observer's own trust.

    Notes
    -----
    Apparatus view. What others hold is taken as it is: whether they would say so is another matter.
    """
    by, in_, trust, via = transitive(*pairs(record, type, before), damping)
    names = np.array([*record.agent_names, None], object)
    return need("pandas").DataFrame({
        "observer": names[by], "promiser": names[in_], "trust": trust, "level": level(trust),
        "via": names[np.minimum(via, len(names) - 1)]})


def level(trust):
    """Levels of trust, 0 to 5: how many of 0.30, 0.50, 0.70, 0.85 and 0.95 each has reached.

    Parameters
    ----------
    trust : array_like of float, any shape, unit 1

    Returns
    -------
    int, or ndarray of int of the same shape
        -1 where there is no trust (NaN).

    References
    ----------
    synapsed-promise (published code read): the thresholds. That levels are numbers is ours.
    """
    from worldline.running import extension
    return extension().trust_level(trust)


def claim_weights(trust, from_, onto, claims):
    """What claims weigh: the product of trust over each and all that it rests on, each once.

    Parameters
    ----------
    trust : array_like of float, shape (n_claims,), unit 1
        In who makes each claim, for its type.
    from_, onto : array_like of int, shape (n_links,)
        Places of claims: the first rests on the second.
    claims : array_like of int, shape (n_asked,)

    Returns
    -------
    ndarray of float64, shape (n_asked,), unit 1

    References
    ----------
    PromiseGrid, WL harness: "hypergraph-weighted product". It says no more; that a claim is a
    hyperedge from all that it rests on, worth as much as its author is trusted, is our reading.
    """
    from worldline.running import extension
    return extension().claim_weights(trust, from_, onto, claims)


def claim_weight_of(record, promise, by, before=None, otherwise=0.5, links=RESTS):
    """What a promise weighs for one observer: `claim_weights` over the promises of a record.

    Parameters
    ----------
    promise : str, int or (promiser, count)
    by : str
        The observer. Its trust in each promiser, for the type of each promise, is what it had; in
        itself it is 1.
    before : float, optional, unit s
        As of `pairs`.
    otherwise : float
        Where it has no evidence: the prior.
    links : sequence of str
        Links that count as resting on another.

    Returns
    -------
    float, unit 1
    """
    table, labels = record.builds_on, record.labels("link")
    counts = np.isin(table["link"][:], [labels.index(link) for link in links])
    from_, onto = table["from"][:][counts], table["onto"][:][counts]
    identity = np.uint64(record.promises[promise].identity)
    known, place = np.unique(np.concatenate([from_, onto, [identity]]), return_inverse=True)
    promiser, types = known >> np.uint64(32), record.types_of(known)
    trust = np.full(len(known), float(otherwise))
    asked = record._asked(by=by, before=before)
    for type in np.unique(types):
        asked["keep"] = lambda _, identity, type=type: record.types_of(identity) == type
        _, in_, learned = _last(record, asked)
        for agent, value in zip(in_, learned):
            trust[(types == type) & (promiser == agent)] = value
    trust[promiser == record.agent(by)] = 1.0
    n = len(from_)
    return float(claim_weights(trust, place[:n], place[n:2 * n], place[2 * n:])[0])


def branch_weights(support, age, decay=0.01):
    """What each branch of a history weighs: exp(-decay · age) · support / sum of support.

    Parameters
    ----------
    support : array_like of float, shape (n_branches,)
        Trust, or stake, that stands behind each.
    age : array_like of float, shape (n_branches,), unit s
        Since it was last built on.
    decay : float, unit 1/s
        0.01: half is gone in 69.3 s.

    Returns
    -------
    ndarray of float64, shape (n_branches,), unit 1

    References
    ----------
    PromiseGrid notes, sim4 (a design).
    """
    from worldline.running import extension
    return extension().branch_weights(support, age, decay)
