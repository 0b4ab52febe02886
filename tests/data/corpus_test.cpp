// The corpus is what data/README.md says it is.
#include <doctest/doctest.h>
#include <re2/re2.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <unordered_map>

#include "ads.hpp"
#include "lib/temporary.hpp"
#include "near_duplicates.hpp"
#include "rule_file.hpp"
#include "waspada/text.hpp"

namespace {

using namespace waspada;

constexpr std::size_t kShortestNumber = 8;  // digits

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> choices) {
  return std::ranges::find(choices, text) != choices.end();
}

/// "7645" as "7,645".
std::string with_comma(std::size_t number) {
  std::string out = std::to_string(number);
  for (std::size_t at = out.size(); at > 3; at -= 3) out.insert(at - 3, ",");
  return out;
}

std::size_t count_if(const std::function<bool(const CorpusAd&)>& matches) {
  return static_cast<std::size_t>(std::ranges::count_if(corpus_ads(), matches));
}

std::size_t median_words(std::string_view slice, std::string_view label) {
  std::vector<std::size_t> words;
  for (const CorpusAd& ad : corpus_ads()) {
    if (ad.slice != slice || ad.label != label) continue;
    std::istringstream in(ad.text);
    std::size_t count = 0;
    for (std::string word; in >> word;) ++count;
    words.push_back(count);
  }
  std::ranges::sort(words);
  return words.empty() ? 0 : words[words.size() / 2];
}

std::string digits_of(const std::string& text) {
  std::string out;
  std::ranges::copy_if(text, std::back_inserter(out), [](char c) { return c >= '0' && c <= '9'; });
  return out;
}

}  // namespace

TEST_CASE("corpus: every line has the fields of the data sheet, with values it allows") {
  const std::vector<std::string> fields = {"id",     "text",    "label",    "kinds", "family",
                                           "region", "channel", "register", "year",  "author",
                                           "slice",  "group",   "split"};
  const RE2 year("(?:20[12][0-9])?");
  for (const CorpusAd& ad : corpus_ads()) {
    INFO(ad.where);
    CHECK(ad.fields == fields);
    CHECK(!ad.id.empty());
    CHECK(ad.text.find_first_not_of(" \t\r\n") != std::string::npos);
    CHECK(ad.text.find("\xEF\xBF\xBD") == std::string::npos);
    CHECK(is_one_of(ad.label, {"scam", "legit", "not_ad"}));
    CHECK(is_one_of(ad.channel, {"portal", "social", "chat", "sms", "unknown"}));
    CHECK(is_one_of(ad.slice, {"field", "contrast"}));
    CHECK(is_one_of(ad.split, {"train", "dev", "test"}));
    CHECK(RE2::FullMatch(ad.year, year));
    CHECK(!ad.author.empty());
    CHECK((ad.label == "scam") == !ad.kinds.empty());
    for (const std::string& kind : ad.kinds) CHECK_MESSAGE(detail::is_scheme(kind), kind);
  }
}

TEST_CASE("corpus: no id and no text is there twice") {
  std::unordered_map<std::string, std::string> ids;
  std::unordered_map<std::string, std::string> texts;
  for (const CorpusAd& ad : corpus_ads()) {
    const auto id = ids.emplace(ad.id, ad.where);
    CHECK_MESSAGE(id.second, ad.where << ": " << ad.id << " is the id of " << id.first->second);
    const auto text = texts.emplace(ad.text, ad.where);
    CHECK_MESSAGE(text.second, ad.where << ": the text of " << text.first->second);
  }
}

TEST_CASE("corpus: a group is in one split, and a contrast pair has both sides") {
  std::unordered_map<std::string, std::string> splits;
  std::map<std::string, std::set<std::string>> sides;
  for (const CorpusAd& ad : corpus_ads()) {
    const auto [split, fresh] = splits.emplace(ad.group, ad.split);
    CHECK_MESSAGE(split->second == ad.split, ad.where << ": group " << ad.group);
    if (ad.slice == "contrast" && ad.label != "not_ad") sides[ad.group].insert(ad.label);
  }
  for (const auto& [group, labels] : sides) {
    CHECK_MESSAGE((labels == std::set<std::string>{"legit", "scam"}), group);
  }
}

TEST_CASE("corpus: near-duplicates share a group") {
  std::vector<std::string> folded;
  for (const CorpusAd& ad : corpus_ads()) folded.push_back(fold(ad.text));
  const auto near = detail::group_near_duplicates({folded.begin(), folded.end()}, 0.45);
  std::unordered_map<std::size_t, const CorpusAd*> first;
  for (std::size_t i = 0; i < near.size(); ++i) {
    const CorpusAd& ad = corpus_ads()[i];
    const CorpusAd& other = *first.emplace(near[i], &ad).first->second;
    CHECK_MESSAGE(other.group == ad.group, ad.where << " is much like " << other.where);
  }
}

TEST_CASE("corpus: telephone numbers hold a block of four zeros, as no real one does") {
  std::size_t numbers = 0;
  for (const CorpusAd& ad : corpus_ads()) {
    if (digits_of(ad.text).size() < kShortestNumber) continue;
    for (const Token& token : tokenise(ad.text)) {
      if (token.kind != TokenKind::phone) continue;
      ++numbers;
      CHECK_MESSAGE(digits_of(token.text).find("0000") != std::string::npos,
                    ad.where << ": " << token.text);
    }
  }
  CHECK(numbers > 1000);
}

TEST_CASE("corpus: the data sheet states its counts") {
  const std::string sheet = bytes_of(std::filesystem::path(WASPADA_SOURCE_ROOT) / "data/README.md");
  const auto states = [&](const std::string& text) {
    CHECK_MESSAGE(sheet.find(text) != std::string::npos, "data/README.md should say: " << text);
  };
  const auto count = [](std::string_view slice, std::string_view label) {
    return count_if([&](const CorpusAd& ad) { return ad.slice == slice && ad.label == label; });
  };
  states(with_comma(corpus_ads().size()) + " Indonesian texts");
  for (const std::string slice : {"field", "contrast"}) {
    const std::size_t others = count(slice, "not_ad");
    states("| " + slice + " | " + with_comma(count(slice, "scam")) + " | " +
           with_comma(count(slice, "legit")) + " | " + (others > 0 ? with_comma(others) : "-") +
           " | " + std::to_string(median_words(slice, "scam")) + ", " +
           std::to_string(median_words(slice, "legit")) + " |");
  }
  for (const std::string& kind : detail::scheme_ids()) {
    const auto of = [&](std::string_view slice) {
      return with_comma(count_if([&](const CorpusAd& ad) {
        return ad.slice == slice && ad.label == "scam" && ad.kinds.front() == kind;
      }));
    };
    states("| " + kind + " | " + of("field") + " | " + of("contrast") + " |");
  }
  std::string splits;
  for (const std::string split : {"train", "dev", "test"}) {
    const std::size_t texts = count_if([&](const CorpusAd& ad) { return ad.split == split; });
    splits += (splits.empty() ? "" : ", ") + split + " " + with_comma(texts);
  }
  states(splits);
  for (const std::string channel : {"social", "portal", "chat", "unknown", "sms"}) {
    const std::size_t texts = count_if([&](const CorpusAd& ad) { return ad.channel == channel; });
    states(channel + " " + with_comma(texts));
  }
  std::set<std::string> authors;
  for (const CorpusAd& ad : corpus_ads()) authors.insert(ad.author);
  states("the " + std::to_string(authors.size()) + " writing voices");
}
