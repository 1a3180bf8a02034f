// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agents/grounds.hpp"
#include "agents/promise_index.hpp"
#include "agents/protocol.hpp"
#include "agents/rules/judge.hpp"
#include "agents/rules/trust.hpp"
#include "sim/base/registry.hpp"
#include "sim/engine/world.hpp"
#include "sim/spacetime/parts.hpp"

namespace worldline {

/// Which rule an observer judges a promise by.
struct JudgesBy {
    NameId name;              ///< of a promise or a trace
    std::uint16_t judge = 0;  ///< place in `Surroundings::judges`
};

/// When a steward keeps a promise of its own.
struct Keeps {
    PromiseId promise;
    NameId name;
    Duration at;  ///< reading; for a schedule: late by so much, every time; else, after `after`
    double value = 0.0;                 ///< outcome, where the type has one
    std::optional<NameId> after = {};   ///< as soon as it hears that this promise was kept
    std::optional<NameId> unless = {};  ///< as soon as it finds this one not kept or broken
    PromiseId failing = {};             ///< that promise
    Duration until = {};                ///< of a schedule: nothing that is due later; 0: no end
};

/// When a steward takes a promise of its own back.
struct Withdraws {
    PromiseId promise;
    NameId name;
    Duration at;  ///< reading of its own clock
};

/// What an imposer asks of others, and when.
struct Imposes {
    Duration at;  ///< reading of its own clock
    std::vector<AgentId> on;
    TypeId type;
    double value = std::numeric_limits<double>::quiet_NaN();  ///< NaN: no number
};

struct Machines;  // agents/machine/table.hpp

/// Whom a promise is made to that a machine makes in the run, and who hears of it.
struct Offered {
    GroupId promisees;
    GroupId scope;
};

/// The machine that an agent is, with its parameters in the order of the machine's own tables.
/// Parameters that are numbers stand in `AgentSetup::numbers`.
struct MachineUse {
    static constexpr std::uint32_t none = 0xffff'ffffu;

    std::uint32_t machine = none;   ///< place in `Surroundings::machines`; none: no machine
    std::uint32_t start = 0;        ///< state that it begins in
    std::vector<AgentId> agents;    ///< parameters that are agents
    std::vector<NameId> promises;   ///< parameters that are promises of the scenario
    std::vector<Offered> offers;    ///< by the machine's offers
    std::uint32_t n_offspring = 0;  ///< how many it may call into being

    bool exists() const { return machine != none; }
};

/// What all agents of a scenario share: immutable tables, by number.
struct Surroundings {
    std::vector<Judge> judges;
    std::shared_ptr<const TrustRule> trust;
    Hearsay hearsay = Hearsay::off;
    TypeId assessment_type;                    ///< what is told: trust in tellers is of this type
    std::vector<Body> bodies;                  ///< by BodyId
    std::vector<std::vector<double>> vectors;  ///< outcomes that are vectors, by their place
    std::vector<std::vector<AgentId>> groups;  ///< by GroupId; ascending
    std::vector<Notice> known_at_start;        ///< promises written in the scenario
    std::vector<GroupId> known_scopes;         ///< their scopes, likewise
    std::vector<GroupId> known_promisees;      ///< likewise
    std::vector<bool> announced;               ///< likewise: told when made, not known before
    PromiseIndex written;                      ///< finds them; see `index_promises`
    std::vector<std::shared_ptr<const Clock>> clocks;  ///< by agent
    std::shared_ptr<const Network> network;
    std::shared_ptr<const Machines> machines;  ///< null: the scenario has none
    Resolution resolution;
    Grounds grounds;            ///< what promises rest on
    bool rests_in_run = false;  ///< machines promise on conditions: their notices say on which

    /// To be called when all promises and groups are there.
    void index_promises() { written = {known_at_start, known_scopes, groups}; }

    /// The vector that an outcome of such a promise names by its place; none of other promises.
    std::span<const double> components(BodyId body, double place) const;
};

/// One agent as a scenario declares it, names resolved to numbers.
struct AgentSetup {
    AgentId id;  ///< the number that it will get
    std::vector<JudgesBy> judges;
    std::vector<AgentId> tells;       ///< who hears its verdicts
    std::vector<AgentId> knows;       ///< whose motions it knows, its own included
    std::vector<AgentId> neighbours;  ///< whom a link joins it to; ascending
    std::vector<Keeps> keeps;
    std::vector<Withdraws> withdraws;
    std::vector<Imposes> imposes;
    MachineUse machine;
    std::map<std::string, double> numbers;  ///< further parameters, in SI units or ticks
    std::map<std::string, std::string> texts;
    std::map<std::string, std::vector<Arguments>> rows;  ///< of parameters that are lists of maps
    std::map<std::string, std::vector<AgentId>> lists;   ///< of further ones that are agents
};

/// What a behaviour says of an agent that judges as `Observing` does: may it be judged again what
/// that agent found, as if it had judged so in the run? The answer is no for whatever holds.
/// [docs/model.md 4]
struct Conduct {
    bool heeds_verdicts = false;  ///< acts on verdicts or trust, its own or what it was told
    bool tells_verdicts = false;  ///< says them in other ways than by `tells`
    bool acts_by_clock = false;   ///< does more by alarms of its own than say something
    bool draws = false;           ///< draws chance
};

/// Puts agents of one behaviour into a world.
class BehaviourFactory {
public:
    virtual ~BehaviourFactory() = default;
    /// Agents are added in the order of their numbers.
    virtual AgentId add(World& world, const AgentSetup& setup) = 0;
    /// None: the behaviour does not say, so that it may do anything.
    virtual std::optional<Conduct> conduct(const AgentSetup&) const { return std::nullopt; }
};

/// A fresh factory for one world. The setting is complete when the first agent is added, and
/// outlives the world: behaviours keep it.
using BehaviourMaker =
    std::function<std::unique_ptr<BehaviourFactory>(std::shared_ptr<const Surroundings>)>;

/// What one row of a trace asks of an agent: make a promise, and let it end so.
/// Delivered as `event_kind::plan`.
struct TraceRow {
    NameId name;  ///< of the trace
    TypeId type;
    BodyId body;
    GroupId promisees;
    GroupId scope;
    Reading due = no_reading;
    Reading ends_at;  ///< the promiser's reading at which it ends
    OutcomeKind outcome = OutcomeKind::happened;

    static constexpr auto fields(auto& self) {
        return std::tie(self.name, self.type, self.body, self.promisees, self.scope, self.due,
                        self.ends_at, self.outcome);
    }
};

/// What one row of a trace of assessments asks of an agent: to find this of another's promise, and
/// to tell it. Delivered as `event_kind::plan`.
struct RatedRow {
    PromiseId promise;
    TypeId type;
    Verdict verdict = Verdict::kept;
    double degree = 1.0;
    GroupId listeners;

    static constexpr auto fields(auto& self) {
        return std::tie(self.promise, self.type, self.verdict, self.degree, self.listeners);
    }
};

}  // namespace worldline
