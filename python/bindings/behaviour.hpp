// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include "agents/catalogue.hpp"
#include "python/bindings/behaviour_states.hpp"
#include "python/bindings/message_types.hpp"
#include "sim/engine/agent.hpp"

namespace worldline::bindings {

/// A behaviour as its class in Python describes it (python/worldline/behaviour.py), and the words
/// of the world that it lives in.
struct PythonClass {
    Part part;
    std::shared_ptr<const RowLayout> layout;
    pybind11::object react;
    pybind11::dtype state;
    std::vector<MessageType> types;  ///< of messages that it may hear and say
    // Known when the world is there:
    std::vector<std::string> promise_names;
    Resolution resolution;
    mutable bool was_interrupted = false;  ///< Ctrl-C came while it reacted

    const MessageType* find(const std::string& name) const;
    void learn_words(World& world);
};

/// Deleted under the interpreter's lock, wherever the last world that knows it goes.
std::shared_ptr<PythonClass> python_class(const pybind11::dict& described);

/// Agents whose reactions are computed by Python, many at a time, on the thread that runs the
/// world. The interpreter's lock is held while they react.
class PythonBehaviour final : public Behaviour {
public:
    PythonBehaviour(std::shared_ptr<const PythonClass> python,
                    std::shared_ptr<const Surroundings> surroundings)
        : python_(std::move(python)), surroundings_(std::move(surroundings)) {}

    std::unique_ptr<States> states() const override {
        return std::make_unique<RowStates>(python_->layout);
    }
    void run(States& states, Turns& turns) const override;
    bool interleaves() const override { return true; }
    bool stays_on_calling_thread() const override { return true; }

    /// Agents are added in the order of their numbers.
    void add(const AgentSetup& setup) { setups_.push_back(setup); }

    const AgentSetup& setup_of(AgentId agent) const;
    const PythonClass& python() const { return *python_; }
    const Surroundings& surroundings() const { return *surroundings_; }

private:
    void react(RowStates& states, Turns& turns, std::span<Turn* const> chosen) const;

    std::shared_ptr<const PythonClass> python_;
    std::shared_ptr<const Surroundings> surroundings_;
    std::vector<AgentSetup> setups_;  ///< ascending by agent
};

/// Behaviours of Python by the names that a scenario knows them by, beside all others.
using PythonClasses = std::vector<std::shared_ptr<PythonClass>>;
Catalogue catalogue_with(const PythonClasses& classes);

/// Raises KeyboardInterrupt if Ctrl-C has ended a reaction of one of them.
void raise_interruption(const PythonClasses& classes);

}  // namespace worldline::bindings
