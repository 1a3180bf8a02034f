// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace worldline {

/// What readers of YAML 1.1 make of a plain text, if that is something else than the text: "false"
/// for `no`, "90" for `1:30`, "8" for `010`.
std::optional<std::string> trap(std::string_view text);

/// Why a name may not be written so, and how it may; nothing where there is no trap.
std::optional<std::string> name_trap(std::string_view text);

/// The same where a quantity or a number is due. `is_time`: of time, so that a span is offered.
std::optional<std::string> quantity_trap(std::string_view text, bool is_time);

}  // namespace worldline
