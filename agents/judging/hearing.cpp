// SPDX-License-Identifier: Apache-2.0
#include "agents/judging/hearing.hpp"

#include <algorithm>
#include <limits>
#include <string>

namespace worldline {
namespace {

constexpr std::uint64_t no_id = ~std::uint64_t{0};

/// Messages that a judge reacts to. What else is heard goes by it: words of a behaviour's own, and
/// a child's birth.
bool is_for_judges(std::uint16_t kind) {
    return kind == message_kind::promise || kind == message_kind::withdrawal ||
           kind == message_kind::outcome || kind == message_kind::verdict;
}

template <class First, class... Others>
void check_lengths(const char* table, const First& first, const Others&... others) {
    if (((others.size() == first.size()) && ...)) return;
    throw HearingError(std::string("columns of ") + table + " have different lengths");
}

/// What was said to those who listen, found by its id. The ids of one sender ascend in the record,
/// so each sender's stand together and in order here; who looks for one begins where the last one
/// of that sender was, for causes come in much the same order.
class Said {
public:
    struct Message {
        std::uint64_t id = 0;
        std::uint64_t start = 0;
        std::uint32_t size = 0;
        std::uint16_t kind = 0;
    };

    Said(const EvidenceColumns& columns, const std::vector<bool>& listens)
        : first_(listens.size() + 1, 0), cursor_(listens.size(), 0) {
        const auto& messages = columns.messages;
        const auto is_wanted = [&](std::size_t row) {
            const std::uint32_t receiver = messages.receiver[row];
            return receiver < listens.size() && listens[receiver] &&
                   messages.sender[row] < listens.size();
        };
        for (std::size_t row = 0; row < messages.sender.size(); ++row) {
            if (is_wanted(row)) ++first_[messages.sender[row] + 1];
        }
        for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
        std::copy(first_.begin(), first_.end() - 1, cursor_.begin());
        messages_.resize(first_.back());
        std::size_t next = 0;  // among contents, which come in the order of messages
        for (std::size_t row = 0; row < messages.sender.size(); ++row) {
            const std::uint64_t id =
                std::uint64_t{messages.sender[row]} << 32 | messages.sequence[row];
            const bool has_contents =
                next < columns.contents.message.size() && columns.contents.message[next] == id;
            if (is_wanted(row)) {
                Message& said = messages_[cursor_[messages.sender[row]]++];
                said = {.id = id, .kind = messages.kind[row]};
                if (has_contents) {
                    said.start = columns.contents.start[next];
                    said.size = columns.contents.size[next];
                }
            }
            if (has_contents) ++next;
        }
        for (std::size_t i = 0; i < cursor_.size(); ++i) {
            cursor_[i] = first_[i];
            const auto begin = messages_.begin() + static_cast<std::ptrdiff_t>(first_[i]);
            const auto end = messages_.begin() + static_cast<std::ptrdiff_t>(first_[i + 1]);
            const auto by_id = [](const Message& a, const Message& b) { return a.id < b.id; };
            if (!std::is_sorted(begin, end, by_id)) std::stable_sort(begin, end, by_id);
        }
    }

    const Message* find(std::uint64_t id) {
        const std::size_t sender = id >> 32;
        if (sender >= cursor_.size()) return nullptr;
        const std::size_t begin = first_[sender], end = first_[sender + 1];
        std::size_t at = cursor_[sender];
        if (at == end || messages_[at].id > id) at = begin;
        std::size_t step = 1;  // by leaps, each twice as far
        while (at + step < end && messages_[at + step].id <= id) {
            at += step;
            step *= 2;
        }
        const std::size_t stop = std::min(end, at + step);
        const auto found = std::lower_bound(
            messages_.begin() + static_cast<std::ptrdiff_t>(at),
            messages_.begin() + static_cast<std::ptrdiff_t>(stop), id,
            [](const Message& message, std::uint64_t wanted) { return message.id < wanted; });
        if (found == messages_.begin() + static_cast<std::ptrdiff_t>(stop) || found->id != id) {
            return nullptr;
        }
        cursor_[sender] = static_cast<std::size_t>(found - messages_.begin());
        return &*found;
    }

private:
    std::vector<std::size_t> first_;   ///< by sender: its first message in `messages_`
    std::vector<std::size_t> cursor_;  ///< by sender: where the last look found something
    std::vector<Message> messages_;
};

/// Contents that do not hold what their kind says would be read as something else.
void check_contents(const HeardAgain& heard, const Surroundings& around) {
    const auto refuse = [&](const char* what) {
        throw HearingError("message " + std::to_string(heard.message.count()) + " of agent " +
                           std::to_string(heard.message.maker().number) + " " + what);
    };
    const auto check_promise = [&](PromiseId promise) {
        if (promise.maker().number >= around.clocks.size()) {
            refuse("speaks of a promise of an agent that does not exist");
        }
    };
    const auto has = [&]<class T>(const T& empty) {
        return heard.contents.size() == Contents::of(empty).bytes().size();
    };
    const auto read = [&]<class T>(const T& empty) {
        if (!has(empty)) refuse("does not hold what its kind says");
        return value_of<T>(heard.contents);
    };
    switch (heard.kind) {
    case message_kind::promise: {
        if (!is_notice(heard.contents)) refuse("does not hold what its kind says");
        const auto notice = notice_of(heard.contents);
        check_promise(notice.promise);
        if (notice.body.number >= around.bodies.size()) {
            refuse("promises a body that does not exist");
        }
        for (const Ground& ground : grounds_of(heard.contents)) check_promise(ground.onto);
        break;
    }
    case message_kind::outcome:
        check_promise(read(Outcome{}).promise);
        break;
    case message_kind::withdrawal:
        check_promise(read(Withdrawal{}).promise);
        break;
    case message_kind::verdict:
        check_promise(read(Told{}).promise);
        break;
    default:
        break;
    }
}

/// Readings that were recorded stand in the order of transitions, for some agents.
class Shown {
public:
    explicit Shown(const EvidenceColumns& columns) : of_(columns.readings) {}

    Reading at(std::uint32_t agent, std::uint32_t interior_time) {
        if (next_ == of_.agent.size() || of_.agent[next_] != agent ||
            of_.interior_time[next_] != interior_time) {
            return no_reading;
        }
        const Reading shown{of_.reading[next_], of_.fraction[next_]};
        ++next_;
        return shown;
    }

private:
    const decltype(EvidenceColumns::readings)& of_;
    std::size_t next_ = 0;
};

}  // namespace

Hearing hearing_of(const EvidenceColumns& columns, const std::vector<bool>& listens,
                   const Surroundings& around) {
    const auto& [agent, interior_time, time, round, cause] = columns.transitions;
    check_lengths("transitions", agent, interior_time, time, round, cause);
    check_lengths("messages", columns.messages.sender, columns.messages.sequence,
                  columns.messages.receiver, columns.messages.kind);
    check_lengths("contents", columns.contents.message, columns.contents.start,
                  columns.contents.size);
    check_lengths("readings", columns.readings.agent, columns.readings.interior_time,
                  columns.readings.reading, columns.readings.fraction);
    Said said(columns, listens);
    Shown shown(columns);
    Hearing hearing;
    const std::span<const std::byte> bytes = columns.contents.bytes;
    for (std::size_t row = 0; row < agent.size(); ++row) {
        const Reading reading = shown.at(agent[row], interior_time[row]);
        if (cause[row] == no_id || agent[row] >= listens.size() || !listens[agent[row]]) continue;
        const Said::Message* message = said.find(cause[row]);
        if (message == nullptr) {
            ++hearing.n_lost;
            continue;
        }
        if (!is_for_judges(message->kind)) continue;
        if (message->start > bytes.size() || bytes.size() - message->start < message->size) {
            throw HearingError("contents of messages are cut short");
        }
        const HeardAgain heard{.time = Time{time[row]},
                               .receiver = {agent[row]},
                               .message = MessageId{cause[row]},
                               .kind = message->kind,
                               .round = round[row],
                               .shown = reading,
                               .contents = bytes.subspan(message->start, message->size)};
        check_contents(heard, around);
        hearing.heard.push_back(heard);
    }
    return hearing;
}

void rehear(const Hearing& hearing, const std::vector<Rehearing*>& judges, Time end) {
    for (Rehearing* judge : judges) {
        if (judge != nullptr) judge->begin();
    }
    for (const HeardAgain& heard : hearing.heard) {
        Rehearing* judge = judges[heard.receiver.number];
        if (judge != nullptr) judge->hear(heard);
    }
    for (Rehearing* judge : judges) {
        if (judge != nullptr) judge->end(end);
    }
}

}  // namespace worldline
