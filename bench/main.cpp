// SPDX-License-Identifier: Apache-2.0
//
// `worldline bench NAME`: measures the engine on loads that others use too.

#include <algorithm>
#include <cstdio>
#include <exception>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "bench/measure.hpp"
#include "bench/rejudge.hpp"
#include "bench/spacetime.hpp"

using namespace worldline;

namespace {

constexpr int ok = 0, failed = 1, bad_input = 2, digest_differs = 3;

/// Every run of one load ends alike, so a line that ends otherwise is worth nothing.
int run_all(const BenchOptions& options) {
    Digest first;
    for (int i = 0; i < options.repeat; ++i) {
        for (const Measured& measured : measure_round(options)) {
            fmt::print("{}\n", json_of(options, measured));
            if (first == Digest{}) first = measured.digest;
            if (measured.digest != first) return digest_differs;
        }
        std::fflush(stdout);
    }
    return ok;
}

/// `spacetime` has no world and no events: it asks parts of one.
int run_spacetime(const std::vector<std::string_view>& words) {
    if (words.size() > 1) throw BadOption("spacetime has no options");
    constexpr std::uint32_t asked = 20'000;
    constexpr int rounds = 9;
    for (const AskedOf& cost : measure_spacetime(asked, rounds)) {
        fmt::print("{}\n", json_of(cost));
        std::fflush(stdout);
    }
    return ok;
}

/// `rejudge` judges one run again and again.
int run_rejudge(const std::vector<std::string_view>& words) {
    if (words.size() > 1) throw BadOption("rejudge has no options");
    for (const Rejudged& one : measure_rejudge({})) {
        fmt::print("{}\n", json_of(one));
        std::fflush(stdout);
    }
    return ok;
}

}  // namespace

int main(int n_arguments, char** arguments) {
    const std::vector<std::string_view> words(arguments + 1, arguments + n_arguments);
    const auto asks_for_help = [](std::string_view word) {
        return word == "--help" || word == "-h";
    };
    if (std::any_of(words.begin(), words.end(), asks_for_help)) {
        fmt::print("{}", bench_help());
        return ok;
    }
    try {
        if (!words.empty() && words.front() == "spacetime") return run_spacetime(words);
        if (!words.empty() && words.front() == "rejudge") return run_rejudge(words);
        return run_all(parse_bench_options(words));
    } catch (const BadOption& error) {
        fmt::print(stderr, "worldline bench: {}\n", error.what());
        return bad_input;
    } catch (const std::exception& error) {
        fmt::print(stderr, "worldline bench: {}\n", error.what());
        return failed;
    }
}
