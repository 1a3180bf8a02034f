// SPDX-License-Identifier: Apache-2.0
#include "sim/record/check_schema.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "sim/record/column_types.hpp"
#include "sim/record/tables.hpp"

namespace worldline {
namespace {

using Kind = Fault::Kind;

/// An attribute that the file itself has.
struct RootAttribute {
    const char* name;
    std::optional<schema::Type> type;  ///< none: a text
    std::size_t count = 1;
    bool at_end = false;  ///< written when the run ends
};

constexpr std::array root_attributes{
    RootAttribute{"filetype", {}},
    RootAttribute{"version", schema::u4, 2},
    RootAttribute{"writer", {}},
    RootAttribute{"writer_version", schema::u4, 3},
    RootAttribute{"complete", schema::u1},
    RootAttribute{"scenario", {}},
    RootAttribute{"seed", schema::u8},
    RootAttribute{"resolution", schema::i8},
    RootAttribute{"until", schema::i8},
    RootAttribute{"bin_width", schema::i8},
    RootAttribute{"epoch", {}},
    RootAttribute{"record_level", {}},
    RootAttribute{"ended", schema::i8, 1, true},
    RootAttribute{"events", schema::u8, 1, true},
    RootAttribute{"run_digest", {}, 1, true},
    RootAttribute{"content_digest", {}, 1, true},
};

std::string type_text(const std::optional<schema::Type>& type) {
    return type ? std::string(name_of(*type)) : "text";
}

class Check {
public:
    Check(const hdf5::File& file, bool is_finished) : file_(&file), is_finished_(is_finished) {
        const std::uint32_t minor = version_of(file)[1];
        is_older_ = minor < schema::version[1];
        is_newer_ = minor > schema::version[1];
    }

    SchemaReport run() {
        for (const auto& one : root_attributes) guard([&] { check_root(one); });
        for (const auto& table : schema::tables) guard([&] { check_table(table); });
        for (const auto& one : schema::enumerations) guard([&] { check_labels(one); });
        for (const char* text : {"source", "resolved"}) guard([&] { check_text(text); });
        guard([&] {
            for (const std::string& name : file_->names("/")) check_group(name);
        });
        return std::move(report_);
    }

private:
    void check_root(const RootAttribute& known);
    void check_table(const schema::Table& table);
    void check_column(const schema::Table& table, const schema::Column& column);
    void check_attributes(const schema::Table& table, const schema::Column& column);
    void check_labels(const schema::Enumeration& enumeration);
    void check_text(const std::string& name);
    void check_group(const std::string& name);
    void expect_text(const schema::Table& table, std::string_view column, const std::string& name,
                     std::string_view due);
    void expect_any_text(const schema::Table& table, std::string_view column,
                         const std::string& name);
    std::optional<std::string> text_of(const std::string& object, const std::string& name) const;
    std::vector<std::string> labels_of(const std::string& path) const;

    /// What cannot be read at all is a fault, too.
    template <class Step>
    void guard(const Step& step) {
        try {
            step();
        } catch (const RecordError& error) {
            found({.kind = Kind::changed, .what = error.what()});
        }
    }
    void found(Fault fault) { report_.faults.push_back(std::move(fault)); }
    void lacks(const schema::Table& table, std::string_view column, const std::string& what) {
        if (!is_older_)
            return found({Kind::wrong, std::string(table.name), std::string(column), {}, {}, what});
        report_.differences.push_back("/" + std::string(table.name) +
                                      (column.empty() ? "" : "/" + std::string(column)) + " " +
                                      what + ": it came with a later minor version");
    }
    void has_more(const std::string& path, const std::string& what) {
        if (!is_newer_) return found({.what = path + " " + what});
        report_.differences.push_back(path + " " + what + ": it is newer than this program");
    }

    const hdf5::File* file_;
    bool is_finished_;
    bool is_older_ = false;
    bool is_newer_ = false;
    SchemaReport report_;
};

std::string path_of(const schema::Table& table, std::string_view column = {}) {
    return "/" + std::string(table.name) + (column.empty() ? "" : "/" + std::string(column));
}

void Check::check_root(const RootAttribute& known) {
    if (known.at_end && !is_finished_) return;
    const std::string name = known.name;
    if (!file_->has_attribute("/", name)) return found({.what = "the file has no " + name});
    const hdf5::Value value = file_->attribute("/", name);
    const bool is_long = value.type && value.bytes.size() != known.count * size_of(*value.type);
    if (value.type == known.type && !is_long) return;
    found({.what = "the file's " + name + " is " + type_text(value.type) +
                   (is_long ? " of another length" : ", not " + type_text(known.type))});
}

void Check::check_table(const schema::Table& table) {
    const std::string group = path_of(table);
    if (!file_->has(group)) return lacks(table, {}, "is not there");
    if (!file_->is_group(group))
        return found({.table = std::string(table.name), .what = "is no group"});
    expect_any_text(table, {}, "meaning");
    expect_text(table, {}, "kind", name_of(table.kind));
    std::string names;
    for (const schema::Column& column : table.columns) {
        names += (names.empty() ? "" : ",") + std::string(column.name);
        check_column(table, column);
    }
    if (!is_older_ && !is_newer_) expect_text(table, {}, "columns", names);
    for (const std::string& name : file_->names(group)) {
        if (number_of(table, name) == table.columns.size()) {
            has_more(group + "/" + name, "is a column that the schema does not have");
        }
    }
}

void Check::check_column(const schema::Table& table, const schema::Column& column) {
    const std::string path = path_of(table, column.name);
    if (!file_->has(path)) {
        if (is_finished_) lacks(table, column.name, "is not there");
        return;
    }
    const Fault fault{Kind::wrong, std::string(table.name), std::string(column.name), {}, {}, ""};
    const auto complain = [&](const std::string& what) {
        found(fault);
        report_.faults.back().what = what;
    };
    try {
        const hdf5::Dataset dataset = file_->dataset(path);
        const schema::Type type = dataset.type();
        if (type != column.type) {
            return complain("is " + std::string(name_of(type)) + ", not " +
                            std::string(name_of(column.type)));
        }
        static_cast<void>(dataset.rows());
        check_attributes(table, column);
    } catch (const RecordError& error) {
        complain(error.what());
    }
}

void Check::check_attributes(const schema::Table& table, const schema::Column& column) {
    const std::string path = path_of(table, column.name);
    expect_text(table, column.name, "units", unit_of(column));
    if (enumeration_of(column).empty()) {
        expect_any_text(table, column.name, "meaning");
    } else {
        expect_text(table, column.name, "enum", enumeration_of(column));
    }
    if (!refers_to(column).empty()) {
        expect_text(table, column.name, "refers_to", refers_to(column));
    }
    if (!has_missing(column)) return;
    if (!file_->has_attribute(path, "missing")) {
        return lacks(table, column.name, "has no attribute missing");
    }
    if (file_->attribute(path, "missing").type != column.type) {
        found({Kind::wrong,
               std::string(table.name),
               std::string(column.name),
               {},
               {},
               "has an attribute missing of another type"});
    }
}

std::optional<std::string> Check::text_of(const std::string& object,
                                          const std::string& name) const {
    if (!file_->has_attribute(object, name)) return std::nullopt;
    const hdf5::Value value = file_->attribute(object, name);
    return value.type ? std::nullopt : std::optional(value.text());
}

void Check::expect_any_text(const schema::Table& table, std::string_view column,
                            const std::string& name) {
    if (!text_of(path_of(table, column), name)) lacks(table, column, "has no attribute " + name);
}

void Check::expect_text(const schema::Table& table, std::string_view column,
                        const std::string& name, std::string_view due) {
    const auto text = text_of(path_of(table, column), name);
    if (!text) return lacks(table, column, "has no attribute " + name);
    if (*text == due) return;
    found({Kind::wrong,
           std::string(table.name),
           std::string(column),
           {},
           {},
           "has " + name + " '" + *text + "', not '" + std::string(due) + "'"});
}

void Check::check_labels(const schema::Enumeration& enumeration) {
    const std::string path = "/enums/" + std::string(enumeration.name);
    if (!file_->has(path)) {
        if (!is_older_) found({.what = path + " is not there"});
        return;
    }
    const std::vector<std::string> labels = labels_of(path);
    const std::size_t n_common = std::min(labels.size(), enumeration.labels.size());
    for (std::size_t i = 0; i < n_common; ++i) {
        if (labels[i] == enumeration.labels[i]) continue;
        return found({.what = path + " calls " + std::to_string(i) + " '" + labels[i] + "', not '" +
                              std::string(enumeration.labels[i]) + "'"});
    }
    if (labels.size() < enumeration.labels.size() && !is_older_) {
        found({.what = path + " has only " + std::to_string(labels.size()) + " labels"});
    }
    if (labels.size() > enumeration.labels.size()) has_more(path, "has more labels");
}

/// Read without a `Reader`, since that expects a file that agrees with the schema.
std::vector<std::string> Check::labels_of(const std::string& path) const {
    const auto whole = [&]<class Number>(const std::string& column, Number) {
        const hdf5::Dataset dataset = file_->dataset(column);
        constexpr std::uint64_t rows_max = 100'000'000;
        if (dataset.type() != schema::type_of<Number>() || dataset.rows() > rows_max) {
            throw RecordError(file_->path() + " is damaged: " + column + " has another type");
        }
        std::vector<Number> values(dataset.rows());
        dataset.read({0, values.size()}, std::as_writable_bytes(std::span(values)));
        return values;
    };
    const auto starts = whole("/strings/start", std::uint64_t{});
    const auto bytes = whole("/string_bytes/byte", std::uint8_t{});
    std::vector<std::string> labels;
    for (const std::uint32_t row : whole(path, std::uint32_t{})) {
        const std::uint64_t start = row < starts.size() ? starts[row] : bytes.size() + 1;
        const std::uint64_t end =
            row + std::size_t{1} < starts.size() ? starts[row + 1] : bytes.size();
        if (start > end || end > bytes.size()) {
            throw RecordError(file_->path() + " is damaged: " + path + " leads out of /strings");
        }
        labels.emplace_back(reinterpret_cast<const char*>(bytes.data()) + start, end - start);
    }
    return labels;
}

void Check::check_text(const std::string& name) {
    const std::string path = "/scenario/" + name;
    if (!file_->has(path)) return found({.what = path + " is not there"});
    if (file_->dataset(path).type() != schema::u1) found({.what = path + " is not a text"});
}

/// What is no table is read, since no digest covers all of it.
void Check::check_group(const std::string& name) {
    constexpr std::array others{"enums", "environment", "runtime", "scenario"};
    const bool is_known = schema::number_of(name) < std::size(schema::tables) ||
                          std::find(others.begin(), others.end(), name) != others.end();
    if (!is_known) return has_more("/" + name, "is nothing that the schema has");
    for (const std::string& attribute : file_->attribute_names("/" + name)) {
        static_cast<void>(file_->attribute("/" + name, attribute));
    }
}

}  // namespace

SchemaReport check_schema(const hdf5::File& file, bool is_finished) {
    return Check(file, is_finished).run();
}

}  // namespace worldline
