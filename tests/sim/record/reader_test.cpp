// SPDX-License-Identifier: Apache-2.0
//
// Reading records, and saying clearly what is not one.
//
// Goal: whoever opens the wrong file is told which file it is and what is wrong with it.
// Method: files that are no records, or no longer, are opened.

#include "sim/record/reader.hpp"

#include "sim/record/recorder.hpp"
#include "tests/sim/record/synthetic.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

void write_text(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

/// What is said about a file that cannot be opened.
std::string complaint_about(const std::string& path) {
    try {
        const Reader record(path);
    } catch (const RecordError& error) {
        CHECK_THAT(error.what(), Catch::Contains(path));
        return error.what();
    }
    return "none";
}

std::string small_record(const synthetic::Folder& folder) {
    Recorder recorder(folder.file("run.h5"));
    synthetic::run(recorder, 1'000, 100);
    return folder.file("run.h5");
}

}  // namespace

TEST_CASE("A slice of a column is what stands there", "[record]") {
    const synthetic::Folder folder;
    const Reader record(small_record(folder));
    CHECK(record.column<std::int64_t>("transitions", "time", {10, 3}) ==
          std::vector<std::int64_t>{100, 110, 120});
    CHECK_THROWS_AS(record.column<std::int64_t>("transitions", "time", {999, 2}), RecordError);
    CHECK_THROWS_AS(record.column<std::int64_t>("transitions", "round"), RecordError);
    CHECK_THROWS_AS(record.column<std::int64_t>("trains", "time"), RecordError);
    CHECK_THROWS_AS(record.column<std::int64_t>("transitions", "tame"), RecordError);
}

TEST_CASE("Tables are listed with their rows and sizes", "[record]") {
    const synthetic::Folder folder;
    const Reader record(small_record(folder));
    CHECK(record.tables().size() == std::size(schema::tables));
    for (const Reader::Table& table : record.tables()) {
        INFO(table.schema->name);
        CHECK(table.stored_bytes <= table.raw_bytes());
        if (table.schema->name == "transitions") CHECK(table.raw_bytes() == 1'000 * 60);
    }
}

TEST_CASE("A file that is no record is refused by name", "[record]") {
    const synthetic::Folder folder;
    CHECK_THAT(complaint_about(folder.file("absent.h5")), Catch::Contains("No such file"));
    CHECK_THAT(complaint_about(folder.path().string()), Catch::Contains("folder"));

    write_text(folder.file("text.h5"), "agents:\n  alice: {}\n");
    CHECK_THAT(complaint_about(folder.file("text.h5")), Catch::Contains("not an HDF5 file"));
    write_text(folder.file("empty.h5"), "");
    CHECK_THAT(complaint_about(folder.file("empty.h5")), Catch::Contains("not an HDF5 file"));

    hdf5::File::create(folder.file("other.h5")).close();
    CHECK_THAT(complaint_about(folder.file("other.h5")), Catch::Contains("some other HDF5 file"));
}

TEST_CASE("A record of a later format is refused with both numbers", "[record]") {
    const synthetic::Folder folder;
    hdf5::File file = hdf5::File::create(folder.file("later.h5"));
    file.set("/", "filetype", "worldline");
    file.set("/", "version", std::array<std::uint32_t, 2>{9, 4});
    file.close();
    const std::string complaint = complaint_about(folder.file("later.h5"));
    CHECK_THAT(complaint, Catch::Contains("format 9.4"));
    CHECK_THAT(complaint, Catch::Contains("reads format 1"));
}

TEST_CASE("A record that was cut short is refused wherever it was cut", "[record]") {
    const synthetic::Folder folder;
    const std::string whole = synthetic::bytes_of(small_record(folder));
    for (std::size_t tenth = 1; tenth < 10; ++tenth) {
        write_text(folder.file("cut.h5"), whole.substr(0, whole.size() * tenth / 10));
        CHECK_THAT(complaint_about(folder.file("cut.h5")), Catch::Contains("cut short"));
    }
}

TEST_CASE("The text about a record names what a person asks for first", "[record]") {
    const synthetic::Folder folder;
    const std::string text = info(small_record(folder));
    for (const char* part : {"synthetic", "1 ns", "1 s", "run_digest", "content_digest",
                             "transitions", "kept", "carol"}) {
        CHECK_THAT(text, Catch::Contains(part));
    }
}
