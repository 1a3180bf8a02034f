// SPDX-License-Identifier: Apache-2.0
//
// Does a file agree with the schema?
//
// Goal: what is missing, added or of another type is named; other minor versions stay readable.
// Method: records of which one thing was changed with an HDF5 library.

#include "sim/record/check_schema.hpp"

#include <functional>

#include "sim/record/recorder.hpp"
#include "sim/record/verify.hpp"
#include "tests/sim/record/synthetic.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

using Change = std::function<void(hdf5::File&)>;

std::string record_of(const synthetic::Folder& folder) {
    Recorder recorder(folder.file("run.h5"));
    recorder.begin(synthetic::preamble());
    recorder.end(synthetic::ending(0));
    return folder.file("run.h5");
}

std::string changed_record(const synthetic::Folder& folder, const Change& change) {
    const std::string path = record_of(folder);
    hdf5::File file = hdf5::File::reopen_guarded(path, {});
    change(file);
    file.close();
    return path;
}

SchemaReport report_after(const Change& change) {
    const synthetic::Folder folder;
    const OpenRecord record = open_record(changed_record(folder, change));
    return check_schema(record.file, record.is_finished());
}

std::string fault_after(const Change& change) {
    const SchemaReport report = report_after(change);
    REQUIRE(report.faults.size() == 1);
    CHECK(report.differences.empty());
    return to_text(report.faults[0]);
}

void set_minor(hdf5::File& file, std::uint32_t minor) {
    file.set("/", "version", std::array<std::uint32_t, 2>{schema::version[0], minor});
}

void add_column(hdf5::File& file) {
    file.create_dataset("/agents/colour", schema::u1, {.rows = 3}).write(std::vector<std::byte>(3));
}

}  // namespace

TEST_CASE("A record agrees with the schema it was written by", "[record]") {
    const synthetic::Folder folder;
    const OpenRecord record = open_record(record_of(folder));
    const SchemaReport report = check_schema(record.file, true);
    CHECK(report.faults.empty());
    CHECK(report.differences.empty());
}

TEST_CASE("What a file lacks is named", "[record]") {
    CHECK(fault_after([](hdf5::File& file) { file.remove("/messages/kind"); }) ==
          "/messages/kind: is not there");
    CHECK(fault_after([](hdf5::File& file) { file.remove("/judges"); }) == "/judges: is not there");
    CHECK(fault_after([](hdf5::File& file) { file.remove("/enums/verdict"); }) ==
          "/enums/verdict is not there");
    CHECK(fault_after([](hdf5::File& file) { file.remove("/scenario/source"); }) ==
          "/scenario/source is not there");
}

TEST_CASE("What a file has otherwise is named", "[record]") {
    CHECK_THAT(fault_after([](hdf5::File& file) {
                   file.set("/readings/reading", "units", std::string_view("s"));
               }),
               Catch::Contains("/readings/reading: has units 's', not 'tick'"));
    CHECK_THAT(fault_after([](hdf5::File& file) { file.set("/", "seed", 7.0); }),
               Catch::Contains("seed is f8, not u8"));
    CHECK_THAT(fault_after([](hdf5::File& file) {
                   file.remove("/agents/kernel");
                   file.create_dataset("/agents/kernel", schema::u8, {.rows = 3})
                       .write(std::vector<std::byte>(24));
               }),
               Catch::Contains("/agents/kernel: is u8, not u4"));
    CHECK_THAT(fault_after(add_column), Catch::Contains("/agents/colour is a column that"));
    CHECK_THAT(fault_after([](hdf5::File& file) { file.create_group("/trains"); }),
               Catch::Contains("/trains"));
}

TEST_CASE("A later minor version may have more, and is read as far as it is known", "[record]") {
    const auto change = [](hdf5::File& file) {
        set_minor(file, schema::version[1] + 1);
        add_column(file);
        file.create_group("/trains");
    };
    const SchemaReport report = report_after(change);
    CHECK(report.faults.empty());
    CHECK(report.differences.size() == 2);
    const synthetic::Folder folder;
    const Reader record(changed_record(folder, change));
    CHECK(record.texts("agents", "name").size() == 3);
}

TEST_CASE("A later minor version may not lack what this one has", "[record]") {
    const SchemaReport report = report_after([](hdf5::File& file) {
        set_minor(file, schema::version[1] + 1);
        file.remove("/judges/rule");
    });
    CHECK(report.faults.size() == 1);
}

TEST_CASE("Another major version is refused", "[record]") {
    const synthetic::Folder folder;
    const std::string path = changed_record(folder, [](hdf5::File& file) {
        file.set("/", "version", std::array<std::uint32_t, 2>{schema::version[0] + 1, 0});
    });
    CHECK_THROWS_AS(open_record(path), NoRecord);
    CHECK_THROWS_AS(verify(path), NoRecord);
}
