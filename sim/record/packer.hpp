// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace worldline {

/// Makes chunks small, in the form that every HDF5 can read: bytes shuffled, then deflated.
///
/// ISA-L writes the same stream as zlib does, five times as fast. Its exact bytes may differ
/// from one kind of processor to another; what they unpack to does not.
class Packer {
public:
    struct Packed {
        std::span<const std::byte> bytes;   ///< valid until the next call
        std::uint32_t skipped_filters = 0;  ///< both, where less than 10 % would be gained
    };

    Packer();
    /// @param values  Of one column, `size` bytes each.
    Packed pack(std::span<const std::byte> values, std::size_t size);

private:
    std::vector<std::byte> shuffled_;
    std::vector<std::byte> packed_;
    std::vector<std::byte> work_;
};

/// The lowest bytes of all values, then the next ones, and so on up to the highest.
///
/// @pre Whole values of 1, 2, 4 or 8 bytes; as much room in `into`.
void shuffle_bytes(std::span<const std::byte> values, std::size_t size, std::span<std::byte> into);

}  // namespace worldline
