// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/digest.hpp"
#include "sim/record/checkpoint.hpp"
#include "sim/record/column_types.hpp"
#include "sim/record/hdf5_file.hpp"
#include "sim/record/tables.hpp"

namespace worldline {

/// The file of a record, and what its checkpoint tells of it where it is unfinished.
struct OpenRecord {
    std::optional<Saved> saved;  ///< without the snapshot
    hdf5::File file;

    bool is_finished() const;
};

/// Opens what `path` names: a record, or the partial file of one that is unfinished. That it holds
/// what a record must is not asked yet.
///
/// @throws NoRecord     no such file, not HDF5, not a record, of a later major version
/// @throws CutShort
/// @throws RecordError  damaged
OpenRecord open_record(const std::string& path);

/// A record on disk, opened for reading. Nothing is read before it is asked for.
///
/// Of a run that is being recorded, or was interrupted, it is what the last checkpoint tells of:
/// `path` may then be the record's or that of its partial file.
///
/// Every method throws `RecordError` when the file is damaged or has not what is asked for.
class Reader {
public:
    struct Table {
        const schema::Table* schema = nullptr;
        std::uint64_t rows = 0;          ///< of an unfinished record: those of all its columns
        std::uint64_t first_row = 0;     ///< of a fork: those before stand in its parent
        std::uint64_t stored_bytes = 0;  ///< in the file
        std::uint64_t raw_bytes() const { return rows * row_bytes(*schema); }
    };

    /// @throws RecordError  as `open_record`; also where columns lack or are of other lengths
    explicit Reader(const std::string& path) : Reader(open_record(path)) {}
    explicit Reader(OpenRecord record);

    const std::string& path() const { return file_.path(); }
    const hdf5::File& file() const { return file_; }
    bool is_complete() const { return number<std::uint8_t>("complete") != 0; }
    /// Of an unfinished record; none: it is finished, or its checkpoint is lost.
    const std::optional<Saved>& checkpoint() const { return saved_; }

    /// In the order of the schema.
    const std::vector<Table>& tables() const { return tables_; }
    std::uint64_t rows(std::string_view table) const { return find(table).rows; }

    /// Values of a column, whole or in part.
    ///
    /// @tparam Number  The C++ type of the column; another one is an error.
    template <class Number>
    std::vector<Number> column(std::string_view table, std::string_view column) const {
        return this->column<Number>(table, column, {0, rows(table)});
    }
    template <class Number>
    std::vector<Number> column(std::string_view table, std::string_view column,
                               hdf5::Rows rows) const {
        std::vector<Number> values(checked(table, rows).count);
        read(table, column, schema::type_of<Number>(), rows,
             std::as_writable_bytes(std::span(values)));
        return values;
    }

    /// The same, whatever the type.
    std::vector<std::byte> bytes(const schema::Table& table, const schema::Column& column,
                                 hdf5::Rows rows) const;
    /// @pre `values` has room for exactly these rows.
    void read_bytes(const schema::Table& table, const schema::Column& column, hdf5::Rows rows,
                    std::span<std::byte> values) const;
    /// Rows that stand in the file, or in the parent's; those behind them are in the checkpoint.
    std::uint64_t rows_in_file(std::string_view table) const;
    /// Of a fork: those before stand in its parent.
    std::uint64_t first_row(std::string_view table) const { return find(table).first_row; }

    /// Of a fork: the record that has its past.
    /// @throws RecordError  it is not there, or has changed since
    const Reader& parent() const;

    std::vector<std::string> strings() const;
    /// The texts that a column of rows of `strings` names; "" for none.
    std::vector<std::string> texts(std::string_view table, std::string_view column) const;
    /// By value.
    std::vector<std::string> labels(std::string_view enumeration) const;
    std::string scenario_source() const { return text_of("/scenario/source"); }
    std::string scenario_resolved() const { return text_of("/scenario/resolved"); }

    /// Whether the file has it. It may lack what a later minor version of the format added.
    bool has_column(std::string_view table, std::string_view column) const;
    /// Whether the run has ended, be it before its time.
    bool is_finished() const { return is_finished_; }
    /// Whether it holds every fact of its run: level `full`, and nothing is left out by choice.
    bool is_whole() const;

    /// Attributes of the record as a whole.
    std::string text(const std::string& attribute) const;
    template <class Number>
    Number number(const std::string& attribute, const std::string& object = "/") const {
        Number number{};
        read_number(object, attribute, schema::type_of<Number>(),
                    std::as_writable_bytes(std::span(&number, 1)));
        return number;
    }
    bool has(const std::string& attribute) const { return file_.has_attribute("/", attribute); }

private:
    void find_tables();
    void add_column(Table& table, const schema::Column& column, bool is_first) const;
    const Table& find(std::string_view table) const;
    hdf5::Rows checked(std::string_view table, hdf5::Rows rows) const;
    void read(std::string_view table, std::string_view column, schema::Type type, hdf5::Rows rows,
              std::span<std::byte> values) const;
    std::uint64_t read_rest(std::string_view table, std::string_view column, hdf5::Rows rows,
                            std::span<std::byte> values) const;
    void read_number(const std::string& object, const std::string& attribute, schema::Type type,
                     std::span<std::byte> number) const;
    std::vector<std::string> texts(std::span<const std::uint32_t> rows) const;
    std::string text_of(const std::string& dataset) const;

    bool is_finished_ = false;
    std::optional<Saved> saved_;              ///< without the snapshot
    mutable std::shared_ptr<Reader> parent_;  ///< once it has been asked for
    hdf5::File file_;
    std::size_t n_children_ = 0;  ///< for which this is opened: forks of forks
    std::uint64_t rows_max_ = 0;  ///< of a column: what a file of this size could hold
    std::vector<Table> tables_;
};

/// Of its format: major, minor.
std::array<std::uint32_t, 2> version_of(const hdf5::File& record);

/// The content digest of a record, computed anew from all that stands in it.
Digest content_digest(const std::string& path);

/// What a person wants to know first about a record, as lines of text.
std::string info(const std::string& path);

}  // namespace worldline
