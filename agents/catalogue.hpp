// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "agents/factory.hpp"
#include "agents/rules/trust.hpp"
#include "agents/setup.hpp"
#include "sim/base/registry.hpp"

namespace worldline {

/// What a scenario may name: behaviours and rules of trust, each with its parameter table.
///
/// A value: who wants more than the standard ones copies those and adds to the copy.
///
///     Catalogue catalogue = standard_catalogue();
///     catalogue.add<Relay>();                               // as Relay::part() describes it
///     return command(n_arguments, arguments, catalogue);    // cli/command.hpp
struct Catalogue {
    Registry<BehaviourMaker> behaviours;
    Registry<TrustMaker> trust_rules;

    /// Adds a behaviour, as `FactoryOf` wants it.
    /// @throws std::logic_error  one of this name is there
    template <class BehaviourType>
    void add(Part part = BehaviourType::part()) {
        behaviours.add(std::move(part), maker_of<BehaviourType>());
    }
};

/// All that the project itself offers.
const Catalogue& standard_catalogue();

/// Every behaviour by name: the only file that names them all. Self-registering globals would be
/// dropped from static libraries, so this is a plain list.
const Registry<BehaviourMaker>& behaviours();

}  // namespace worldline
