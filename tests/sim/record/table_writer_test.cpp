// SPDX-License-Identifier: Apache-2.0
//
// During a run a table receives whole chunks only, and each of them once.
//
// Goal: a file that is cut off holds no row that was written in part.
// Method: the sizes of a table's columns in the file are watched while chunks are handed over.

#include "sim/record/table_writer.hpp"

#include "sim/record/facts.hpp"
#include "tests/sim/record/synthetic.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

const schema::Table& readings_table() {
    return *std::find_if(std::begin(schema::tables), std::end(schema::tables),
                         [](const schema::Table& table) { return table.name == "readings"; });
}

Columns readings(std::uint64_t count) {
    Columns columns(readings_table());
    Batch batch;
    for (std::uint32_t i = 0; i < count; ++i) {
        batch.readings.push_back({TransitionId(AgentId{i}, 1), {i, 0.5}});
    }
    facts::put_readings(batch, {0, count}, columns);
    return columns;
}

RowChunk full_chunk(Packer& packer) {
    RowChunk chunk(readings_table());
    chunk.columns = readings(schema::chunk_rows);
    chunk.pack(packer, false);
    return chunk;
}

}  // namespace

TEST_CASE("A table grows by whole chunks until it is finished", "[record]") {
    const synthetic::Folder folder;
    hdf5::File file = hdf5::File::create(folder.file("table.h5"));
    Packer packer;
    TableWriter writer(file, readings_table(), false);
    CHECK_FALSE(file.has("/readings/agent"));

    writer.write(full_chunk(packer));
    CHECK(file.dataset("/readings/agent").rows() == 65'536);
    writer.write(full_chunk(packer));
    CHECK(file.dataset("/readings/agent").rows() == 131'072);

    Columns rest = readings(10);
    writer.finish(rest, packer);
    const hdf5::Dataset agent = file.dataset("/readings/agent");
    CHECK(agent.rows() == 131'082);
    CHECK(agent.stored_bytes() == 3 * 65'536 * 4);  // the last chunk in full size
    std::vector<std::uint32_t> last(2);
    agent.read({131'080, 2}, std::as_writable_bytes(std::span(last)));
    CHECK(last == std::vector<std::uint32_t>{8, 9});
}

TEST_CASE("A table that never fills a chunk takes no more room than its rows", "[record]") {
    const synthetic::Folder folder;
    hdf5::File file = hdf5::File::create(folder.file("table.h5"));
    Packer packer;
    TableWriter writer(file, readings_table(), false);
    Columns rows = readings(3'000);
    writer.finish(rows, packer);
    CHECK(file.dataset("/readings/agent").stored_bytes() == 3'000 * 4);
    CHECK(file.dataset("/readings/reading").stored_bytes() == 3'000 * 8);
}

TEST_CASE("An empty table has its columns all the same", "[record]") {
    const synthetic::Folder folder;
    hdf5::File file = hdf5::File::create(folder.file("table.h5"));
    Packer packer;
    TableWriter writer(file, readings_table(), true);
    Columns none = readings(0);
    writer.finish(none, packer);
    CHECK(file.dataset("/readings/reading_fraction").rows() == 0);
    CHECK(file.attribute("/readings", "columns").text() ==
          "agent,interior_time,reading,reading_fraction");
}
