// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/ledger/sink.hpp"
#include "sim/record/checkpoint.hpp"
#include "sim/record/pipeline.hpp"
#include "sim/record/place.hpp"

namespace worldline {

struct RecorderOptions {
    RecordLevel level = RecordLevel::full;  ///< off: no file
    bool compress = true;
    /// Between two checkpoints at least so long [s of wall clock], and fifty times what the last
    /// one took; 0: as often as the run asks.
    double checkpoint_every = 5.0;
    bool overwrite = false;   ///< an interrupted run's file, too
    std::string parent = {};  ///< record of which this run shares the beginning; empty: none
    Time fork_time = {};      ///< when it no longer does
};

/// Writes a run to an HDF5 file: `schema.hpp` says what stands in it.
///
/// The caller's thread only lays rows out in columns. Helper threads pack them and one thread
/// writes them, a chunk at a time; when these fall behind, the caller waits, so memory stays under
/// 100 MB. While the run lasts its rows stand in `path` + ".partial", and what makes them a
/// record in checkpoints beside it; `end` gives it its name, so a record of an earlier run is
/// replaced only by a finished one. A link to a file is followed. Refused are what is no file (a
/// device, a pipe, a folder), a record that another run is writing, and one of which an
/// interrupted run has left what it can go on from.
///
/// A fork names its parent and holds only blocks of 65,536 rows that the parent has not. While it
/// follows its parent, each checkpoint holds all rows so far against the parent's.
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
    /// Goes on where a checkpoint of the record was made. The level is the checkpoint's.
    Recorder(std::string path, Options options, Saved from);
    ~Recorder() override;  ///< abandons what has begun and not ended
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    RecordLevel level() const override { return options_.level; }
    /// @throws RecordError  also when a run goes on whose scenario is not the record's
    void begin(const Preamble& preamble) override;
    void commit(const Batch& batch) override;
    void checkpoint(const Checkpoint& moment) override;
    /// A run that is to go on keeps its partial file and its checkpoint.
    void end(const Ending& ending) override;

    /// Closes the unfinished file and removes it, unless a run could go on from its checkpoint.
    /// Does nothing when there is none.
    void abandon() noexcept;

    /// Whether it is time for a checkpoint; asked from the thread of the run. Says so once.
    bool is_checkpoint_due();
    /// The time of the last checkpoint from which the run can go on; none: there is only its
    /// beginning.
    std::optional<Time> last_checkpoint() const;
    RecordingStatus status() const;  ///< also after `end`

    /// Has checkpoints also keep what `save` gives, such as the memory of another sink.
    void keep(std::string name, std::function<std::vector<std::byte>()> save);

    /// Facts about the machine and about how the run went, which no digest covers: stored as
    /// attributes of /environment and /runtime. To be called before `end`.
    void environment(std::string name, std::string value);
    void runtime(std::string name, double value);

private:
    struct Work;
    void make_checkpoint(const Checkpoint& moment);

    std::string path_;
    Options options_;
    std::optional<Saved> from_;  ///< until `begin`
    std::map<std::string, std::string> environment_;
    std::map<std::string, double> runtime_;
    std::map<std::string, std::function<std::vector<std::byte>()>> kept_;
    std::unique_ptr<Work> work_;  ///< from `begin` to `end`
    RecordingStatus last_status_;
    std::atomic<double> next_save_ = 0.0;                 ///< on the steady clock [s]
    std::atomic<std::int64_t> saved_time_ = never_ticks;  ///< of the last checkpoint; never: none
};

}  // namespace worldline
