# SPDX-License-Identifier: Apache-2.0
"""What the page of a scenario tells: read from its YAML, and found by running it.

A run and its pictures are kept in a folder named after everything they depend on: the YAML, the
installed program and Python package, and this folder. A build of the documentation runs again only
what has changed.
"""
import hashlib
import json
import re
import shutil
import warnings
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent

#: Upper bounds [s] of what a run takes, and what is said of it. No exact times: they differ.
_CLASSES = ((1.0, "less than a second"), (10.0, "some seconds"), (60.0, "less than a minute"))

#: Up to here a picture of messages can be read; with more messages than `_MESSAGES_SEEN` side by
#: side only the first are drawn.
_MESSAGES_MAX, _AGENTS_MAX, _OCCURRENCES_MAX, _MESSAGES_SEEN = 300, 24, 200, 40

_DATA = re.compile(r"^[^\s,\[\]{}]+\.(csv|csv\.gz|gz|sp3|json|txt|tsv|edges)$")


def yaml_of(path):
    """The scenario as it was written: every scalar is the text that stands there."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def shown(document):
    """What the library says about how the page is laid out: the top key `x-page`."""
    return document.get("x-page") or {}


def missing_data(document, folder):
    """Files that the scenario reads and that are not there: list of (parameter or None, path)."""
    parameters = document.get("parameters") or {}
    by_value = {value: name for name, value in parameters.items() if isinstance(value, str)}
    return [(by_value.get(text), text) for text in sorted(_data_files(document))
            if not (folder / text).exists()]


def _data_files(value):
    if isinstance(value, dict):
        return {path for key, inner in value.items() if not str(key).startswith("x-")
                and key not in ("source", "summary", "expect") for path in _data_files(inner)}
    if isinstance(value, list):
        return {path for inner in value for path in _data_files(inner)}
    return {value} if isinstance(value, str) and _DATA.match(value) else set()


def facts_of(path, cache):
    """What a run found, and the pictures of it.

    Parameters
    ----------
    path : Path
        The YAML file.
    cache : Path
        Folder for runs; made when it is missing.

    Returns
    -------
    dict
        ``document``: the YAML. ``missing``: data that is not here; then nothing was run.
        ``digest``, ``events``, ``agents``, ``duration``: of the run. ``expectations``: list of
        dict as in ``record.outcome``. ``pictures``: list of dict of ``file`` (in `cache`),
        ``kind`` and ``title`` (two lines: what, and whose view).
    """
    document = yaml_of(path)
    missing = missing_data(document, path.parent)
    if missing:
        return {"document": document, "missing": missing}
    place = cache / f"{path.stem}-{_key(path)}"
    if not (place / "facts.json").exists():
        for old in cache.glob(f"{path.stem}-" + "[0-9a-f]" * 16):  # of it as it was before
            shutil.rmtree(old)
        place.mkdir(parents=True)
        found = _run(path, document, place)
        (place / "facts.json").write_text(json.dumps(found), encoding="utf-8")
    found = json.loads((place / "facts.json").read_text(encoding="utf-8"))
    return {"document": document, "missing": [], **found}


def _key(path):
    """Digest of all that a run and its pictures depend on: 16 hexadecimal digits."""
    import worldline as wl
    from worldline.running import extension
    package = Path(wl.__file__).resolve().parent
    parts = [path, *sorted(HERE.glob("*.py")), *sorted(package.rglob("*.py"))]
    digest = hashlib.sha256()
    for part in [*parts, Path(extension().__file__)]:
        digest.update(part.read_bytes())
    return digest.hexdigest()[:16]


def _run(path, document, place):
    import worldline as wl
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        record = wl.run(path)
    outcome = record.outcome
    duration = next((word for bound, word in _CLASSES if outcome["seconds"] < bound), "minutes")
    pictures = []
    for number, wish in enumerate(shown(document).get("pictures", _worth(record))):
        wish = {"draw": wish} if isinstance(wish, str) else dict(wish)
        kind, about = wish["draw"], wish.pop("about", "")
        try:
            title = _draw(record, wish, place / f"{number}.png")
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path}: picture {number} of x-page ({kind}): {error}") from error
        pictures.append({"kind": kind, "about": about, "title": title,
                         "file": f"{place.name}/{number}.png"})
    found = {"digest": record.digest, "events": record.events, "duration": duration,
             "agents": len(record.agent_names), "expectations": outcome["expectations"],
             "pictures": pictures}
    record.close()
    return found


def _draw(record, wish, path):
    """Draws what is wished for, by the words of `Plots` or of `scenario_drawings`.

    Returns the title of the picture."""
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import pyplot
    kind = wish.pop("draw")
    options = {name: _number(value) for name, value in wish.items()}
    if kind == "occurrences":
        kind, options = "verdicts", {"by": "occurrence", **options}
    import scenario_drawings
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        own = getattr(scenario_drawings, kind, None)  # of one page alone
        axes = own(record, **options) if own else getattr(record.plot, kind)(**options)
        axes.figure.savefig(path, dpi=100, bbox_inches="tight")
    title = axes.get_title("left")
    pyplot.close(axes.figure)
    return title


def _number(value):
    if not isinstance(value, str):
        return value
    try:
        return float(value) if "." in value or "e" in value else int(value)
    except ValueError:
        return value


def _worth(record):
    """Pictures in which there is something to see, where the scenario names none."""
    from worldline.events import has_places
    few_agents = len(record.agent_names) <= _AGENTS_MAX
    if few_agents and (has_places(record) or 0 < len(record.messages) <= _MESSAGES_MAX):
        is_dense = not has_places(record) and len(record.messages) > _MESSAGES_SEEN
        yield {"draw": "spacetime", **({"messages_max": _MESSAGES_SEEN} if is_dense else {})}
    if few_agents and _differ(record):
        yield "clocks"
    if len(record.assessments) == 0:
        return
    last = int(record.assessments["occurrence"][:].max())
    yield "occurrences" if few_agents and 1 < last <= _OCCURRENCES_MAX else "verdicts"
    viewer = _who_learns_most(record)
    if viewer:
        yield {"draw": "trust", "by": viewer}


def _differ(record):
    """Whether some clock is off coordinate time by more than a few ticks."""
    from worldline.plot import clock_offsets
    return any(abs(offset).max() > 4 * record.resolution
               for _, offset in clock_offsets(record).values() if len(offset) > 1)


def _who_learns_most(record):
    """The observer whose trust changed most often, and of several the one who trusts least; None
    where trust in nobody changed twice: a picture would show dots."""
    from worldline.plot import trust_pairs
    counts, least = {}, {}
    trusts = record.assessments["trust"]
    for observer, _, rows in trust_pairs(record):
        counts[observer] = counts.get(observer, 0) + len(rows) - 1
        least[observer] = min(least.get(observer, 1.0), float(trusts.take(rows[-1:])[0]))
    best = max(counts, key=lambda one: (counts[one], -least[one]), default=None)
    return record.agent_names[best] if best is not None and counts[best] > 0 else None
