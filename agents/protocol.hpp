// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string_view>

#include "sim/engine/event.hpp"
#include "sim/ledger/assessment.hpp"
#include "sim/ledger/promise.hpp"

/// What agents say to one another: the kinds of message and what each contains.
namespace worldline {

/// What agents set their own alarms for.
namespace alarm_kind {
inline constexpr std::uint16_t silence = event_kind::alarm + 1;   ///< `Awaited`: judge it
inline constexpr std::uint16_t keep = event_kind::alarm + 2;      ///< `Awaited`: keep it
inline constexpr std::uint16_t announce = event_kind::alarm + 3;  ///< `Awaited`: make it known
inline constexpr std::uint16_t own = event_kind::alarm + 4;       ///< a behaviour's own affair
}  // namespace alarm_kind

namespace message_kind {
inline constexpr std::uint16_t promise = first_message_kind;           ///< `Notice`
inline constexpr std::uint16_t withdrawal = first_message_kind + 1;    ///< `Withdrawal`
inline constexpr std::uint16_t outcome = first_message_kind + 2;       ///< `Outcome`
inline constexpr std::uint16_t verdict = first_message_kind + 3;       ///< `Told`
inline constexpr std::uint16_t time_request = first_message_kind + 4;  ///< `TimeRequest`
inline constexpr std::uint16_t time_answer = first_message_kind + 5;   ///< `TimeAnswer`
inline constexpr std::uint16_t word = first_message_kind + 6;          ///< `StampedWord`
inline constexpr std::uint16_t conflict = first_message_kind + 7;      ///< `StampedWord`
inline constexpr std::uint16_t imposition = first_message_kind + 8;    ///< `Imposition`
inline constexpr std::uint16_t report = first_message_kind + 9;        ///< `Drift`: correct it
inline constexpr std::uint16_t status = first_message_kind + 10;       ///< `Drift`: so it stands
inline constexpr std::uint16_t applied = first_message_kind + 11;      ///< `Drift`: it was heeded
inline constexpr std::uint16_t stale = first_message_kind + 12;      ///< `Drift`: so, but too late
inline constexpr std::uint16_t policy = first_message_kind + 13;     ///< no contents
inline constexpr std::uint16_t first_own = first_message_kind + 14;  ///< free for behaviours
}  // namespace message_kind

/// Names of the kinds, by number; what no table names is empty.
inline constexpr std::array<std::string_view, message_kind::first_own> message_kind_names{
    "start", "plan",     "alarm",      "silence", "keep",    "announce",     "own",
    "",      "promise",  "withdrawal", "outcome", "verdict", "time_request", "time_answer",
    "word",  "conflict", "imposition", "report",  "status",  "applied",      "stale",
    "policy"};

/// The name under which a scenario knows a promise, or the trace that it comes from.
using NameId = Index<struct NameTag>;

/// A promise as it travels: all that an observer needs in order to judge it.
struct Notice {
    PromiseId promise;
    NameId name;
    TypeId type;
    BodyId body;
    Reading made;
    Reading due = no_reading;
    Duration period = {};
    std::uint32_t occurrences = 1;

    static constexpr auto fields(auto& self) {
        return std::tie(self.promise, self.name, self.type, self.body, self.made, self.due,
                        self.period, self.occurrences);
    }
    bool is_schedule() const { return period.ticks > 0; }
    Reading due_of(std::uint32_t n) const { return is_schedule() ? Reading{} + n * period : due; }
};

/// In an alarm `announce`: what is made known is that the promise is taken back.
inline constexpr std::uint32_t taken_back = 0xffff'ffffu;

/// A promise, or one occurrence of it, that an alarm is about.
struct Awaited {
    PromiseId promise;
    std::uint32_t occurrence = no_occurrence;

    static constexpr auto fields(auto& self) { return std::tie(self.promise, self.occurrence); }
};

/// Taken back.
struct Withdrawal {
    PromiseId promise;

    static constexpr auto fields(auto& self) { return std::tie(self.promise); }
};

/// How a promise ended, as far as the sender shows it.
enum class OutcomeKind : std::uint8_t {
    happened,      ///< the promised thing, with a value where the type has one
    contrary_act,  ///< the opposite: a cancelled flight
    unobserved,    ///< nobody saw how it ended
};

struct Outcome {
    PromiseId promise;
    NameId name;
    std::uint32_t occurrence = no_occurrence;
    OutcomeKind kind = OutcomeKind::happened;
    double value = std::numeric_limits<double>::quiet_NaN();
    Reading stated = {};  ///< when it happened, by the sender's clock

    static constexpr auto fields(auto& self) {
        return std::tie(self.promise, self.name, self.occurrence, self.kind, self.value,
                        self.stated);
    }
};

/// An uninvited attempt to make the receiver do something. It gets no verdict, and has no effect
/// where nothing accepts it.
struct Imposition {
    TypeId type;
    double value = std::numeric_limits<double>::quiet_NaN();  ///< what is asked for; NaN: no number

    static constexpr auto fields(auto& self) { return std::tie(self.type, self.value); }
};

/// How often a node has drifted from the policy, as it says itself.
struct Drift {
    std::uint32_t n_drifts = 0;

    static constexpr auto fields(auto& self) { return std::tie(self.n_drifts); }
};

/// One's own verdict, told to another: a promise about one's own assessment, not a fact.
struct Told {
    PromiseId promise;
    std::uint32_t occurrence = no_occurrence;
    TypeId type;
    Verdict verdict = Verdict::undecided;
    double degree = std::numeric_limits<double>::quiet_NaN();

    static constexpr auto fields(auto& self) {
        return std::tie(self.promise, self.occurrence, self.type, self.verdict, self.degree);
    }
};

/// What does your clock show?
struct TimeRequest {
    std::uint32_t number = 0;  ///< the asker's own count

    static constexpr auto fields(auto& self) { return std::tie(self.number); }
};

/// What the answerer's clock showed: a promise about its own reading.
struct TimeAnswer {
    std::uint32_t number = 0;  ///< of the request
    Reading heard;             ///< when the request came: T2
    Reading said;              ///< when this answer leaves: T3

    static constexpr auto fields(auto& self) {
        return std::tie(self.number, self.heard, self.said);
    }
};

}  // namespace worldline
