# SPDX-License-Identifier: Apache-2.0
"""Watches a run that is being recorded, from whatever process, by the checkpoints it leaves."""
import dataclasses
import fcntl
import os
import time
import warnings
from collections.abc import Iterator

import numpy as np

from worldline.checkpoint import Checkpoint, files_of
from worldline.errors import RecordError
from worldline.extras import need
from worldline.record import Record

#: Verdicts as checkpoints count them.
LABELS = ("undecided", "kept", "not_kept", "broken", "invalidated")

#: A run that ends lets go of its file before the disk has all of it and it gets its name [s].
_CLOSING = 5.0


@dataclasses.dataclass(frozen=True)
class Progress:
    """How far a run is.

    Attributes
    ----------
    state : str
        ``running``; ``finished``: its record is there; ``stopped``: so, but it was closed before
        `until`; ``interrupted``: nobody has written it for some seconds, and what its last
        checkpoint has is left; ``gone``: the run failed and left nothing.
    scenario : str
    time, until : float, unit s
        Coordinate time: every event before `time` has been handled.
    events : int
    seconds : float, unit s
        Of wall clock that the run has taken; NaN once it is finished.
    rate : float, unit 1/s
        Events a second of wall clock since the progress before; of the first, since the beginning.
        NaN where no time has passed.
    verdicts : ndarray, shape (n_agents, 5), dtype uint64
        Assessments so far (not only the last ones), by assessor and verdict: undecided, kept,
        not_kept, broken, invalidated. Agents after the last assessor may be left out.
    trust : ndarray, shape (10,), dtype uint64
        Changes of trust so far, by tenths of the expectation afterwards.
    agent_names : list of str
        By number; empty where they are not known.
    """

    state: str
    scenario: str
    time: float
    until: float
    events: int
    seconds: float
    rate: float
    verdicts: np.ndarray
    trust: np.ndarray
    agent_names: list

    @property
    def fraction(self):
        """Done of the whole, from 0 to 1, by coordinate time."""
        return min(1.0, self.time / self.until) if self.until > 0 else 1.0

    @property
    def totals(self):
        """Assessments so far by verdict: dict of str to int."""
        return dict(zip(LABELS, self.verdicts.sum(axis=0).tolist()))

    def verdict_counts(self):
        """Assessments so far by assessor and verdict: pandas.DataFrame, one row an agent."""
        names = self.agent_names[:len(self.verdicts)] or range(len(self.verdicts))
        pandas = need("pandas")
        return pandas.DataFrame(self.verdicts, index=pandas.Index(names, name="observer"),
                                columns=pandas.Index(LABELS, name="verdict"))

    def __str__(self):
        rate = "" if np.isnan(self.rate) else f", {self.rate / 1e6:.3g} M events/s"
        return (f"{self.scenario}: {self.state}, t = {self.time:.6g} s of {self.until:.6g} s "
                f"({100 * self.fraction:.1f} %), {self.events:,} events{rate}")

    __repr__ = __str__


def follow(path: str | os.PathLike[str], every: float = 1.0,
           patience: float = 10.0) -> Iterator[Progress]:
    """Progress of a run that is being recorded.

    Looks at the checkpoint of the record and disturbs nobody; a run makes one every five seconds
    or less often.

    Parameters
    ----------
    path : path-like
        The record that it will be: ``run.h5``.
    every : float, unit s
        Between two looks.
    patience : float, unit s
        How long to wait for a run that has not begun.

    Yields
    ------
    Progress
        One at once, one for each new checkpoint, and a last one whose ``state`` says how it ended.

    Raises
    ------
    FileNotFoundError
        There is neither a record nor a run.
    RecordError
        No checkpoint of an unfinished record can be read.
    """
    if every <= 0:
        raise ValueError(f"looks are some time apart, not {every} s")
    path = os.fspath(path).removesuffix(".partial")
    _wait_for(path, every, patience)
    last, names, alone_since = None, [], None
    while True:
        is_written = is_being_written(path)  # asked first: what it leaves then comes after
        checkpoint = _last_checkpoint(path)
        if checkpoint is None and not is_written:
            yield _ended(path, last)
            return
        if checkpoint and (last is None or checkpoint.seconds != last.seconds):
            names = names or _agent_names(path)
            last = _progress(checkpoint, last, names)
            yield last
        now = time.monotonic()
        alone_since = None if is_written else alone_since or now
        if alone_since and now - alone_since >= _CLOSING:
            yield dataclasses.replace(last, state="interrupted")
            return
        time.sleep(every)


def is_being_written(path):
    """Whether a run is writing the record at this moment."""
    try:
        with open(files_of(path)[0], "rb") as partial:
            fcntl.flock(partial, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return False
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True


def _wait_for(path, every, patience):
    end = time.monotonic() + patience
    while not any(os.path.exists(file) for file in (path, *files_of(path))):
        if time.monotonic() >= end:
            raise FileNotFoundError(f"{path}: there is neither a record nor a run that writes one")
        time.sleep(min(every, patience))


def _last_checkpoint(path):
    """The last one that can be read; None of a record that has none any more."""
    faults = []
    for file in files_of(path)[1:]:
        try:
            return Checkpoint(file, whole=False)
        except FileNotFoundError:
            continue
        except RecordError as error:
            faults.append(str(error))
    if faults:
        raise RecordError("; ".join(faults))
    return None


def _opened(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Record(path)


def _agent_names(path):
    """Names of the agents of an unfinished record, if it can be opened at this moment."""
    try:
        with _opened(path + ".partial") as record:
            return record.agent_names
    except OSError:
        return []


def _progress(checkpoint, last, names):
    seconds = checkpoint.seconds - (last.seconds if last else 0.0)
    events = checkpoint.events - (last.events if last else 0)
    return Progress("running", checkpoint.scenario, checkpoint.time, checkpoint.until,
                    checkpoint.events, checkpoint.seconds,
                    events / seconds if seconds > 0 else np.nan,
                    checkpoint.verdicts, checkpoint.trust, names)


def _ended(path, last):
    """The end of a run that has no checkpoint any more."""
    if last and not os.path.exists(path):
        return dataclasses.replace(last, state="gone")
    with _opened(path) as record:
        ended = record.until if np.isnan(record.ended) else record.ended
        return Progress("finished" if record.complete else "stopped", record.scenario, ended,
                        record.until, record.events, np.nan, np.nan, *_tally(record),
                        record.agent_names)


def _tally(record):
    """What a last checkpoint would have counted: `verdicts` and `trust` of `Progress`."""
    verdicts = np.zeros((len(record.agents), len(LABELS)), np.uint64)
    trust = np.zeros(10, np.uint64)
    for assessor, verdict, after in record.assessments.blocks("assessor", "verdict", "trust"):
        np.add.at(verdicts, (assessor, verdict), 1)
        step = (after[~np.isnan(after)] * len(trust)).astype(np.int64)
        np.add.at(trust, np.clip(step, 0, len(trust) - 1), 1)
    return verdicts, trust
