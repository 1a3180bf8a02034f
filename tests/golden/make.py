# SPDX-License-Identifier: Apache-2.0
"""Writes the golden records of the present format anew.

    python3 tests/golden/make.py PROGRAM

They are kept so that later programs can be asked whether they still read them. So this is only
for a format that nobody has records of yet: once a version of the format has been released its
folder stays as it is, and the next version gets a folder of its own.
"""
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SCENARIOS = HERE.parents[1] / "scenarios" / "library"

# Name -> scenario and options.
RECORDS = {
    "two_observers": ("two_observers", ()),
    "lossy_link_promises": ("lossy-link", ("--until", "20 s", "--record", "promises")),
}


def main(program):
    page = subprocess.run([program, "describe", "record"], capture_output=True, text=True,
                          check=True).stdout
    folder = HERE / f"format-{re.search(r'format ([0-9.]+)', page)[1]}"
    folder.mkdir(exist_ok=True)
    lines = []
    for name, (scenario, options) in RECORDS.items():
        record = folder / f"{name}.h5"
        subprocess.run([program, "run", SCENARIOS / f"{scenario}.yaml", *options, "--threads", "1",
                        "-o", record], capture_output=True, check=False)
        about = subprocess.run([program, "info", record], capture_output=True, text=True,
                               check=True).stdout
        lines.append(" ".join([name, *(re.search(rf"{key}_digest +(\w+)", about)[1]
                                       for key in ("run", "content"))]))
    (folder / "digests.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
