// SPDX-License-Identifier: Apache-2.0
#include "cli/library.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string_view>
#include <system_error>

namespace worldline {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> entries(const fs::path& folder) {
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        found.push_back(at->path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::vector<fs::path> places_of_library() {
    std::vector<fs::path> places;
    if (const char* const given = std::getenv("WORLDLINE_LIBRARY")) places.emplace_back(given);
    const fs::path here = program_folder();
    places.push_back(here / "../share/worldline/library");
    for (const fs::path& python : entries(here / "../lib")) {
        if (python.filename().string().starts_with("python")) {
            places.push_back(python / "site-packages/worldline/library");
        }
    }
    for (const char* const up : {"..", "../..", "../../..", "../../../.."}) {
        places.push_back(here / up / "scenarios/library");
    }
    return places;
}

}  // namespace

fs::path program_folder() {
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    return error ? fs::current_path() : program.parent_path();
}

std::map<std::string, fs::path> library() {
    std::map<std::string, fs::path> found;
    for (const fs::path& place : places_of_library()) {
        for (const fs::path& file : entries(place)) {
            if (file.extension() == ".yaml") found.emplace(file.stem().string(), file);
        }
        if (!found.empty()) break;
    }
    for (auto& [name, file] : found) file = file.lexically_normal();
    return found;
}

std::string scenario_file(const std::string& given) {
    std::error_code error;
    const bool is_path = given.find_first_of("/.") != std::string::npos;
    if (is_path || fs::exists(given, error)) return given;
    const auto known = library();
    const auto at = known.find(given);
    return at == known.end() ? given : at->second.string();
}

std::vector<std::string> other_programs() {
    constexpr std::string_view prefix = "worldline-";
    std::vector<fs::path> places{program_folder()};
    const char* const path = std::getenv("PATH");
    std::string rest = path == nullptr ? "" : path;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(':'), rest.size());
        if (end > 0) places.emplace_back(rest.substr(0, end));
        rest.erase(0, end + 1);
    }
    std::set<std::string> names;
    for (const fs::path& place : places) {
        for (const fs::path& file : entries(place)) {
            const std::string name = file.filename().string();
            if (name.starts_with(prefix)) names.insert(name.substr(prefix.size()));
        }
    }
    return {names.begin(), names.end()};
}

}  // namespace worldline
