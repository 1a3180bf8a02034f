// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>

#include "sim/ledger/sink.hpp"

namespace worldline {

struct RecorderOptions {
    RecordLevel level = RecordLevel::full;  ///< off: no file
    bool compress = true;
};

/// Writes a run to an HDF5 file: `schema.hpp` says what stands in it.
///
/// The caller's thread only lays rows out in columns. A helper thread packs and writes them, a
/// chunk at a time, and holds the caller up when it falls behind, so memory stays under 100 MB.
/// While the run lasts the file is called `path` + ".PID.partial", a name that was free before;
/// `end` gives it its name, so a record of an earlier run is replaced only by a finished one.
/// What is no file (a device, a pipe, a folder) is refused; a link to a file is followed.
///
/// Every method throws `RecordError` when the file cannot be written, also for rows handed over
/// earlier. After that, or when the run itself fails, `abandon` is all that is left to do.
///
/// | level    | tables                                             |
/// |----------|----------------------------------------------------|
/// | off      | no file                                            |
/// | summary  | constant tables                                    |
/// | promises | also `promises`, `builds_on`, `assessments`        |
/// | full     | all                                                |
class Recorder final : public Sink {
public:
    using Options = RecorderOptions;

    explicit Recorder(std::string path, Options options = {});
    ~Recorder() override;  ///< abandons what has begun and not ended
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    RecordLevel level() const override { return options_.level; }
    void begin(const Preamble& preamble) override;
    void commit(const Batch& batch) override;
    void end(const Ending& ending) override;

    /// Closes and removes the unfinished file. Does nothing when there is none.
    void abandon() noexcept;

    /// Facts about the machine and about how the run went, which no digest covers: stored as
    /// attributes of /environment and /runtime. To be called before `end`.
    void environment(std::string name, std::string value);
    void runtime(std::string name, double value);

private:
    struct Work;

    std::string path_;
    Options options_;
    std::map<std::string, std::string> environment_;
    std::map<std::string, double> runtime_;
    std::unique_ptr<Work> work_;  ///< from `begin` to `end`
};

/// Keeps a record from taking the place of what its run was read from.
///
/// @throws RecordError  if both are one file, by whatever names.
void refuse_same_file(const std::string& output, const std::string& input);

}  // namespace worldline
