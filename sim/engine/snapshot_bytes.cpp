// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/snapshot_bytes.hpp"

namespace worldline {
namespace {

constexpr std::size_t size_of_seal = sizeof(Digest);

}  // namespace

std::vector<std::byte> SnapshotWriter::sealed() && {
    const Digest digest = digest_of(bytes_);
    reserve(size_of_seal);
    put(digest.high);
    put(digest.low);
    return std::move(bytes_);
}

SnapshotReader::SnapshotReader(std::span<const std::byte> sealed) {
    if (sealed.size() < size_of_seal) throw SnapshotError("a snapshot ends before it begins");
    const std::size_t size = sealed.size() - size_of_seal;
    rest_ = sealed.subspan(size);
    Digest digest;
    take(digest.high);
    take(digest.low);
    rest_ = sealed.first(size);
    if (digest_of(rest_) != digest) {
        throw SnapshotError("a snapshot is damaged: its bytes are not those that were written");
    }
}

void SnapshotReader::fail(const char* what) {
    throw SnapshotError(std::string("a snapshot cannot be read: ") + what);
}

}  // namespace worldline
