#include "eval_fairness.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "command_error.hpp"
#include "output.hpp"
#include "waspada/text.hpp"

namespace waspada::cli {
namespace {

constexpr std::size_t kFileLimit = std::size_t{16} << 20;
constexpr std::size_t kFewest = 5;  // honest ads of a value to say something about it
constexpr const char* kTheFew = "(values of under 5 rows)";

/// Reported by value where the rows have them.
constexpr std::array<const char*, 5> kColumns = {"channel", "source", "year", "region", "register"};

/// Folded words with one blank between and around them.
std::string words_of(std::string_view text) {
  std::string out = " ";
  for (const char c : fold(text)) {
    const bool part = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
    if (part) {
      out += c;
    } else if (out.back() != ' ') {
      out += ' ';
    }
  }
  if (out.back() != ' ') out += ' ';
  return out;
}

/// The ways to apply that an ad offers.
std::string contact_of(const Verdict& verdict) {
  bool phone = false;
  bool mail = false;
  bool web = false;
  for (const Fact& fact : verdict.facts) {
    const bool chat = fact.type == "whatsapp" || fact.type == "telegram";
    phone = phone || fact.kind == "phone" || (fact.kind == "link" && chat);
    mail = mail || fact.kind == "mail";
    web = web || (fact.kind == "link" && !chat);
  }
  if (phone + mail + web > 1) return "several";
  if (phone) return "phone or chat only";
  if (mail) return "e-mail only";
  return web ? "web only" : "none in the text";
}

}  // namespace

FairnessReader::FairnessReader(const std::string& file) {
  const auto fail = [&](const std::string& what) { throw CommandError(file + ": " + what); };
  const auto json = nlohmann::json::parse(read_input(file, kFileLimit), nullptr, false);
  if (!json.is_object()) fail("not a JSON object");
  const auto wage = json.find("minimum_wage");
  if (wage == json.end() || !wage->is_number()) fail("no number \"minimum_wage\"");
  minimum_wage_ = *wage;
  try {
    for (const auto& entry : json.at("slices")) {
      Slice slice;
      slice.name = entry.at("name");
      slice.otherwise = entry.at("otherwise");
      slice.least = entry.value("least", std::size_t{1});
      for (const auto& value : entry.at("values")) {
        Value& added = slice.values.emplace_back();
        added.name = value.at("value");
        for (const std::string phrase : value.at("any")) {
          added.phrases.push_back(words_of(phrase));
          if (added.phrases.back().size() < 2) fail(slice.name + ": a phrase without words");
        }
      }
      slices_.push_back(std::move(slice));
    }
  } catch (const nlohmann::json::exception& error) {
    fail(std::string("slices: ") + error.what());
  }
}

void FairnessReader::note(const std::string& column, const std::string& value, std::size_t row) {
  auto found = std::ranges::find(groups_, column,
                                 &std::pair<std::string, std::map<std::string, Members>>::first);
  if (found == groups_.end()) found = groups_.insert(found, {column, {}});
  found->second[value].push_back(row);
}

std::string FairnessReader::wage_of(const Verdict& verdict) const {
  double most = 0;
  for (const Fact& fact : verdict.facts) {
    const bool wage = fact.kind == "money" && fact.type == "idr" && fact.period == "month";
    if (wage && fact.payer != "applicant") most = std::max(most, fact.amount_max);
  }
  if (most <= 0) return "not stated by the month";
  return most < minimum_wage_ ? "below every minimum wage" : "at or above";
}

void FairnessReader::add(std::size_t row, const Post& post, const Verdict& verdict) {
  const std::string words = words_of(post.text);
  for (const Slice& slice : slices_) {
    const auto value = std::ranges::find_if(slice.values, [&](const Value& each) {
      const auto hits = std::ranges::count_if(each.phrases, [&](const std::string& phrase) {
        return words.find(phrase) != words.npos;
      });
      return static_cast<std::size_t>(hits) >= slice.least;
    });
    note(slice.name, value == slice.values.end() ? slice.otherwise : value->name, row);
  }
  note("contact", contact_of(verdict), row);
  note("wage", wage_of(verdict), row);
  note("length", length_class(post.text), row);
  for (const char* column : kColumns) {
    if (const auto value = value_of(post, column)) note(column, std::string(*value), row);
  }
}

void FairnessReader::finish(EvalReport& report) const {
  const Evidence evidence{report.rows, nullptr, report.bootstrap};
  for (const auto& [column, values] : groups_) {
    auto& sections = report.fairness.emplace_back();
    std::map<std::string, Members> shown;
    for (const auto& [value, members] : values) {
      Members& into = shown[members.size() < kFewest ? kTheFew : value];
      into.insert(into.end(), members.begin(), members.end());
    }
    for (const auto& [value, members] : shown) {
      sections.push_back(
          share_section(evidence, members, column, value, label_metrics(),
                        {[](const EvalRow& each) { return each.level >= Level::caution; },
                         [](const EvalRow& each) { return each.level >= Level::high; }}));
    }
    std::ranges::sort(sections, comes_before, &Section::value);
  }
}

std::vector<std::string> FairnessReader::columns() const {
  std::vector<std::string> out = {"contact", "wage", "length"};
  for (const Slice& slice : slices_) out.push_back(slice.name);
  out.insert(out.end(), kColumns.begin(), kColumns.end());
  return out;
}

}  // namespace waspada::cli
