// SPDX-License-Identifier: Apache-2.0
//
// What agents in Python do: each act for one or many of a wave at once, in the order of places.
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include <pybind11/stl.h>

#include "python/bindings/wave.hpp"
#include "sim/base/units.hpp"

namespace py = pybind11;
using namespace py::literals;

namespace worldline::bindings {
namespace {

/// Seconds of an agent's own clock, or a text with a unit, as whole ticks.
class Spans {
public:
    Spans(const Wave& wave, const py::object& given, std::size_t count, const char* what)
        : resolution_(wave.behaviour.python().resolution), what_(what) {
        if (given.is_none()) {
            exact_ = Duration{};
        } else if (py::isinstance<py::str>(given)) {
            exact_ = duration(given.cast<std::string>(), resolution_);
        } else {
            seconds_.emplace(given, count, what);
        }
    }
    Duration operator[](std::size_t i) const {
        if (exact_) return *exact_;
        const double ticks = std::floor((*seconds_)[i] / resolution_.seconds() + 0.5);
        if (!(std::abs(ticks) < 9.2e18)) {
            throw py::value_error(std::string(what_) + ": this time is too long, or none");
        }
        return Duration{static_cast<std::int64_t>(ticks)};
    }

private:
    Resolution resolution_;
    const char* what_;
    std::optional<Duration> exact_;
    std::optional<Column<double>> seconds_;
};

/// Who is told: one agent, one for each place, or for each place several.
class Receivers {
public:
    Receivers(const py::object& to, std::size_t count) {
        const bool is_ragged = py::isinstance<py::list>(to) || py::isinstance<py::tuple>(to) ||
                               (py::isinstance<py::array>(to) &&
                                py::reinterpret_borrow<py::array>(to).dtype().kind() == 'O');
        if (!is_ragged) {
            one_.emplace(to, count, "to");
            return;
        }
        if (py::len(to) != count) {
            throw py::value_error("to: for each of " + std::to_string(count) +
                                  " places the agents that are told, not for " +
                                  std::to_string(py::len(to)));
        }
        for (const py::handle each : to) {
            const auto agents = Numbers::ensure(py::reinterpret_borrow<py::object>(each));
            if (!agents) throw py::type_error("to: numbers of agents are due");
            many_.emplace_back(agents.data(), agents.data() + agents.size());
        }
    }
    template <class Tell>
    void each(std::size_t i, Tell tell) const {
        if (one_) return tell(agent((*one_)[i]));
        for (const std::int64_t number : many_[i]) tell(agent(number));
    }

private:
    using Numbers = py::array_t<std::int64_t, py::array::c_style | py::array::forcecast>;
    static AgentId agent(std::int64_t number) {
        if (number < 0 || number > std::int64_t{0xffff'fffe}) {
            throw py::value_error("to: " + std::to_string(number) + " is no agent's number");
        }
        return {static_cast<std::uint32_t>(number)};
    }
    std::optional<Column<std::int64_t>> one_;
    std::vector<std::vector<std::int64_t>> many_;
};

/// What is said, as the bytes that travel.
class Rows {
public:
    Rows(const MessageType& type, const py::object& given, std::size_t count)
        : size_(static_cast<std::size_t>(type.contents.itemsize())) {
        if (given.is_none() && size_ == 0) return;
        rows_ = py::array::ensure(given, py::array::c_style);
        if (given.is_none() || !rows_ || !rows_.dtype().equal(type.contents)) {
            PyErr_Clear();
            throw py::type_error("contents: `" + type.name + "` contains rows of " +
                                 py::repr(type.contents).cast<std::string>());
        }
        const auto n_rows = static_cast<std::size_t>(rows_.size());
        if (n_rows != 1 && n_rows != count) {
            throw py::value_error("contents: one row is due, or " + std::to_string(count) +
                                  " of them, not " + std::to_string(n_rows));
        }
        step_ = n_rows == 1 ? 0 : size_;
    }
    std::span<const std::byte> operator[](std::size_t i) const {
        if (size_ == 0) return {};
        return {static_cast<const std::byte*>(rows_.data()) + i * step_, size_};
    }

private:
    std::size_t size_;
    std::size_t step_ = 0;
    py::array rows_;
};

PromiseId promise_of(std::uint64_t packed) { return PromiseId{packed}; }

py::object no_promise() { return py::int_(~std::uint64_t{0}); }

void tell(const Deeds& deeds, const py::object& at, const py::object& to, const std::string& name,
          const py::object& contents, const py::object& promise, const py::object& after) {
    const Wave& wave = deeds.wave();
    const MessageType* type = wave.behaviour.python().find(name);
    if (type == nullptr) {
        throw py::key_error("no message is called " + name +
                            "; `messages` names a behaviour's own");
    }
    const auto places = places_of(wave, at);
    const Receivers receivers(to, places.size());
    const Rows rows(*type, contents, places.size());
    const Column<std::uint64_t> about(promise.is_none() ? no_promise() : promise, places.size(),
                                      "promise");
    const Spans spans(wave, after, places.size(), "after");
    for (std::size_t i = 0; i < places.size(); ++i) {
        const Saying saying{type->kind, promise_of(about[i]), rows[i], spans[i]};
        if (saying.after.ticks < 0) throw py::value_error("after: not before now");
        receivers.each(i, [&](AgentId agent) { wave.actions(places[i]).tell(agent, saying); });
    }
}

void wake(const Deeds& deeds, const py::object& at, const py::object& after,
          const py::object& note) {
    const Wave& wave = deeds.wave();
    const auto places = places_of(wave, at);
    const Spans spans(wave, after, places.size(), "after");
    const Column<std::int64_t> notes(note, places.size(), "note");
    for (std::size_t i = 0; i < places.size(); ++i) {
        const std::int64_t number = notes[i];
        wave.actions(places[i]).wake(wave.percept(places[i]).now + spans[i], event_kind::alarm,
                                     std::as_bytes(std::span(&number, 1)));
    }
}

/// A promise of the scenario, by its name.
std::size_t written(const Wave& wave, const std::string& name) {
    const auto& names = wave.behaviour.python().promise_names;
    const auto at = std::find(names.begin(), names.end(), name);
    const auto place = static_cast<std::size_t>(at - names.begin());
    if (at == names.end() || place >= wave.behaviour.surroundings().known_at_start.size()) {
        throw py::key_error("the scenario writes no promise " + name);
    }
    return place;
}

/// Makes promises like one that the scenario writes, and makes them known to its scope; one that is
/// live already is not made again.
py::array_t<std::uint64_t> promise(const Deeds& deeds, const py::object& at,
                                   const std::string& like, const py::object& due) {
    const Wave& wave = deeds.wave();
    const Surroundings& around = wave.behaviour.surroundings();
    const std::size_t model = written(wave, like);
    const auto places = places_of(wave, at);
    const Spans spans(wave, due, places.size(), "due");
    py::array_t<std::uint64_t> made(static_cast<py::ssize_t>(places.size()));
    for (std::size_t i = 0; i < places.size(); ++i) {
        const Reading now = wave.percept(places[i]).now;
        Notice notice = around.known_at_start[model];
        notice.made = now;
        notice.due = due.is_none() ? no_reading : now + spans[i];
        notice.period = {};
        notice.occurrences = 1;
        const GroupId scope = around.known_scopes[model];
        Actions& actions = wave.actions(places[i]);
        const auto [id, is_new] =
            wave.live[places[i]]->promise({.id = {},
                                           .body = notice.body,
                                           .promisees = around.known_promisees[model],
                                           .scope = scope,
                                           .made = now,
                                           .due = notice.due},
                                          actions);
        made.mutable_data()[i] = id.packed;
        if (!is_new) continue;
        notice.promise = id;
        const Contents contents = Contents::of(notice);
        actions.tell(scope, {message_kind::promise, id, contents.bytes()});
    }
    return made;
}

OutcomeKind outcome_kind(const std::string& word) {
    if (word == "happened") return OutcomeKind::happened;
    if (word == "contrary_act") return OutcomeKind::contrary_act;
    if (word == "unobserved") return OutcomeKind::unobserved;
    throw py::value_error("outcome: happened, contrary_act or unobserved, not " + word);
}

/// Lets promises end, and tells their scope.
void keep(const Deeds& deeds, const py::object& at, const std::string& like,
          const py::object& promise, const py::object& occurrence, const py::object& value,
          const std::string& outcome) {
    const Wave& wave = deeds.wave();
    const Surroundings& around = wave.behaviour.surroundings();
    const std::size_t model = written(wave, like);
    const auto places = places_of(wave, at);
    const std::uint64_t own = around.known_at_start[model].promise.packed;
    const Column<std::uint64_t> promises(promise.is_none() ? py::object(py::int_(own)) : promise,
                                         places.size(), "promise");
    const Column<std::uint32_t> occurrences(occurrence, places.size(), "occurrence");
    const Column<double> values(value, places.size(), "value");
    const OutcomeKind kind = outcome_kind(outcome);
    for (std::size_t i = 0; i < places.size(); ++i) {
        const Percept& percept = wave.percept(places[i]);
        const PromiseId id = promise_of(promises[i]);
        if (id.maker() != percept.self) {
            throw py::value_error("an agent keeps promises of its own only");
        }
        const Outcome ending{.promise = id,
                             .name = around.known_at_start[model].name,
                             .occurrence = occurrences[i],
                             .kind = kind,
                             .value = values[i],
                             .stated = percept.now};
        Actions& actions = wave.actions(places[i]);
        if (kind == OutcomeKind::happened) actions.keeps(id, occurrences[i]);
        if (occurrences[i] == no_occurrence) wave.live[places[i]]->end(id);
        const Contents contents = Contents::of(ending);
        actions.tell(around.known_scopes[model], {message_kind::outcome, id, contents.bytes()});
    }
}

/// Takes promises back, and tells their scope.
void withdraw(const Deeds& deeds, const py::object& at, const std::string& like,
              const py::object& promise) {
    const Wave& wave = deeds.wave();
    const Surroundings& around = wave.behaviour.surroundings();
    const std::size_t model = written(wave, like);
    const auto places = places_of(wave, at);
    const std::uint64_t own = around.known_at_start[model].promise.packed;
    const Column<std::uint64_t> promises(promise.is_none() ? py::object(py::int_(own)) : promise,
                                         places.size(), "promise");
    for (std::size_t i = 0; i < places.size(); ++i) {
        const PromiseId id = promise_of(promises[i]);
        if (id.maker() != wave.percept(places[i]).self) {
            throw py::value_error("an agent takes back promises of its own only");
        }
        wave.live[places[i]]->end(id);
        const Contents contents = Contents::of(Withdrawal{id});
        wave.actions(places[i]).tell(around.known_scopes[model],
                                     {message_kind::withdrawal, id, contents.bytes()});
    }
}

template <class Enum>
Enum word_of(const std::string& word, std::initializer_list<const char*> words, const char* what) {
    std::string known;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (word == words.begin()[i]) return static_cast<Enum>(i);
        known += (i == 0 ? "" : ", ") + std::string(words.begin()[i]);
    }
    throw py::value_error(std::string(what) + ": one of " + known + ", not " + word);
}

void assess(const Deeds& deeds, const py::object& at, const py::object& promise,
            const std::string& verdict, const std::string& reason, const py::object& occurrence,
            const py::object& degree, const py::object& margin, const py::object& trust) {
    const Wave& wave = deeds.wave();
    const auto places = places_of(wave, at);
    const auto found = word_of<Verdict>(
        verdict, {"undecided", "kept", "not_kept", "broken", "invalidated"}, "verdict");
    const auto why =
        word_of<Reason>(reason,
                        {"outcome", "contrary_act", "silence", "pending", "condition_unmet",
                         "withdrawn", "unobserved", "told", "assumption"},
                        "reason");
    const Column<std::uint64_t> promises(promise, places.size(), "promise");
    const Column<std::uint32_t> occurrences(occurrence, places.size(), "occurrence");
    const Column<double> degrees(degree, places.size(), "degree");
    const Column<double> margins(margin, places.size(), "margin");
    const Column<double> trusts(trust, places.size(), "trust");
    for (std::size_t i = 0; i < places.size(); ++i) {
        const Percept& percept = wave.percept(places[i]);
        wave.actions(places[i]).assess({.assessor = percept.self,
                                        .promise = promise_of(promises[i]),
                                        .occurrence = occurrences[i],
                                        .verdict = found,
                                        .reason = why,
                                        .degree = degrees[i],
                                        .margin = margins[i],
                                        .reading = percept.now,
                                        .evidence = percept.message,
                                        .trust = trusts[i]});
    }
}

void stop(const Deeds& deeds, const py::object& at) {
    const Wave& wave = deeds.wave();
    for (const std::size_t place : places_of(wave, at)) wave.actions(place).stop();
}

}  // namespace

void register_deeds(py::module_& m) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    py::class_<Deeds>(
        m, "Actions",
        "What agents of one behaviour do. `at` says who: places in the percepts, one, "
        "several, or a mask; other arguments are one value for all, or one each.")
        .def("tell", &tell, "at"_a, "to"_a, "name"_a, "contents"_a = py::none(),
             "promise"_a = py::none(), "after"_a = py::none(),
             "Sends a message: to an agent by number, to one for each place, or to several "
             "(a list of arrays). `after` holds it back by the sender's own clock [s].")
        .def("wake", &wake, "at"_a, "after"_a, "note"_a = 0,
             "Sets an alarm so much later by one's own clock: seconds, or a text with a unit.")
        .def("promise", &promise, "at"_a, "like"_a, "due"_a = py::none(),
             "Promises the like of what the scenario writes under this name, due so much later, "
             "and makes it known to its scope. Returns the promises: of one that is live already, "
             "due at the same time, that one, and nobody is told again.")
        .def("keep", &keep, "at"_a, "like"_a, "promise"_a = py::none(), "occurrence"_a = 0,
             "value"_a = nan, "outcome"_a = "happened",
             "Lets a promise of one's own end so, and tells its scope. Without `promise` it is "
             "the one that the scenario writes under this name.")
        .def("withdraw", &withdraw, "at"_a, "like"_a, "promise"_a = py::none(),
             "Takes a promise of one's own back, and tells its scope.")
        .def("assess", &assess, "at"_a, "promise"_a, "verdict"_a, "reason"_a = "outcome",
             "occurrence"_a = 0, "degree"_a = nan, "margin"_a = nan, "trust"_a = nan,
             "Notes what one finds about a promise; `margin` [s].")
        .def("stop", &stop, "at"_a, "Makes this the agent's last reaction.");
}

}  // namespace worldline::bindings
