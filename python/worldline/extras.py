# SPDX-License-Identifier: Apache-2.0
"""Packages that are asked for only when they are used."""
import importlib

#: Which extra of this package brings which package of others.
_EXTRA_OF = {"pandas": "pandas", "matplotlib": "plot", "networkx": "graph", "xgi": "graph",
             "pyarrow": "arrow", "sgp4": "orbits"}


def need(name):
    """The package or module `name`, imported now.

    Raises
    ------
    ModuleNotFoundError
        It is not installed; the message says how to install it.
    """
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        package = name.split(".")[0]
        extra = _EXTRA_OF.get(package, "all")
        raise ModuleNotFoundError(f"this needs {package}, which is not installed: "
                                  f"pip install 'worldline[{extra}]'", name=package) from error
