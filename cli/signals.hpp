// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What the outside may ask of a run. Handlers only note it; the run looks between two windows.
namespace worldline {

/// From now on SIGUSR1 asks for a line about how the run gets on, and does not end the program.
void listen_for_questions();
/// Whether it was asked for since this was called last.
bool is_status_asked();

/// From now on Ctrl-C and SIGTERM only ask a run to stop; a second one ends the program at once.
void listen_for_stop();
bool is_stop_asked();

}  // namespace worldline
