// SPDX-License-Identifier: Apache-2.0
//
// Tables that are wrong.
//
// Goal: a bad row is never skipped in silence; it is named with its line and column.
// Method: one word of a good table is changed, or its bytes are cut.
#include <filesystem>
#include <fstream>

#include "tests/failures/without_rights.hpp"
#include "tests/scenarios/coffee.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

/// What is said about a table; empty if it is good.
std::string faults(const coffee::Folder& folder) {
    try {
        coffee::service(folder);
    } catch (const ScenarioError& error) {
        return error.what();
    }
    return {};
}

std::string faults_of(const std::string& table) {
    const coffee::Folder folder;
    folder.put("parcels.csv", table);
    return faults(folder);
}

std::string with(const std::string& from, const std::string& to) {
    return coffee::with(from, to, coffee::parcels);
}

bool says(const std::string& table, const std::string& words) {
    const std::string all = faults_of(table);
    INFO(all);
    CHECK(all.find(words) != std::string::npos);
    return all.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("A trace that is not there says how to make it", "[failure]") {
    const coffee::Folder folder;
    CHECK(faults(folder) ==
          "service.yaml:12:11: parcels.file: there is no file `parcels.csv` beside the scenario or "
          "in the current folder; `sort-parcels` makes it; `--set table=PATH` says where it is\n"
          "      file: table\n"
          "            ^");
}

TEST_CASE("A missing column is named, and the nearest one is offered", "[failure]") {
    CHECK(faults_of(with("ended", "endet")) ==
          "parcels.csv:1:1: there is no column `ended`; did you mean `endet`?\n"
          "  who,to,made,due,endet,how\n"
          "  ^");
}

TEST_CASE("A column that is there twice is refused if it is used", "[failure]") {
    CHECK(says("who,to,made,due,ended,how,due\nups,ann,0,10,8,came,1\n",
               "parcels.csv:1:27: there is a column `due` already; which one is meant?"));
    CHECK(faults_of("who,to,made,due,ended,how,x,x\nups,ann,0,10,8,came,1,2\n").empty());
}

TEST_CASE("Names that are no UTF-8 are refused, and shown in UTF-8", "[failure]") {
    CHECK(faults_of(with("ups,ben", "ups,b\xe9n")) ==
          "parcels.csv:4:5: to: `b?n` is not a text in UTF-8\n"
          "  ups,b?n,1,,20,lost\n"
          "      ^");
    CHECK(says(with("dhl,ann", "d\xed\xa0\x80l,ann"), "parcels.csv:3:1: who: `d???l` is not"));
    CHECK(says(with("who,to", "who,to\xff"),
               "parcels.csv:1:5: the name of this column is not a text in UTF-8"));
    CHECK(says(with("1,10,14", "1,1\xe9,14"), "due: `1?` is not a time"));
    CHECK(faults_of(with("ups,ben", "ups,b\xc3\xa9n")).empty());
}

TEST_CASE("A promise to oneself is refused", "[failure]") {
    CHECK(says(with("dhl,ann", "dhl,dhl"),
               "parcels.csv:3:5: to: `dhl` promises to itself; a promise is made to another"));
}

TEST_CASE("A time that leaves no room for sums is refused", "[failure]") {
    const std::string most = "2305843009213693952";  // 2^61
    CHECK(faults_of(with("ups,ben,1,,20", "ups,ben,1,," + most)).empty());
    for (const char* row : {"2305843009213693953,,20", "1,2305843009213693953,20",
                            "1,,2305843009213693953", "1,,4e30"}) {
        const bool is_number = std::string(row).find('e') == std::string::npos;
        CHECK(says(with("ups,ben,1,,20", std::string("ups,ben,") + row),
                   is_number ? "`2305843009213693953` is out of range at this resolution"
                             : "is not a time"));
    }
}

TEST_CASE("Two traces that cannot be told apart are refused", "[failure]") {
    const coffee::Folder folder;
    folder.put("parcels.csv", coffee::parcels);
    const std::string& yaml = coffee::parcel_service;
    const std::size_t begin = yaml.find("  parcels:\n");
    std::string second = yaml.substr(begin, yaml.find("agents:") - begin);
    second = coffee::with("  parcels:", "  again:", second);
    const auto said = [&](const std::string& entry) {
        try {
            coffee::service(folder, coffee::with("agents:", entry + "agents:", yaml));
        } catch (const ScenarioError& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    CHECK(said(second).find("again.give: the trace `parcels` gives the same, and `dhl` promises in "
                            "both, so their promises cannot be told apart; declare another type") !=
          std::string::npos);
    CHECK(said(coffee::with("{type: arrive}", "{type: arrive, probability: 0.5}", second)).empty());
    folder.put("others.csv", "who,to,made,due,ended,how\ngls,ann,0,10,8,came\n");
    CHECK(said(coffee::with("file: table", "file: others.csv", second)).empty());
}

TEST_CASE("A bad number is named with its line and column", "[failure]") {
    CHECK(faults_of(with("10,14", "1O,14")) ==
          "parcels.csv:3:11: due: `1O` is not a time: a number or an ISO date is due\n"
          "  dhl,ann,1,1O,14,came\n"
          "            ^");
    CHECK(says(with("1,10,14", "1.5,10,14"), "made: `1.5` is not a whole number of ticks"));
    CHECK(says(with("1,10,14", "-1,10,14"), "made: `-1` lies before the start of the run"));
    CHECK(says(with("10,14", "10,"), "ended: a time is missing"));
    CHECK(says(with("10,14", "10,99999999999999999999"), "is out of range"));
}

TEST_CASE("Rows whose time goes backwards are refused", "[failure]") {
    CHECK(says(with("ups,ben,1", "ups,ben,0"),
               "parcels.csv:4:9: made: `0` is earlier than the row before"));
    CHECK(says(with("1,10,14", "1,10,0"), "ended: `0` is earlier than the promise was made"));
}

TEST_CASE("A row with too few fields is refused", "[failure]") {
    CHECK(says(with("ups,ben,1,,20,lost", "ups,ben,1"),
               "parcels.csv:4:1: this row has 3 fields, and the first line 6"));
}

TEST_CASE("A word that no outcome explains is refused", "[failure]") {
    CHECK(says(with("lost", "gone"), "how: `gone` is not a word of `outcomes`"));
    CHECK(says(with("dhl,ann", ",ann"), "parcels.csv:3:1: who: a name is missing"));
}

TEST_CASE("An empty table is refused, and one without rows is not", "[failure]") {
    CHECK(faults_of("") == "parcels.csv: the file is empty; a table begins with its columns");
    CHECK(faults_of("who,to,made,due,ended,how\n").empty());
}

TEST_CASE("A compressed table that was cut off is refused", "[failure]") {
    const coffee::Folder folder;
    std::string table = coffee::parcels;
    for (int i = 1; i < 2'000; ++i) {
        const std::string made = std::to_string(i);
        table += "ups,a" + std::to_string(i * 7919 % 1000) + "," + made + ",," + made + ",came\n";
    }
    const std::string path = folder.put_gzip("parcels.csv", table);
    CHECK(faults(folder).empty());
    std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
    const std::string all = faults(folder);
    INFO(all);
    CHECK(all.find("the compressed file ends in the middle; is it whole?") != std::string::npos);
}

TEST_CASE("A compressed table with a wrong byte is refused", "[failure]") {
    const coffee::Folder folder;
    const std::string path = folder.put_gzip("parcels.csv", coffee::parcels);
    {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(-6, std::ios::end);  // in the checksum
        file.put('\x55');
    }
    CHECK(faults(folder).find("the compressed file is damaged") != std::string::npos);
}

TEST_CASE("A table that is a folder, or may not be read, is refused", "[failure]") {
    const coffee::Folder folder;
    std::filesystem::create_directory(folder.path("parcels.csv"));
    CHECK(faults(folder).find("parcels.file: `parcels.csv` is a folder") != std::string::npos);
    std::filesystem::remove(folder.path("parcels.csv"));
    folder.put("parcels.csv", coffee::parcels);
    std::filesystem::permissions(folder.path("parcels.csv"), std::filesystem::perms::none);
    const auto said = without_rights([&] { return faults(folder); });
    if (!said) {
        WARN("NOT TESTED: a table that may not be read");
        return;
    }
    CHECK(said->find("cannot be read: Permission denied") != std::string::npos);
}

TEST_CASE("A quote that is never closed is refused", "[failure]") {
    CHECK(says(with("ups,ben", "\"ups,ben"), "a quote that is never closed"));
}

TEST_CASE("At most twenty faults of a table are shown, and the rest counted", "[failure]") {
    std::string table = "who,to,made,due,ended,how\n";
    for (int i = 0; i < 27; ++i) table += "ups,ann,soon,,1,came\n";

    const std::string all = faults_of(table);
    CHECK(all.find("parcels.csv:21:9: made: `soon` is not a time") != std::string::npos);
    CHECK(all.find("parcels.csv:22:9:") == std::string::npos);
    CHECK(all.find("and 7 more") != std::string::npos);
}

TEST_CASE("Faults of the scenario and of its tables are reported together", "[failure]") {
    const coffee::Folder folder;
    folder.put("parcels.csv", with("10,14", "1O,14"));
    std::string all;
    try {
        coffee::service(folder,
                        coffee::with("town: {", "town: {juges: {}, ", coffee::parcel_service));
    } catch (const ScenarioError& error) {
        all = error.what();
    }
    INFO(all);
    CHECK(all.find("service.yaml:21:10: town.juges") != std::string::npos);
    CHECK(all.find("parcels.csv:3:11: due") != std::string::npos);
}

TEST_CASE("A promiser that makes no promises is refused", "[failure]") {
    const coffee::Folder folder;
    folder.put("parcels.csv", coffee::parcels);
    std::string all;
    try {
        coffee::service(folder, coffee::with("{behaviour: steward}", "{behaviour: observer}",
                                             coffee::parcel_service));
    } catch (const ScenarioError& error) {
        all = error.what();
    }
    INFO(all);
    CHECK(all.find("`behaviour: steward` does") != std::string::npos);
}
