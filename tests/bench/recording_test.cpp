// SPDX-License-Identifier: Apache-2.0
//
// Goal: what is said of the cost of a record is said of that record, and the record is the same
// however it was measured.
// Method: small runs at every level; their files read back; a line by hand.
#include "bench/recording.hpp"

#include <string>
#include <vector>

#include "bench/measure.hpp"
#include "sim/record/reader.hpp"
#include "tests/sim/record/synthetic.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

constexpr std::uint64_t n_promises = 300 * 7;

BenchOptions ring(const synthetic::Folder& folder, RecordLevel level) {
    BenchOptions options;
    options.benchmark = benchmark_of("promise-ring");
    options.load.agents = 300;
    options.load.promises = 7;
    options.level = level;
    options.output = folder.file("ring.h5");
    return options;
}

std::size_t row_bytes_of(std::string_view name) {
    for (const schema::Table& table : schema::tables) {
        if (table.name == name) return row_bytes(table);
    }
    return 0;
}

}  // namespace

TEST_CASE("A round is a run without a record and one at each level", "[bench][record]") {
    const synthetic::Folder folder;
    BenchOptions options = ring(folder, RecordLevel::off);
    options.all_levels = true;
    const std::vector<Measured> round = measure_round(options);
    REQUIRE(round.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) {
        const Recorded& recorded = round[i].recorded;
        CHECK(recorded.level == static_cast<RecordLevel>(i));
        CHECK(round[i].digest == round[0].digest);
        CHECK(recorded.off->seconds == round[0].recorded.cost.seconds);
        CHECK(recorded.cost.seconds > 0.0);
        CHECK(recorded.cost.cpu_seconds > 0.0);
        CHECK((recorded.file_bytes > 0) == (i > 0));
    }
    CHECK(round[1].recorded.rows == 0);
    CHECK(round[2].recorded.rows == 2 * n_promises);
    CHECK(round[2].recorded.raw_bytes ==
          n_promises * (row_bytes_of("promises") + row_bytes_of("assessments")));
    CHECK(round[3].recorded.raw_bytes > round[2].recorded.raw_bytes);
}

TEST_CASE("A record is the same for any threads, and if it is written apart", "[bench][record]") {
    const synthetic::Folder folder;
    BenchOptions options = ring(folder, RecordLevel::full);
    const Measured one = measure(options);
    const std::string digest = Reader(options.file()).text("content_digest");
    // Every promise is a row, its notice a message with contents, and so are nearly all outcomes.
    CHECK(Reader(options.file()).rows("promises") == n_promises);
    CHECK(Reader(options.file()).rows("contents") == Reader(options.file()).rows("messages"));

    options.threads = 2;
    const Measured two = measure(options);
    CHECK(Reader(options.file()).text("content_digest") == digest);
    options.is_apart = true;
    const Measured apart = measure(options);
    CHECK(Reader(options.file()).text("content_digest") == digest);
    for (const Measured& other : {two, apart}) {
        CHECK(other.digest == one.digest);
        CHECK(other.recorded.rows == one.recorded.rows);
        CHECK(other.recorded.raw_bytes == one.recorded.raw_bytes);
    }
    CHECK(apart.recorded.writer_ns_per_byte() > 0.0);
    CHECK_FALSE(one.recorded.writer_ns_per_byte());
}

TEST_CASE("An event of a long PHOLD takes at most 96 raw bytes of its record", "[bench][record]") {
    const synthetic::Folder folder;
    BenchOptions options;
    options.benchmark = benchmark_of("phold");
    options.load.agents = 200;
    options.load.until = 60.0;
    options.level = RecordLevel::full;
    options.output = folder.file("phold.h5");
    const Measured measured = measure(options);
    const double bytes = static_cast<double>(measured.recorded.raw_bytes);
    CHECK(bytes / static_cast<double>(measured.events) <= 96.0);
    CHECK(bytes / static_cast<double>(measured.events) > 90.0);  // both tables, not one
}

TEST_CASE("What a record costs is part of the line", "[bench]") {
    Recorded recorded{.level = RecordLevel::full,
                      .cost = {3.0, 4.0},
                      .off = Cost{2.0, 2.5},
                      .rows = 50,
                      .raw_bytes = 1'000,
                      .file_bytes = 700};
    CHECK(json_of(recorded, 10) ==
          R"({"level": "full", "seconds": 3.000000, "ratio": 1.5000, "cpu_seconds": 4.000000, )"
          R"("rows": 50, "raw_bytes": 1000, "file_bytes": 700, "bytes_per_row": 20.00, )"
          R"("bytes_per_event": 100.00, "writer_ns_per_byte": 1500000.0000})");
    recorded.off.reset();
    recorded.is_apart = true;
    CHECK(json_of(recorded, 10) ==
          R"({"level": "full", "cpu_seconds": 4.000000, "rows": 50, "raw_bytes": 1000, )"
          R"("file_bytes": 700, "bytes_per_row": 20.00, "bytes_per_event": 100.00, )"
          R"("writer_ns_per_byte": 4000000.0000})");
}

TEST_CASE("A record that cannot be written is refused", "[bench][record]") {
    const synthetic::Folder folder;
    BenchOptions options = ring(folder, RecordLevel::full);
    options.output = folder.file("nowhere/ring.h5");
    CHECK_THROWS_AS(measure(options), RecordError);
    options.is_apart = true;
    CHECK_THROWS_AS(measure(options), RecordError);
}
