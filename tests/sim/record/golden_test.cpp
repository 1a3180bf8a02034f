// SPDX-License-Identifier: Apache-2.0
//
// Records of every format version that was ever released stay readable.
//
// Goal: they open, say what they said, and are what was written.
// Method: the kept records of tests/golden; `make.py` there says how they came to be.

#include <sstream>

#include "sim/record/reader.hpp"
#include "sim/record/verify.hpp"
#include "tests/sim/record/synthetic.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

struct Kept {
    std::string path, run_digest, content_digest;
};

std::vector<Kept> kept_records() {
    std::vector<Kept> kept;
    const std::string golden = std::string(WORLDLINE_SOURCE_DIR) + "/tests/golden";
    for (const auto& folder : std::filesystem::directory_iterator(golden)) {
        std::ifstream digests(folder.path() / "digests.txt");
        for (Kept one; digests >> one.path >> one.run_digest >> one.content_digest;) {
            one.path = (folder.path() / (one.path + ".h5")).string();
            kept.push_back(one);
        }
    }
    return kept;
}

}  // namespace

TEST_CASE("Kept records are read, and are what was written", "[record]") {
    const std::vector<Kept> all = kept_records();
    REQUIRE(all.size() >= 2);
    for (const Kept& kept : all) {
        INFO(kept.path);
        const Reader record(kept.path);
        CHECK(record.is_complete());
        CHECK(record.texts("agents", "name").at(0) == "alice");
        CHECK(record.text("run_digest") == kept.run_digest);
        CHECK(record.text("content_digest") == kept.content_digest);
        for (const Reader::Table& table : record.tables()) {
            for (const schema::Column& column : table.schema->columns) {
                if (!record.has_column(table.schema->name, column.name)) continue;
                CHECK(record.bytes(*table.schema, column, {0, table.rows}).size() ==
                      table.rows * size_of(column.type));
            }
        }
        const Verification found = verify(kept.path);
        for (const Fault& fault : found.faults) UNSCOPED_INFO(to_text(fault));
        CHECK(found.faults.empty());
        CHECK(found.content_digest == kept.content_digest);
    }
}

TEST_CASE("What kept records say of the world is still there", "[record]") {
    for (const Kept& kept : kept_records()) {
        const Reader record(kept.path);
        if (record.text("scenario") != "two_observers") continue;
        CHECK(record.rows("transitions") == record.number<std::uint64_t>("events"));
        CHECK(record.labels("verdict").at(1) == "kept");
        // Carol hears after 160 ms, and Dave hears from her after 10 ms more.
        CHECK(record.column<std::int64_t>("transitions", "time").back() == 170'000);
    }
}
