# SPDX-License-Identifier: Apache-2.0
"""What all tests in Python share."""
import signal

# Started in the background by a shell, tests would ignore Ctrl-C, and so would each program that
# they start and try to stop: it would never end.
signal.signal(signal.SIGINT, signal.default_int_handler)
