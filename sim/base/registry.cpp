// SPDX-License-Identifier: Apache-2.0
#include "sim/base/registry.hpp"

#include <cstddef>

namespace worldline {
namespace {

/// How many letters to insert, drop, replace or swap with their neighbour, to turn a into b.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before_last.swap(last);
        last.swap(row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({replaced, last[j] + 1, row[j - 1] + 1});
            const bool is_swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (is_swap) row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
    }
    return row[b.size()];
}

}  // namespace

std::string nearest(std::string_view word, std::span<const std::string> names) {
    constexpr std::size_t distance_max = 3;
    std::size_t least = distance_max + 1;
    const std::string* best = nullptr;
    for (const std::string& name : names) {
        const std::size_t distance = edit_distance(word, name);
        if (distance < least && 2 * distance < word.size()) {
            least = distance;
            best = &name;
        }
    }
    return best ? *best : std::string();
}

}  // namespace worldline
