// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <tuple>
#include <vector>

#include "sim/base/ids.hpp"
#include "sim/base/time.hpp"
#include "sim/ledger/constraint.hpp"

namespace worldline {

/// + offers, − takes. What flows between two agents is what both sides allow.
enum class Polarity : std::uint8_t { give, accept };

/// What is promised: ⟨type, constraint⟩ with a sign. Interned: equal bodies have one `BodyId`.
///
/// Bodies of different types never bind. A subject other than the promiser makes it a
/// *prediction*: flagged, delivered, and never a promise.
struct Body {
    TypeId type;
    Polarity polarity = Polarity::give;
    Constraint constraint;
    AgentId subject = nobody;                                       ///< nobody: the promiser itself
    double probability = std::numeric_limits<double>::quiet_NaN();  ///< as stated; NaN: none
    std::uint32_t places = 0;         ///< how many acceptances it serves; 0: any number
    bool all_or_nothing = false;      ///< what flows is all of it, or none
    bool impositions = false;         ///< an acceptance of what its promisees impose
    std::vector<AgentId> names = {};  ///< further agents that it names, ascending

    bool is_prediction(AgentId promiser) const { return subject != nobody && subject != promiser; }
};

/// One agent's stated intention about itself: an immutable, non-binding record.
///
/// Times are readings of `clock`, the promiser's own unless another is named. A promise with a
/// `period` is a schedule: occurrences n = 1, 2, ... `occurrences`, each at n · period, nothing
/// at 0. Kept and broken stand nowhere here: they exist only in assessments.
struct Promise {
    PromiseId id = {};
    BodyId body = {};
    GroupId promisees = {};
    GroupId scope = {};  ///< who knows of it, the promiser and promisees included
    Reading made = {};
    Reading about_from = no_reading;  ///< start of the time that it is about
    Reading about_to = no_reading;    ///< its end
    Reading due = no_reading;
    Duration period = {};           ///< 0: not a schedule
    std::uint32_t occurrences = 1;  ///< of a schedule; the last one's number
    AgentId clock = nobody;         ///< whose clock the times are read on; nobody: promiser's
    TimelineId timeline = TimelineId{0};

    static constexpr auto fields(auto& self) {
        return std::tie(self.id, self.body, self.promisees, self.scope, self.made,
                        self.about_from, self.about_to, self.due, self.period, self.occurrences,
                        self.clock, self.timeline);
    }
    AgentId promiser() const { return id.maker(); }
    bool is_schedule() const { return period.ticks > 0; }

    /// The reading at which it expires, the promiser's side of it: the end of what it is about,
    /// else the last time that it is due.
    Reading expires() const {
        return about_to != no_reading ? about_to : due_of(is_schedule() ? occurrences : 0);
    }

    /// The reading at which occurrence `n` is due; `no_reading` when it never is.
    Reading due_of(std::uint32_t n) const {
        if (!is_schedule()) return due;
        return Reading{} + n * period;
    }
};

/// How one promise rests on another. Only `uses`, with the matching accept, is acceptance.
enum class Link : std::uint8_t {
    uses,
    cites,
    contests,
    supersedes,
    condition,  ///< b|c: holds for whoever has found the other kept
    assumes,    ///< not the promiser's affair, but if the other fails, so does the ground of this
    unless,     ///< holds for whoever has found the other not kept or broken: a sanction
    conflicts,  ///< the two cannot both be kept
    preferred,  ///< over the other, which is withdrawn where they conflict
};

/// `from` is built on `onto`.
struct BuildsOn {
    PromiseId from;
    PromiseId onto;
    Link link = Link::uses;
};

}  // namespace worldline
