# SPDX-License-Identifier: Apache-2.0
"""The program ``worldline-demo``: three scenarios, what they showed, and pictures of it.

What is printed comes from the records. A record whose scenario, trace and program are older than
itself is not made again, so a second demonstration takes seconds.
"""
import argparse
import itertools
import os
import pathlib
import sys
import textwrap
import warnings

import numpy as np

from worldline import flights, plot
from worldline import verdicts as _verdicts
from worldline.plot import clock_offsets, rate_per_day, trust_pairs
from worldline.plot_command import save
from worldline.record import Record, RecordError
from worldline.running import extension, library, run


def main(arguments=None):
    parser = argparse.ArgumentParser(
        prog="worldline demo", description="Run three scenarios and show what they showed.")
    parser.add_argument("out", nargs="?", default="out",
                        help="folder for records and pictures (default: %(default)s)")
    out = pathlib.Path(parser.parse_args(arguments).out)
    warnings.showwarning = lambda message, *_: print(f"warning: {message}", file=sys.stderr)
    try:
        os.environ["MPLBACKEND"] = "Agg"  # no display is needed, nor the import if all is drawn
        out.mkdir(parents=True, exist_ok=True)
        failed = 0
        for name, show in (("two_observers", show_two_observers),
                           ("orbit-clock", show_orbit_clock), ("flights", show_flights)):
            failed += show_scenario(name, out, show)
    except KeyboardInterrupt:
        print("worldline demo: stopped", file=sys.stderr)
        return 75
    except (OSError, ImportError, ValueError) as error:
        print(f"worldline demo: {error}", file=sys.stderr)
        return 2
    return 3 if failed else 0


def show_scenario(name, out, show):
    """Runs one scenario unless its record is there, shows it; how many expectations failed."""
    known = library()
    path = known.get(name) or known.get(name.replace("-", "_"))
    if path is None:
        raise FileNotFoundError(f"the library has no scenario {name}; it has {', '.join(known)}")
    trace = with_trace(out) if name == "flights" else None
    record = recorded(path, out / f"{name}.h5", trace)
    print(f"\n{name}\n{'=' * len(name)}")
    print(summary_of(record))
    show(record)
    pictures = draw(name, record, out)
    failed = tell_run(record)
    print(f"record   {record.path}")
    for picture in pictures:
        print(f"picture  {picture}")
    record.close()
    return failed


def with_trace(out):
    """The trace of the flights, made if it is missing or older than what it is made from."""
    trace, source = out / flights.FILE_NAME, flights.source_folder()
    inputs = [source / "flights.csv.zip", source / "airports.csv", pathlib.Path(flights.__file__)]
    if not trace.exists() or trace.stat().st_mtime < max(i.stat().st_mtime for i in inputs):
        print(f"making {trace} ...", flush=True)
        flights.make(trace)
    return trace


def recorded(path, output, trace=None):
    """The record of a scenario: the one that is there, if nothing has changed, or a new one."""
    if is_current(path, output, trace):
        return Record(output)
    print(f"running {path.stem} ...", flush=True)
    given = {} if trace is None else {"flights": trace}
    return run(path, output=output, progress=sys.stderr.isatty(), **given)


def is_current(path, output, trace=None):
    """Whether a record is of this scenario text, of all it reads, and of this program."""
    if not output.exists():
        return False
    program = extension()
    inputs = [pathlib.Path(program.__file__)] + ([] if trace is None else [trace])
    made = output.stat().st_mtime
    try:
        with warnings.catch_warnings(), Record(output) as record:
            warnings.simplefilter("ignore")
            return (record.complete and record.writer_version == program.__version__
                    and record.source() == path.read_text(encoding="utf-8")
                    and all(i.stat().st_mtime <= made for i in inputs))
    except (RecordError, KeyError):
        return False


def tell_run(record):
    """Prints how the run went; how many of the scenario's expectations did not hold."""
    seconds = record.runtime.get("seconds", np.nan)
    size = os.path.getsize(record.path)
    print(f"\n{record.events:,} events in {seconds:.3g} s, {size:,} bytes, digest {record.digest}")
    failed = 0
    if record.outcome is not None:
        found = record.outcome["expectations"]
        failed = sum(not one["holds"] for one in found)
        print(f"of what the scenario expects, {len(found) - failed} of {len(found)} hold")
        for one in found:
            if not one["holds"]:
                print(f"FAILS  {one['text']}: expected {one['expected']}, found {one['found']}")
    return failed


def draw(name, record, out):
    """The pictures of one scenario: their paths."""
    judge = next(iter(busiest(record, 1)), None)
    wanted = {"two_observers": (("spacetime", {}), ("trust", {})),
              "orbit-clock": (("clocks", {"relative_to": "alice"}),
                              ("occurrences", {"promise": "daily"})),
              "flights": (("trust", {"by": judge}),
                          ("verdicts", {"by": "promiser", "observer": judge}))}[name]
    if name == "orbit-clock" and not len(record.readings):
        wanted = wanted[1:]
    pictures = {out / f"{name}-{kind}.png": (kind, options) for kind, options in wanted}
    made = max(os.path.getmtime(record.path), os.path.getmtime(plot.__file__))
    for path, (kind, options) in pictures.items():
        if not path.exists() or path.stat().st_mtime < made:
            save(record, kind, path, **options)
    return list(pictures)


# What each scenario showed.

def show_two_observers(record):
    due = record.promises["due"][0] * record.resolution
    print(f"\nAlice promised a parcel within {span(due)}. Who found what:\n")
    frame = record.verdicts()
    rows = [(row.assessor, row.verdict, span(row.reading), signed_span(row.margin),
             "own evidence" if row.reason != "told" else f"told by {row.learnt_from}")
            for row in frame.itertuples()]
    print_table(("observer", "verdict", "own clock", "margin", "from"), rows)
    print("\nNobody is wrong: what a verdict is depends on where the observer is.")


def show_orbit_clock(record):
    offsets = clock_offsets(record)
    names = record.agent_names
    promiser = names[int(record.promises["promiser"][0])]
    if promiser in offsets:
        print(f"\nClocks, compared with {promiser}'s:\n")
        reference = rate_per_day(*offsets[promiser])
        rows = []
        for name, (time, offset) in offsets.items():
            rate = rate_per_day(time, offset) - reference
            gain = round(rate * 1e6, 3) + 0.0  # no negative zero
            rows.append((name, f"{rate / 86_400:+.4e}", f"{gain:+.3f} us"))
        print_table(("clock", "rate", "gains a day"), rows)
    for name in record.promises_named():
        print(f"\nVerdicts on the promise {name} (k kept, B broken, n not kept, . undecided):\n")
        print_table(("observer", "verdicts", "first broken"), verdict_rows(record, name))


def verdict_rows(record, promise):
    """(observer, its verdicts in brief, the first occurrence that it found broken)."""
    letters = {"kept": "k", "broken": "B", "not_kept": "n", "undecided": ".", "invalidated": "i"}
    identity, labels = record.promises_named()[promise], record.labels("verdict")
    found = _verdicts.last(record, lambda a, p: p == np.uint64(identity))
    rows = []
    for assessor in np.unique(found["assessor"]):
        mine = np.flatnonzero(found["assessor"] == assessor)
        mine = mine[np.argsort(found["occurrence"][mine])]
        words = [labels[at] for at in found["verdict"][mine]]
        broken = [n for n, word in zip(found["occurrence"][mine], words) if word == "broken"]
        brief = "".join(letters[word] for word in words) if len(words) <= 40 else \
            ", ".join(f"{words.count(word)} {word}" for word in letters if word in words)
        rows.append((record.agent_names[assessor], brief,
                     f"pulse {broken[0]}" if broken else "none"))
    return rows


def show_flights(record):
    observers = [record.agent(name) for name in busiest(record, 3)]
    names, labels = record.agent_names, record.labels("verdict")
    found = _verdicts.last(record, lambda assessor, _: np.isin(assessor, observers))
    found["promiser"] = (found["promise"] >> np.uint64(32)).astype(np.int64)
    number = {word: labels.index(word) for word in ("kept", "broken", "undecided")}
    trust = last_trust(record)

    def count(observer, word, carrier=None):
        chosen = (found["assessor"] == observer) & (found["verdict"] == number[word])
        return int((chosen & (found["promiser"] == carrier) if carrier is not None
                    else chosen).sum())

    print("\nHow each airline's promises to arrive were found, and the trust that was left:\n")
    header, rows = ["airline"], []
    for observer in observers:
        header += [f"{names[observer]}\nkept", "\nbroken", "\ntrust"]
    for carrier in sorted(np.unique(found["promiser"]).tolist(),
                          key=lambda at: -trust.get((observers[0], at), 0)):
        row = [names[carrier]]
        for observer in observers:
            row += [f"{count(observer, 'kept', carrier):,}",
                    f"{count(observer, 'broken', carrier):,}",
                    f"{trust.get((observer, carrier), np.nan):.3f}"]
        rows.append(row)
    total = ["all"]
    for observer in observers:
        total += [f"{count(observer, 'kept'):,}", f"{count(observer, 'broken'):,}", ""]
    print_table(header, [*rows, total])
    print(f"\n{count(observers[0], 'undecided'):,} flights are left undecided by each of them: "
          "nobody saw them arrive.")
    if len(observers) > 1:
        show_disagreement(found, observers[-2:], names, labels)


def show_disagreement(found, observers, names, labels):
    """On how many of the same promises two observers differ."""
    sides = []
    for observer in observers:
        mine = found["assessor"] == observer
        order = np.argsort(found["promise"][mine])
        sides.append((found["promise"][mine][order], found["verdict"][mine][order]))
    _, left, right = np.intersect1d(sides[0][0], sides[1][0], assume_unique=True,
                                    return_indices=True)
    code = sides[0][1][left].astype(int) * len(labels) + sides[1][1][right]
    one, other = (names[observer] for observer in observers)
    counts = np.bincount(code, minlength=len(labels) ** 2).reshape(len(labels), len(labels))
    differ = counts.sum() - np.trace(counts)
    print(f"{one} and {other} judged the same {len(left):,} flights, and disagree on {differ:,}:")
    for a, b in zip(*np.nonzero(counts)):
        if a != b:
            print(f"  {counts[a, b]:,} that {one} found {labels[a].replace('_', ' ')} and "
                  f"{other} {labels[b].replace('_', ' ')}")


def busiest(record, n):
    """Names of the n agents that judged most, the first in the scenario first."""
    total = np.zeros(len(record.agent_names), np.int64)
    for (assessor,) in record.assessments.blocks("assessor"):
        total += np.bincount(assessor, minlength=len(total))
    chosen = np.argsort(-total, kind="stable")[:n]
    return [record.agent_names[at] for at in sorted(chosen) if total[at]]


def last_trust(record):
    """The last trust of each observer in each promiser: {(observer, promiser): expectation}."""
    trust = record.assessments["trust"][:]
    return {(observer, promiser): trust[rows[-1]]
            for observer, promiser, rows in trust_pairs(record)}


# How it is said.

def summary_of(record):
    """The scenario's summary, from its text: on one line, or folded over several."""
    lines = iter(record.source().splitlines())
    for line in lines:
        if line.startswith("summary:"):
            first = line.removeprefix("summary:").strip().strip("'\"")
            if first not in (">", ">-"):
                return first
            folded = itertools.takewhile(lambda text: text.startswith(" "), lines)
            return textwrap.fill(" ".join(text.strip() for text in folded), 100)
    return ""


def span(seconds):
    """A time as people say it: 40 ms."""
    if np.isnan(seconds):
        return ""
    for unit, size in (("d", 86_400), ("h", 3600), ("s", 1), ("ms", 1e-3), ("us", 1e-6)):
        if abs(seconds) >= size:
            return f"{seconds / size:.6g} {unit}"
    return f"{seconds * 1e9:.6g} ns"


def signed_span(seconds):
    return ("+" if seconds > 0 else "") + span(seconds)


def print_table(header, rows):
    """Columns in line: words to the left, numbers to the right. Headings may have two lines."""
    upper = tuple(word.rpartition("\n")[0] for word in header)
    header = tuple(word.rpartition("\n")[2] for word in header)
    rows = [tuple("" if cell is None else str(cell) for cell in row) for row in rows]
    heads = [upper, header] if any(upper) else [header]
    widths = [max(len(cells[at]) for cells in (*heads, *rows)) for at in range(len(header))]
    is_number = [all(row[at][:1] in "+-.0123456789" for row in rows) for at in range(len(header))]
    for cells in (*heads, *rows):
        print("  " + "  ".join(cell.rjust(width) if number else cell.ljust(width)
                               for cell, width, number in zip(cells, widths, is_number)).rstrip())


if __name__ == "__main__":
    sys.exit(main())
