#include "eval_baseline.hpp"

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "command_error.hpp"
#include "output.hpp"

namespace waspada::cli {
namespace {

constexpr std::size_t kFileLimit = std::size_t{1} << 30;

[[noreturn]] void fail(const std::string& file, const std::string& what) {
  throw CommandError(file + ": " + what);
}

/// Takes the part before the next blank off `text`.
std::string_view take(std::string_view& text) {
  const std::size_t end = std::min(text.find(' '), text.size());
  const std::string_view out = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return out;
}

template <class Number, class... Base>
bool read(std::string_view text, Number& out, Base... base) {
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, out, base...);
  return error == std::errc() && stop == end && !text.empty();
}

std::optional<std::pair<std::uint64_t, Before>> read_entry(std::string_view text) {
  std::pair<std::uint64_t, Before> out;
  const std::string_view key = take(text);
  const auto level = parse_level(take(text));
  // Written so that NaN is refused as well.
  if (!read(key, out.first, 16) || !level || !read(text, out.second.risk) ||
      !(out.second.risk >= 0 && out.second.risk <= 1)) {
    return std::nullopt;
  }
  out.second.level = *level;
  return out;
}

}  // namespace

Baseline read_baseline(const std::string& file) {
  const auto json = nlohmann::json::parse(read_input(file, kFileLimit), nullptr, false);
  if (json.is_discarded()) fail(file, "not JSON; a baseline is what eval --format json wrote");
  const auto schema = json.is_object() ? json.find("schema") : json.end();
  if (!json.is_object() || schema == json.end() || !json.contains("metrics")) {
    fail(file, "no report of eval; a baseline is what eval --format json wrote");
  }
  if (*schema != kReportSchema) {
    fail(file, "a report of schema " + schema->dump() + ", but this version reads schema " +
                   std::to_string(kReportSchema) + "; make the baseline anew");
  }
  const auto scores = json.find("scores");
  if (scores == json.end() || !scores->is_array() || scores->empty()) {
    fail(file, "holds no \"scores\" to compare row by row");
  }
  Baseline out;
  out.file = file;
  for (std::size_t i = 0; i < scores->size(); ++i) {
    const auto& entry = (*scores)[i];
    const auto read = entry.is_string() ? read_entry(entry.get_ref<const std::string&>())
                                        : std::optional<std::pair<std::uint64_t, Before>>();
    if (!read) {
      fail(file, "scores[" + std::to_string(i) + "] is " + entry.dump().substr(0, 80) +
                     ", not \"KEY LEVEL RISK\"");
    }
    out.scores.insert(*read);
  }
  if (const auto versions = json.find("versions");
      versions != json.end() && versions->is_object()) {
    for (const char* part : {"library", "rules", "policy", "model"}) {
      const auto value = versions->find(part);
      if (value == versions->end() || !value->is_string()) continue;
      out.versions +=
          (out.versions.empty() ? "" : ", ") + std::string(part) + " " +
          (value->get_ref<const std::string&>().empty() ? "none" : value->get<std::string>());
    }
  }
  return out;
}

BeforeRows matched(const Baseline& baseline, const std::vector<EvalRow>& rows) {
  BeforeRows out;
  std::size_t found = 0;
  for (const EvalRow& row : rows) {
    const auto before = baseline.scores.find(row.key);
    const bool known = before != baseline.scores.end();
    out.push_back(known ? std::optional(before->second) : std::nullopt);
    found += known ? 1 : 0;
  }
  if (found == 0) fail(baseline.file, "has none of the texts that were measured now");
  return out;
}

std::string score_entry(const EvalRow& row) {
  std::array<char, 64> digits{};
  char* const begin = digits.data();
  const auto key = std::to_chars(begin, begin + digits.size(), row.key, 16);
  std::string out = std::string(16 - static_cast<std::size_t>(key.ptr - begin), '0');
  out.append(begin, key.ptr);
  out += ' ';
  out += name(row.level);
  out += ' ';
  // The shortest that reads back as the same number: rounding would make ties.
  const auto risk = std::to_chars(begin, begin + digits.size(), row.risk);
  return out.append(begin, risk.ptr);
}

}  // namespace waspada::cli
