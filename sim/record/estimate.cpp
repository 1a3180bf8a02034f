// SPDX-License-Identifier: Apache-2.0
#include "sim/record/estimate.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "sim/record/tables.hpp"

namespace worldline {
namespace {

constexpr double frame_bytes = 80'000.0;  // of a file without a row
constexpr double stretches_max = 970.0;   // rows of `profile`

/// By kind of row: what is left of a raw byte.
constexpr std::array<double, n_row_kinds> packed_shares{0.1, 0.2, 0.25, 0.15, 0.6, 0.15, 0.55, 0.8};
constexpr double packed_share_of_contents = 0.1;

double row_bytes(std::string_view table) {
    const auto* const found =
        std::find_if(std::begin(schema::tables), std::end(schema::tables),
                     [&](const schema::Table& one) { return one.name == table; });
    return static_cast<double>(schema::row_bytes(*found));
}

double text_bytes(const std::string& text) {
    return static_cast<double>(text.size()) + row_bytes("strings");
}

double constant_bytes(const Preamble& preamble) {
    double bytes = frame_bytes;
    bytes += static_cast<double>(preamble.source_text.size() + preamble.resolved_text.size());
    bytes += static_cast<double>(preamble.agents.size()) * row_bytes("agents");
    for (const Preamble::Agent& agent : preamble.agents) bytes += text_bytes(agent.name);
    bytes += static_cast<double>(preamble.bodies.size()) * row_bytes("bodies");
    bytes += static_cast<double>(preamble.groups.size()) * row_bytes("groups");
    for (const auto& group : preamble.groups) {
        bytes += static_cast<double>(group.size()) * row_bytes("group_members");
    }
    for (const std::string& name : preamble.promise_names) {
        bytes += row_bytes("named_promises") + text_bytes(name);
    }
    return bytes;
}

}  // namespace

std::uint64_t estimated_bytes(const RowCounts& counts, const Preamble& preamble,
                              RecordLevel level) {
    if (level == RecordLevel::off) return 0;
    // A stretch of the profile holds a window at least, and a window an event at least.
    double bytes = constant_bytes(preamble) +
                   row_bytes("profile") * std::min(stretches_max, counts[RowKind::transitions]);
    for (std::size_t i = 0; i < n_row_kinds; ++i) {
        if (level < level_of(static_cast<RowKind>(i))) continue;
        bytes += counts.rows[i] * row_bytes(row_kind_names[i]) * packed_shares[i];
    }
    if (level == RecordLevel::full) {
        const double raw =
            counts[RowKind::messages] * row_bytes("contents") + counts.contents_bytes;
        bytes += raw * packed_share_of_contents;
    }
    constexpr double bytes_max = 0x1p63;
    return static_cast<std::uint64_t>(std::min(bytes, bytes_max));
}

}  // namespace worldline
