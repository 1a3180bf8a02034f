// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "agents/setup.hpp"
#include "sim/base/expects.hpp"
#include "sim/engine/agent.hpp"

namespace worldline {

/// Adds agents of one behaviour: the kind with the first of them, states one by one.
///
/// A behaviour is made from the surroundings, `BehaviourType(std::shared_ptr<const Surroundings>)`,
/// or from nothing, and says what an agent begins with, `State add(const AgentSetup&)`. It may say
/// that some of its agents have nothing to do at the start, and then hear no `start`:
/// `static bool needs_start(const AgentSetup&)`; and, if it judges by `Observing`, what judging
/// again has to know of them: `Conduct conduct(const AgentSetup&)`, static or const.
template <class BehaviourType>
class FactoryOf final : public BehaviourFactory {
public:
    explicit FactoryOf(std::shared_ptr<const Surroundings> surroundings)
        : behaviour_(made_from(surroundings)), surroundings_(std::move(surroundings)) {}

    AgentId add(World& world, const AgentSetup& setup) override {
        if (!kind_) kind_ = world.add_kind(behaviour_);
        const AgentId id =
            world.add_agent(*kind_, behaviour_->add(setup), surroundings_->clocks[setup.id.number]);
        expects(id == setup.id, "agents are added in the order of their numbers");
        if (needs_start(setup)) {
            world.plans.push_back({Time{0}, id, event_kind::start, {}});
        }
        return id;
    }

    std::optional<Conduct> conduct(const AgentSetup& setup) const override {
        if constexpr (requires(const BehaviourType& b) { b.conduct(setup); }) {
            return std::as_const(*behaviour_).conduct(setup);
        } else {
            return std::nullopt;
        }
    }

private:
    static std::shared_ptr<BehaviourType> made_from(
        const std::shared_ptr<const Surroundings>& surroundings) {
        if constexpr (std::is_default_constructible_v<BehaviourType>) {
            return std::make_shared<BehaviourType>();
        } else {
            return std::make_shared<BehaviourType>(surroundings);
        }
    }
    static bool needs_start(const AgentSetup& setup) {
        if constexpr (requires { BehaviourType::needs_start(setup); }) {
            return BehaviourType::needs_start(setup);
        } else {
            return true;
        }
    }

    std::shared_ptr<BehaviourType> behaviour_;
    std::shared_ptr<const Surroundings> surroundings_;
    std::optional<std::uint32_t> kind_;
};

template <class BehaviourType>
BehaviourMaker maker_of() {
    return [](std::shared_ptr<const Surroundings> surroundings) {
        return std::make_unique<FactoryOf<BehaviourType>>(std::move(surroundings));
    };
}

}  // namespace worldline
