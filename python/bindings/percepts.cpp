// SPDX-License-Identifier: Apache-2.0
//
// What Python sees of the percepts of a wave: arrays with one entry for each agent.
#include <algorithm>
#include <cstring>
#include <limits>
#include <string>

#include <pybind11/stl.h>

#include "python/bindings/wave.hpp"
#include "sim/base/units.hpp"

namespace py = pybind11;
using namespace py::literals;

namespace worldline::bindings {
namespace {

const Wave& open_wave(const Percepts& percepts) {
    percepts.wave()->check();
    return *percepts.wave();
}

template <class T, class Of>
py::array_t<T> column(const Wave& wave, Of of) {
    py::array_t<T> made(static_cast<py::ssize_t>(wave.size()));
    T* const values = made.mutable_data();
    for (std::size_t i = 0; i < wave.size(); ++i) values[i] = of(wave.percept(i));
    return made;
}

double seconds_of_reading(const Wave& wave, Reading reading) {
    const double ticks = static_cast<double>(reading.ticks) + reading.fraction;
    return ticks * wave.behaviour.python().resolution.seconds();
}

std::int64_t note_of(const Percept& percept) {
    std::int64_t note = 0;
    if (percept.alarm.exists() && percept.contents.size() == sizeof note) {
        std::memcpy(&note, percept.contents.data(), sizeof note);
    }
    return note;
}

/// The number of a kind, of a message or of what the engine itself tells.
std::uint16_t kind_of(const Wave& wave, const std::string& name) {
    if (name == "start") return event_kind::start;
    if (name == "alarm") return event_kind::alarm;
    const MessageType* type = wave.behaviour.python().find(name);
    if (type == nullptr) {
        throw py::key_error("no percept is called " + name +
                            "; there are start, alarm, promise, withdrawal, outcome, verdict and "
                            "what `messages` names");
    }
    return type->kind;
}

py::array_t<std::int64_t> where(const Percepts& percepts, const std::string& name) {
    const Wave& wave = open_wave(percepts);
    const std::uint16_t kind = kind_of(wave, name);
    std::vector<std::int64_t> places;
    for (std::size_t i = 0; i < wave.size(); ++i) {
        if (wave.percept(i).kind == kind) places.push_back(static_cast<std::int64_t>(i));
    }
    return py::array_t<std::int64_t>(static_cast<py::ssize_t>(places.size()), places.data());
}

/// What messages of one kind say: the rows of its dtype.
py::array read(const Percepts& percepts, const std::string& name, const py::object& at) {
    const Wave& wave = open_wave(percepts);
    const MessageType* type = wave.behaviour.python().find(name);
    if (type == nullptr) throw py::key_error("no message is called " + name);
    const auto places = places_of(wave, at.is_none() ? py::object(where(percepts, name)) : at);
    const auto size = static_cast<std::size_t>(type->contents.itemsize());
    py::array rows(type->contents, static_cast<py::ssize_t>(places.size()));
    auto* to = static_cast<std::byte*>(rows.mutable_data());
    for (const std::size_t place : places) {
        const Percept& percept = wave.percept(place);
        if (percept.kind != type->kind || percept.contents.size() != size) {
            throw py::value_error("the percept at place " + std::to_string(place) + " is no " +
                                  name);
        }
        if (size > 0) std::memcpy(to, percept.contents.data(), size);
        to += size;
    }
    return rows;
}

py::object numbers(const Wave& wave, const Parameter& row) {
    const double missing = std::numeric_limits<double>::quiet_NaN();
    const double scale =
        row.kind == ParameterKind::duration ? wave.behaviour.python().resolution.seconds() : 1.0;
    const auto number = [&](const Percept& percept) {
        const auto& given = wave.behaviour.setup_of(percept.self).numbers;
        const auto at = given.find(row.name);
        return at == given.end() ? missing : at->second * scale;
    };
    if (row.kind == ParameterKind::agent) {
        return column<std::int64_t>(wave, [&](const Percept& percept) {
            const double value = number(percept);
            return value == value ? static_cast<std::int64_t>(value) : std::int64_t{-1};
        });
    }
    if (row.kind == ParameterKind::flag) {
        return column<bool>(wave, [&](const Percept& percept) { return number(percept) == 1.0; });
    }
    return column<double>(wave, number);
}

/// An array of objects: of texts, or of arrays of numbers of agents.
template <class Of>
py::object objects(const Wave& wave, Of of) {
    py::array made(py::dtype("O"), static_cast<py::ssize_t>(wave.size()));
    for (std::size_t i = 0; i < wave.size(); ++i) {
        made[py::int_(i)] = of(wave.behaviour.setup_of(wave.percept(i).self));
    }
    return made;
}

const std::vector<AgentId>& agents_of(const AgentSetup& setup, const std::string& name) {
    static const std::vector<AgentId> nobody_at_all;
    if (name == "tells") return setup.tells;
    if (name == "knows") return setup.knows;
    const auto at = setup.lists.find(name);
    return at == setup.lists.end() ? nobody_at_all : at->second;
}

/// What the scenario gave to each agent, by the name of the parameter.
py::object parameter(const Percepts& percepts, const std::string& name) {
    const Wave& wave = open_wave(percepts);
    const Parameter* row = wave.behaviour.python().part.find(name);
    if (row == nullptr) throw py::key_error("the behaviour has no parameter " + name);
    if (row->kind == ParameterKind::agents) {
        return objects(wave, [&](const AgentSetup& setup) {
            const std::vector<AgentId>& agents = agents_of(setup, name);
            py::array_t<std::uint32_t> made(static_cast<py::ssize_t>(agents.size()));
            std::transform(agents.begin(), agents.end(), made.mutable_data(),
                           [](AgentId agent) { return agent.number; });
            return made;
        });
    }
    if (row->kind == ParameterKind::text || row->kind == ParameterKind::choice) {
        return objects(wave, [&](const AgentSetup& setup) {
            const auto at = setup.texts.find(name);
            return py::str(at == setup.texts.end() ? "" : at->second);
        });
    }
    return numbers(wave, *row);
}

/// Promises that the scenario writes, as an agent in their scope knows them from the start.
py::object known(const Percepts& percepts) {
    const Wave& wave = open_wave(percepts);
    const Surroundings& around = wave.behaviour.surroundings();
    const py::dtype& rows_type = wave.behaviour.python().find("promise")->contents;
    return objects(wave, [&](const AgentSetup& setup) {
        std::vector<Contents> rows;
        for (const std::uint32_t i : around.written.within_scope_of(setup.id)) {
            const bool is_own = around.known_at_start[i].promise.maker() == setup.id;
            const bool is_silent = i < around.announced.size() && around.announced[i];
            if (is_silent && !is_own) continue;
            rows.push_back(Contents::of(around.known_at_start[i]));
        }
        py::array made(rows_type, static_cast<py::ssize_t>(rows.size()));
        auto* to = static_cast<std::byte*>(made.mutable_data());
        for (const Contents& row : rows) {
            std::memcpy(to, row.bytes().data(), row.bytes().size());
            to += row.bytes().size();
        }
        return made;
    });
}

template <class T, class Draw>
py::array_t<T> draws(const Chance& chance, const py::object& at, Draw draw) {
    const Wave& wave = chance.wave();
    wave.check();
    const auto places = places_of(wave, at);
    py::array_t<T> made(static_cast<py::ssize_t>(places.size()));
    for (std::size_t i = 0; i < places.size(); ++i) {
        made.mutable_data()[i] = draw(wave.actions(places[i]).random());
    }
    return made;
}

void register_chance(py::module_& m) {
    py::class_<Chance>(m, "Chance",
                       "Draws for the agents of one reaction; each has a stream of its own, which "
                       "depends on seed, agent and reaction alone.")
        .def(
            "uniform",
            [](const Chance& chance, const py::object& at) {
                return draws<double>(chance, at, [](Random& of) { return of.uniform(); });
            },
            "at"_a = py::none(), "In [0, 1), a draw for each place.")
        .def(
            "exponential",
            [](const Chance& chance, const py::object& at) {
                return draws<double>(chance, at, [](Random& of) { return of.exponential(); });
            },
            "at"_a = py::none(), "Of mean 1.")
        .def(
            "normal",
            [](const Chance& chance, const py::object& at) {
                return draws<double>(chance, at, [](Random& of) { return of.normal(); });
            },
            "at"_a = py::none(), "Of mean 0 and deviation 1.")
        .def(
            "below",
            [](const Chance& chance, std::uint64_t count, const py::object& at) {
                if (count == 0) throw py::value_error("a choice needs something to choose from");
                return draws<std::uint64_t>(chance, at,
                                            [count](Random& of) { return of.below(count); });
            },
            "count"_a, "at"_a = py::none(), "One of 0, ..., count - 1.");
}

}  // namespace

void Wave::check() const {
    if (is_over) throw py::value_error("percepts and actions end with the call of react");
}

std::vector<std::size_t> places_of(const Wave& wave, const py::object& at) {
    std::vector<std::size_t> places;
    if (at.is_none()) {
        for (std::size_t i = 0; i < wave.size(); ++i) places.push_back(i);
        return places;
    }
    const py::array given = py::array::ensure(at);
    if (!given) throw py::type_error("places are whole numbers, or a mask");
    const char kind = given.dtype().kind();
    if (kind == 'b') {
        if (given.ndim() != 1 || static_cast<std::size_t>(given.size()) != wave.size()) {
            throw py::index_error("a mask has an entry for each percept");
        }
        const auto mask = py::array_t<bool, py::array::forcecast>::ensure(given);
        for (std::size_t i = 0; i < wave.size(); ++i) {
            if (mask.at(static_cast<py::ssize_t>(i))) places.push_back(i);
        }
        return places;
    }
    if (kind != 'i' && kind != 'u' && given.size() > 0) {
        throw py::type_error("places are whole numbers, or a mask");
    }
    const auto numbers =
        py::array_t<std::int64_t, py::array::c_style | py::array::forcecast>::ensure(given);
    for (py::ssize_t i = 0; i < numbers.size(); ++i) {
        const std::int64_t place = numbers.data()[i];
        if (place < 0 || static_cast<std::size_t>(place) >= wave.size()) {
            throw py::index_error("there is no place " + std::to_string(place) + " among " +
                                  std::to_string(wave.size()) + " percepts");
        }
        places.push_back(static_cast<std::size_t>(place));
    }
    return places;
}

void register_percepts(py::module_& m) {
    register_chance(m);
    const auto of = [](auto column_of) {
        return [column_of](const Percepts& percepts) { return column_of(open_wave(percepts)); };
    };
    py::class_<Percepts>(m, "Percepts",
                         "What has reached agents of one behaviour, one percept each: arrays with "
                         "an entry for each of them, its place.")
        .def("__len__", [](const Percepts& percepts) { return open_wave(percepts).size(); })
        .def_property_readonly("agent", of([](const Wave& wave) {
                                   return column<std::uint32_t>(
                                       wave, [](const Percept& p) { return p.self.number; });
                               }),
                               "Its own number.")
        .def_property_readonly("sender", of([](const Wave& wave) {
                                   return column<std::uint32_t>(
                                       wave, [](const Percept& p) { return p.sender.number; });
                               }),
                               "Who sent it; itself for its own alarms, 2**32 - 1 for the start.")
        .def_property_readonly("kind", of([](const Wave& wave) {
                                   return column<std::uint16_t>(
                                       wave, [](const Percept& p) { return p.kind; });
                               }),
                               "The number of its kind; `where` knows them by name.")
        .def_property_readonly("now", of([](const Wave& wave) {
                                   return column<double>(wave, [&wave](const Percept& p) {
                                       return seconds_of_reading(wave, p.now);
                                   });
                               }),
                               "What the agent's own clock shows [s].")
        .def_property_readonly("ticks", of([](const Wave& wave) {
                                   return column<std::int64_t>(
                                       wave, [](const Percept& p) { return p.now.ticks; });
                               }),
                               "The same in whole ticks.")
        .def_property_readonly(
            "note", of([](const Wave& wave) { return column<std::int64_t>(wave, note_of); }),
            "Of an alarm: the number that it was set with.")
        .def_property_readonly("known", &known,
                               "Promises that the scenario writes and that the agent, in their "
                               "scope, knows from the start: for each agent rows of `promise`.")
        .def_property_readonly(
            "random",
            [](const Percepts& percepts) {
                percepts.wave()->check();
                return Chance(percepts.wave());
            },
            "Chance for these agents.")
        .def("where", &where, "name"_a, "Places of the percepts of one kind, ascending.")
        .def("read", &read, "name"_a, "at"_a = py::none(),
             "What messages of one kind say: rows of its dtype, for all of that kind or those "
             "at some places.")
        .def("parameter", &parameter, "name"_a,
             "What the scenario gives to each agent: numbers in SI units (NaN: none), truths, "
             "texts, an agent's number (-1: none), or for lists of agents arrays of numbers.");
}

}  // namespace worldline::bindings
