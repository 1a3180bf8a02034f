// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace worldline {

/// The reference page of the record format, in Markdown, written from `schema.hpp`.
std::string format_markdown();

}  // namespace worldline
