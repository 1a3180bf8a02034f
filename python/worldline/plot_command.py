# SPDX-License-Identifier: Apache-2.0
"""The program ``worldline-plot``: a record in, a picture out."""
import argparse
import sys
import warnings

KINDS = ("spacetime", "clocks", "allan", "trust", "verdicts", "occurrences")


def draw(record, kind, **options):
    """The picture of this name: Axes. ``occurrences`` is ``verdicts(by="occurrence")``."""
    if kind == "occurrences":
        return record.plot.verdicts(by="occurrence", **options)
    return getattr(record.plot, kind)(**options)


def save(record, kind, path, **options):
    """Draws and writes a picture; nothing stays open."""
    from matplotlib import pyplot
    axes = draw(record, kind, **options)
    axes.figure.savefig(path, dpi=150, bbox_inches="tight")
    pyplot.close(axes.figure)
    return path


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="worldline plot", description="Draw a picture of a run.")
    parser.add_argument("record", help="file written by `worldline run`")
    parser.add_argument("kind", choices=KINDS, help="what to draw")
    parser.add_argument("-o", "--output", metavar="FILE",
                        help="picture to write; its ending says how (default: RECORD-KIND.png)")
    parser.add_argument("--relative-to", metavar="AGENT",
                        help="for clocks and allan: compare with this one")
    parser.add_argument("--frame", metavar="NAME",
                        help="for spacetime: one of the scenario's frames, or of an agent")
    parser.add_argument("--by", metavar="AGENT", action="append",
                        help="for trust: whose; for spacetime: only what this one could know")
    given = parser.parse_args(arguments)
    options = {"clocks": {"relative_to": given.relative_to}, "trust": {"by": given.by},
               "allan": {"relative_to": given.relative_to},
               "spacetime": {"frame": given.frame, "by": (given.by or [None])[0]}}
    warnings.showwarning = lambda message, *_: print(f"warning: {message}", file=sys.stderr)
    try:
        import matplotlib
        matplotlib.use("Agg")
        from worldline.record import Record
        with Record(given.record) as record:
            output = given.output or f"{given.record.removesuffix('.h5')}-{given.kind}.png"
            print(save(record, given.kind, output, **options.get(given.kind, {})))
    except (OSError, KeyError, ValueError, ModuleNotFoundError) as error:
        text = error.args[0] if isinstance(error, KeyError) else error
        print(f"worldline plot: {text}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
