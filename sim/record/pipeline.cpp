// SPDX-License-Identifier: Apache-2.0
#include "sim/record/pipeline.hpp"

#include <algorithm>
#include <chrono>
#include <future>

namespace worldline {
namespace {

constexpr std::size_t chunks_in_flight = 8;  // of 5 MB at most
constexpr std::size_t packers_max = 4;
constexpr std::size_t waiting_max = 2;  // chunks a helper; with more it is too slow
constexpr int niceness = 10;

std::size_t n_packers() { return std::clamp<std::size_t>(hardware_threads() - 1, 1, packers_max); }

}  // namespace

struct Pipeline::Task {
    std::size_t table = 0;
    std::unique_ptr<RowChunk> chunk;
    bool is_compressed = true;
    std::promise<void> is_packed;
};

Pipeline::Pipeline(std::vector<TableWriter>& writers, bool compress)
    : writers_(&writers),
      compress_(compress),
      spare_(std::size(schema::tables)),
      packers_(n_packers()),
      writer_(chunks_in_flight) {
    for (std::size_t i = 0; i < packers_.size(); ++i) {
        helpers_.push_back(std::make_unique<Background>(chunks_in_flight, niceness));
    }
}

Pipeline::~Pipeline() = default;

std::unique_ptr<RowChunk> Pipeline::take(std::size_t table) {
    const std::lock_guard lock(mutex_);
    auto& spare = spare_[table];
    if (spare.empty()) return std::make_unique<RowChunk>(schema::tables[table]);
    auto chunk = std::move(spare.back());
    spare.pop_back();
    return chunk;
}

void Pipeline::submit(std::size_t table, std::unique_ptr<RowChunk> chunk) {
    using Clock = std::chrono::steady_clock;
    auto task = std::make_shared<Task>();
    task->table = table;
    task->chunk = std::move(chunk);
    const std::size_t i = next_packer_;
    next_packer_ = (i + 1) % packers_.size();
    const auto begin = Clock::now();
    helpers_[i]->submit([this, task, i] { pack(*task, packers_[i], *helpers_[i]); });
    writer_.submit([this, task] { write(*task); });
    const std::lock_guard lock(mutex_);
    status_.held_up += std::chrono::duration<double>(Clock::now() - begin).count();
}

void Pipeline::pack(Task& task, Packer& packer, const Background& helper) {
    const double begin = thread_seconds();
    try {
        task.is_compressed = compress_ && helper.n_waiting() < waiting_max;
        task.chunk->pack(packer, task.is_compressed);
        add_cpu(thread_seconds() - begin);
        task.is_packed.set_value();
    } catch (...) {
        task.is_packed.set_exception(std::current_exception());
    }
}

void Pipeline::write(Task& task) {
    task.is_packed.get_future().get();
    const double begin = thread_seconds();
    (*writers_)[task.table].write(*task.chunk);
    add_cpu(thread_seconds() - begin);
    task.chunk->columns.clear();
    const std::lock_guard lock(mutex_);
    ++status_.chunks;
    if (compress_ && !task.is_compressed) ++status_.unpacked;
    status_.raw_bytes += schema::chunk_rows * row_bytes(schema::tables[task.table]);
    spare_[task.table].push_back(std::move(task.chunk));
}

void Pipeline::add_cpu(double seconds) {
    const std::lock_guard lock(mutex_);
    status_.cpu += seconds;
}

void Pipeline::finish() { writer_.finish(); }

RecordingStatus Pipeline::status() const {
    const std::lock_guard lock(mutex_);
    return status_;
}

}  // namespace worldline
