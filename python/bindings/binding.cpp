// SPDX-License-Identifier: Apache-2.0
//
// Bindings and expectations: for `worldline.expecting`, out of rows of a record.
#include "python/bindings/binding.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <pybind11/stl.h>

#include "agents/rules/binding.hpp"

namespace py = pybind11;
using namespace pybind11::literals;

namespace worldline {
namespace {

template <class T>
T of(const py::dict& row, const char* key) {
    if (!row.contains(key)) throw py::key_error(std::string("a row lacks ") + key);
    return row[key].cast<T>();
}

template <class Enum>
Enum label_of(const py::dict& row, const char* key, Enum last) {
    const auto number = of<unsigned>(row, key);
    if (number > static_cast<unsigned>(last)) {
        throw std::invalid_argument(std::string(key) + " has no label " + std::to_string(number));
    }
    return static_cast<Enum>(number);
}

Body body_of(const py::dict& row) {
    return {.type = TypeId{of<std::uint32_t>(row, "type")},
            .polarity = label_of(row, "polarity", Polarity::accept),
            .constraint = {.kind = label_of(row, "constraint", ConstraintKind::vector),
                           .lower = of<double>(row, "lower"),
                           .upper = of<double>(row, "upper"),
                           .members = of<std::vector<std::string>>(row, "members"),
                           .numbers = of<std::vector<double>>(row, "numbers")},
            .subject = AgentId{of<std::uint32_t>(row, "subject")},
            .places = of<std::uint32_t>(row, "places"),
            .all_or_nothing = of<bool>(row, "all_or_nothing"),
            .impositions = of<bool>(row, "impositions")};
}

PromiseId promise_of(std::uint64_t identity) { return PromiseId{identity}; }

Noticed noticed_of(const py::dict& row) {
    Noticed noticed{.promise = promise_of(of<std::uint64_t>(row, "promise")),
                    .body = body_of(of<py::dict>(row, "body")),
                    .promisees = {},
                    .noticed = {of<std::int64_t>(row, "time"), 0.0},
                    .rests_on = {}};
    for (const auto agent : of<std::vector<std::uint32_t>>(row, "promisees")) {
        noticed.promisees.push_back(AgentId{agent});
    }
    for (const auto& [onto, link] :
         of<std::vector<std::pair<std::uint64_t, unsigned>>>(row, "rests_on")) {
        if (link > static_cast<unsigned>(Link::preferred)) {
            throw std::invalid_argument("there is no link " + std::to_string(link));
        }
        noticed.rests_on.push_back({noticed.promise, promise_of(onto), static_cast<Link>(link)});
    }
    return noticed;
}

std::vector<Noticed> all_of(const std::vector<py::dict>& rows) {
    std::vector<Noticed> all;
    for (const py::dict& row : rows) all.push_back(noticed_of(row));
    return all;
}

py::dict dict_of(const Constraint& constraint, unsigned domain) {
    if (domain > static_cast<unsigned>(Domain::vector)) {
        throw std::invalid_argument("there is no domain " + std::to_string(domain));
    }
    return py::dict("constraint"_a = static_cast<unsigned>(constraint.kind),
                    "lower"_a = lowest(constraint), "upper"_a = highest(constraint),
                    "members"_a = constraint.members, "numbers"_a = constraint.numbers,
                    "n_admissible"_a = n_admissible(constraint, static_cast<Domain>(domain)));
}

}  // namespace

void register_binding(py::module_& m) {
    m.def(
        "bindings",
        [](const std::vector<py::dict>& noticed, const std::vector<unsigned>& domains) {
            py::list found;
            const auto all = all_of(noticed);
            for (const Binding& one : bindings(all)) {
                const auto give = std::find_if(all.begin(), all.end(), [&](const Noticed& other) {
                    return other.promise == one.give;
                });
                py::dict row = dict_of(one.flows, domains.at(give->body.type.number));
                row["give"] = one.give.packed;
                row["accept"] = one.accept.packed;
                row["since"] = one.since.ticks;
                found.append(row);
            }
            return found;
        },
        "noticed"_a, "domains"_a, "Bindings among promises that one observer has noticed.");
    m.def(
        "expectation",
        [](const std::vector<py::dict>& noticed, const py::dict& about,
           unsigned domain) -> std::optional<py::dict> {
            const auto expected = expectation(all_of(noticed), noticed_of(about));
            if (!expected) return std::nullopt;
            return dict_of(*expected, domain);
        },
        "noticed"_a, "about"_a, "domain"_a,
        "What one observer expects of the exchange that a promise is part of; None: nothing.");
}

}  // namespace worldline
