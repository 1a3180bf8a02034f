# SPDX-License-Identifier: Apache-2.0
"""Who trusts whom, and whom a community trusts. Apparatus view: no agent holds these tables."""
import numpy as np

from worldline.extras import need
from worldline.table import MANY_ROWS


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
    asked = record._asked(type, before=before)
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
