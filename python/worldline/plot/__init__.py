# SPDX-License-Identifier: Apache-2.0
"""Pictures of a record. Colours are told apart by everybody, and shapes say the same again."""
from worldline.events import has_places
from worldline.plot import clocks, heard, judged, messages, space, trust
from worldline.plot.clocks import clock_offsets, rate_per_day
from worldline.plot.style import COLOURS, VERDICTS
from worldline.plot.trust import trust_pairs

__all__ = ["COLOURS", "Plots", "VERDICTS", "clock_offsets", "rate_per_day", "trust_pairs"]


class Plots:
    """The pictures that a record can draw of itself: ``record.plot``.

    Every method draws on the Axes it is given, or on new ones, and returns them. Only what is
    drawn is read; where there is too much to see, the title says what is left out.

    Under the title stands whose view it is. Apparatus view: all agents, over coordinate time,
    which nobody inside can have. Agent view: what one agent could know, by its own clock.
    """

    def __init__(self, record):
        self._record = record

    def __repr__(self):
        return "<Plots: spacetime(), clocks(), allan(), trust(), verdicts()>"

    def spacetime(self, ax=None, agents=None, messages_max=2_000, frame=None, *, across=None,
                  cones=(), proper_time_ticks=None, until=None, by=None):
        """Who told whom what, and when; time goes up, messages are slanted lines.

        Where positions were recorded, world lines in space: across is a place. Else agents stand
        side by side.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
        agents : list of str, optional
            Whom to draw; side by side from left to right. Default: the first 24, in space 12.
        messages_max : int
            Draw only the first so many messages.
        frame : str or array_like, optional
            In space: as somebody has it who moves so, see `Record.frame`.
        across : str, optional
            ``"x"``, ``"y"`` or ``"z"``; the name of an agent, for the distance from it; or
            ``"agents"``, side by side. Default: the axis along which most happens.
        cones : list, optional
            In space: events whose past and future light cones are drawn: (agent, what its clock
            shows [s]), the name of a promise (when it was kept), or (t, x, y, z) [s, m].
        proper_time_ticks : float, optional, unit s
            In space: a mark on each world line whenever so much proper time has passed on it.
        until : float, optional, unit s
            In space: coordinate time up to which to draw. Default: a little after the last thing
            that happened.
        by : str, optional
            Only what this agent heard, said and found, over its own readings: an agent view.
            Where readings were not recorded: only what it did when it judged. It takes
            `messages_max` besides, and nothing else.

        Returns
        -------
        matplotlib.axes.Axes
            Where agents go at some 0.02 c or more, across is in light's own units, so that light
            goes at 45 degrees.
        """
        if by is not None:
            if agents is not None or frame is not None or across is not None or len(cones) \
                    or proper_time_ticks or until is not None:
                raise ValueError("what one agent knows has no other agents' world lines, frames, "
                                 "light cones or coordinate time: `by` goes with none of these")
            return heard.draw(self._record, ax, by, messages_max)
        if across != "agents" and has_places(self._record):
            return space.draw(self._record, ax, agents, messages_max, frame, across, cones,
                              proper_time_ticks, until)
        if frame is not None or len(cones) or proper_time_ticks or across not in (None, "agents"):
            raise ValueError("frame, across, cones and proper_time_ticks need positions, which "
                             "were not recorded; a scenario asks for them with "
                             "`record: {positions: all}`")
        return messages.draw(self._record, ax, agents, messages_max)

    def clocks(self, ax=None, relative_to=None, agents=None, allan=False):
        """How far each clock is off, and how much it gains per day.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
        relative_to : str, optional
            Compare with this agent's clock instead of coordinate time.
        agents : list of str, optional
            Default: all that have readings.
        allan : bool
            Beside it a second picture, that of `allan`, in a figure of their own.

        Returns
        -------
        matplotlib.axes.Axes
            An array of two with ``allan``.
        """
        if allan:
            return clocks.draw_both(self._record, relative_to, agents)
        return clocks.draw(self._record, ax, relative_to, agents)

    def allan(self, agents=None, ax=None, relative_to=None):
        """How steady clocks are: overlapping Allan deviation over averaging time.

        Parameters
        ----------
        agents : str or list of str, optional
            Default: all that have readings.
        ax : matplotlib.axes.Axes, optional
        relative_to : str, optional
            Compare with this agent's clock instead of coordinate time.

        Returns
        -------
        matplotlib.axes.Axes
            Of readings at even steps; others are put there on straight lines. Clocks whose rate
            does not change have no deviation and are left out.

        References
        ----------
        W. Riley, Handbook of Frequency Stability Analysis, NIST SP 1065 (2008).
        """
        agents = [agents] if isinstance(agents, str) else agents
        return clocks.draw_allan(self._record, ax, relative_to, agents)

    def trust(self, ax=None, by=None, in_=None, pairs_max=16):
        """How each observer's trust in each promiser went.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
        by, in_ : str or list of str, optional
            Observers and promisers. Default: all, as far as `pairs_max` goes. One observer's
            trust is drawn over its own readings.
        pairs_max : int
            Draw the pairs with most changes.

        Returns
        -------
        matplotlib.axes.Axes
        """
        return trust.draw(self._record, ax, by, in_, pairs_max)

    def verdicts(self, ax=None, by="observer", promise=None, observer=None):
        """Who found how many promises kept, broken, and so on.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
        by : str
            ``"observer"`` or ``"promiser"``: stacked bars of counts. ``"occurrence"``: one mark
            for each observer and occurrence of a schedule.
        promise : str, optional
            Only this promise, or promises of this type.
        observer : str, optional
            Only what this agent found.

        Returns
        -------
        matplotlib.axes.Axes
        """
        return judged.draw(self._record, ax, by, promise, observer)
