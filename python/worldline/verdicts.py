# SPDX-License-Identifier: Apache-2.0
"""Last verdicts of a record, and how many there are of each: NumPy in blocks, nothing else."""
import numpy as np

from worldline.table import MANY_ROWS

#: What verdicts can be counted by, and the part of a verdict's key that it is read from.
GROUPS = ("observer", "promiser", "type", "promise", "occurrence")


def last(record, keep=None, each_teller=False, where=None):
    """Rows of `record.assessments` that hold the last verdict on each thing judged.

    A thing judged is one (assessor, promise, occurrence). Rows stand in the order of each
    assessor's own time, so the last row is the last verdict; but what an assessor found itself
    goes before anything it was told.

    Parameters
    ----------
    record : Record
    keep : callable, optional
        (assessor, promise) -> ndarray of bool: which rows count. Default: all.
    each_teller : bool
        Keep the last verdict of each teller too, beside the assessor's own.
    where : dict, optional
        Only rows of `assessments` that fit, see `worldline.table.Table`; blocks that have none
        are not read.

    Returns
    -------
    dict of str to ndarray, each of shape (n,)
        ``row`` (int64, ascending), ``assessor``, ``promise``, ``occurrence``, ``learnt_from``,
        ``verdict``.

    Notes
    -----
    O(n log n) in the number of assessments; memory in the number of things judged.
    """
    names = ("assessor", "promise", "occurrence", "learnt_from", "verdict")
    held, waiting, n_held, n_waiting = [], [], 0, 0
    for rows, values in record.assessments.windows(names, MANY_ROWS, where):
        block = (rows, *(values[name] for name in names))
        if keep is not None:
            chosen = keep(block[1], block[2])
            block = tuple(column[chosen] for column in block)
        waiting.append(block)
        n_waiting += len(block[0])
        if n_waiting >= n_held:  # so that all sorting together costs twice the last one
            held = [latest(held + waiting, each_teller)]
            n_held, waiting, n_waiting = len(held[0][0]), [], 0
    if waiting or not held:
        held = [latest(held + waiting, each_teller)]
    return dict(zip(("row", *names), held[0]))


def latest(blocks, each_teller):
    """Of rows that judge one thing, the last; in the order of the table."""
    if not blocks:
        return tuple(np.empty(0, dtype) for dtype in
                     (np.int64, np.uint32, np.uint64, np.uint32, np.uint32, np.uint8))
    columns = [np.concatenate(parts) for parts in zip(*blocks)]
    _, assessor, promise, occurrence, teller, _ = columns
    who_and_which = assessor.astype(np.uint64) << np.uint64(32) | occurrence
    rank = teller if each_teller else (teller == np.iinfo(np.uint32).max)  # own verdicts last
    order = np.lexsort((rank, who_and_which, promise))  # stable: otherwise rows stay in order
    p, w, r = promise[order], who_and_which[order], rank[order]
    is_last = np.ones(len(order), bool)
    is_last[:-1] = (p[1:] != p[:-1]) | (w[1:] != w[:-1])
    if each_teller:
        is_last[:-1] |= r[1:] != r[:-1]
    chosen = np.sort(order[is_last])
    return tuple(column[chosen] for column in columns)


def counts(record, by, keep=None, where=None):
    """How many last verdicts of each kind there are in each group.

    Parameters
    ----------
    by : sequence of str
        Names out of `GROUPS`.
    keep, where
        As of `last`.

    Returns
    -------
    keys : list of ndarray, one for each name in `by`, shape (n_groups,)
        Numbers of agents or types, identities of promises, or occurrences.
    table : ndarray, shape (n_groups, n_verdicts), dtype int64
        Columns in the order of ``record.labels("verdict")``.
    """
    unknown = [name for name in by if name not in GROUPS]
    if unknown:
        raise ValueError(f"verdicts cannot be counted by {', '.join(unknown)}; "
                         f"there are {', '.join(GROUPS)}")
    found = last(record, keep, where=where)
    n_verdicts = len(record.labels("verdict"))
    keys = [group_of(record, found, name) for name in by]
    code = np.zeros(len(found["row"]), np.int64)
    used = []
    for key in keys:
        values, at = np.unique(key, return_inverse=True)
        used.append(values)
        code = code * max(len(values), 1) + at
    groups, at = np.unique(code, return_inverse=True)
    table = np.bincount(at * n_verdicts + found["verdict"],
                        minlength=len(groups) * n_verdicts).reshape(len(groups), n_verdicts)
    out = []
    for values in reversed(used):
        out.append(values[groups % max(len(values), 1)] if len(values) else values)
        groups = groups // max(len(values), 1)
    return out[::-1], table


def group_of(record, found, name):
    """Numbers by which verdicts are grouped, shape (n,)."""
    if name == "observer":
        return found["assessor"]
    if name == "promiser":
        return (found["promise"] >> np.uint64(32)).astype(np.uint32)
    if name == "type":
        return record.types_of(found["promise"])
    return found[name]


def projected(record, promise=None, by=None, before=None, true_from=0.5, false_below=0.5):
    """What the last verdicts come to for someone who asks for true or false, by the degree.

    Parameters
    ----------
    promise, by, before
        As of `Record.verdicts`.
    true_from, false_below : float
        From this degree on it is true, below this one false; between, and where there is no degree
        (undecided, invalidated), undecided. Whoever asks chooses; no run is needed for it.

    Returns
    -------
    pandas.DataFrame
        As `Record.verdicts`, with a column `projected`: true, false or undecided.
    """
    if not false_below <= true_from:
        raise ValueError("false_below is at most true_from")
    found = record.verdicts(promise, by, before)
    found["projected"] = np.select([found.degree >= true_from, found.degree < false_below],
                                   ["true", "false"], "undecided")
    return found
