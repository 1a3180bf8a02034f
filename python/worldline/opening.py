# SPDX-License-Identifier: Apache-2.0
"""Opens the file of a record, finished or not."""
import os

import h5py

from worldline.checkpoint import closing_on_error, files_of, load
from worldline.column import text
from worldline.errors import RecordError


#: Room for two chunks of each column [bytes]; the library's own choice would add up.
_CACHE = {"rdcc_nbytes": 1 << 20}


def open_record(path):
    """The file of a record; of one that is unfinished as its last checkpoint tells.

    Parameters
    ----------
    path : str
        ``run.h5``; or ``run.h5.partial``, where there is also a ``run.h5`` of an earlier run.

    Returns
    -------
    file : h5py.File
    checkpoint : Checkpoint or None
        None of a finished record.

    Raises
    ------
    FileNotFoundError, RecordError
    """
    record = path.removesuffix(".partial")
    for _ in range(3):  # it may be finished, and get its name, between two looks
        if os.path.exists(path) and path == record:
            return _checked(path, _opened(path)), None
        partial = files_of(record)[0]
        try:
            return _unfinished(record, open(partial, "rb", buffering=0))
        except FileNotFoundError:
            path = record
        except RecordError:
            if os.path.exists(partial):
                raise
            path = record
    raise FileNotFoundError(f"{path}: there is no such file")


def _opened(path):
    try:
        return h5py.File(path, "r", **_CACHE)
    except OSError as error:
        raise RecordError(f"{path}: this is no record, or one that was never closed "
                          f"({error})") from error


def _unfinished(record, partial):
    with closing_on_error(partial):
        checkpoint = load(record)
        try:
            file = h5py.File(checkpoint.laid_over(partial), "r", **_CACHE)
        except (OSError, RuntimeError) as error:
            raise RecordError(f"{partial.name}: the file of rows and its checkpoint "
                              f"{checkpoint.path} do not fit together ({error})") from error
        return _checked(record, file), checkpoint


def _checked(path, file):
    with closing_on_error(file):
        if text(file.attrs.get("filetype", "")) != "worldline":
            raise RecordError(f"{path}: this HDF5 file is not a record of worldline")
        version = [int(number) for number in file.attrs["version"]]
        if version[0] != 1:
            raise RecordError(f"{path}: format {version[0]}.{version[1]} is newer than this "
                              "package")
        return file
