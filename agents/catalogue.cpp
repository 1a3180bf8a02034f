// SPDX-License-Identifier: Apache-2.0
#include "agents/catalogue.hpp"

#include <optional>
#include <utility>

#include "agents/behaviours/observer.hpp"
#include "agents/behaviours/pilot.hpp"
#include "agents/behaviours/steward.hpp"
#include "sim/base/expects.hpp"

namespace worldline {
namespace {

/// Adds agents of one behaviour: the kind with the first of them, states one by one.
template <class BehaviourType>
class FactoryOf final : public BehaviourFactory {
public:
    explicit FactoryOf(std::shared_ptr<const Surroundings> surroundings)
        : behaviour_(std::make_shared<BehaviourType>(surroundings)),
          surroundings_(std::move(surroundings)) {}

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

private:
    /// A behaviour may say that some of its agents have nothing to do at the start.
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

std::vector<Parameter> observing_parameters() {
    return {{.name = "judges",
             .kind = ParameterKind::map,
             .meaning = "promise or trace, and the judging rule it is judged by"},
            {.name = "tells",
             .kind = ParameterKind::agents,
             .meaning = "agents that hear its verdicts"},
            {.name = "knows",
             .kind = ParameterKind::agents,
             .meaning = "agents whose motions it knows, to take the light time out"}};
}

std::vector<Parameter> steward_parameters() {
    auto parameters = observing_parameters();
    parameters.insert(parameters.begin(),
                      {.name = "keeps",
                       .kind = ParameterKind::map,
                       .meaning = "promise, and {at: reading of its own clock, value: outcome}; "
                                  "for a schedule `at` is how late each occurrence is"});
    return parameters;
}

Parameter velocity_parameter(const char* name) {
    return {.name = name,
            .kind = ParameterKind::quantity,
            .unit = "m/s",
            .default_value = "0 m/s",
            .meaning = "velocity along this axis"};
}

std::vector<Parameter> pilot_parameters() {
    auto parameters = steward_parameters();
    parameters.push_back({.name = "turns",
                          .kind = ParameterKind::rows,
                          .meaning = "other courses, by its own clock",
                          .columns = {{.name = "at",
                                       .kind = ParameterKind::duration,
                                       .unit = "s",
                                       .minimum = 0.0,
                                       .meaning = "reading of its own clock",
                                       .required = true},
                                      velocity_parameter("velocity_x"),
                                      velocity_parameter("velocity_y"),
                                      velocity_parameter("velocity_z")}});
    parameters.push_back({.name = "recall",
                          .kind = ParameterKind::flag,
                          .default_value = "false",
                          .meaning = "it reverses its velocity at the first message it hears, and "
                                     "gives up the turns to come"});
    return parameters;
}

}  // namespace

const Registry<BehaviourMaker>& behaviours() {
    static const Registry<BehaviourMaker> all = [] {
        Registry<BehaviourMaker> made;
        made.add({"observer", "Watches promises: judges them, learns trust, tells its verdicts.",
                  "docs/model.md 2 and 3", observing_parameters()},
                 maker_of<Observer>());
        made.add(
            {"steward", "Promises, and keeps what it promised when it planned to; replays traces.",
             "docs/model.md 1", steward_parameters()},
            maker_of<Steward>());
        made.add(
            {"pilot", "Steers itself by its own clock, or turns back when called; else a steward.",
             "docs/relativity.md, agents that steer themselves", pilot_parameters()},
            maker_of<Pilot>());
        return made;
    }();
    return all;
}

}  // namespace worldline
