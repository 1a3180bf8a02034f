// SPDX-License-Identifier: Apache-2.0
#include "bench/parameters.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace worldline {
namespace {

template <class Number>
LoadParameter number(LoadParameter parameter, Number Load::*field, Number least, Number most) {
    parameter.set = [field, least, most, option = parameter.option()](Load& load,
                                                                      std::string_view text) {
        load.*field = NumberOption<Number>{option, least, most}(text);
    };
    parameter.value = [field](const Load& load) { return fmt::format("{}", load.*field); };
    return parameter;
}

LoadParameter only_active() {
    LoadParameter parameter{"only-active", "", "leave out the agents that never hear anything"};
    parameter.set = [](Load& load, std::string_view) { load.only_active = true; };
    parameter.value = [](const Load& load) { return load.only_active ? "true" : "false"; };
    return parameter;
}

LoadParameter model() {
    LoadParameter parameter{"model", "LI|HI|HO", "which couplings"};
    parameter.is_text = true;
    parameter.set = [](Load& load, std::string_view text) {
        if (text != "LI" && text != "HI" && text != "HO") {
            throw BadOption(fmt::format("--model must be LI, HI or HO, not '{}'", text));
        }
        load.model = std::string(text);
    };
    parameter.value = [](const Load& load) { return load.model; };
    return parameter;
}

}  // namespace

std::string LoadParameter::key() const {
    std::string key = name;
    std::replace(key.begin(), key.end(), '-', '_');
    return key;
}

template <class Number>
Number NumberOption<Number>::operator()(std::string_view text) const {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_number = error == std::errc{} && end == text.data() + text.size();
    if (!is_number || !(number >= least && number <= most)) {
        throw BadOption(
            fmt::format("{} must be a number from {} to {}, not '{}'", option, least, most, text));
    }
    return number;
}

template struct NumberOption<int>;
template struct NumberOption<double>;
template struct NumberOption<std::uint32_t>;
template struct NumberOption<std::uint64_t>;

std::vector<LoadParameter> load_parameters() {
    return {
        number({"agents", "N", "how many agents"}, &Load::agents, 1u, 1u << 30),
        number({"active", "A", "share of agents that ever hear anything"}, &Load::active, 1e-9,
               1.0),
        only_active(),
        number({"events", "E", "messages that each agent starts with"}, &Load::events, 1u,
               1u << 20),
        number({"signals", "E", "signals that each satellite starts with"}, &Load::events, 1u,
               1u << 20),
        number({"remote", "R", "probability that a message leaves its sender"}, &Load::remote, 0.0,
               1.0),
        number({"lookahead", "L", "shortest delay between two agents [units]"}, &Load::lookahead,
               1e-9, 1.0),
        number({"spacing", "S", "between two places of the lattice [way of light in a unit]"},
               &Load::spacing, 1e-9, 1.0),
        number({"promises", "P", "promises that each agent makes, one a unit"}, &Load::promises, 1u,
               1'000'000u),
        number({"faults", "F", "share of promises that fail"}, &Load::faults, 0.0, 1.0),
        model(),
        number({"depth", "D", "models one within the other"}, &Load::depth, 1u, 10'000u),
        number({"width", "W", "parts of each model"}, &Load::width, 1u, 10'000u),
        number({"until", "T", "end of the run [units]"}, &Load::until, 1e-9, 1e9),
        number({"seed", "S", "of all chance"}, &Load::seed, std::uint64_t{0},
               std::numeric_limits<std::uint64_t>::max()),
    };
}

}  // namespace worldline
