// SPDX-License-Identifier: Apache-2.0
#include "sim/record/reader.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <limits>
#include <sstream>
#include <utility>

namespace worldline {
namespace {

/// The most that deflating can make of one byte. [RFC 1951]
constexpr std::uint64_t packed_times_max = 1032;

constexpr std::size_t generations_max = 200;

constexpr std::uint32_t no_row = std::numeric_limits<std::uint32_t>::max();

std::string path_of(std::string_view group, std::string_view name) {
    return "/" + std::string(group) + "/" + std::string(name);
}

/// Rows up to the last chunk that is there.
std::uint64_t whole_rows(const hdf5::Dataset& dataset) {
    std::uint64_t rows = dataset.rows() / schema::chunk_rows * schema::chunk_rows;
    while (rows > 0 && !dataset.has_chunk(rows - schema::chunk_rows)) rows -= schema::chunk_rows;
    return rows;
}

/// The record that `path` is the unfinished file of, or stands for it; "" if it is finished.
std::string unfinished_record(const std::string& path) {
    constexpr std::string_view suffix = ".partial";
    if (path.ends_with(suffix)) {
        const std::string record = path.substr(0, path.size() - suffix.size());
        const bool has_checkpoint = std::filesystem::exists(checkpoint_of(record)) ||
                                    std::filesystem::exists(previous_of(record));
        return has_checkpoint ? record : "";
    }
    const bool is_unfinished =
        !std::filesystem::exists(path) && std::filesystem::exists(partial_of(path));
    return is_unfinished ? path : "";
}

std::optional<Saved> checkpoint_for(const std::string& path) {
    const std::string record = unfinished_record(path);
    if (record.empty()) return std::nullopt;
    return load_checkpoint(record, false);
}

hdf5::File open(const std::string& path, const std::optional<Saved>& saved) {
    if (!saved) return hdf5::File::open(path);
    return hdf5::File::open(partial_of(unfinished_record(path)), saved->overlay);
}

void check_kind(const hdf5::File& file) {
    const auto is_ours = [&] {
        if (!file.has_attribute("/", "filetype")) return false;
        const hdf5::Value value = file.attribute("/", "filetype");
        return !value.type && value.text() == "worldline";
    };
    if (!is_ours()) {
        throw NoRecord(file.path() + " is not a record of worldline, but some other HDF5 file");
    }
    const std::array<std::uint32_t, 2> found = version_of(file);
    if (found[0] == schema::version[0]) return;
    throw NoRecord(file.path() + " is a record of format " + std::to_string(found[0]) + "." +
                   std::to_string(found[1]) + "; this program reads format " +
                   std::to_string(schema::version[0]));
}

}  // namespace

std::array<std::uint32_t, 2> version_of(const hdf5::File& record) {
    const hdf5::Value value = record.attribute("/", "version");
    std::array<std::uint32_t, 2> version{};
    if (value.type != schema::u4 || value.bytes.size() != sizeof version) {
        throw RecordError(record.path() + " is damaged: its version is unreadable");
    }
    std::memcpy(version.data(), value.bytes.data(), sizeof version);
    return version;
}

OpenRecord open_record(const std::string& path) {
    std::optional<Saved> saved = checkpoint_for(path);
    hdf5::File file = open(path, saved);
    check_kind(file);
    return {std::move(saved), std::move(file)};
}

bool OpenRecord::is_finished() const {
    if (file.has_attribute("/", "run_digest")) return true;
    const hdf5::Value value = file.attribute("/", "complete");
    return value.bytes.size() == 1 && value.bytes[0] != std::byte{};
}

Reader::Reader(OpenRecord record)
    : is_finished_(record.is_finished()),
      saved_(std::move(record.saved)),
      file_(std::move(record.file)) {
    std::error_code error;
    rows_max_ = std::filesystem::file_size(file_.path(), error) * packed_times_max;
    find_tables();
}

/// An unfinished record has not all columns yet, and one of an older minor version never will.
void Reader::find_tables() {
    const bool is_older = version_of(file_)[1] < schema::version[1];
    for (const schema::Table& table : schema::tables) {
        const bool may_lack =
            !is_finished() || is_older || table.kind >= schema::TableKind::derived;
        const std::string group = "/" + std::string(table.name);
        Table found{.schema = &table};
        bool is_first = true;
        for (const schema::Column& column : table.columns) {
            const bool is_there = has_column(table.name, column.name);
            if (!is_there && !may_lack) {
                throw RecordError(path() + " is damaged: it has no " +
                                  path_of(table.name, column.name));
            }
            if (is_there || !is_older) add_column(found, column, std::exchange(is_first, false));
        }
        if (saved_) {
            found.first_row = saved_->tables[tables_.size()].inherited;
            found.rows = saved_->tables[tables_.size()].rows();
        } else if (file_.has_attribute(group, "first_row")) {
            found.first_row = number<std::uint64_t>("first_row", group);
            found.rows += found.first_row;
        }
        tables_.push_back(found);
    }
}

/// Rows of a table are those that all its columns have: a run that was killed may have written
/// one chunk more of some. A column that is not there yet has no rows.
void Reader::add_column(Table& table, const schema::Column& column, bool is_first) const {
    const std::string name = path_of(table.schema->name, column.name);
    std::uint64_t rows = 0;
    if (file_.has(name)) {
        const hdf5::Dataset dataset = file_.dataset(name);
        if (dataset.type() != column.type) {
            throw RecordError(path() + " is damaged: " + name + " has another type");
        }
        const bool is_growing =
            !is_finished() && !saved_ && table.schema->kind == schema::TableKind::fact;
        rows = is_growing ? whole_rows(dataset) : dataset.rows();
        table.stored_bytes += dataset.stored_bytes();
        if (rows > rows_max_) {
            throw RecordError(path() + " is damaged: " + name + " has more rows than would fit");
        }
    }
    if (is_finished() && !is_first && rows != table.rows) {
        throw RecordError(path() + " is damaged: " + name + " has " + std::to_string(rows) +
                          " rows, and columns before it " + std::to_string(table.rows));
    }
    table.rows = is_first ? rows : std::min(table.rows, rows);
}

bool Reader::has_column(std::string_view table, std::string_view column) const {
    return file_.has(path_of(table, column));
}

std::uint64_t Reader::rows_in_file(std::string_view table) const {
    return saved_ ? saved_->tables[schema::number_of(table)].whole_rows() : rows(table);
}

bool Reader::is_whole() const {
    if (text("record_level") != "full") return false;
    std::istringstream lines(scenario_resolved());
    bool is_record = false;
    for (std::string line; std::getline(lines, line);) {
        const bool is_key = line.find_first_of(" \t\r#") != 0 && !line.empty();
        if (is_key) is_record = line.starts_with("record:");
        if (!is_record) continue;
        for (const char* selects : {"agents:", "sample:", "kinds:", "from:", "until:", "when:"}) {
            if (line.find(selects) != std::string::npos) return false;
        }
    }
    return true;
}

std::vector<std::string> Reader::strings() const {
    const auto starts = column<std::uint64_t>("strings", "start");
    const auto bytes = column<std::uint8_t>("string_bytes", "byte");
    std::vector<std::string> strings;
    strings.reserve(starts.size());
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const std::uint64_t end = i + 1 < starts.size() ? starts[i + 1] : bytes.size();
        if (starts[i] > end || end > bytes.size()) {
            throw RecordError(path() + " is damaged: /strings/start leads out of /string_bytes");
        }
        strings.emplace_back(reinterpret_cast<const char*>(bytes.data()) + starts[i],
                             end - starts[i]);
    }
    return strings;
}

std::vector<std::string> Reader::texts(std::string_view table, std::string_view column) const {
    return texts(this->column<std::uint32_t>(table, column));
}

std::vector<std::string> Reader::labels(std::string_view enumeration) const {
    const hdf5::Dataset dataset = file_.dataset(path_of("enums", enumeration));
    if (dataset.type() != schema::u4) {
        throw RecordError(path() + " is damaged: " + dataset.path() + " has another type");
    }
    if (dataset.rows() > rows_max_) {
        throw RecordError(path() + " is damaged: " + dataset.path() + " is longer than would fit");
    }
    std::vector<std::uint32_t> rows(dataset.rows());
    dataset.read({0, rows.size()}, std::as_writable_bytes(std::span(rows)));
    return texts(rows);
}

std::string Reader::text(const std::string& attribute) const {
    const hdf5::Value value = file_.attribute("/", attribute);
    if (value.type) throw RecordError(path() + " is damaged: " + attribute + " is not a text");
    return value.text();
}

const Reader::Table& Reader::find(std::string_view table) const {
    const auto at = std::find_if(tables_.begin(), tables_.end(),
                                 [&](const Table& one) { return one.schema->name == table; });
    if (at == tables_.end()) {
        throw RecordError(path() + " has no table called " + std::string(table));
    }
    return *at;
}

hdf5::Rows Reader::checked(std::string_view table, hdf5::Rows rows) const {
    if (rows.first < find(table).first_row) static_cast<void>(parent());
    const std::uint64_t there = find(table).rows;
    if (rows.first <= there && rows.count <= there - rows.first) return rows;
    throw RecordError(path() + ": /" + std::string(table) + " has only " + std::to_string(there) +
                      " rows");
}

void Reader::read(std::string_view table, std::string_view column, schema::Type type,
                  hdf5::Rows rows, std::span<std::byte> values) const {
    if (rows.count == 0) return;
    const std::uint64_t first_own = find(table).first_row;
    if (rows.first < first_own) {
        const hdf5::Rows past{rows.first, std::min(rows.count, first_own - rows.first)};
        parent().read(table, column, type, past, values.first(past.count * size_of(type)));
        values = values.subspan(past.count * size_of(type));
        rows = {first_own, rows.count - past.count};
        if (rows.count == 0) return;
    }
    if (saved_) {
        rows.count -= read_rest(table, column, rows, values);
        if (rows.count == 0) return;
        values = values.first(rows.count * size_of(type));
    }
    const hdf5::Dataset dataset = file_.dataset(path_of(table, column));
    if (dataset.type() != type) {
        throw RecordError(path() + ": " + dataset.path() + " has values of type " +
                          std::string(schema::name_of(dataset.type())) + ", not " +
                          std::string(schema::name_of(type)));
    }
    dataset.read({rows.first - first_own, rows.count}, values);
}

std::vector<std::byte> Reader::bytes(const schema::Table& table, const schema::Column& column,
                                     hdf5::Rows rows) const {
    std::vector<std::byte> bytes(checked(table.name, rows).count * size_of(column.type));
    read(table.name, column.name, column.type, rows, bytes);
    return bytes;
}

void Reader::read_bytes(const schema::Table& table, const schema::Column& column, hdf5::Rows rows,
                        std::span<std::byte> values) const {
    read(table.name, column.name, column.type, checked(table.name, rows), values);
}

const Reader& Reader::parent() const {
    if (parent_) return *parent_;
    if (!has("parent")) throw RecordError(path() + " is no fork: it has no parent");
    const auto folder = std::filesystem::path(path()).parent_path();
    const std::string place = (folder / text("parent")).lexically_normal().string();
    if (n_children_ == generations_max) {
        throw RecordError(path() + " has more than " + std::to_string(generations_max) +
                          " ancestors, or is its own");
    }
    auto found = std::make_shared<Reader>(place);
    found->n_children_ = n_children_ + 1;
    if (found->text("content_digest") != text("parent_digest")) {
        throw RecordError(path() + " is a fork of " + place +
                          ", which is no longer the record that it was");
    }
    for (const Table& table : tables_) {
        if (table.first_row > found->rows(table.schema->name)) {
            throw RecordError(path() + " is damaged: its past has more rows of " +
                              std::string(table.schema->name) + " than " + place);
        }
    }
    parent_ = std::move(found);
    return *parent_;
}

/// Reads the last of some rows, those that stand in the checkpoint; returns how many they are.
std::uint64_t Reader::read_rest(std::string_view table, std::string_view column, hdf5::Rows rows,
                                std::span<std::byte> values) const {
    const schema::Table& known = *find(table).schema;
    const Saved::Table& saved = saved_->tables[schema::number_of(table)];
    const std::uint64_t whole = saved.whole_rows();
    const std::uint64_t end = rows.first + rows.count;
    if (end <= whole) return 0;
    const std::uint64_t first = std::max(rows.first, whole);
    const std::size_t c = schema::number_of(known, column);
    const std::size_t size = size_of(known.columns[c].type);
    const std::size_t start = saved.rest_rows * row_offset(known, c) + (first - whole) * size;
    const auto from = std::span(saved.rest).subspan(start, (end - first) * size);
    std::copy(from.begin(), from.end(), values.last(from.size()).begin());
    return end - first;
}

void Reader::read_number(const std::string& object, const std::string& attribute, schema::Type type,
                         std::span<std::byte> number) const {
    const hdf5::Value value = file_.attribute(object, attribute);
    if (value.type != type || value.bytes.size() != number.size()) {
        throw RecordError(path() + " is damaged: " + attribute + " has another type");
    }
    std::copy(value.bytes.begin(), value.bytes.end(), number.begin());
}

std::vector<std::string> Reader::texts(std::span<const std::uint32_t> rows) const {
    const std::vector<std::string> all = strings();
    std::vector<std::string> texts;
    texts.reserve(rows.size());
    for (const std::uint32_t row : rows) {
        if (row != no_row && row >= all.size()) {
            throw RecordError(path() + " is damaged: it names a text that it does not have");
        }
        texts.push_back(row == no_row ? "" : all[row]);
    }
    return texts;
}

std::string Reader::text_of(const std::string& path) const {
    const hdf5::Dataset dataset = file_.dataset(path);
    if (dataset.type() != schema::u1) {
        throw RecordError(this->path() + " is damaged: " + path + " is not a text");
    }
    if (dataset.rows() > rows_max_) {
        throw RecordError(this->path() + " is damaged: " + path + " is longer than would fit");
    }
    std::string text(dataset.rows(), '\0');
    dataset.read({0, text.size()}, std::as_writable_bytes(std::span(text)));
    return text;
}

}  // namespace worldline
