// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/record/column_types.hpp"
#include "sim/record/overlay.hpp"
#include "sim/record/schema.hpp"

namespace worldline {

/// A record cannot be written or read. `what()` names the file, the object in it, and the reason
/// that the system gave.
class RecordError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// It never was a record, or is none that this program can read. Nothing is said against the file.
class NoRecord : public RecordError {
public:
    using RecordError::RecordError;
};

/// The file is shorter than it says.
class CutShort : public RecordError {
public:
    using RecordError::RecordError;
};

}  // namespace worldline

/// As much of HDF5 as a record needs: groups, 1-D datasets of fixed numbers, attributes.
///
/// Every failure is a `RecordError`; the library itself prints nothing. Objects are named by
/// their path in the file. The calls for one file must not overlap in time.
namespace worldline::hdf5 {

std::string library_version();

/// An identifier of the library that closes itself.
class Handle {
public:
    using Close = int (*)(std::int64_t);

    Handle() = default;
    Handle(std::int64_t id, Close close) : id_(id), close_(close) {}
    Handle(Handle&& other) noexcept;
    Handle& operator=(Handle&& other) noexcept;
    ~Handle() { reset(); }

    std::int64_t get() const { return id_; }
    void reset() noexcept;
    std::int64_t release() noexcept;

private:
    std::int64_t id_ = -1;
    Close close_ = nullptr;
};

/// How a dataset lies in the file.
struct Layout {
    std::uint64_t rows = 0;        ///< at first
    std::uint64_t chunk_rows = 0;  ///< 0: in one piece, without filters, never growing
    bool grows = false;
    bool filters = false;  ///< shuffle, then deflate: what every HDF5 can read
};

/// A run of rows: `count` of them from `first`.
struct Rows {
    std::uint64_t first = 0;
    std::uint64_t count = 0;
};

/// A chunk as it stands in the file.
struct StoredChunk {
    std::vector<std::byte> bytes;
    std::uint32_t skipped_filters = 0;  ///< one bit a filter that was not applied, as in `Dataset`
};

/// One column.
class Dataset {
public:
    Dataset(std::string file, std::string path, std::shared_ptr<int> trouble, Handle id);

    const std::string& path() const { return path_; }
    schema::Type type() const;
    std::uint64_t rows() const;
    std::uint64_t stored_bytes() const;
    /// How it lies in the file; none: with other filters than records have.
    std::optional<Layout> layout() const;

    void set_rows(std::uint64_t rows);
    /// Writes a chunk as it is to stand in the file.
    ///
    /// @param first            Row at which the chunk starts.
    /// @param skipped_filters  One bit a filter that was not applied, the first filter lowest.
    void write_chunk(std::uint64_t first, std::span<const std::byte> bytes,
                     std::uint32_t skipped_filters);
    /// Writes all rows, through the library.
    void write(std::span<const std::byte> bytes);
    /// Whether the chunk that starts at this row is there and readable. The end of a file of
    /// which the writer was killed may be torn.
    bool has_chunk(std::uint64_t first) const;
    /// Reads the chunk that starts at this row. Of an unfinished file what was lost may be zeros.
    /// @throws CutShort  the file ends before it
    void read_chunk(std::uint64_t first, StoredChunk& into) const;
    /// @pre `bytes` has room for exactly these rows.
    void read(Rows rows, std::span<std::byte> bytes) const;

private:
    std::string file_;
    std::string path_;
    std::shared_ptr<int> trouble_;  ///< the file's
    Handle id_;
};

/// The value of an attribute: a text, or numbers of one type.
struct Value {
    std::optional<schema::Type> type;  ///< none: a text
    std::vector<std::byte> bytes;      ///< of the text without padding, or of the numbers
    bool scalar = true;

    std::string text() const;
};

class File {
public:
    /// Makes an empty file; one of that name is replaced. Unless it is closed, what has not been
    /// written yet is dropped with the object.
    static File create(const std::string& path);
    /// The same, but nothing except rows goes into the file before `publish` or `close`; and what
    /// is there already is left alone: an error.
    static File create_guarded(const std::string& path);
    /// Opens for reading. Told apart: no such file, not HDF5, cut short or damaged.
    static File open(const std::string& path);
    /// The same with the overlay that a checkpoint has of it.
    static File open(const std::string& path, Overlay overlay);
    /// Goes on with a guarded file where the overlay was made. Locked against a second writer.
    static File reopen_guarded(const std::string& path, Overlay overlay);

    const std::string& path() const { return path_; }
    void flush();
    /// Of a guarded file: what is not rows, as it was at the last `flush`.
    const Overlay& overlay() const { return *overlay_; }
    /// Writes it into the file. @pre a checkpoint that has it is on the disk
    void publish();
    /// Waits until the disk has what the file has.
    void sync();
    /// Writes what is still in memory.
    void close();

    void create_group(const std::string& path);
    void remove(const std::string& path);  ///< a group or a dataset; its room stays lost
    Dataset create_dataset(const std::string& path, schema::Type type, const Layout& layout);
    Dataset dataset(const std::string& path) const;
    bool has(const std::string& path) const;
    bool is_group(const std::string& path) const;
    std::vector<std::string> names(const std::string& group) const;  ///< ascending by bytes

    void set(const std::string& object, const std::string& name, std::string_view text);
    void set(const std::string& object, const std::string& name, const Value& value);
    template <class Number>
    requires std::is_arithmetic_v<Number>
    void set(const std::string& object, const std::string& name, Number number) {
        set(object, name,
            Value{schema::type_of<Number>(), bytes_of(std::span<const Number>(&number, 1)), true});
    }
    template <class Number, std::size_t n>
    void set(const std::string& object, const std::string& name,
             const std::array<Number, n>& numbers) {
        set(object, name,
            Value{schema::type_of<Number>(), bytes_of(std::span<const Number>(numbers)), false});
    }
    bool has_attribute(const std::string& object, const std::string& name) const;
    Value attribute(const std::string& object, const std::string& name) const;
    std::vector<std::string> attribute_names(const std::string& object) const;  ///< ascending

private:
    File(std::string path, std::shared_ptr<Overlay> overlay, Handle id)
        : path_(std::move(path)), overlay_(std::move(overlay)), id_(std::move(id)) {}
    static File create(const std::string& path, unsigned flags, std::shared_ptr<Overlay> overlay);
    static File open(const std::string& path, unsigned flags, std::shared_ptr<Overlay> overlay);
    template <class Number>
    static std::vector<std::byte> bytes_of(std::span<const Number> numbers) {
        const auto bytes = std::as_bytes(numbers);
        return {bytes.begin(), bytes.end()};
    }

    std::string path_;
    std::shared_ptr<int> trouble_ = std::make_shared<int>(0);  ///< `errno` of the first failure
    std::shared_ptr<Overlay> overlay_;                         ///< null: not guarded
    Handle id_;
};

}  // namespace worldline::hdf5
