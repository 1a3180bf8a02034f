// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "agents/live_promises.hpp"
#include "sim/engine/states.hpp"

namespace worldline::bindings {

/// One field of a NumPy structured dtype.
struct RowField {
    std::string name;
    char kind = 'i';         ///< 'b' truth, 'i' integer, 'u' natural number, 'f' floating point
    std::size_t size = 8;    ///< of one number [bytes]
    std::size_t offset = 0;  ///< in its row [bytes]
    std::size_t count = 1;   ///< numbers, side by side
};

/// How a row of numbers lies in memory.
struct RowLayout {
    std::size_t size = 0;  ///< of a row, with padding [bytes]
    std::vector<RowField> fields;
};

/// States whose fields are known at run time: rows of numbers, as a NumPy structured array has
/// them, and the promises of each agent that are live. As long as there are none, a struct of the
/// same fields in C++ has the same fingerprint.
class RowStates final : public States {
public:
    explicit RowStates(std::shared_ptr<const RowLayout> layout) : layout_(std::move(layout)) {}

    std::unique_ptr<States> clone() const override { return std::make_unique<RowStates>(*this); }
    std::unique_ptr<States> empty() const override { return std::make_unique<RowStates>(layout_); }
    std::size_t size() const override { return live_.size(); }
    void reserve(std::size_t count) override {
        bytes_.reserve(count * layout_->size);
        live_.reserve(count);
    }
    std::size_t bytes_each() const override { return layout_->size + sizeof(LivePromises); }
    Digest content(std::size_t index) const override;
    std::vector<StateValue> values(std::size_t index) const override;
    void take(States& other, std::size_t index) override;
    void save(std::size_t index, SnapshotWriter& writer) const override;
    void load(std::size_t index, SnapshotReader& reader) override;
    void add_shape(Digester& shape) const override;

    /// Puts a row of zeros at the end.
    void add();
    std::byte* row(std::size_t index) { return bytes_.data() + index * layout_->size; }
    const std::byte* row(std::size_t index) const { return bytes_.data() + index * layout_->size; }
    LivePromises& live(std::size_t index) { return live_[index]; }
    const RowLayout& layout() const { return *layout_; }

private:
    std::shared_ptr<const RowLayout> layout_;
    std::vector<std::byte> bytes_;
    std::vector<LivePromises> live_;  ///< by row
};

}  // namespace worldline::bindings
