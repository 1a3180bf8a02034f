# SPDX-License-Identifier: Apache-2.0
"""Pictures of a record. Colours are told apart by everybody, and shapes say the same again."""
from worldline.plot import clocks, judged, messages, trust
from worldline.plot.clocks import clock_offsets, rate_per_day
from worldline.plot.style import COLOURS, VERDICTS
from worldline.plot.trust import trust_pairs

__all__ = ["COLOURS", "Plots", "VERDICTS", "clock_offsets", "rate_per_day", "trust_pairs"]


class Plots:
    """The pictures that a record can draw of itself: ``record.plot``.

    Every method draws on the Axes it is given, or on new ones, and returns them. Only what is
    drawn is read; where there is too much to see, the title says what is left out.
    """

    def __init__(self, record):
        self._record = record

    def __repr__(self):
        return "<Plots: spacetime(), clocks(), trust(), verdicts()>"

    def spacetime(self, ax=None, agents=None, messages_max=2_000):
        """Who told whom what, and when: agents across, time up, messages as slanted lines.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
        agents : list of str, optional
            Whom to draw, from left to right. Default: the first 24.
        messages_max : int
            Draw only the first so many messages.

        Returns
        -------
        matplotlib.axes.Axes
        """
        return messages.draw(self._record, ax, agents, messages_max)

    def clocks(self, ax=None, relative_to=None, agents=None):
        """How far each clock is off, in microseconds, and how fast it drifts per day.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
        relative_to : str, optional
            Compare with this agent's clock instead of coordinate time.
        agents : list of str, optional
            Default: all that have readings.

        Returns
        -------
        matplotlib.axes.Axes
        """
        return clocks.draw(self._record, ax, relative_to, agents)

    def trust(self, ax=None, by=None, in_=None, pairs_max=16):
        """How each observer's trust in each promiser went.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
        by, in_ : str or list of str, optional
            Observers and promisers. Default: all, as far as `pairs_max` goes.
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
