#include "ads.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace waspada {
namespace {

CorpusAd ad_of(const nlohmann::ordered_json& json, std::string where) {
  INFO(where);
  CorpusAd out;
  for (const auto& [field, unused] : json.items()) out.fields.push_back(field);
  out.id = json.at("id");
  out.text = json.at("text");
  out.label = json.at("label");
  out.kinds = json.at("kinds");
  out.channel = json.at("channel");
  out.year = json.at("year");
  out.author = json.at("author");
  out.slice = json.at("slice");
  out.group = json.at("group");
  out.split = json.at("split");
  out.where = std::move(where);
  return out;
}

std::vector<CorpusAd> read() {
  std::vector<std::filesystem::path> files;
  const auto directory = std::filesystem::path(WASPADA_SOURCE_ROOT) / "data/ads";
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::vector<CorpusAd> out;
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    std::size_t number = 0;
    for (std::string line; std::getline(in, line);) {
      out.push_back(ad_of(nlohmann::ordered_json::parse(line),
                          file.filename().string() + ":" + std::to_string(++number)));
    }
  }
  REQUIRE_MESSAGE(!out.empty(), "data/ads holds no texts");
  return out;
}

}  // namespace

const std::vector<CorpusAd>& corpus_ads() {
  static const std::vector<CorpusAd> out = read();
  return out;
}

}  // namespace waspada
