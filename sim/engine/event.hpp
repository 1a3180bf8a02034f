// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "sim/base/ids.hpp"
#include "sim/base/time.hpp"

namespace worldline {

/// The one total order of a run: (time, round, receiver, tie, sender, sequence).
///
/// Every part is decided by the senders' own histories; none by threads, addresses or the order
/// of arrival. `round` is 0 for what comes from other kernels, else one more than its cause's:
/// zero-delay exchange inside a kernel. `tie` is one draw per (time, receiver, sender), made only
/// where two senders meet, so no sender is favoured and signals of one sender never overtake.
struct EventKey {
    Time time;
    std::uint8_t round = 0;
    AgentId receiver;
    std::uint64_t tie = 0;
    AgentId sender;
    std::uint32_t sequence = 0;  ///< the sender's own count of what it sent
    friend constexpr auto operator<=>(const EventKey&, const EventKey&) = default;
};

/// The draw that orders two senders who meet at one receiver and instant; whoever asks, and when.
std::uint64_t drawn_tie(std::uint64_t seed, Time time, AgentId receiver, AgentId sender);

/// Kinds of event that the engine itself makes. Others are messages, numbered from
/// `first_message_kind` by whoever speaks.
namespace event_kind {
inline constexpr std::uint16_t start = 0;  ///< the run begins
inline constexpr std::uint16_t plan = 1;   ///< something laid down beforehand: a row of a trace
inline constexpr std::uint16_t alarm = 2;  ///< an agent's own clock
inline constexpr std::uint16_t under_way = 6;  ///< in bins only: a signal that is not there yet
inline constexpr std::uint16_t birth = 7;  ///< the first that an agent born in the run hears
}  // namespace event_kind
inline constexpr std::uint16_t first_message_kind = 8;

/// What stands before the contents of a signal that is not there yet takes no more than this.
inline constexpr std::size_t signal_head_max = 64;

/// Something that happens to one agent. 32 bytes; lives in the bin of its time.
struct Event {
    static constexpr std::size_t inline_max = 12;
    static constexpr std::uint8_t is_long = 0x80;  ///< contents stand elsewhere in its bin

    std::uint32_t offset;    ///< from the start of its bin [ticks]
    std::uint32_t receiver;  ///< slot
    std::uint32_t sender;    ///< agent's number
    std::uint32_t sequence;  ///< the sender's own count
    std::uint16_t kind;
    std::uint8_t round;
    std::uint8_t flags;  ///< size of inline contents, or `is_long`
    std::array<std::byte, inline_max> contents;

    bool has_long_contents() const { return (flags & is_long) != 0; }

    void put_inline(std::span<const std::byte> bytes) {
        if (!bytes.empty()) std::memcpy(contents.data(), bytes.data(), bytes.size());
        flags = static_cast<std::uint8_t>(bytes.size());
    }
    /// @param bytes  that live as long as the bin
    void put_long(std::span<const std::byte> bytes) {
        const std::byte* begin = bytes.data();
        const auto size = static_cast<std::uint32_t>(bytes.size());
        std::memcpy(contents.data(), &begin, sizeof begin);
        std::memcpy(contents.data() + sizeof begin, &size, sizeof size);
        flags = is_long;
    }
    std::span<const std::byte> bytes() const {
        if (!has_long_contents()) return {contents.data(), flags};
        const std::byte* begin = nullptr;
        std::uint32_t size = 0;
        std::memcpy(&begin, contents.data(), sizeof begin);
        std::memcpy(&size, contents.data() + sizeof begin, sizeof size);
        return {begin, size};
    }
};
static_assert(sizeof(Event) == 32, "an event is half a cache line");

}  // namespace worldline
