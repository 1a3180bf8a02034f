// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "sim/base/parallel.hpp"
#include "sim/record/packer.hpp"
#include "sim/record/table_writer.hpp"

namespace worldline {

/// How recording gets on.
struct RecordingStatus {
    std::uint64_t chunks = 0;     ///< written
    std::uint64_t unpacked = 0;   ///< of these: stored as they were, since packing was too slow
    std::uint64_t raw_bytes = 0;  ///< of them
    double held_up = 0.0;         ///< how long the run waited for the writer [s]
    double cpu = 0.0;             ///< that packing and writing took [s]
};

/// Chunks on their way into the file: packed by helpers that stand back behind the run, written
/// by one thread in the order in which they came.
///
/// Two things keep it from holding up the run. Where the helpers fall behind, chunks are stored
/// as they are (`worldline pack` makes them small later). Where the disk falls behind, there is
/// nothing left to do: `submit` waits.
class Pipeline {
public:
    /// @param writers   by table; they outlive it
    /// @param compress  false: all chunks are stored as they are
    Pipeline(std::vector<TableWriter>& writers, bool compress);
    ~Pipeline();
    Pipeline(const Pipeline&) = delete;
    Pipeline& operator=(const Pipeline&) = delete;

    /// A chunk without rows.
    std::unique_ptr<RowChunk> take(std::size_t table);
    /// Takes a full chunk; waits while too many are under way.
    /// @throws RecordError  when an earlier chunk could not be written
    void submit(std::size_t table, std::unique_ptr<RowChunk> chunk);
    /// Waits until all have been written. Throws as `submit` does.
    void finish();

    RecordingStatus status() const;

private:
    struct Task;
    void pack(Task& task, Packer& packer, const Background& helper);
    void write(Task& task);
    void add_cpu(double seconds);

    std::vector<TableWriter>* writers_;
    bool compress_;
    mutable std::mutex mutex_;                                   ///< of the two below
    std::vector<std::vector<std::unique_ptr<RowChunk>>> spare_;  ///< by table
    RecordingStatus status_;
    std::vector<Packer> packers_;
    std::size_t next_packer_ = 0;
    std::vector<std::unique_ptr<Background>> helpers_;  ///< one a packer
    Background writer_;                                 ///< last: it waits for the helpers' work
};

}  // namespace worldline
