// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace worldline {

/// SEAM: what one run needs that is spread over several processes, its ranks.
///
/// Each rank holds some of the agents. All open the same bins, one after the other:
///
///     bin = agree_on_earliest(my first bin that holds something)
///     serve my agents' events of that bin
///     exchange(what my agents sent to agents of other ranks)
///
/// A bin is no wider than the shortest delay, so what is exchanged after it arrives in later
/// ones: one exchange a bin is enough, and the result is the same for any number of ranks.
///
/// Both calls are collective: every rank makes them, in the same order. Not for use by several
/// threads of a rank at once.
class Transport {
public:
    /// What travels from one rank to another: flat bytes, which the transport does not read.
    using Parcel = std::vector<std::byte>;

    virtual ~Transport() = default;

    virtual std::uint32_t n_ranks() const = 0;
    virtual std::uint32_t rank() const = 0;  ///< one's own, from 0

    /// The least of what all ranks say: the same answer on each. The number of a bin, or
    /// `Bins::no_bin` of a rank that has nothing left; all have ended when that is the answer.
    virtual std::int64_t agree_on_earliest(std::int64_t bin) = 0;

    /// Hands parcel r to rank r, and returns what this rank was given, by the rank it came from.
    ///
    /// @param parcels  one for each rank; empty ones cost nothing but their place
    /// @return         one for each rank
    virtual std::vector<Parcel> exchange(std::vector<Parcel> parcels) = 0;
};

}  // namespace worldline
