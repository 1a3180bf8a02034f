// SPDX-License-Identifier: Apache-2.0
#include "python/bindings/behaviour_states.hpp"

#include <cstring>
#include <span>
#include <utility>

#include "sim/base/expects.hpp"

namespace worldline::bindings {
namespace {

template <class T>
T number_at(const std::byte* from) {
    T number{};
    std::memcpy(&number, from, sizeof number);
    return number;
}

std::int64_t integer_at(const RowField& field, const std::byte* from) {
    const bool has_sign = field.kind == 'i';
    switch (field.size) {
    case 1:
        return has_sign ? std::int64_t{number_at<std::int8_t>(from)}
                        : std::int64_t{number_at<std::uint8_t>(from)};
    case 2:
        return has_sign ? std::int64_t{number_at<std::int16_t>(from)}
                        : std::int64_t{number_at<std::uint16_t>(from)};
    case 4:
        return has_sign ? std::int64_t{number_at<std::int32_t>(from)}
                        : std::int64_t{number_at<std::uint32_t>(from)};
    default:
        return number_at<std::int64_t>(from);  // a natural number: its bits
    }
}

double real_at(const RowField& field, const std::byte* from) {
    return field.size == 4 ? double{number_at<float>(from)} : number_at<double>(from);
}

void add_number(Digester& digester, const RowField& field, const std::byte* from) {
    if (field.kind == 'f') {
        digester.add(real_at(field, from));
    } else if (field.kind == 'b') {
        digester.add(number_at<std::uint8_t>(from) != 0);
    } else {
        digester.add(integer_at(field, from));
    }
}

}  // namespace

void RowStates::add() {
    bytes_.resize(bytes_.size() + layout_->size, std::byte{0});
    live_.emplace_back();
}

Digest RowStates::content(std::size_t index) const {
    Digester digester;
    for (const RowField& field : layout_->fields) {
        const std::byte* from = row(index) + field.offset;
        for (std::size_t i = 0; i < field.count; ++i) {
            add_number(digester, field, from + i * field.size);
        }
    }
    if (live_[index].size() > 0) digester.add(live_[index]);
    return digester.value();
}

/// A field of several numbers shows each, counted from 0.
std::vector<StateValue> RowStates::values(std::size_t index) const {
    std::vector<StateValue> values;
    for (const RowField& field : layout_->fields) {
        for (std::size_t i = 0; i < field.count; ++i) {
            const std::byte* from = row(index) + field.offset + i * field.size;
            StateValue shown{field.name, integer_at(field, from)};
            if (field.count > 1) shown.name += "_" + std::to_string(i);
            if (field.kind == 'f') shown.value = real_at(field, from);
            if (field.kind == 'b') shown.value = number_at<std::uint8_t>(from) != 0;
            values.push_back(std::move(shown));
        }
    }
    return values;
}

void RowStates::take(States& other, std::size_t index) {
    auto& rows = static_cast<RowStates&>(other);
    const std::byte* from = rows.row(index);
    bytes_.insert(bytes_.end(), from, from + layout_->size);
    live_.push_back(std::move(rows.live_[index]));
}

void RowStates::save(std::size_t index, SnapshotWriter& writer) const {
    for (const RowField& field : layout_->fields) {
        writer.put_bytes({row(index) + field.offset, field.count * field.size});
    }
    writer.put(live_[index]);
}

void RowStates::load(std::size_t index, SnapshotReader& reader) {
    for (const RowField& field : layout_->fields) {
        const auto bytes = reader.take_bytes(field.count * field.size);
        std::memcpy(row(index) + field.offset, bytes.data(), bytes.size());
    }
    reader.take(live_[index]);
}

void RowStates::add_shape(Digester& shape) const {
    shape.add(std::string_view("rows"));
    for (const RowField& field : layout_->fields) {
        shape.add(std::string_view(field.name));
        shape.add(static_cast<std::uint64_t>(field.kind));
        shape.add(std::uint64_t{field.size} << 32 | std::uint64_t{field.count});
    }
    worldline::add_shape<LivePromises>(shape);
}

}  // namespace worldline::bindings
