// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "agents/protocol.hpp"
#include "sim/engine/contents.hpp"

/// What a message `promise` contains: a `Notice`, and behind it what that promise rests on.
///
/// What rests on nothing is the notice alone. Links of promises that the scenario writes are known
/// to whoever knows of them, and do not travel.
namespace worldline {

/// One promise that another rests on.
struct Ground {
    PromiseId onto;
    Link link = Link::condition;

    static constexpr auto fields(auto& self) { return std::tie(self.onto, self.link); }
};

inline constexpr std::size_t n_grounds_max = 5;  ///< so many fit into one message

/// @pre no more than `n_grounds_max` grounds
Contents notice_contents(const Notice& notice, std::span<const Ground> grounds);

/// Is this what a message `promise` may contain?
bool is_notice(std::span<const std::byte> contents);

/// @pre is_notice(contents)
Notice notice_of(std::span<const std::byte> contents);
std::vector<Ground> grounds_of(std::span<const std::byte> contents);

}  // namespace worldline
