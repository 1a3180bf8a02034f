# SPDX-License-Identifier: Apache-2.0
"""The template of scenario pages: the fixed headings, and what is written under each of them."""
import re

#: The headings of every page in docs/scenarios, in this order. Others may stand between them.
HEADINGS = ("What is it?", "How it works", "How to use it", "Things to notice", "Things to try",
            "Extending it", "Source")

#: How sure a source is: the word in brackets in `source:`, and what the page says of it. The words
#: are those of docs/sources.md.
CERTAINTY = {
    "read": "the text itself was read",
    "abstract read": "only the summary or the opening pages were read",
    "program read": "a published program was read",
    "recomputed": "computed again, from formulas or data given",
    "counted": "counted from the data",
    "derived": "worked out here",
    "general": "known in the field, not checked against a text",
}

#: Chapters of the library, in the order in which they are read.
CHAPTERS = {
    "judgement": "Promises and judgement",
    "promises": "How promises rest on one another",
    "trust": "Trust",
    "machines": "Machines and convergence",
    "time": "Clocks, motion and light",
    "data": "Real data",
}

_ROWS_MAX, _NAMES_MAX, _YAML_LINES_MAX, _FLOW_MAX = 14, 6, 130, 72

_TAG = re.compile(r"\s*\[([a-z ]+)\]")


def filled_in(text, name, facts, pictures, n_yaml_lines):
    """A page with what is known of its scenario.

    Parameters
    ----------
    text : str
        The page: a title and the headings, with prose under them.
    name : str
        Of the scenario.
    facts : dict
        As of `scenario_facts.facts_of`.
    pictures : str
        Path of the folder of pictures, as seen from the page.
    n_yaml_lines : int

    Returns
    -------
    str
        The same page: a summary under its title, and tables and pictures at the ends of sections.
    """
    document = facts["document"]
    more = {
        "What is it?": at_a_glance(name, facts),
        "How it works": (cast(document) + promises(document) + judges(document)
                         + machines(document)),
        "How to use it": parameters(name, document) + expectations(facts),
        "Things to notice": drawn(facts, pictures),
        "Source": sources(document) + whole(name, n_yaml_lines),
    }
    head, *sections = re.split(r"^(?=## )", text, flags=re.M)
    parts = [head.rstrip() + f"\n\n*{one_line(document['summary'])}*\n\n"]
    for section in sections:
        heading = section.partition("\n")[0].removeprefix("## ").strip()
        parts.append(section.rstrip() + "\n\n" + more.get(heading, ""))
    return "".join(parts)


def one_line(text):
    return " ".join(str(text).split())


def table(head, rows, *, rows_max=_ROWS_MAX):
    """A Markdown table; beyond `rows_max` rows it says how many more there are."""
    if not rows:
        return ""
    lines = [head, ["---"] * len(head), *rows[:rows_max]]
    text = "".join("| " + " | ".join(one_line(cell).replace("|", "\\|") for cell in line) + " |\n"
                   for line in lines)
    left = len(rows) - rows_max
    return text + (f"\nand {left} more.\n" if left > 0 else "") + "\n"


def code(value):
    """A value as it would be written in YAML, as code; nothing for nothing.

    Of a long map only the kind is said, which is also what makes long rows alike."""
    text = flow(value)
    if len(text) > _FLOW_MAX and isinstance(value, dict) and "kind" in value:
        text = f"{{kind: {flow(value['kind'])}, ...}}"
    return f"`{text}`" if text else ""


def flow(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return one_line(value)


def some(names):
    """A list of names, or the first of them and how many there are."""
    names = [names] if isinstance(names, str) else list(names or ())
    rest = len(names) - _NAMES_MAX
    return ", ".join(map(flow, names[:_NAMES_MAX])) + (f" and {rest} more" if rest > 0 else "")


def together(rows, n_names=1):
    """Rows that differ only in their first `n_names` cells, as one; in the order of the first."""
    groups = {}
    for row in rows:
        groups.setdefault(tuple(row[n_names:]), []).append(row[:n_names])
    return [[some(list(dict.fromkeys(names))) for names in zip(*heads)] + list(rest)
            for rest, heads in groups.items()]


def without_empty(head, rows, n_kept):
    """A table without the columns, beyond the first `n_kept`, in which nothing stands."""
    used = [at for at in range(len(head)) if at < n_kept or any(row[at] for row in rows)]
    return table([head[at] for at in used], [[row[at] for at in used] for row in rows])


def at_a_glance(name, facts):
    if facts["missing"]:
        asked = ", ".join(f"`--set {parameter}=PATH`" if parameter else f"`{path}`"
                          for parameter, path in facts["missing"])
        return ("```{note}\nThis scenario reads data that is not part of the program, so it was "
                f"not run for this page. You give it: {asked}. The section *Source* says where "
                "it is found.\n```\n\n")
    found = facts["expectations"]
    n_hold = sum(one["holds"] for one in found)
    rows = [("run it", f"`worldline run {name}`"),
            ("agents, events", f"{facts['agents']:,}, {facts['events']:,}"),
            ("simulated, takes", f"[0, {flow(_until(facts['document']))}), {facts['duration']}"),
            ("digest", f"`{facts['digest']}`"),
            ("expectations", f"{n_hold} of {len(found)} hold")]
    concepts = facts["document"].get("x-page", {}).get("concepts")
    if concepts:
        rows.append(("concepts", ", ".join(concepts)))
    return table(("at a glance", ""), rows)


def _until(document):
    time = document.get("time")
    return time.get("until", "") if isinstance(time, dict) else ""


def cast(document):
    """Who plays: agents, groups, and agents of traces."""
    clocks, rows = document.get("clocks") or {}, []
    for name, entry in (document.get("agents") or {}).items():
        rows.append([name, *_part(entry if isinstance(entry, dict) else {}, clocks)])
    for name, entry in (document.get("groups") or {}).items():
        if isinstance(entry, dict) and "count" in entry:
            rows.append([f"{name} × {entry['count']}", *_part(entry, clocks)])
    for name, entry in (document.get("traces") or {}).items():
        for role in ("promisers", "promisees"):
            if isinstance(entry, dict) and role in entry:
                rows.append([f"{role} of the table {name}", *_part(entry[role], clocks)])
    return without_empty(["agent", "behaviour", "clock", "where it is", "judges"],
                         together(rows), 2)


#: Keys of an agent that are not parameters of its machine.
_OF_EVERY_AGENT = ("machine", "count", "clock", "motion", "position", "place", "judges", "tells",
                   "knows", "kernel", "clock_kind")


def _part(entry, clocks):
    entry = entry or {}
    behaviour = f"`{entry.get('behaviour', 'observer')}`"
    if "machine" in entry:
        given = {key: value for key, value in entry.items() if key not in _OF_EVERY_AGENT}
        behaviour = f"machine `{entry['machine']}`" + (f", {code(given)}" if given else "")
    clock = entry.get("clock", "")
    if isinstance(clock, str) and clock in clocks:
        clock = clocks[clock]
    place = next((entry[key] for key in ("motion", "position", "place") if key in entry), "")
    judges = entry.get("judges") or {}
    judged = ", ".join(f"{promise} by `{flow(rule)}`" for promise, rule in judges.items()) \
        if isinstance(judges, dict) else some(judges)
    if isinstance(judges, dict) and len(judges) > _NAMES_MAX:
        judged = f"{len(judges)} promises"
    return [behaviour, code(clock), code(place), judged]


_OF_JUDGES = ("rule", "time_of", "against", "clock", "tolerance", "patience")


def judges(document):
    rows = [(name, *(code(entry.get(key, "")) for key in _OF_JUDGES))
            for name, entry in (document.get("judges") or {}).items() if isinstance(entry, dict)]
    head = ["judge", *(key.replace("_", " ") for key in _OF_JUDGES)]
    return without_empty(head, rows, 2)


_TRIGGERS = ("hears", "after", "every", "rate")


def machines(document):
    """Every transition of every machine."""
    text = ""
    for name, entry in (document.get("machines") or {}).items():
        states = entry.get("states") or {}
        rows = [(state, _trigger(way), code(way.get("when", "")),
                 ", ".join(map(code, way.get("do", []))), way.get("to", ""))
                for state, ways in states.items() for way in ways or [{}]]
        text += f"The machine `{name}`:\n\n"
        text += without_empty(["state", "when", "only if", "does", "goes to"], rows, 1)
    return text


def _trigger(way):
    found = [f"{word} `{flow(way[word])}`" for word in _TRIGGERS if word in way]
    if "from" in way:
        found.append(f"from `{flow(way['from'])}`")
    return " ".join(found)


_BODIES = ("give", "accept")


def promises(document):
    rows = []
    for name, entry in (document.get("promises") or {}).items():
        rows.append([name, some(entry.get("promiser", "")), some(entry.get("promisees", [])),
                     "; ".join(f"{word} `{flow(entry[word])}`" for word in _BODIES
                               if word in entry),
                     _when(entry), code(_conditions(entry)), some(_judges_of(name, document))])
    return without_empty(["promise", "promiser", "promisees", "body", "when", "rests on",
                          "judged by"], together(rows, 2), 4)


def _when(entry):
    if "schedule" in entry:
        return f"every `{flow(entry['schedule'].get('period', ''))}`"
    return f"due at `{flow(entry['due'])}`" if "due" in entry else ""


def _conditions(entry):
    return next((entry[key] for key in ("if", "when", "condition", "conditions", "builds_on")
                 if key in entry), "")


def _judges_of(promise, document):
    return [name for name, entry in (document.get("agents") or {}).items()
            if isinstance(entry, dict) and promise in (entry.get("judges") or {})]


def parameters(name, document):
    rows = [(f"`{key}`", code(value), f"`worldline run {name} --set \"{key}={flow(value)}\"`")
            for key, value in (document.get("parameters") or {}).items()]
    return table(("parameter", "value", "to change it"), rows)


def expectations(facts):
    rows = [(one["text"], one["expected"], one["found"], "holds" if one["holds"] else "**fails**")
            for one in facts.get("expectations", ())]
    return table(("what is expected", "expected", "found", ""), rows, rows_max=40)


#: What a picture shows, by kind.
_SHOWS = {
    "spacetime": "Who told whom what, and when; time goes up.",
    "clocks": "How far each clock is off, over time.",
    "allan": "How steady each clock is.",
    "verdicts": "Who found how many promises kept, broken, and so on.",
    "occurrences": "One mark for each verdict on each occurrence.",
    "wait_against_load": "What reports wait until the hub turns to them, at each of its loads.",
    "role_and_identity": "Each tooth is a cow: a stranger at ½, trusted more and more, and gone.",
    "obedience": "Orders do not change; promises do.",
    "corrections": "Steps: one part more that is put right.",
    "trust": "The expected share of kept promises, as it was learnt.",
}


def drawn(facts, folder):
    text = ""
    for picture in facts.get("pictures", ()):
        title, _, view = picture["title"].partition("\n")
        about = one_line(picture["about"] or _SHOWS.get(picture["kind"], ""))
        text += (f"```{{figure}} {folder}/{picture['file']}\n:alt: {title}\n:width: 85%\n\n"
                 f"{about} *{view[:1].upper() + view[1:]}{_why(view)}.*\n```\n\n")
    return text


def _why(view):
    return ": nobody inside can have it" if view == "apparatus view" else ""


def certainties(source):
    """Parts of a `source:` and how sure each is: list of (text, word); the word of one without is
    that of the next with."""
    parts, start = [], 0
    for match in _TAG.finditer(source):
        parts.append((source[start:match.start()].strip(" ;,."), match[1]))
        start = match.end()
    rest = source[start:].strip(" ;,.")
    return parts + ([(rest, "")] if rest else [])


def sources(document):
    rows = [(text, CERTAINTY.get(word, word)) for text, word
            in certainties(one_line(document.get("source", "")))]
    return table(("source", "certainty"), rows)


def whole(name, n_lines):
    """The scenario itself."""
    link = f"The scenario: {{download}}`{name}.yaml <../../scenarios/library/{name}.yaml>`.\n\n"
    if n_lines > _YAML_LINES_MAX:
        return link
    return link + (f"```{{literalinclude}} ../../scenarios/library/{name}.yaml\n"
                   ":language: yaml\n```\n")


def index(documents):
    """The library as tables, one a chapter, and the pages in that order.

    Parameters
    ----------
    documents : dict of str to dict
        By name, as of `scenario_facts.yaml_of`.
    """
    text, order = "", []
    for chapter, title in CHAPTERS.items():
        names = [name for name, document in documents.items()
                 if document.get("x-page", {}).get("chapter") == chapter]
        names.sort(key=lambda name: (int(documents[name]["x-page"].get("number", 99)), name))
        order += names
        rows = [(f"[{name}]({name}.md)", one_line(documents[name]["summary"]),
                 ", ".join(documents[name]["x-page"].get("concepts", []))) for name in names]
        if rows:
            text += f"## {title}\n\n" + table(("scenario", "summary", "concepts"), rows,
                                              rows_max=len(rows))
    left = sorted(set(documents) - set(order))
    rows = [(f"[{name}]({name}.md)", one_line(documents[name]["summary"]), "") for name in left]
    if rows:
        text += "## Others\n\n" + table(("scenario", "summary", "concepts"), rows,
                                        rows_max=len(rows))
    listed = "\n".join([*order, *left])
    return f"{text}```{{toctree}}\n:hidden:\n\n{listed}\n```\n"
