#pragma once

#include <string>
#include <vector>

namespace waspada {

/// A text of the project's corpus, data/ads/*.jsonl.
struct CorpusAd {
  std::string id;
  std::string text;
  std::string label;
  std::vector<std::string> kinds;
  std::string channel;
  std::string year;
  std::string author;
  std::string slice;
  std::string group;
  std::string split;
  std::string where;                ///< "file:line".
  std::vector<std::string> fields;  ///< As the line has them, in order.
};

/// All of it, in the order of files and lines; read once.
[[nodiscard]] const std::vector<CorpusAd>& corpus_ads();

}  // namespace waspada
