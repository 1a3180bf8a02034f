# SPDX-License-Identifier: Apache-2.0
"""What agents may expect of each other, by what each of them has noticed."""
import collections

import numpy as np

from worldline.extras import need
from worldline.noticing import Known
from worldline.promises import constraint_in_words

#: What a constraint admits, for `constraint_in_words`.
_Admitted = collections.namedtuple("_Admitted", "constraint lower upper")


def bindings(self, by, before=None):
    """Bindings that one observer sees: an offer and an acceptance, made to each other.

    Parameters
    ----------
    by : str
        The observer. What another has noticed does not count.
    before : float, optional, unit s
        Only what it had noticed before this coordinate time. Default: the end of the run.

    Returns
    -------
    pandas.DataFrame
        One row for each, in the order in which they came to be: give and accept (names of
        promises), since (apparatus view: from when both were noticed) [s], flows (what both allow,
        in words), lower, upper (NaN where outcomes are no numbers), n_admissible (how many
        outcomes).

    Raises
    ------
    KeyError
        There is no such agent.
    RecordError
        Messages that make promises known are not in the record.

    Notes
    -----
    Of n promises that it has noticed O(n²).
    """
    known = Known(self)
    observer = self.agent(by)
    noticed = known.noticed(observer, before)
    rows = _extension().bindings([known.row(at, time) for at, time in noticed],
                                 known.domains)
    names = [known.name(row[side]) for row in rows for side in ("give", "accept")]
    columns = {"give": names[::2], "accept": names[1::2],
               "since": np.array([row["since"] for row in rows], float) * self.resolution}
    return need("pandas").DataFrame({**columns, **_shown(self, rows, "flows")})


def expectation(self, promise, by=None, before=None):
    """What observers expect of the exchange that a promise is part of.

    What flows, if one has noticed the offer and the acceptance; the one side that it has noticed,
    if it knows that alone; nothing, if it relies on neither. Several observers may expect several
    things, and all be right.

    Parameters
    ----------
    promise : str, int or (str, int)
        Name, identity, or promiser and count.
    by : str or list of str, optional
        Observers. Default: all who have noticed a promise of its type.
    before : float, optional, unit s
        By what they had noticed before this coordinate time. Default: the end of the run.

    Returns
    -------
    pandas.DataFrame
        One row for each observer (index): expects (in words; "nothing"), lower, upper (NaN where
        outcomes are no numbers), n_admissible (how many outcomes; 0: it expects nothing).

    Raises
    ------
    KeyError
        There is no such promise or agent.
    RecordError
        Messages that make promises known are not in the record.

    Examples
    --------
    >>> record = wl.run("binding-arithmetic")
    >>> record.expectation("is_open", by=["clerk", "friend", "secretary_of_both"]).n_admissible
    """
    known = Known(self)
    about = known.place(self.promises[promise].identity)
    domain = known.domains[known.type_of(about)]
    if by is None:
        observers = known.observers_of(about)
    else:
        observers = [self.agent(name) for name in ([by] if isinstance(by, str) else by)]
    worldline, rows = _extension(), []
    for observer in observers:
        noticed = [known.row(at, time) for at, time in known.noticed(observer, before)]
        rows.append(worldline.expectation(noticed, known.row(about, 0), domain))
    index = need("pandas").Index([self.agent_names[one] for one in observers], name="observer")
    return need("pandas").DataFrame(_shown(self, rows, "expects"), index=index)


def _extension():
    from worldline.running import extension
    return extension()


def _shown(record, rows, column):
    """Constraints as columns; None is one that nobody expects anything of."""
    labels = record.labels("constraint")
    words, lower, upper, n_admissible = [], [], [], []
    for row in rows:
        if row is None:
            row = {"constraint": labels.index("set"), "lower": np.nan, "upper": np.nan,
                   "members": [], "numbers": [], "n_admissible": 0.0}
        body = _Admitted(labels[row["constraint"]], row["lower"], row["upper"])
        members = row["members"] or [f"{one:g}" for one in row["numbers"]]
        text = constraint_in_words(body, members).removeprefix(" of ")
        words.append(text if row["n_admissible"] else "nothing")
        if row["n_admissible"] and not text:
            words[-1] = "that it happens"
        lower.append(row["lower"])
        upper.append(row["upper"])
        n_admissible.append(row["n_admissible"])
    return {column: words, "lower": np.array(lower, float), "upper": np.array(upper, float),
            "n_admissible": np.array(n_admissible, float)}
