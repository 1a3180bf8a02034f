// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <vector>

#include <unistd.h>

#include "sim/ledger/sink.hpp"

/// Runs that never happened, to be recorded by tests.
namespace worldline::synthetic {

/// A folder of its own for each test, removed afterwards.
class Folder {
public:
    Folder()
        : path_(std::filesystem::temp_directory_path() /
                ("worldline_record_" + std::to_string(::getpid()))) {
        std::filesystem::remove_all(path_);
        std::filesystem::create_directories(path_);
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string file(const std::string& name) const { return (path_ / name).string(); }
    bool is_empty() const { return std::filesystem::is_empty(path_); }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

inline std::vector<std::string> names_in(const Folder& folder) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
        names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

inline std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Noise from a number. [SplitMix64]
inline std::uint64_t noise(std::uint64_t x) {
    x += 0x9e37'79b9'7f4a'7c15;
    x = (x ^ (x >> 30)) * 0xbf58'476d'1ce4'e5b9;
    x = (x ^ (x >> 27)) * 0x94d0'49bb'1331'11eb;
    return x ^ (x >> 31);
}

inline Preamble preamble() {
    Preamble preamble;
    preamble.scenario = "synthetic";
    preamble.source_text = "scenario: synthetic  # as typed\n";
    preamble.resolved_text = "scenario: synthetic\nengine:\n  threads: 2\nseed: 7\n";
    preamble.seed = 7;
    preamble.until = Time{1'000'000'000};
    preamble.bin_width = Duration{1024};
    preamble.epoch = "2024-01-01T00:00:00Z";
    for (const char* name : {"alice", "bob", "carol"}) {
        preamble.agents.push_back({name, "giver", 0, "ideal", "rest"});
    }
    preamble.axes = {{"x", "m"}, {"price", "EUR"}};
    preamble.types = {"deliver", "pulse"};
    preamble.domains = {Domain::text, Domain::vector};
    preamble.type_units = {"1", "K"};
    preamble.outcome_texts = {"b", "c"};
    preamble.outcome_vectors = {{1.5, 2.5}, {}, {3.0}};
    preamble.bodies = {
        {.type = TypeId{0}, .constraint = {.kind = ConstraintKind::set, .members = {"a", "b"}}},
        {.type = TypeId{1},
         .polarity = Polarity::accept,
         .constraint = {},
         .places = 3,
         .all_or_nothing = true,
         .impositions = true,
         .names = {AgentId{0}, AgentId{2}}}};
    preamble.groups = {{AgentId{1}, AgentId{2}}, {}, {AgentId{0}}};
    preamble.promise_names = {"coffee"};
    preamble.named_promises = {PromiseId(AgentId{0}, 0)};
    preamble.announced = {true};
    preamble.message_kinds = {"promise", "signal"};
    preamble.judges = {{"strict", "interval"}};
    return preamble;
}

inline Promise promise(std::uint32_t i) {
    Promise promise;
    promise.id = PromiseId(AgentId{i % 3}, i / 3);
    promise.body = BodyId{i % 2};
    promise.promisees = GroupId{i % 3};
    promise.scope = GroupId{0};
    promise.made = {std::int64_t{i} * 1000, 0.25};
    if (i % 2 == 1) promise.due = {std::int64_t{i} * 1000 + 500, 0.5};
    return promise;
}

inline Assessment assessment(std::uint32_t i) {
    Assessment assessment;
    assessment.assessor = AgentId{i % 3};
    assessment.promise = PromiseId(AgentId{(i + 1) % 3}, i / 3);
    assessment.verdict = static_cast<Verdict>(i % 5);
    assessment.reason = static_cast<Reason>(i % 9);
    if (assessment.verdict != Verdict::undecided) assessment.degree = i % 2;
    assessment.reading = {std::int64_t{i} * 997, 0.125};
    assessment.judge = 0;
    return assessment;
}

inline Message message(std::uint32_t i) {
    Message message;
    message.id = MessageId(AgentId{i % 3}, i / 3);
    message.receiver = AgentId{(i + 1) % 3};
    message.kind = i % 2;
    message.transition = TransitionId(AgentId{i % 3}, i / 3 + 1);
    message.received = Time{std::int64_t{i} * 10 + 5};
    return message;
}

inline Transition transition(std::uint32_t i) {
    Transition transition;
    transition.id = TransitionId(AgentId{i % 3}, i / 3 + 1);
    transition.time = Time{std::int64_t{i} * 10};
    transition.round = i % 4 == 0;
    transition.return_code = i % 7 == 0 ? -1 : 0;
    if (i > 0) transition.cause = MessageId(AgentId{(i + 2) % 3}, i / 3);
    transition.content = {noise(i % 64), noise(i % 64 + 1'000)};
    transition.history = {noise(i), noise(i + 1'000'000)};
    return transition;
}

/// Facts number `first` to `last`: of each a transition and a message (every fourth with
/// contents), and now and then a promise, a link, an assessment, an incidence, a reading, a place.
inline Batch batch(std::uint32_t first, std::uint32_t last) {
    Batch batch;
    for (std::uint32_t i = first; i < last; ++i) {
        batch.transitions.push_back(transition(i));
        Message sent = message(i);
        if (i % 4 == 0) {
            sent.size = i % 13;
            sent.contents = batch.contents.size();
            for (std::uint32_t k = 0; k < sent.size; ++k) {
                batch.contents.push_back(static_cast<std::byte>(i + k));
            }
        }
        batch.messages.push_back(sent);
        if (i % 2 == 0) {
            batch.assessments.push_back(assessment(i));
            batch.assessed.push_back(Time{std::int64_t{i} * 10});
            batch.assessed_in.push_back(batch.transitions.back().id);
        }
        if (i % 10 == 0) batch.promises.push_back(promise(i));
        if (i % 30 == 0) {
            batch.builds_on.push_back({promise(i).id, promise(i + 1).id, Link::cites});
            batch.incidences.push_back(
                {transition(i).id, Role::keeps, NodeKind::promise, promise(i).id.packed, i % 3});
            batch.readings.push_back({transition(i).id, {std::int64_t{i}, 0.75}});
            batch.positions.push_back({transition(i).id, 1, i * 0.5});
        }
    }
    return batch;
}

/// Hands `count` facts over in batches of `batch_size`.
inline void commit(Sink& sink, std::uint32_t count, std::uint32_t batch_size) {
    for (std::uint32_t first = 0; first < count; first += batch_size) {
        sink.commit(batch(first, std::min(count, first + batch_size)));
    }
}

inline Ending ending(std::uint32_t count) {
    return {.time = Time{1'000'000'000}, .complete = true, .run_digest = {1, 2}, .events = count};
}

/// A run from beginning to end.
inline void run(Sink& sink, std::uint32_t count, std::uint32_t batch_size) {
    sink.begin(preamble());
    commit(sink, count, batch_size);
    sink.end(ending(count));
}

}  // namespace worldline::synthetic
