# SPDX-License-Identifier: Apache-2.0
"""A record judged again: by other rules, by other clocks, by others."""
import functools
import os

import numpy as np

from worldline import verdicts as _verdicts
from worldline.behaviour import described
from worldline.errors import RecordError
from worldline.extras import need
from worldline.words import in_seconds, numbered, readable

#: Columns that the extension is given: all of these, and nothing else of the record.
_COLUMNS = {"messages": ("sender", "sequence", "receiver", "kind", "interior_time"),
            "contents": ("message", "start", "size"), "contents_bytes": ("byte",),
            "transitions": ("agent", "interior_time", "time", "round", "cause"),
            "readings": ("agent", "interior_time", "reading", "reading_fraction")}

_SHOWN = ("assessor", "promise", "occurrence", "verdict", "reason", "degree", "margin",
          "learnt_from", "trust", "judge", "reading")


def rejudge(self, judge=None, by=None, promise=None, *, rule=None, tolerance=None, patience=None,
            time_of=None, against=None, clock=None, trust=None, history=False, folder=None,
            behaviours=None):
    """What observers would have found by other rules, without another run.

    Parameters
    ----------
    judge : str, optional
        One of the scenario's judges, for all that is judged. Default: each observer's own.
    by : str or list of str, optional
        Observers: agents or groups. Default: all who have judges.
    promise : str or list of str, optional
        Promises or traces. Default: those that each observer judges; all that it can notice if it
        judges none.
    rule, time_of, against : str, optional
        In place of what the judges have: ``"deadline"``, ``"stated"``, ``"previous"``.
    tolerance, patience : float [s] or str, optional
        The same; a text has a unit, ``"10 ms"``.
    clock : str, optional
        ``"promiser"`` compensates; or a clock that the observers carry instead of their own: that
        of an agent, of the scenario's ``clocks:``, or of a kind, ``"ideal"``.
    trust : str or dict, optional
        Another trust rule: ``"beta"``, ``{"rule": "beta", "prior": [2, 1]}``.
    history : bool
        Every assessment, in the order in which each observer made them. Default: the last of each
        observer on each promise and occurrence, as `verdicts` has it.
    folder : path-like, optional
        Where the scenario's traces are. Default: beside the record.
    behaviours : mapping of str to type, optional
        Behaviours in Python that the scenario names, as `worldline.run` was given them.

    Returns
    -------
    pandas.DataFrame
        Columns as of `verdicts`. Two attributes more: ``exact``, whether a run with those rules
        would have recorded just this, and ``reason``, why it need not have (str, empty if exact).

    Raises
    ------
    ScenarioError
        Unknown names, values out of range, nobody to judge.
    RecordError
        The record is damaged.

    Notes
    -----
    Reads the columns of messages, their contents and transitions whole; O(messages + transitions).
    """
    request = _request(judge=judge, by=_listed(by), promise=_listed(promise), rule=rule,
                       tolerance=_time(tolerance), patience=_time(patience), time_of=time_of,
                       against=against, clock=clock, trust=_yaml(trust))
    columns = {f"{table}.{column}": self.table(table)[column][:]
               for table, names in _COLUMNS.items() for column in names}
    attributes = self._file.attrs
    end = self.ticks(self.ended) if self.checkpoint else int(attributes["ended"])
    beside = os.path.dirname(os.path.abspath(self.path)) if folder is None else os.fspath(folder)
    from worldline.running import extension
    worldline = extension()
    try:
        found = worldline.rejudge(
            self.source(resolved=True), self.path, beside, request, columns, end,
            self.record_level == "full" and not self.is_selected, "parent" in attributes,
            described(behaviours))
    except worldline.ScenarioError:
        raise
    except ValueError as error:
        raise RecordError(f"{self.path}: this record is damaged: {error}") from error
    table = _rejudged_table()(_shown(self, found, history))
    table.exact, table.reason = not found["reasons"], "; ".join(found["reasons"])
    return table


def _shown(record, found, history):
    """Columns as people read them: dict of str to array."""
    values = found["columns"]
    if not history:
        names = ("assessor", "promise", "occurrence", "learnt_from", "verdict")
        rows = np.arange(len(values["assessor"]))
        last = _verdicts.latest([(rows, *(values[name] for name in names))], each_teller=True)[0]
        values = {name: column[last] for name, column in values.items()}
    table, shown = record.assessments, {}
    for name in _SHOWN:
        if name == "reading":
            shown[name] = in_seconds(record, values[name], values["reading_fraction"])
        elif name == "judge":
            shown[name] = numbered(values[name], found["judges"])
        else:
            shown[name] = readable(record, table[name], values[name])
    return shown


@functools.cache
def _rejudged_table():
    """A data frame that knows whether it is exact; made when pandas is there."""
    pandas = need("pandas")

    class Rejudged(pandas.DataFrame):
        """Verdicts that were found by judging again."""
        _metadata = ["exact", "reason"]

        @property
        def _constructor(self):
            return Rejudged

    return Rejudged


def _request(**given):
    return {name: value for name, value in given.items() if value is not None}


def _listed(names):
    if names is None:
        return None
    return [names] if isinstance(names, str) else [str(name) for name in names]


def _time(value):
    """A time as the language writes it: seconds, where a number is given."""
    return value if value is None or isinstance(value, str) else f"{float(value)!r} s"


def _yaml(value):
    """A dict as YAML in one line."""
    if not isinstance(value, dict):
        return value
    return "{" + ", ".join(f"{key}: {list(one) if isinstance(one, tuple) else one}"
                           for key, one in value.items()) + "}"
