// SPDX-License-Identifier: Apache-2.0
//
// Packing changes how a record is stored and nothing else.
//
// Goal: every chunk is compressed afterwards, the content digest is the same, and a record that
// cannot be packed is left as it was.
// Method: records that were stored uncompressed, unfinished ones, damaged ones, and a fork.

#include "sim/record/pack.hpp"

#include "sim/record/recorder.hpp"
#include "sim/record/verify.hpp"
#include "tests/sim/record/steady.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

constexpr std::uint32_t n_bins = 50'000;  // 150,000 rows: two chunks and a part

void record(const std::string& path, RecorderOptions options, std::uint32_t other_from = n_bins) {
    Recorder recorder(path, std::move(options));
    recorder.begin(synthetic::preamble());
    Batch facts = steady::facts(0, n_bins);
    for (std::size_t i = 3 * other_from; i < facts.transitions.size(); ++i) {
        facts.transitions[i].return_code = 9;
    }
    recorder.commit(facts);
    recorder.end(steady::ending_of(facts));
}

std::string digest_in(const std::string& path) { return Reader(path).text("content_digest"); }

}  // namespace

TEST_CASE("A record is packed to the same size, however it was stored", "[record]") {
    const synthetic::Folder folder;
    const std::string plain = folder.file("plain.h5");
    const std::string packed = folder.file("packed.h5");
    record(plain, {.compress = false});
    const std::string before = synthetic::bytes_of(plain);
    const Packed result = pack(plain, packed, {.threads = 2, .shuffle = {}});
    CHECK(result.bytes_before == before.size());
    CHECK(result.bytes_after == std::filesystem::file_size(packed));
    CHECK(result.bytes_after < result.bytes_before / 2);
    CHECK(result.chunks > 2 * 40);
    CHECK(digest_in(packed) == digest_in(plain));
    CHECK(verify(packed).faults.empty());
    CHECK(synthetic::bytes_of(plain) == before);
    CHECK(synthetic::names_in(folder) == std::vector<std::string>{"packed.h5", "plain.h5"});

    // Recording may have given way for some chunks or for none: it is the same in the end.
    const std::string other = folder.file("other.h5");
    record(other, {});
    pack(other, other);
    CHECK(std::filesystem::file_size(other) == result.bytes_after);
}

TEST_CASE("A record is packed in its place", "[record]") {
    const synthetic::Folder folder;
    const std::string path = folder.file("run.h5");
    record(path, {.compress = false});
    const std::string digest = digest_in(path);
    const Packed first = pack(path, path);
    CHECK(digest_in(path) == digest);
    const Packed again = pack(path, path);
    CHECK(again.bytes_before == first.bytes_after);
    CHECK(again.bytes_after == first.bytes_after);
    CHECK(synthetic::names_in(folder) == std::vector<std::string>{"run.h5"});
}

TEST_CASE("A record that is unfinished is not packed", "[record]") {
    const synthetic::Folder folder;
    const std::string path = folder.file("run.h5");
    Recorder recorder(path);
    recorder.begin(synthetic::preamble());
    recorder.commit(steady::facts(0, 100));
    recorder.checkpoint({.events = 1, .snapshot = {std::byte{1}}});
    CHECK_THROWS_WITH(pack(path, folder.file("packed.h5")), Catch::Contains("has not ended"));
    CHECK_FALSE(std::filesystem::exists(folder.file("packed.h5")));
}

TEST_CASE("A record that is not what was written is not packed", "[record]") {
    const synthetic::Folder folder;
    const std::string path = folder.file("run.h5");
    record(path, {.compress = false});
    steady::change_byte(path, "/messages/received", 8 * 100'000);
    const std::string before = synthetic::bytes_of(path);
    CHECK_THROWS_WITH(pack(path, path), Catch::Contains("/messages/received, block 1"));
    CHECK(synthetic::bytes_of(path) == before);
    CHECK(synthetic::names_in(folder) == std::vector<std::string>{"run.h5"});
}

TEST_CASE("A record with something that the program does not know is not packed", "[record]") {
    const synthetic::Folder folder;
    const std::string path = folder.file("run.h5");
    record(path, {});
    steady::change(path, [](hdf5::File& file) {
        file.set("/", "version",
                 std::array<std::uint32_t, 2>{schema::version[0], schema::version[1] + 1});
        file.create_group("/trains");
    });
    CHECK_THROWS_WITH(pack(path, path), Catch::Contains("/trains"));
}

TEST_CASE("A fork is verified with its past, and packed without it", "[record]") {
    const synthetic::Folder folder;
    const std::string parent = folder.file("parent.h5");
    const std::string child = folder.file("child.h5");
    record(parent, {});
    record(child, {.compress = false, .parent = parent, .fork_time = Time{30'000 * 1'024}}, 30'000);
    REQUIRE(Reader(child).first_row("messages") == 131'072);
    REQUIRE(Reader(child).first_row("transitions") == 65'536);
    CHECK(verify(child).faults.empty());

    std::filesystem::create_directory(folder.file("there"));
    const std::string packed = folder.file("there/packed.h5");
    const Packed result = pack(child, packed);
    CHECK(result.bytes_after < result.bytes_before);
    CHECK(Reader(packed).first_row("transitions") == 65'536);
    CHECK(verify(packed).faults.empty());

    std::filesystem::remove(parent);
    const Verification alone = verify(child);
    REQUIRE(alone.faults.size() == 1);
    CHECK(alone.faults[0].kind == Fault::Kind::cut_short);
    CHECK_THAT(alone.faults[0].what, Catch::Contains("its past cannot be read"));
}
