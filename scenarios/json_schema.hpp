// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "agents/catalogue.hpp"

namespace worldline {

/// The language as a JSON Schema (draft 2020-12) for editors, from the tables that validate it.
std::string language_schema(const Catalogue& catalogue);

}  // namespace worldline
