// SPDX-License-Identifier: Apache-2.0
//
// Packing chunks.
//
// Goal: what is packed is what HDF5's own filters unpack, and noise is left alone.
// Method: by hand for the order of bytes; HDF5 itself as the judge of the packed form.

#include "sim/record/packer.hpp"

#include <array>

#include "sim/record/hdf5_file.hpp"
#include "tests/sim/record/synthetic.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

TEST_CASE("Shuffling puts the lowest bytes of all values first", "[record]") {
    const std::array<std::uint16_t, 3> values{0x0102, 0x0304, 0x0506};
    std::array<std::uint8_t, 6> shuffled{};
    shuffle_bytes(std::as_bytes(std::span(values)), 2, std::as_writable_bytes(std::span(shuffled)));
    CHECK(shuffled == std::array<std::uint8_t, 6>{2, 4, 6, 1, 3, 5});
}

TEST_CASE("Shuffling is right for values of every size and for any number of them", "[record]") {
    for (const std::size_t size : {1u, 2u, 4u, 8u}) {
        for (const std::size_t count : {0u, 1u, 15u, 16u, 17u, 100u}) {
            std::vector<std::byte> values(size * count);
            for (std::size_t i = 0; i < values.size(); ++i) {
                values[i] = static_cast<std::byte>(synthetic::noise(i));
            }
            std::vector<std::byte> shuffled(values.size());
            shuffle_bytes(values, size, shuffled);
            std::size_t n_wrong = 0;
            for (std::size_t i = 0; i < values.size(); ++i) {
                if (shuffled[i % size * count + i / size] != values[i]) ++n_wrong;
            }
            INFO(size << " bytes, " << count << " values");
            CHECK(n_wrong == 0);
        }
    }
}

TEST_CASE("HDF5 unpacks what was packed", "[record]") {
    const synthetic::Folder folder;
    hdf5::File file = hdf5::File::create(folder.file("packed.h5"));
    std::vector<std::uint64_t> values(50'000);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = 1'000 * i + i % 7;

    Packer packer;
    std::vector<std::byte> room(values.size() * 8);
    const Packer::Packed packed = packer.pack(std::as_bytes(std::span(values)), 8, room);
    CHECK(packed.skipped_filters == 0);
    CHECK(packed.bytes.size() < 100'000);
    hdf5::Dataset column =
        file.create_dataset("/column", schema::u8, {values.size(), values.size(), false, true});
    column.write_chunk(0, packed.bytes, packed.skipped_filters);

    std::vector<std::uint64_t> read(values.size());
    column.read({0, read.size()}, std::as_writable_bytes(std::span(read)));
    CHECK(read == values);
}

TEST_CASE("What gains less than a tenth is stored as it is", "[record]") {
    std::vector<std::uint64_t> values(65'536);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = synthetic::noise(i);
    Packer packer;
    std::vector<std::byte> room(values.size() * 8);
    const Packer::Packed packed = packer.pack(std::as_bytes(std::span(values)), 8, room);
    CHECK(packed.skipped_filters == 0b11);
    CHECK(packed.bytes.size() == values.size() * 8);
}
