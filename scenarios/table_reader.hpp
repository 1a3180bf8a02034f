// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace worldline {

/// A table that cannot be read on.
class TableError : public std::runtime_error {
public:
    TableError(const std::string& why, int at_line) : std::runtime_error(why), line(at_line) {}
    int line;  ///< from 1; 0: the file as a whole
};

/// A CSV file (RFC 4180, gzip too), row by row, in bounded memory.
///
/// Fields in quotes may hold commas, doubled quotes and line ends. Lines end in LF or CRLF; the
/// empty ones are passed over.
class TableReader {
public:
    /// @throws TableError  the file is missing, unreadable, or no file.
    explicit TableReader(const std::string& path);
    ~TableReader();
    TableReader(const TableReader&) = delete;
    TableReader& operator=(const TableReader&) = delete;

    /// The next row; false at the end. Views of the row before are no longer good.
    /// @throws TableError  damaged or truncated gzip, a row without end.
    bool next();

    std::size_t n_fields() const { return fields_.size(); }
    std::string_view field(std::size_t i) const { return fields_[i].text; }
    /// Where a field begins: the column, in characters, from 1.
    int column(std::size_t i) const;
    std::string_view row() const { return row_; }
    int line() const { return line_; }

private:
    struct File;
    struct Field {
        std::string_view text;
        std::size_t begin;  ///< in the row
    };
    bool find_row();
    bool fill();
    void split();
    void split_quoted();

    std::unique_ptr<File> file_;
    std::vector<char> buffer_;
    std::size_t begin_ = 0;  ///< what is not yet read
    std::size_t end_ = 0;
    bool is_at_end_ = false;
    std::string_view row_;
    bool has_quotes_ = false;
    int line_ = 0;     ///< of the row
    int n_lines_ = 0;  ///< passed
    std::vector<Field> fields_;
    std::string unquoted_;
};

}  // namespace worldline
