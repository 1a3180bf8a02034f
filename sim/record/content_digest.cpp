// SPDX-License-Identifier: Apache-2.0
#include "sim/record/content_digest.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "sim/record/reader.hpp"

namespace worldline {
namespace {

constexpr std::array<std::string_view, 7> attributes_left_out{
    "content_digest", "writer",    "writer_version", "parent",
    "parent_digest",  "fork_time", "first_row"};

/// What a run was like, and what follows from the rest.
bool is_left_out(std::string_view group) {
    if (group == "environment" || group == "runtime") return true;
    return std::any_of(std::begin(schema::tables), std::end(schema::tables),
                       [&](const auto& table) {
                           return table.name == group && table.kind >= schema::TableKind::derived;
                       });
}

void add_attributes(Digester& digester, const hdf5::File& file, const std::string& object) {
    for (const std::string& name : file.attribute_names(object)) {
        const bool is_left_out = std::find(attributes_left_out.begin(), attributes_left_out.end(),
                                           name) != attributes_left_out.end();
        if (is_left_out) continue;
        const hdf5::Value value = file.attribute(object, name);
        digester.add(name);
        digester.add(value.type ? schema::name_of(*value.type) : "text");
        digester.add(digest_of(value.bytes));
    }
}

std::vector<std::byte> read_bytes(const hdf5::Dataset& dataset, hdf5::Rows rows) {
    std::vector<std::byte> bytes(rows.count * size_of(dataset.type()));
    dataset.read(rows, bytes);
    return bytes;
}

Digest digest_of_blocks(const hdf5::Dataset& dataset) {
    Digester digester;
    const std::uint64_t rows = dataset.rows();
    for (std::uint64_t first = 0; first < rows; first += schema::chunk_rows) {
        const std::uint64_t count = std::min(schema::chunk_rows, rows - first);
        digester.add(digest_of(read_bytes(dataset, {first, count})));
    }
    return digester.value();
}

void add_dataset(Digester& digester, const hdf5::File& file, const std::string& path,
                 const ColumnDigests& known) {
    const hdf5::Dataset dataset = file.dataset(path);
    digester.add(path);
    add_attributes(digester, file, path);
    if (path == "/scenario/resolved") {
        const auto bytes = read_bytes(dataset, {0, dataset.rows()});
        const std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        digester.add(without_engine(text));
        return;
    }
    digester.add(schema::name_of(dataset.type()));
    const auto at = known.find(path);
    digester.add(at == known.end() ? dataset.rows() : at->second.rows);
    digester.add(at == known.end() ? digest_of_blocks(dataset) : at->second.digest);
}

}  // namespace

Digest content_digest(const hdf5::File& file, const ColumnDigests& known) {
    Digester digester;
    add_attributes(digester, file, "/");
    for (const std::string& name : file.names("/")) {
        if (is_left_out(name)) continue;
        const std::string group = "/" + name;
        digester.add(group);
        add_attributes(digester, file, group);
        for (const std::string& column : file.names(group)) {
            const std::string path = group + "/" + column;
            if (path != "/scenario/source") add_dataset(digester, file, path, known);
        }
    }
    return digester.value();
}

namespace {

/// Of a table of a fork, the first rows of which stand in its parent.
void add_columns(const Reader& record, const Reader::Table& table, ColumnDigests& known) {
    for (const schema::Column& column : table.schema->columns) {
        Digester digester;
        for (std::uint64_t first = 0; first < table.rows; first += schema::chunk_rows) {
            const hdf5::Rows rows{first, std::min(schema::chunk_rows, table.rows - first)};
            digester.add(digest_of(record.bytes(*table.schema, column, rows)));
        }
        const std::string path =
            "/" + std::string(table.schema->name) + "/" + std::string(column.name);
        known[path] = {digester.value(), table.rows};
    }
}

}  // namespace

Digest content_digest(const std::string& path) {
    const Reader record(path);
    ColumnDigests known;
    for (const Reader::Table& table : record.tables()) {
        if (table.first_row > 0) add_columns(record, table, known);
    }
    return content_digest(record.file(), known);
}

std::string without_engine(const std::string& yaml) {
    std::string kept;
    bool is_engine = false;
    for (std::size_t start = 0; start < yaml.size();) {
        const std::size_t end = std::min(yaml.find('\n', start), yaml.size() - 1) + 1;
        const std::string_view line = std::string_view(yaml).substr(start, end - start);
        const bool is_key = line.find_first_of(" \t\r\n#") != 0;
        if (is_key) is_engine = line.starts_with("engine:");
        if (!is_engine) kept += line;
        start = end;
    }
    return kept;
}

}  // namespace worldline
