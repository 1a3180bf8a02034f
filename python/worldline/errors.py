# SPDX-License-Identifier: Apache-2.0
"""What can be wrong with a record."""


class RecordError(OSError):
    """A file that is not a record, or not a whole one."""
