# SPDX-License-Identifier: Apache-2.0
"""A run that is led step by step: windows are run, and in between one looks on."""
import dataclasses
import difflib
import fractions
import math
import operator
import os
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from worldline.behaviour import Behaviour, described
from worldline.record import Record
from worldline.running import extension, scenario_request

#: Of more names than these the nearest are not looked for.
_NAMES_SEARCHED = 10_000

_STRETCH = np.dtype([("begin", "f8"), ("end", "f8"), ("windows", "u8"), ("parallel_windows", "u8"),
                     ("events", "u8"), ("work", "f8"), ("busiest", "f8"), ("wall", "f8"),
                     ("commit", "f8")])


@dataclasses.dataclass(frozen=True, repr=False)
class AgentView:
    """One agent as it was between two windows: a copy, which later steps do not change.

    Attributes
    ----------
    name : str
    number : int
        Its row in ``record.agents``.
    time : float, unit s
        Coordinate time of the look; the agent does not know it.
    is_there : bool
        Born, and not gone.
    reading : float, unit s
        What its clock shows at `time`.
    interior_time : int
        Transitions so far.
    messages : int
        Messages sent and alarms set so far.
    promises : int
        Promises made so far, those that the scenario writes among them.
    alarms : int
        Alarms that are set and have not rung.
    next_alarm : float or None, unit s
        Reading at which the first of them rings; None if none is set.
    history : str
        Digest of all that it went through (η), 32 hexadecimal digits.
    content : str
        Digest of its state (σ), likewise.
    state : dict of str to int, float, bool or str
        Fields of its state. What is no number (a map, say) shows as its digest; a reading is a
        float in ticks.
    """

    name: str
    number: int
    time: float
    is_there: bool
    reading: float
    interior_time: int
    messages: int
    promises: int
    alarms: int
    next_alarm: float | None
    history: str
    content: str
    state: dict[str, int | float | bool | str]

    def __repr__(self) -> str:
        where = "" if self.is_there else ", not there"
        alarm = "no alarm" if self.next_alarm is None else (
            f"{self.alarms} alarm{'s' * (self.alarms > 1)}, next at {self.next_alarm:.9g} s")
        fields = ", ".join(f"{key}: {value[:8] + '...' if isinstance(value, str) else value}"
                           for key, value in self.state.items())
        return (f"<AgentView {self.name}{where}: clock {self.reading:.9g} s, interior time "
                f"{self.interior_time}, {alarm}; {fields}>")


class Agents(Mapping[str, AgentView]):
    """The agents of a simulation by name: ``sim.agents["carol"]`` looks at her now.

    Iterates over names in the order of the agents' numbers; a number is a key, too. Names are
    fetched at the first use, O(n_agents); a look is O(size of the agent's state).
    """

    def __init__(self, run: Any):
        self._run, self._numbers = run, None

    @property
    def _by_name(self) -> dict[str, int]:
        if self._numbers is None:
            self._numbers = {name: number for number, name in enumerate(self._run.names())}
        return self._numbers

    def __getitem__(self, name: str | int) -> AgentView:
        if isinstance(name, (int, np.integer)):
            if not 0 <= name < len(self):
                raise KeyError(f"there is no agent {name}; there are {len(self)}, from 0")
            return AgentView(**self._run.look_at(int(name)))
        number = self._by_name.get(name)
        if number is None:
            raise KeyError(f"there is no agent {name}; {self._near(str(name))}")
        return AgentView(**self._run.look_at(number))

    def __contains__(self, name: object) -> bool:
        if isinstance(name, (int, np.integer)):
            return 0 <= name < len(self)
        return name in self._by_name

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return self._run.constants()["agents"]

    def __repr__(self) -> str:
        return f"<{len(self)} agents: {_first(list(self))}>"

    def _near(self, name: str) -> str:
        known = list(self)
        near = difflib.get_close_matches(name, known, n=3) if len(known) <= _NAMES_SEARCHED else []
        return f"did you mean {' or '.join(near)}?" if near else f"there are {_first(known)}"


class Simulation:
    """A run that is led from Python: step, look at the agents, go on.

    Apparatus view: times are coordinate times, and any agent's state can be read. No agent of the
    run sees any of it, and looking changes nothing: for any steps, looks and threads the digest at
    the end is that of `worldline.run`.

    The interpreter's lock is released while windows are run. Ctrl-C comes through between two of
    them and leaves the simulation where it is: it may be looked at, go on or be finished. One
    thread at a time may use it.

    Parameters
    ----------
    scenario : path-like or str
        A YAML file, the name of a library scenario, or the text of a scenario.
    seed : int, optional
        Default: the scenario's.
    threads : int, optional
        The result does not depend on it. None: as many as the machine has.
    until : str, optional
        End of the run, with a unit: ``"2 s"``. Default: the scenario's.
    output : path-like, optional
        Where to keep the record; it has its name from `finish` on. Default: no record.
    record : str
        How much is recorded at `output`: ``"summary"``, ``"promises"`` or ``"full"``.
    behaviours : mapping of str to type, optional
        As in `worldline.run`.
    shuffle : int, optional
        Serve the agents of a window one by one, in an order drawn from this seed.
    **parameters
        Parameters of the scenario: numbers, or texts with a unit.

    Attributes
    ----------
    scenario : str
        Name of the scenario.
    seed : int
    resolution : float, unit s
        Length of a tick.
    agents : Agents
        Name -> `AgentView`.

    Raises
    ------
    ScenarioError
        A ValueError; ``diagnostics`` lists all faults of the file.
    OutputError
        An OSError: the record cannot be written; nothing is left behind.

    Notes
    -----
    As a context manager it is finished at the end of the block, also when the block raises: the
    record is closed and holds what happened until then. Without `finish` nothing is recorded.

    Examples
    --------
    >>> with wl.Simulation("two_observers", output="run.h5") as sim:
    ...     while sim.step():
    ...         print(sim.time, sim.agents["carol"].interior_time)
    """

    def __init__(self, scenario: str | os.PathLike, seed: int | None = None,
                 threads: int | None = 1, until: str | None = None,
                 output: str | os.PathLike | None = None, *, record: str = "full",
                 shuffle: int | None = None,
                 behaviours: Mapping[str, type[Behaviour]] | None = None, **parameters: Any):
        given = {"seed": seed, "threads": threads, "shuffle": shuffle, "until": until}
        request = {key: value for key, value in given.items() if value is not None}
        request["set"] = [(key, str(value)) for key, value in parameters.items()]
        self._output = None if output is None else os.path.abspath(output)
        self._run = extension().Simulation(output=self._output or "", level=record,
                                           behaviours=described(behaviours),
                                           **scenario_request(scenario), **request)
        constants = self._run.constants()
        self.scenario: str = constants["scenario"]
        self.seed: int = constants["seed"]
        self._attoseconds = constants["attoseconds"]
        self.resolution: float = self._attoseconds / 10**18
        self.agents = Agents(self._run)
        self._record = None

    # Going on.

    def step(self, n_windows: int = 1) -> bool:
        """Runs the next windows, each as long as no agent can hear of another's deeds within it.

        Parameters
        ----------
        n_windows : int

        Returns
        -------
        bool
            Whether there were so many. False: nothing is left to do, and `time` is `until`.

        Raises
        ------
        RunError
            An agent made a mistake that shows only when it acts. What happened before stands and
            can be looked at; the run does not go on, and no record is kept.
        RuntimeError
            The run is finished, or has failed before, or another thread is running it.
        KeyboardInterrupt
            Ctrl-C, within 50 ms and the window that is being run.
        """
        n_windows = operator.index(n_windows)
        if n_windows < 1:
            raise ValueError(f"at least one window is run, not {n_windows}")
        return self._run.step(n_windows)

    def run_until(self, time: float | str) -> bool:
        """Runs every event before a time, and none at or after it.

        Parameters
        ----------
        time : float or str
            Coordinate time: a number of seconds, or a text with a unit, ``"100 ms"``. A text is
            exact, and must be a whole number of ticks; a number is rounded to a tick where it lies
            on one to its own precision, otherwise up. Before `sim.time`: nothing is done.

        Returns
        -------
        bool
            Whether the end is still to come.

        Raises
        ------
        ValueError
            Not a time; of a text, not a whole number of ticks.
        RunError, RuntimeError, KeyboardInterrupt
            As in `step`.

        Notes
        -----
        A window that `time` falls into is run in two parts. That leaves `digest` as it is, but rows
        of a record may then stand in another order, with another ``content_digest``.
        """
        return self._run.run_until(self._ticks(time))

    def run(self) -> None:
        """Runs to the end. Raises as `step`."""
        self._run.run()

    def finish(self) -> Record | None:
        """Ends the run where it is, and closes the record. Asked again, it returns the same.

        Returns
        -------
        Record or None
            What `worldline.run` returns; None where nothing is recorded. A warning tells if the
            run was stopped before its end.

        Raises
        ------
        RunError
            The run has failed; there is no record.
        OutputError
            The record cannot be written; nothing is left behind.

        Notes
        -----
        `ending` has the outcome from here on. The agents can still be looked at.
        """
        outcome = self._run.finish()
        if not self._run.constants()["is_recorded"]:
            return None
        if self._record is None:
            self._record = Record(self._output)
            self._record.outcome = outcome
        return self._record

    def __enter__(self) -> "Simulation":
        return self

    def __exit__(self, *_) -> None:
        self._run.close()

    # Looking on.

    @property
    def time(self) -> float:
        """Coordinate time before which every event was handled [s]."""
        return self._run.progress()["time"]

    @property
    def until(self) -> float:
        """Coordinate time at which the run ends; it is not part of it [s]."""
        return self._run.progress()["until"]

    @property
    def share(self) -> float:
        """How much of the way is done: `time` / `until`, 0 to 1."""
        progress = self._run.progress()
        return progress["time"] / progress["until"] if progress["until"] else 1.0

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do: `time` is `until`."""
        return self._run.progress()["is_over"]

    @property
    def events(self) -> int:
        """Events handled so far."""
        return self._run.progress()["events"]

    @property
    def windows(self) -> int:
        """Windows run so far; a window that `run_until` cut counts twice."""
        return self._run.progress()["windows"]

    @property
    def pending(self) -> int:
        """Events that wait. What was planned before the start, and rows of traces, are not among
        them until their bin is opened."""
        return self._run.progress()["pending"]

    @property
    def digest(self) -> str:
        """Digest of the run so far: every agent's history and state, 32 hexadecimal digits.

        Two runs that have the same at the same `time` have gone the same way. At the end it is that
        of the record. Each look reads every agent's whole state: O(n_agents × size of a state).
        """
        return self._run.digest()

    @property
    def memory(self) -> dict[str, int]:
        """What the engine holds [bytes]: agents, events, scratch, rows and their total."""
        return self._run.memory()

    @property
    def profile(self) -> np.ndarray:
        """Where the time went, by stretches of windows.

        Returns
        -------
        ndarray, shape (n_stretches,), structured
            ``begin`` and ``end``: coordinate time [s]; ``windows``, ``parallel_windows`` (served
            by several threads) and ``events``: counts; ``work`` (of all threads), ``busiest`` (of
            the busiest thread of each window), ``wall`` (of serving) and ``commit`` (handing rows
            on): wall clock [s]. At most 1024 rows, however long the run.
        """
        return np.array(self._run.profile(), dtype=_STRETCH)

    @property
    def ending(self) -> dict[str, Any] | None:
        """How the run ended: what ``record.outcome`` of `worldline.run` is; None before `finish`.

        ``complete`` tells whether `until` was reached, ``seconds`` how long windows were run [s of
        wall clock], without the time between two calls.
        """
        return self._run.finish() if self._run.is_finished else None

    def __repr__(self) -> str:
        try:
            progress = self._run.progress()
        except RuntimeError as error:
            return f"<Simulation {self.scenario}: {error}>"
        state = "finished" if self._run.is_finished else f"{progress['pending']} events pending"
        return (f"<Simulation {self.scenario}: t = {progress['time']:.9g} s of "
                f"{progress['until']:.9g} s, {progress['events']} events in "
                f"{progress['windows']} windows, {state}>")

    def _ticks(self, time: float | str) -> int:
        """Coordinate time in ticks; past the largest that fits: that."""
        if isinstance(time, str):
            return self._run.ticks_of(time)
        seconds = float(time)
        if not math.isfinite(seconds):
            raise ValueError(f"a time is a finite number of seconds, not {seconds}")
        ticks = fractions.Fraction(seconds) * 10**18 / self._attoseconds
        error = 4 * fractions.Fraction(math.ulp(seconds)) * 10**18 / self._attoseconds
        whole = round(ticks) if abs(ticks - round(ticks)) <= error else math.ceil(ticks)
        return max(min(whole, 2**63 - 1), -2**63)


def _first(names: list[str]) -> str:
    shown = ", ".join(names[:8])
    return shown + (f" and {len(names) - 8} more" if len(names) > 8 else "")
