// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agents/catalogue.hpp"

namespace worldline {

/// The whole command `worldline`, from its arguments to its exit code, for programs that bring
/// behaviours of their own: `run`, `list`, `describe` and the others know them by name.
///
/// @param arguments  as `main` gets them, the program's own name first
/// @param catalogue  what scenarios may name
/// @return 0 ok, 1 the run failed, 2 bad input, 3 something differs, 75 stopped, and can go on
int command(int n_arguments, char** arguments, const Catalogue& catalogue = standard_catalogue());

}  // namespace worldline
