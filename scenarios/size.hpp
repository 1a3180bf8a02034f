// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace worldline {

/// The bytes that a text such as "2 GB" or "512 MiB" states: kB, MB, GB and TB are powers of 1000,
/// KiB, MiB, GiB and TiB of 1024. Nothing for any other text, no unit and no bytes included.
std::optional<std::uint64_t> bytes_of(std::string_view text);

}  // namespace worldline
