// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace worldline::hdf5 {

/// Bytes that are to stand in a file, by address, over what stands there.
///
/// While a record is written this holds all that is not rows: headers, indexes, attributes. The
/// file gets them only when a checkpoint has them too, so it can always be made whole again.
class Overlay {
public:
    struct Piece {
        std::vector<std::byte> bytes;
        bool is_new = true;  ///< since `settle`
    };

    void put(std::uint64_t address, std::span<const std::byte> bytes);
    /// Something else has been written there.
    void drop(std::uint64_t address, std::uint64_t size);
    /// Lays what it has over bytes that were read from `address`.
    void lay_over(std::uint64_t address, std::span<std::byte> bytes) const;

    /// By address; they do not overlap.
    const std::map<std::uint64_t, Piece>& pieces() const { return pieces_; }
    /// The file has them all.
    void settle();
    /// Address behind the last piece.
    std::uint64_t end() const;

private:
    void cut(std::uint64_t address);

    std::map<std::uint64_t, Piece> pieces_;
};

}  // namespace worldline::hdf5
