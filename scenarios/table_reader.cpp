// SPDX-License-Identifier: Apache-2.0
#include "scenarios/table_reader.hpp"

#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "scenarios/faults.hpp"

namespace worldline {
namespace {

constexpr std::size_t buffer_bytes = 64 * 1024;
constexpr std::size_t row_bytes_max = 1024 * 1024;

}  // namespace

/// What zlib knows of the file. It reads plain files as they are.
struct TableReader::File {
    explicit File(const std::string& path) : handle(gzopen(path.c_str(), "rb")) {
        if (!handle) throw TableError(std::string("cannot be read: ") + std::strerror(errno), 0);
        gzbuffer(handle, static_cast<unsigned>(buffer_bytes));
    }
    ~File() { gzclose_r(handle); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    gzFile handle;
};

TableReader::TableReader(const std::string& path) : buffer_(buffer_bytes) {
    struct stat about {};
    if (stat(path.c_str(), &about) == 0 && S_ISDIR(about.st_mode)) {
        throw TableError("is a folder", 0);
    }
    file_ = std::make_unique<File>(path);
}

TableReader::~TableReader() = default;

/// Brings more of the file behind what is not yet read. False at the end.
bool TableReader::fill() {
    if (is_at_end_) return false;
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    if (end_ == buffer_.size()) {
        if (end_ >= row_bytes_max) throw TableError("a row of more than a megabyte", n_lines_ + 1);
        buffer_.resize(2 * buffer_.size());
    }
    const int n =
        gzread(file_->handle, buffer_.data() + end_, static_cast<unsigned>(buffer_.size() - end_));
    int code = Z_OK;
    gzerror(file_->handle, &code);
    if (n < 0) throw TableError("the compressed file is damaged here", n_lines_ + 1);
    if (n == 0 && code == Z_BUF_ERROR) {
        throw TableError("the compressed file ends in the middle; is it whole?", n_lines_ + 1);
    }
    end_ += static_cast<std::size_t>(n);
    is_at_end_ = n == 0;
    return n > 0;
}

/// Finds the end of the next row: a line end outside of quotes.
bool TableReader::find_row() {
    std::size_t passed = 0;  // of what is not yet read
    int n_lines = 0;
    bool is_quoted = false;
    has_quotes_ = false;
    while (true) {
        const char* from = buffer_.data() + begin_ + passed;
        const char* stop = buffer_.data() + end_;
        const char* line_end = static_cast<const char*>(
            std::memchr(from, '\n', static_cast<std::size_t>(stop - from)));
        if (!line_end) {
            if (fill()) continue;
            if (begin_ == end_) return false;
            line_end = buffer_.data() + end_;
            from = buffer_.data() + begin_ + passed;
        }
        const auto n_quotes = std::count(from, line_end, '"');
        has_quotes_ = has_quotes_ || n_quotes > 0;
        is_quoted = is_quoted != (n_quotes % 2 != 0);
        const auto size = static_cast<std::size_t>(line_end - buffer_.data()) - begin_;
        const bool is_last = begin_ + size == end_ && is_at_end_;
        if (is_quoted && is_last) throw TableError("a quote that is never closed", n_lines_ + 1);
        ++n_lines;
        if (!is_quoted) {
            row_ = std::string_view(buffer_.data() + begin_, size);
            if (row_.ends_with('\r')) row_.remove_suffix(1);
            begin_ = std::min(end_, begin_ + size + 1);
            line_ = n_lines_ + 1;
            n_lines_ += n_lines;
            return true;
        }
        passed = size + 1;
    }
}

void TableReader::split() {
    std::size_t begin = 0;
    while (true) {
        const std::size_t comma = std::min(row_.find(',', begin), row_.size());
        fields_.push_back({row_.substr(begin, comma - begin), begin});
        if (comma == row_.size()) return;
        begin = comma + 1;
    }
}

void TableReader::split_quoted() {
    unquoted_.clear();
    unquoted_.reserve(row_.size());  // so that the views into it stay good
    std::size_t at = 0;
    while (true) {
        const std::size_t begin = at;
        const std::size_t start = unquoted_.size();
        bool is_quoted = false;
        for (; at < row_.size() && (is_quoted || row_[at] != ','); ++at) {
            if (row_[at] != '"') {
                unquoted_ += row_[at];
            } else if (is_quoted && at + 1 < row_.size() && row_[at + 1] == '"') {
                unquoted_ += row_[++at];
            } else {
                is_quoted = !is_quoted;
            }
        }
        fields_.push_back({std::string_view(unquoted_).substr(start), begin});
        if (at >= row_.size()) return;
        ++at;
    }
}

bool TableReader::next() {
    do {
        if (!find_row()) return false;
        if (line_ == 1 && row_.starts_with("\xef\xbb\xbf")) row_.remove_prefix(3);
    } while (row_.empty());
    fields_.clear();
    if (has_quotes_) {
        split_quoted();
    } else {
        split();
    }
    return true;
}

int TableReader::column(std::size_t i) const {
    const std::string before = readable(row_.substr(0, fields_[i].begin));
    return static_cast<int>(characters(before, before.size())) + 1;
}

}  // namespace worldline
