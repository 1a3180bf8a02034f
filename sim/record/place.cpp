// SPDX-License-Identifier: Apache-2.0
#include "sim/record/place.hpp"

#include <cerrno>
#include <optional>
#include <sstream>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <fmt/format.h>

#include "sim/base/units.hpp"
#include "sim/record/checkpoint.hpp"
#include "sim/record/content_digest.hpp"

namespace worldline {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why) {
    throw RecordError(path.string() + " cannot be written: " + why);
}

std::string kind_of(std::filesystem::file_type type) {
    switch (type) {
    case std::filesystem::file_type::directory:
        return "a folder";
    case std::filesystem::file_type::block:
    case std::filesystem::file_type::character:
        return "a device";
    case std::filesystem::file_type::fifo:
        return "a pipe";
    case std::filesystem::file_type::socket:
        return "a socket";
    default:
        return "no regular file";
    }
}

}  // namespace

std::filesystem::path place_of(const std::filesystem::path& path) {
    const auto folder = path.has_parent_path() ? path.parent_path() : ".";
    std::error_code error;
    if (!std::filesystem::is_directory(folder, error)) {
        refuse(path, "there is no folder " + folder.string());
    }
    const bool is_link = std::filesystem::is_symlink(path, error);
    const std::filesystem::file_status target = std::filesystem::status(path, error);
    switch (target.type()) {
    case std::filesystem::file_type::not_found:
        if (is_link) refuse(path, "it is a link to nothing");
        return path;
    case std::filesystem::file_type::regular:
        return is_link ? std::filesystem::canonical(path) : path;
    case std::filesystem::file_type::none:
        refuse(path, error.message());
    default:
        refuse(path, "it is " + kind_of(target.type()));
    }
}

namespace {

/// "line 7: 'seed: 8' here, 'seed: 7' in the record"; where one text ends first, its line is "".
std::string first_difference(const std::string& here, const std::string& there) {
    std::istringstream ours(here), theirs(there);
    for (int line = 1;; ++line) {
        std::string a, b;
        const bool has_a = static_cast<bool>(std::getline(ours, a));
        const bool has_b = static_cast<bool>(std::getline(theirs, b));
        if (!has_a && !has_b) return "";
        if (a != b || has_a != has_b) {
            return "line " + std::to_string(line) + ": '" + a + "' here, '" + b + "' in the record";
        }
    }
}

/// What an interrupted run can go on from; none where it would begin anew.
///
/// @throws RecordError  that cannot be told
std::optional<Saved> worth_keeping(const std::string& record) {
    try {
        Saved saved = load_checkpoint(record);
        const auto past = saved.kept.find("past");  // of a fork that has not parted yet
        const bool is_past = past != saved.kept.end() && !past->second.empty();
        if (!saved.moment.snapshot.empty() && !is_past) return saved;
        return std::nullopt;
    } catch (const RecordError& error) {
        throw RecordError(record + " cannot be written: an interrupted run has left " +
                          partial_of(record) + ", but " + error.what() +
                          "; --overwrite begins anew");
    }
}

}  // namespace

bool is_being_written(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return false;
    const bool is_locked = ::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    ::close(descriptor);
    return is_locked;
}

void refuse_if_written(const std::string& record) {
    if (!is_being_written(partial_of(record))) return;
    throw RecordError(record + " cannot be written: another run is writing it (" +
                      partial_of(record) + " is locked); give this one another name");
}

void clear_partial(const std::string& record, bool overwrite) {
    const std::string partial = partial_of(record);
    std::error_code error;
    if (std::filesystem::exists(std::filesystem::symlink_status(partial, error))) {
        refuse_if_written(record);
        const bool is_ours = std::filesystem::exists(checkpoint_of(record)) ||
                             std::filesystem::exists(previous_of(record));
        if (!is_ours && !overwrite) {
            throw RecordError(record + " cannot be written: " + partial +
                              " is in the way, and no checkpoint beside it says what it is; remove "
                              "it, or use --overwrite");
        }
        const auto left = overwrite ? std::nullopt : worth_keeping(record);
        if (left) {
            throw RecordError(fmt::format(
                "{} cannot be written: an interrupted run has left {}, from which it can go on at "
                "{}: `worldline resume {}`; --overwrite begins anew",
                record, partial, to_text(left->moment.time - Time{0}, left->resolution), record));
        }
        std::filesystem::remove(partial, error);
    }
    remove_checkpoints(record);
}

void refuse_other_scenario(const std::string& record, const std::string& here,
                           const std::string& there) {
    const std::string difference = first_difference(without_engine(here), without_engine(there));
    if (difference.empty()) return;
    throw RecordError(record + " cannot go on: its run began with another scenario; " + difference);
}

void refuse_same_file(const std::string& output, const std::string& input) {
    std::error_code ignored;  // where one of them is not there they are not the same
    if (!std::filesystem::equivalent(output, input, ignored)) return;
    throw RecordError(output + " cannot be written: it is the scenario " + input +
                      ", which the record would replace");
}

}  // namespace worldline
