// SPDX-License-Identifier: Apache-2.0
#include "python/bindings/behaviour.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>
#include <stdexcept>

#include <pybind11/stl.h>

#include "python/bindings/wave.hpp"
#include "sim/base/expects.hpp"

namespace py = pybind11;

namespace worldline::bindings {
namespace {

/// In one call; each takes about half a kilobyte.
constexpr std::size_t agents_in_a_call_max = 4'096;

ParameterKind kind_of(const std::string& word) {
    static const std::map<std::string, ParameterKind> kinds{
        {"quantity", ParameterKind::quantity}, {"duration", ParameterKind::duration},
        {"number", ParameterKind::number},     {"integer", ParameterKind::integer},
        {"text", ParameterKind::text},         {"flag", ParameterKind::flag},
        {"agent", ParameterKind::agent},       {"agents", ParameterKind::agents},
        {"choice", ParameterKind::choice}};
    const auto at = kinds.find(word);
    if (at == kinds.end()) throw py::value_error("there is no kind of parameter " + word);
    return at->second;
}

Parameter parameter_of(const py::handle& given) {
    const auto row = given.cast<py::dict>();
    const auto text = [&row](const char* key) { return row[key].cast<std::string>(); };
    return {.name = text("name"),
            .kind = kind_of(text("kind")),
            .unit = text("unit"),
            .default_value = text("default"),
            .minimum = row["minimum"].cast<double>(),
            .maximum = row["maximum"].cast<double>(),
            .meaning = text("meaning"),
            .choices = row["choices"].cast<std::vector<std::string>>(),
            .required = row["required"].cast<bool>()};
}

std::shared_ptr<const RowLayout> layout_of(const py::dict& described) {
    RowLayout layout{.size = described["size"].cast<std::size_t>(), .fields = {}};
    for (const py::handle given : described["fields"].cast<py::list>()) {
        const auto field = given.cast<py::tuple>();
        layout.fields.push_back({.name = field[0].cast<std::string>(),
                                 .kind = field[1].cast<std::string>().at(0),
                                 .size = field[2].cast<std::size_t>(),
                                 .offset = field[3].cast<std::size_t>(),
                                 .count = field[4].cast<std::size_t>()});
    }
    return std::make_shared<const RowLayout>(std::move(layout));
}

/// Adds agents of one Python class: the kind with the first of them, states one by one.
class PythonFactory final : public BehaviourFactory {
public:
    PythonFactory(std::shared_ptr<const PythonClass> python,
                  std::shared_ptr<const Surroundings> surroundings)
        : behaviour_(std::make_shared<PythonBehaviour>(std::move(python), surroundings)),
          surroundings_(std::move(surroundings)) {}

    AgentId add(World& world, const AgentSetup& setup) override {
        if (!kind_) kind_ = world.add_kind(behaviour_);
        static_cast<RowStates&>(*world.kinds[*kind_].states).add();
        behaviour_->add(setup);
        const AgentId id = world.add_agent(*kind_, surroundings_->clocks[setup.id.number]);
        expects(id == setup.id, "agents are added in the order of their numbers");
        world.plans.push_back({Time{0}, id, event_kind::start, {}});
        return id;
    }

private:
    std::shared_ptr<PythonBehaviour> behaviour_;
    std::shared_ptr<const Surroundings> surroundings_;
    std::optional<std::uint32_t> kind_;
};

/// What Python raised, with its traceback, as a sentence that the engine completes: whose turn it
/// was, when, and on what.
[[noreturn]] void fail(const PythonClass& python, py::error_already_set& error) {
    if (error.matches(PyExc_KeyboardInterrupt)) python.was_interrupted = true;
    const py::object lines =
        py::module_::import("traceback")
            .attr("format_exception")(error.type(), error.value(), error.trace());
    throw std::runtime_error("behaviour " + python.part.name + " raised\n" +
                             py::str("").attr("join")(lines).cast<std::string>());
}

}  // namespace

const MessageType* PythonClass::find(const std::string& name) const {
    const auto at = std::find_if(types.begin(), types.end(),
                                 [&](const MessageType& type) { return type.name == name; });
    return at == types.end() ? nullptr : &*at;
}

void PythonClass::learn_words(World& world) {
    for (MessageType& type : types) type.kind = kind_named(type.name, world.preamble);
    promise_names = world.preamble.promise_names;
    resolution = world.resolution;
}

std::shared_ptr<PythonClass> python_class(const py::dict& described) {
    auto made = std::unique_ptr<PythonClass>(new PythonClass);
    made->part.name = described["name"].cast<std::string>();
    made->part.summary = described["summary"].cast<std::string>();
    made->part.source = described["source"].cast<std::string>();
    for (const py::handle row : described["parameters"].cast<py::list>()) {
        made->part.parameters.push_back(parameter_of(row));
    }
    made->layout = layout_of(described);
    made->react = described["react"];
    made->state = described["state"].cast<py::dtype>();
    made->types = message_types();
    for (const auto& [name, contents] : described["messages"].cast<py::dict>()) {
        made->types.push_back({name.cast<std::string>(), 0, contents.cast<py::dtype>()});
    }
    return {made.release(), [](PythonClass* python) {
                const py::gil_scoped_acquire locked;
                delete python;
            }};
}

const AgentSetup& PythonBehaviour::setup_of(AgentId agent) const {
    const auto at =
        std::lower_bound(setups_.begin(), setups_.end(), agent,
                         [](const AgentSetup& setup, AgentId of) { return setup.id < of; });
    expects(at != setups_.end() && at->id == agent, "an agent has been set up");
    return *at;
}

void PythonBehaviour::run(States& states, Turns& turns) const {
    auto& rows = static_cast<RowStates&>(states);
    const py::gil_scoped_acquire locked;
    for (auto chosen = turns.next_many(agents_in_a_call_max); !chosen.empty();
         chosen = turns.next_many(agents_in_a_call_max)) {
        react(rows, turns, chosen);
        for (Turn* turn : chosen) {
            turns.leave(*turn, turns.keeps_content() ? rows.content(turns.index(*turn)) : Digest{});
        }
    }
}

/// States are copied to an array for the call and back behind it: Python may keep the array, and
/// changes nothing by it afterwards.
void PythonBehaviour::react(RowStates& states, Turns& turns, std::span<Turn* const> chosen) const {
    const std::size_t size = states.layout().size;
    py::array rows(python_->state, static_cast<py::ssize_t>(chosen.size()));
    auto* const bytes = static_cast<std::byte*>(rows.mutable_data());
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        std::memcpy(bytes + i * size, states.row(turns.index(*chosen[i])), size);
    }
    const auto wave = std::make_shared<Wave>(Wave{*this, chosen, {}});
    for (const Turn* turn : chosen) wave->live.push_back(&states.live(turns.index(*turn)));
    try {
        const py::object given = python_->react(rows, Percepts(wave), Deeds(wave));
        if (!given.is_none()) {
            throw std::runtime_error("behaviour " + python_->part.name + " has returned " +
                                     py::repr(py::type::of(given)).cast<std::string>() +
                                     "; react changes states in place, and returns nothing");
        }
    } catch (py::error_already_set& error) {
        wave->is_over = true;
        fail(*python_, error);
    } catch (...) {
        wave->is_over = true;
        throw;
    }
    wave->is_over = true;
    if (static_cast<std::size_t>(rows.size()) != chosen.size() ||
        static_cast<std::size_t>(rows.itemsize()) != size) {
        throw std::runtime_error("behaviour " + python_->part.name +
                                 " has given the array of states another size");
    }
    const auto* const changed = static_cast<const std::byte*>(rows.data());
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        std::memcpy(states.row(turns.index(*chosen[i])), changed + i * size, size);
    }
}

Catalogue catalogue_with(const PythonClasses& classes) {
    Catalogue catalogue = standard_catalogue();
    for (const auto& python : classes) {
        catalogue.behaviours.add(
            python->part, [python](std::shared_ptr<const Surroundings> surroundings) {
                return std::make_unique<PythonFactory>(python, std::move(surroundings));
            });
    }
    return catalogue;
}

void raise_interruption(const PythonClasses& classes) {
    for (const auto& python : classes) {
        if (!std::exchange(python->was_interrupted, false)) continue;
        PyErr_SetNone(PyExc_KeyboardInterrupt);
        throw py::error_already_set();
    }
}

}  // namespace worldline::bindings
