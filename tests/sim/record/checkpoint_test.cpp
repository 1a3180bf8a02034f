// SPDX-License-Identifier: Apache-2.0
//
// Records of runs that were interrupted, and go on.
//
// Goal: an unfinished record holds all rows up to its last checkpoint; one that goes on from there
// is in the end what it would have been; a damaged checkpoint is never taken for a whole one.
// Method: runs that never happened are stopped at chosen rows, and every column is compared.

#include "sim/record/checkpoint.hpp"

#include <algorithm>
#include <functional>
#include <span>

#include "sim/record/reader.hpp"
#include "sim/record/recorder.hpp"
#include "tests/sim/record/synthetic.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

constexpr std::uint32_t batch_size = 1'000;

Checkpoint moment(std::uint32_t facts) {
    return {.time = Time{facts * 10},
            .run_digest = {facts, 7},
            .events = facts,
            .windows = 3,
            .unheard = 2,
            .snapshot = std::vector<std::byte>(facts % 97 + 1, std::byte{5})};
}

void commit(Recorder& recorder, std::uint32_t first, std::uint32_t last) {
    for (; first < last; first += batch_size) {
        recorder.commit(synthetic::batch(first, std::min(last, first + batch_size)));
    }
}

/// Records up to `kept` facts, makes a checkpoint, then goes on to `lost` and is gone.
void interrupt(const std::string& path, std::uint32_t kept, std::uint32_t lost) {
    Recorder recorder(path);
    recorder.begin(synthetic::preamble());
    commit(recorder, 0, kept);
    recorder.checkpoint(moment(kept));
    commit(recorder, kept, lost);
}

void go_on(const std::string& path, std::uint32_t from, std::uint32_t to) {
    Recorder recorder(path, {}, load_checkpoint(path));
    recorder.begin(synthetic::preamble());
    commit(recorder, from, to);
    recorder.end(synthetic::ending(to));
}

std::string record_at_once(const synthetic::Folder& folder, std::uint32_t facts) {
    const std::string path = folder.file("whole.h5");
    Recorder recorder(path);
    recorder.begin(synthetic::preamble());
    commit(recorder, 0, facts);
    recorder.end(synthetic::ending(facts));
    return path;
}

template <class Number>
bool is_equal(const Reader& a, const Reader& b, const schema::Table& table,
              const schema::Column& column) {
    const auto left = a.column<Number>(table.name, column.name);
    const auto right = b.column<Number>(table.name, column.name);
    return std::ranges::equal(std::as_bytes(std::span(left)), std::as_bytes(std::span(right)));
}

void check_same_facts(const Reader& a, const Reader& b) {
    using Test = std::function<bool(const schema::Table&, const schema::Column&)>;
    const Test tests[]{[&](auto& t, auto& c) { return is_equal<std::uint8_t>(a, b, t, c); },
                       [&](auto& t, auto& c) { return is_equal<std::uint16_t>(a, b, t, c); },
                       [&](auto& t, auto& c) { return is_equal<std::uint32_t>(a, b, t, c); },
                       [&](auto& t, auto& c) { return is_equal<std::uint64_t>(a, b, t, c); },
                       [&](auto& t, auto& c) { return is_equal<std::int8_t>(a, b, t, c); },
                       [&](auto& t, auto& c) { return is_equal<std::int64_t>(a, b, t, c); },
                       [&](auto& t, auto& c) { return is_equal<double>(a, b, t, c); }};
    for (const schema::Table& table : schema::tables) {
        if (table.kind >= schema::TableKind::derived) continue;
        for (const schema::Column& column : table.columns) {
            INFO(table.name << "/" << column.name);
            CHECK(tests[static_cast<std::size_t>(column.type)](table, column));
        }
    }
}

void cut(const std::string& path, const std::string& bytes, std::size_t size) {
    std::ofstream(path, std::ios::binary) << bytes.substr(0, size);
}

}  // namespace

TEST_CASE("An unfinished record holds every row up to its last checkpoint", "[record]") {
    const synthetic::Folder folder;
    const std::string path = folder.file("run.h5");
    for (const std::uint32_t kept : {0u, 1u, 65'536u, 150'000u}) {
        interrupt(path, kept, 290'000);
        CHECK_FALSE(std::filesystem::exists(path));
        const Reader record(path);
        REQUIRE(record.checkpoint());
        CHECK(record.checkpoint()->moment.events == kept);
        CHECK_FALSE(record.is_complete());
        check_same_facts(record, Reader(record_at_once(folder, kept)));
        check_same_facts(Reader(partial_of(path)), record);
        clear_partial(path, true);
    }
}

TEST_CASE("A record that goes on is what it would have been", "[record]") {
    const synthetic::Folder folder;
    const std::string path = folder.file("run.h5");
    constexpr std::uint32_t all = 290'000;
    const std::string whole = record_at_once(folder, all);
    for (const std::uint32_t kept : {1u, 70'000u, 262'144u}) {
        interrupt(path, kept, kept + 140'000);
        go_on(path, kept, all);
        const Reader record(path);
        CHECK(record.is_complete());
        check_same_facts(record, Reader(whole));
        CHECK(record.text("content_digest") == Reader(whole).text("content_digest"));
        CHECK(content_digest(path) == content_digest(whole));
        CHECK(record.column<std::uint64_t>("blocks", "digest_low") ==
              Reader(whole).column<std::uint64_t>("blocks", "digest_low"));
        CHECK(synthetic::names_in(folder) == std::vector<std::string>{"run.h5", "whole.h5"});
        std::filesystem::remove(path);
    }
}

TEST_CASE("A record goes on more than once", "[record]") {
    const synthetic::Folder folder;
    const std::string path = folder.file("run.h5");
    interrupt(path, 50'000, 150'000);
    for (std::uint32_t from = 50'000; from < 250'000; from += 40'000) {
        Recorder recorder(path, {}, load_checkpoint(path));
        recorder.begin(synthetic::preamble());
        commit(recorder, from, from + 40'000);
        recorder.checkpoint(moment(from + 40'000));
        commit(recorder, from + 40'000, from + 110'000);
    }
    go_on(path, 250'000, 290'000);
    CHECK(content_digest(path) == content_digest(record_at_once(folder, 290'000)));
}

TEST_CASE("A run that is stopped to go on keeps its files", "[record]") {
    const synthetic::Folder folder;
    const std::string path = folder.file("run.h5");
    {
        Recorder recorder(path);
        recorder.begin(synthetic::preamble());
        commit(recorder, 0, 1'000);
        recorder.checkpoint(moment(1'000));
        Ending ending = synthetic::ending(1'000);
        ending.complete = false;
        ending.resumable = true;
        recorder.end(ending);
    }
    CHECK(synthetic::names_in(folder) == std::vector<std::string>{"run.h5.checkpoint",
                                                                  "run.h5.checkpoint.previous",
                                                                  "run.h5.partial"});
    Recorder anew(path);
    CHECK_THROWS_WITH(anew.begin(synthetic::preamble()),
                      Catch::Contains("worldline resume " + path));
    go_on(path, 1'000, 2'000);
    CHECK(content_digest(path) == content_digest(record_at_once(folder, 2'000)));
}

TEST_CASE("What other sinks keep stands in the checkpoint", "[record]") {
    const synthetic::Folder folder;
    const std::string path = folder.file("run.h5");
    {
        Recorder recorder(path);
        recorder.keep("memory", [] { return std::vector<std::byte>{std::byte{4}, std::byte{2}}; });
        recorder.begin(synthetic::preamble());
        commit(recorder, 0, 100);
        recorder.checkpoint(moment(100));
    }
    const Saved saved = load_checkpoint(path);
    CHECK(saved.kept.at("memory") == std::vector<std::byte>{std::byte{4}, std::byte{2}});
    CHECK(saved.moment.snapshot == moment(100).snapshot);
    CHECK(saved.moment.run_digest == moment(100).run_digest);
    CHECK(saved.tally.verdicts.size() == 15);
}

namespace {

/// Cuts a small checkpoint short at every `step`-th byte.
void cut_everywhere(std::size_t step) {
    const synthetic::Folder folder;
    const std::string path = folder.file("run.h5");
    interrupt(path, 10, 20);
    const std::string file = checkpoint_of(path);
    const std::string bytes = synthetic::bytes_of(file);
    std::filesystem::remove(previous_of(path));
    std::size_t n_taken = 0;
    for (std::size_t size = 0; size < bytes.size(); size += step) {
        cut(file, bytes, size);
        try {
            load_checkpoint(path);
            ++n_taken;
        } catch (const RecordError&) {
        }
    }
    CHECK(n_taken == 0);
    cut(file, bytes, bytes.size());
    CHECK_NOTHROW(load_checkpoint(path));
}

}  // namespace

TEST_CASE("A checkpoint that is cut short anywhere is refused", "[record]") { cut_everywhere(37); }

TEST_CASE("A checkpoint that is cut short at any byte is refused", "[record][slow]") {
    cut_everywhere(1);
}

TEST_CASE("Where the last checkpoint is damaged, the one before is taken", "[record]") {
    const synthetic::Folder folder;
    const std::string path = folder.file("run.h5");
    {
        Recorder recorder(path);
        recorder.begin(synthetic::preamble());
        for (const std::uint32_t facts : {0u, 100'000u, 200'000u}) {
            commit(recorder, facts, facts + 100'000);
            recorder.checkpoint(moment(facts + 100'000));
        }
    }
    std::string bytes = synthetic::bytes_of(checkpoint_of(path));
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    cut(checkpoint_of(path), bytes, bytes.size());
    {
        const Reader record(path);
        CHECK(record.checkpoint()->moment.events == 200'000);
        check_same_facts(record, Reader(record_at_once(folder, 200'000)));
    }
    go_on(path, 200'000, 290'000);
    CHECK(content_digest(path) == content_digest(record_at_once(folder, 290'000)));
}

TEST_CASE("A run does not go on with another scenario", "[record]") {
    const synthetic::Folder folder;
    const std::string path = folder.file("run.h5");
    interrupt(path, 100, 200);
    Preamble other = synthetic::preamble();
    other.resolved_text = "scenario: synthetic\nengine:\n  threads: 9\nseed: 8\n";
    Recorder recorder(path, {}, load_checkpoint(path));
    CHECK_THROWS_WITH(recorder.begin(other),
                      Catch::Contains("line 2: 'seed: 8' here, 'seed: 7' in the record"));
    go_on(path, 100, 200);  // nothing is lost
    CHECK(Reader(path).is_complete());
}
