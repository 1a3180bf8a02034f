// SPDX-License-Identifier: Apache-2.0
//
// Is a record what was written?
//
// Goal: what is right passes; what is not is named by table, column, block and row, and told as
// cut short, changed or never right.
// Method: runs of the library; and a small world of three agents, one row of which is spoilt, in
// the run or afterwards in the file.

#include "sim/record/verify.hpp"

#include <algorithm>
#include <functional>

#include "scenarios/scenario.hpp"
#include "sim/engine/engine.hpp"
#include "sim/record/check_schema.hpp"
#include "sim/record/recorder.hpp"
#include "tests/sim/record/steady.hpp"
#include "tests/support/check.hpp"
#include "tests/support/storm.hpp"

using namespace worldline;
using steady::change;
using steady::change_byte;
using steady::flip;

namespace {

using Kind = Fault::Kind;

using Spoil = std::function<void(Batch&)>;

std::string record_of(const synthetic::Folder& folder, std::uint32_t n_bins,
                      const Spoil& spoil = {}) {
    const std::string path = folder.file("run.h5");
    Recorder recorder(path);
    recorder.begin(synthetic::preamble());
    Batch facts = steady::facts(0, n_bins);
    const Ending ending = steady::ending_of(facts);
    if (spoil) spoil(facts);
    recorder.commit(facts);
    recorder.end(ending);
    return path;
}

/// The one fault of a record of which one row was spoilt in the run; 100 bins, so 300 rows.
Fault fault_after(const Spoil& spoil) {
    const synthetic::Folder folder;
    const Verification found = verify(record_of(folder, 100, spoil));
    REQUIRE(found.faults.size() == 1);
    CHECK(found.faults[0].kind == Kind::wrong);
    CHECK(found.faults[0].block == 0u);
    return found.faults[0];
}

std::string place_of(const Fault& fault) {
    return fault.table + "/" + fault.column + (fault.row ? " " + std::to_string(*fault.row) : "");
}

}  // namespace

TEST_CASE("A record of the library is what was written, at every level", "[record]") {
    const synthetic::Folder folder;
    const std::string name = GENERATE("two_observers", "lossy-link", "orbit-clock");
    const RecordLevel level =
        GENERATE(RecordLevel::summary, RecordLevel::promises, RecordLevel::full);
    CAPTURE(name, static_cast<int>(level));
    const Scenario scenario = Scenario::load(
        std::string(WORLDLINE_SOURCE_DIR) + "/scenarios/library/" + name + ".yaml", {});
    const std::string path = folder.file("run.h5");
    Recorder recorder(path, {.level = level});
    Sink* const sinks[]{&recorder};
    const Ending ending = run(scenario.world(), {}, sinks);
    const Verification found = verify(path);
    for (const Fault& fault : found.faults) UNSCOPED_INFO(to_text(fault));
    CHECK(found.faults.empty());
    CHECK(found.content_digest == Reader(path).text("content_digest"));
    CHECK(found.run_digest == (level == RecordLevel::full ? hex(ending.run_digest) : ""));
}

TEST_CASE("A record of any world keeps the rules of records", "[record]") {
    const synthetic::Folder folder;
    const auto seed = static_cast<std::uint64_t>(GENERATE(range(0, 30)));
    CAPTURE(seed);
    const std::string path = folder.file("run.h5");
    Recorder recorder(path);
    Sink* const sinks[]{&recorder};
    World world = storm::make(seed);
    world.preamble = synthetic::preamble();  // the bodies, groups and kinds that it needs
    world.preamble.bin_width = Duration{std::int64_t{1} << bin_width_log2(world)};
    world.preamble.message_kinds.resize(64, "wave");
    world.preamble.named_promises.clear();
    world.preamble.promise_names.clear();
    for (auto n = world.preamble.agents.size(); n < world.n_agents(); ++n) {
        world.preamble.agents.push_back({"agent " + std::to_string(n), "weather", 0, "", ""});
    }
    run(std::move(world), {}, sinks);
    const Verification found = verify(path);
    for (const Fault& fault : found.faults) UNSCOPED_INFO(to_text(fault));
    CHECK(found.faults.empty());
}

TEST_CASE("Blocks are verified by any number of threads", "[record]") {
    const synthetic::Folder folder;
    const std::string path = record_of(folder, 50'000);  // 150,000 rows: three blocks
    const Verification one = verify(path, {.threads = 1, .shuffle = {}});
    CHECK(one.faults.empty());
    CHECK(one.rows > 750'000);
    CHECK(one.blocks > 3 * 45);
    CHECK(one.run_digest == Reader(path).text("run_digest"));
    const Verification three = verify(path, {.threads = 3, .shuffle = {}});
    CHECK(three.faults.empty());
    CHECK(three.bytes == one.bytes);
    CHECK(three.content_digest == one.content_digest);
}

TEST_CASE("A row that was never right is named", "[record]") {
    CHECK(place_of(fault_after([](Batch& facts) { facts.messages[7].receiver = AgentId{3}; })) ==
          "messages/receiver 7");
    CHECK(place_of(fault_after([](Batch& facts) { facts.assessments[9].verdict = Verdict{5}; })) ==
          "assessments/verdict 9");
    CHECK(place_of(fault_after([](Batch& facts) { facts.promises[299].made.fraction = 1.0; })) ==
          "promises/made_fraction 299");
    CHECK(place_of(fault_after([](Batch& facts) {
              facts.assessments[11].evidence = MessageId(AgentId{5}, 0);
          })) == "assessments/evidence 11");
    CHECK(place_of(fault_after([](Batch& facts) {
              facts.assessments[11].promise = PromiseId(AgentId{0}, 100);
          })) == "assessments/promise 11");
    CHECK(place_of(fault_after([](Batch& facts) {
              facts.transitions[30].cause = MessageId(AgentId{2}, 100);
          })) == "transitions/cause 30");
    CHECK(place_of(fault_after([](Batch& facts) {
              facts.messages[299].transition = TransitionId(AgentId{2}, 101);
          })) == "messages/interior_time 299");
}

TEST_CASE("A row that stands in the wrong place is named", "[record]") {
    CHECK(place_of(fault_after([](Batch& facts) {
              facts.transitions[30].time = Time{30 * 1024};
          })) == "transitions/time 31");
    CHECK(place_of(fault_after([](Batch& facts) {
              facts.transitions[30].id = TransitionId(AgentId{0}, 12);
          })) == "transitions/interior_time 30");
    CHECK(place_of(fault_after([](Batch& facts) {
              facts.promises[33].id = PromiseId(AgentId{0}, 10);
          })) == "promises/count 33");
    CHECK(place_of(fault_after([](Batch& facts) { facts.assessed[45] = Time{0}; })) ==
          "assessments/time 45");
}

TEST_CASE("Where a fork began, a bin has two parts", "[record]") {
    const synthetic::Folder folder;
    const std::string parent = record_of(folder, 30'000);
    constexpr std::int64_t begin = 25'000 * 1'024;
    const auto faults_with = [&](Time fork_time) {
        Recorder recorder(folder.file("fork.h5"), {.parent = parent, .fork_time = fork_time});
        recorder.begin(synthetic::preamble());
        Batch facts = steady::facts(0, 30'000);
        // Agent 2 reacts before the others, and has its rows before theirs.
        const auto first = facts.transitions.begin() + 3 * 25'000;
        std::rotate(first, first + 2, first + 3);
        first->time = Time{begin};
        for (const std::int64_t i : {1, 2}) (first + i)->time = Time{begin + 5};
        recorder.commit(facts);
        recorder.end(steady::ending_of(facts));
        return verify(folder.file("fork.h5")).faults.size();
    };
    CHECK(faults_with(Time{begin + 3}) == 0);
    CHECK(faults_with(Time{begin + 2'000}) == 1);
}

TEST_CASE("Where rows were left out by choice, gaps are no fault", "[record]") {
    const synthetic::Folder folder;
    const std::string path = folder.file("run.h5");
    const auto faults_with = [&](const std::string& choice) {
        Recorder recorder(path);
        Preamble preamble = synthetic::preamble();
        preamble.resolved_text += choice;
        recorder.begin(preamble);
        Batch facts = steady::facts(0, 100);
        facts.messages.erase(facts.messages.begin() + 10, facts.messages.begin() + 20);
        facts.transitions.erase(facts.transitions.begin() + 10, facts.transitions.begin() + 20);
        facts.promises.pop_back();
        recorder.commit(facts);
        recorder.end(synthetic::ending(100));
        return verify(path).faults.size();
    };
    CHECK(faults_with("record:\n  level: full\n  agents: [bob]\n") == 0);
    CHECK(faults_with("record: {level: full, sample: 0.5}\n") == 0);
    CHECK(faults_with("record:\n  level: full\n") > 0);
}

TEST_CASE("A value that was changed in the file is named with its block", "[record]") {
    const synthetic::Folder folder;
    const std::string path = record_of(folder, 50'000);
    change_byte(path, "/transitions/history_low", 8 * 70'000);
    const Verification found = verify(path);
    REQUIRE_FALSE(found.faults.empty());
    CHECK(to_text(found.faults[0])
              .starts_with("/transitions/history_low, block 1: changed: its digest is "));
    CHECK(found.faults.size() == 1);
    CHECK(found.content_digest != Reader(path).text("content_digest"));
}

TEST_CASE("A changed value that leads nowhere is named with its row, too", "[record]") {
    const synthetic::Folder folder;
    const std::string path = record_of(folder, 100);
    change_byte(path, "/messages/receiver", 4 * 77 + 2);
    const Verification found = verify(path);
    REQUIRE(found.faults.size() == 2);
    CHECK(found.faults[0].kind == Kind::changed);
    CHECK(place_of(found.faults[1]) == "messages/receiver 77");
}

TEST_CASE("A change outside of all rows is told, too", "[record]") {
    const synthetic::Folder folder;
    const std::string path = record_of(folder, 100);
    SECTION("an attribute") {
        change(path, [](hdf5::File& file) { file.set("/", "seed", std::uint64_t{8}); });
    }
    SECTION("a digest") {
        change(path,
               [](hdf5::File& file) { file.set("/", "content_digest", std::string(32, '0')); });
    }
    SECTION("the scenario") { change_byte(path, "/scenario/resolved", 3); }
    const Verification found = verify(path);
    REQUIRE(found.faults.size() == 1);
    CHECK(found.faults[0].kind == Kind::changed);
    CHECK_THAT(found.faults[0].what, Catch::Contains("content digest"));
}

TEST_CASE("A changed run digest is told from the states of the agents", "[record]") {
    const synthetic::Folder folder;
    const std::string path = record_of(folder, 100);
    change(path, [](hdf5::File& file) { file.set("/", "run_digest", std::string(32, '0')); });
    const Verification found = verify(path);
    REQUIRE(found.faults.size() == 2);  // the content digest covers it, too
    CHECK_THAT(found.faults[1].what, Catch::Contains("run digest"));
}

TEST_CASE("Where only the list of blocks was changed, the rows are not blamed", "[record]") {
    const synthetic::Folder folder;
    const std::string path = record_of(folder, 100);
    change_byte(path, "/blocks/digest_low", 8 * 5);
    const Verification found = verify(path);
    REQUIRE(found.faults.size() == 1);
    CHECK(found.faults[0].table == "blocks");
    CHECK_THAT(found.faults[0].what, Catch::Contains("which is what was written"));
}

TEST_CASE("An unfinished record is verified up to its checkpoint", "[record]") {
    const synthetic::Folder folder;
    const std::string path = folder.file("run.h5");
    const Batch facts = steady::facts(0, 50'000);
    {
        Recorder recorder(path);
        recorder.begin(synthetic::preamble());
        recorder.commit(facts);
        recorder.checkpoint({.time = Time{5},
                             .run_digest = steady::ending_of(facts).run_digest,
                             .snapshot = {std::byte{1}}});
        recorder.commit(steady::facts(50'000, 30'000));
    }
    Verification found = verify(path);
    CHECK(found.faults.empty());
    CHECK_FALSE(found.is_finished);
    CHECK(found.until_checkpoint == Time{5});
    CHECK(found.run_digest == hex(steady::ending_of(facts).run_digest));

    // What the disk lost when the power went: a page of a chunk.
    const std::string bytes = synthetic::bytes_of(partial_of(path));
    const std::uint64_t history = facts.transitions[70'000].history.low;
    const std::size_t at =
        bytes.find(std::string(reinterpret_cast<const char*>(&history), sizeof history));
    REQUIRE(at != std::string::npos);
    flip(partial_of(path), at);
    found = verify(path);
    REQUIRE(found.faults.size() == 1);
    CHECK(to_text(found.faults[0]).starts_with("/transitions/history_low, block 1: changed"));
    CHECK_THAT(found.faults[0].what, Catch::Contains("the checkpoint says"));
    flip(partial_of(path), at);

    // A damaged checkpoint is told, and the one before it is used: here that of the beginning.
    const std::string last = synthetic::bytes_of(checkpoint_of(path));
    flip(checkpoint_of(path), last.size() / 2);
    found = verify(path);
    CHECK(found.faults.empty());
    CHECK(found.until_checkpoint == Time{0});
    REQUIRE_FALSE(found.notes.empty());
    CHECK_THAT(found.notes.front(), Catch::Contains("the checkpoint before it is used"));
    flip(checkpoint_of(path), last.size() / 2);

    std::filesystem::resize_file(partial_of(path), at);
    found = verify(path);
    REQUIRE_FALSE(found.faults.empty());
    CHECK(found.faults[0].kind == Kind::cut_short);
}

TEST_CASE("A record cut anywhere is called cut short", "[record]") {
    const synthetic::Folder folder;
    const std::string path = record_of(folder, 1'000);
    const std::string whole = synthetic::bytes_of(path);
    std::size_t n_cuts = 0;
    for (std::size_t size = 4'096; size < whole.size(); size += 4'096) {
        std::filesystem::resize_file(path, 0);
        std::ofstream(path, std::ios::binary) << whole.substr(0, size);
        const Verification found = verify(path);
        REQUIRE(found.faults.size() == 1);
        CHECK(found.faults[0].kind == Kind::cut_short);
        CHECK_THAT(found.faults[0].what, Catch::Contains("it has " + std::to_string(size)));
        CHECK_THROWS_AS(Reader(path), CutShort);
        ++n_cuts;
    }
    CHECK(n_cuts > 20);
}

TEST_CASE("What is no record is not verified", "[record]") {
    const synthetic::Folder folder;
    CHECK_THROWS_AS(verify(folder.file("absent.h5")), NoRecord);
    hdf5::File::create(folder.file("other.h5")).close();
    CHECK_THROWS_AS(verify(folder.file("other.h5")), NoRecord);
    std::ofstream(folder.file("text.h5")) << "agents: {}\n";
    CHECK_THROWS_AS(verify(folder.file("text.h5")), NoRecord);
}
