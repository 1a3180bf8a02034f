// SPDX-License-Identifier: Apache-2.0
#include "bench/options.hpp"

#include <charconv>
#include <system_error>

#include <fmt/format.h>

namespace worldline {
namespace {

/// @throws BadOption  it is no number, or not in [least, most].
template <class Number>
Number number_of(std::string_view option, std::string_view text, Number least, Number most) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_number = error == std::errc{} && end == text.data() + text.size();
    if (!is_number || !(number >= least && number <= most)) {
        throw BadOption(
            fmt::format("{} must be a number from {} to {}, not '{}'", option, least, most, text));
    }
    return number;
}

void set(BenchOptions& options, std::string_view option, std::string_view text) {
    Load& load = options.load;
    if (option == "--agents") {
        load.agents = number_of<std::uint32_t>(option, text, 1, 1u << 30);
    } else if (option == "--events") {
        load.events = number_of<std::uint32_t>(option, text, 1, 1u << 20);
    } else if (option == "--remote") {
        load.remote = number_of(option, text, 0.0, 1.0);
    } else if (option == "--lookahead") {
        load.lookahead = number_of(option, text, 1e-9, 1.0);
    } else if (option == "--until") {
        load.until = number_of(option, text, 1e-9, 1e9);
    } else if (option == "--seed") {
        load.seed = number_of<std::uint64_t>(option, text, 0, ~std::uint64_t{0});
    } else if (option == "--threads") {
        options.threads = number_of(option, text, 1, 4'096);
    } else if (option == "--repeat") {
        options.repeat = number_of(option, text, 1, 1'000'000);
    } else if (option == "--record") {
        options.record = text;
    } else {
        throw BadOption(fmt::format("there is no option '{}'", option));
    }
}

}  // namespace

const std::string_view bench_usage =
    "usage: worldline bench phold|ring [--agents N] [--events E] [--remote R] [--lookahead L]\n"
    "           [--until T] [--threads K] [--seed S] [--repeat TIMES] [--record FILE]\n"
    "\n"
    "Prints one JSON object a run. Times are in simulated seconds; E messages an agent.\n"
    "phold: each goes on after L + Exp(1 - L), to any agent with probability R, else to itself.\n"
    "ring:  each goes on to the next agent after L.\n";

BenchOptions parse_bench_options(std::span<const std::string_view> words) {
    if (words.empty()) throw BadOption("which benchmark? phold or ring");
    BenchOptions options;
    options.name = words.front();
    if (options.name != "phold" && options.name != "ring") {
        throw BadOption(
            fmt::format("there is no benchmark '{}'; there are phold and ring", options.name));
    }
    for (std::size_t i = 1; i < words.size(); i += 2) {
        if (i + 1 == words.size()) throw BadOption(fmt::format("{} needs a value", words[i]));
        set(options, words[i], words[i + 1]);
    }
    return options;
}

}  // namespace worldline
