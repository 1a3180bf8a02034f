// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/engine/transport.hpp"

namespace worldline {

/// A run in one process: agrees with itself and is handed back what it hands out.
class LocalTransport final : public Transport {
public:
    std::uint32_t n_ranks() const override { return 1; }
    std::uint32_t rank() const override { return 0; }
    std::int64_t agree_on_earliest(std::int64_t bin) override { return bin; }
    std::vector<Parcel> exchange(std::vector<Parcel> parcels) override;
};

}  // namespace worldline
