# SPDX-License-Identifier: Apache-2.0
"""Entries of the resolved scenario that a record holds, without a reader of YAML.

It understands what the program writes there: maps and lists, by indentation or in brackets, and
scalars.
"""
import re

_SPEEDS = {"m/s": 1.0, "km/s": 1e3, "km/h": 1 / 3.6, "c": 299_792_458.0}
_LENGTHS = {"m": 1.0, "km": 1e3, "mm": 1e-3, "cm": 1e-2, "au": 149_597_870_700.0,
            "ly": 9_460_730_472_580_800.0}


def entry(text, *path):
    """The entry at a path of keys: str, or dict or list of such; None if there is none."""
    lines = [line for line in text.splitlines() if line.strip()]
    for depth, key in enumerate(path):
        start = next((at for at, line in enumerate(lines) if _key(line) == key), None)
        if start is None:
            return None
        value = lines[start].partition(":")[2].strip()
        if value:
            found = _value(value)
            for further in path[depth + 1:]:
                found = found.get(further) if isinstance(found, dict) else None
            return found
        lines = _below(lines, start)
    return _block(lines)


def _key(line):
    return line.strip().partition(":")[0].strip('"')


def _below(lines, start):
    """The lines that are further in than this one, moved out to the first column."""
    indent = _indent(lines[start])
    end = next((at for at in range(start + 1, len(lines)) if _indent(lines[at]) <= indent),
               len(lines))
    inner = lines[start + 1:end]
    least = min((_indent(line) for line in inner), default=0)
    return [line[least:] for line in inner if not line.strip().startswith("#")]


def _indent(line):
    return len(line) - len(line.lstrip())


def _block(lines):
    if lines and lines[0].startswith("-"):
        return _items(lines)
    out = {}
    for at, line in enumerate(lines):
        if _indent(line) == 0:
            value = line.partition(":")[2].strip()
            out[_key(line)] = _value(value) if value else _block(_below(lines, at))
    return out


def _items(lines):
    """A list, one item behind each dash or in the lines under it."""
    out = []
    for at, line in enumerate(lines):
        if line.startswith("-"):
            value = line[1:].strip()
            out.append(_value(value) if value else _block(_below(lines, at)))
    return out


def _value(text):
    """A map in braces, a list in brackets, or a scalar."""
    if text.startswith("{"):
        return {_key(part): _value(part.partition(":")[2].strip()) for part in _parts(text)}
    if text.startswith("["):
        return [_value(part) for part in _parts(text)]
    return text.strip('"')


def _parts(text):
    """What stands between the commas of a map or list."""
    out, depth, start = [], 0, 1
    for at, sign in enumerate(text):
        depth += (sign in "{[") - (sign in "}]")
        if (sign == "," and depth == 1) or depth == 0:
            out.append(text[start:at].strip())
            start = at + 1
        if depth == 0:
            break
    return [part for part in out if part]


def speed(text):
    """A speed with its unit: float, unit m/s."""
    return _quantity(text, _SPEEDS, "speed")


def length(text):
    """A length with its unit: float, unit m."""
    return _quantity(text, _LENGTHS, "length")


def _quantity(text, units, what):
    found = re.fullmatch(r"\s*([-+0-9.eE]+)\s*(\S*)\s*", text)
    if found is None or (found[2] or next(iter(units))) not in units:
        raise ValueError(f"`{text}` is no {what} in one of {', '.join(units)}")
    return float(found[1]) * units[found[2] or next(iter(units))]
