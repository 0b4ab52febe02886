#include <doctest/doctest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "program.hpp"

namespace {

/// `count` texts of each label, all different.
std::string labelled(int count) {
  const std::vector<std::string> places = {"Poipet", "Bavet", "Sihanoukville", "Phnom Penh"};
  const std::vector<std::string> shops = {"roti", "sepatu", "bangunan", "buku", "obat"};
  const std::vector<std::string> towns = {"Bogor", "Solo", "Jember", "Medan", "Kudus", "Palu"};
  std::string out;
  const auto add = [&](const std::string& text, const std::string& label,
                       const std::string& kinds) {
    out += nlohmann::json{{"text", text}, {"label", label}}.dump();
    out.pop_back();
    out += ",\"kinds\":" + kinds + "}\n";
  };
  for (int i = 0; i < count; ++i) {
    const auto n = static_cast<std::size_t>(i);
    const std::string& town = towns[n % towns.size()];
    const std::string number = std::to_string(i + 1);
    add("Loker admin " + places[n % places.size()] + " gaji " + number + "00 dolar dari " + town +
            ", tiket dan paspor ditanggung, tanpa ijazah",
        "scam", "[\"scam-centre\"]");
    add("Toko " + shops[n % shops.size()] + " di " + town + " mencari " + number +
            " kasir, antar lamaran ke toko, gaji sesuai UMK",
        "legit", "[]");
    add("Polisi " + town + " menangkap " + number + " tersangka, kata kapolres, korban toko " +
            shops[n % shops.size()],
        "not_ad", "[]");
  }
  return out;
}

/// Small and quick.
std::vector<std::string> train(std::vector<std::string> arguments) {
  for (const char* argument : {"--quiet", "--iterations", "5", "--copies", "1"}) {
    arguments.emplace_back(argument);
  }
  arguments.insert(arguments.begin(), "train");
  return arguments;
}

}  // namespace

TEST_CASE("train: a model that score takes, and the same bytes the second time") {
  const TemporaryDirectory directory;
  const std::string ads = directory.write("ads.jsonl", labelled(24));
  const std::string first = directory.path("first");
  const std::string second = directory.path("second");
  const Outcome outcome = waspada(train({ads, "-o", first, "--version-name", "7"}));
  CHECK(outcome.code == 0);
  CHECK(outcome.err.empty());
  CHECK(outcome.out.ends_with("model written to " + first + "\n"));
  CHECK(outcome.out.find("oof_roc_auc") != std::string::npos);
  CHECK(waspada(train({ads, "-o", second, "--version-name", "7"})).code == 0);
  for (const std::string file : {"/model.bin", "/weights.json", "/manifest.json"}) {
    CHECK_MESSAGE(!read_file(first + file).empty(), file);
    CHECK_MESSAGE(read_file(first + file) == read_file(second + file), file);
  }
  CHECK(waspada({"model", "verify", "--model", first}).code == 0);
  const Outcome rated = waspada({"score", "--format", "json", "--model", first,
                                 "Loker admin Poipet, tiket dan paspor ditanggung"});
  CHECK(rated.code == 0);
  CHECK(nlohmann::json::parse(rated.out)["versions"]["model"] == "7");
}

TEST_CASE("train: another seed, other bytes") {
  const TemporaryDirectory directory;
  const std::string ads = directory.write("ads.jsonl", labelled(24));
  CHECK(waspada(train({ads, "-o", directory.path("a"), "--seed", "2"})).code == 0);
  CHECK(waspada(train({ads, "-o", directory.path("b"), "--seed", "3"})).code == 0);
  CHECK(read_file(directory.path("a") + "/model.bin") !=
        read_file(directory.path("b") + "/model.bin"));
}

TEST_CASE("train: what cannot teach is refused before anything is written") {
  const TemporaryDirectory directory;
  const std::string model = directory.path("model");
  const auto message = [&](const std::string& name, const std::string& content,
                           const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {directory.write(name, content), "-o", model};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome outcome = waspada(train(arguments));
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    CHECK_FALSE(std::filesystem::exists(model));
    return outcome.err;
  };
  const std::string jsonl = directory.path("ads.jsonl");
  const std::string csv = directory.path("ads.csv");
  CHECK(message("ads.jsonl", "") == "waspada: " + jsonl + ": holds no texts\n");
  CHECK(message("ads.csv", "text,label\n") == "waspada: " + csv + ": holds no texts\n");
  CHECK(message("ads.jsonl", labelled(3)) ==
        "waspada: the corpus: holds 3 texts labelled scam; 20 are the least to learn from\n");
  CHECK(message("ads.csv", "text,label\nLoker,legit\n") ==
        "waspada: the corpus: holds 0 texts labelled scam; 20 are the least to learn from\n");
  CHECK(message("ads.jsonl", labelled(1), {"--label", "kelas"}) ==
        "waspada: " + jsonl + ":1: no \"kelas\"\n");
  CHECK(message("ads.csv", "isi,label\nLoker,legit\n") ==
        "waspada: " + csv + ": no column \"text\"; there are \"isi\", \"label\"\n");
  CHECK(message("ads.jsonl", "{\"text\": \"Loker\", \"label\": \"fraud\"}\n") ==
        "waspada: " + jsonl +
            ":1: \"label\" is \"fraud\", not scam, legit or not_ad; --map says which it means\n");
  CHECK(message("ads.jsonl", "[1]\n") == "waspada: " + jsonl + ":1: not a JSON object\n");
  CHECK(message("ads.jsonl", labelled(24), {"--map", "scam"}) ==
        "waspada: --map: \"scam\" is not FROM=TO\n");
}

TEST_CASE("train: a development file of nothing is no development file") {
  const TemporaryDirectory directory;
  const std::string ads = directory.write("ads.jsonl", labelled(24));
  const std::string dev = directory.write("dev.jsonl", "");
  const Outcome outcome = waspada(train({"--dev", dev, ads, "-o", directory.path("model")}));
  CHECK(outcome.code == 2);
  CHECK(outcome.err == "waspada: " + dev + ": holds no texts\n");
}

TEST_CASE("train: a place where no model can be written") {
  const TemporaryDirectory directory;
  const std::string ads = directory.write("ads.jsonl", labelled(24));
  const Outcome outcome = waspada(train({ads, "-o", ads}));
  CHECK(outcome.code == 2);
  CHECK(outcome.err.starts_with("waspada: " + ads + ": "));
  CHECK(lines(outcome.err).size() == 1);
}
