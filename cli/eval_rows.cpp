#include "eval_rows.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "command_error.hpp"
#include "waspada/digest.hpp"

namespace waspada::cli {
namespace {

constexpr std::size_t kSliceValues = 1000;  // more is an id, not a slice
constexpr const char* kNoValue = "(none)";
constexpr std::array<std::size_t, 4> kLengths = {10, 25, 60, 150};  // words

/// A JSON array of strings, or names between commas or semicolons.
std::vector<std::string> split_kinds(std::string_view value) {
  std::vector<std::string> out;
  if (value.starts_with('[')) {
    const auto array = nlohmann::json::parse(value, nullptr, false);
    if (!array.is_array()) return out;
    for (const auto& kind : array) {
      if (kind.is_string()) out.push_back(kind.get<std::string>());
    }
  } else {
    while (!value.empty()) {
      const std::size_t end = std::min(value.find_first_of(",;"), value.size());
      std::string_view part = value.substr(0, end);
      while (part.starts_with(' ')) part.remove_prefix(1);
      while (part.ends_with(' ')) part.remove_suffix(1);
      if (!part.empty()) out.emplace_back(part);
      value.remove_prefix(std::min(end + 1, value.size()));
    }
  }
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<EvalReason> reasons_of(const Verdict& verdict) {
  std::vector<EvalReason> out;
  for (const auto* side : {&verdict.reasons, &verdict.counter}) {
    for (const Reason& reason : *side) {
      out.push_back({reason.rule, reason.contribution, reason.message.en});
    }
  }
  std::ranges::stable_sort(out, std::ranges::greater{},
                           [](const EvalReason& reason) { return std::abs(reason.contribution); });
  return out;
}

/// Keeps the `limit` worst, worst first; of equals the earlier. `fill` adds what only
/// those that are kept need.
template <class Fill>
void keep(std::vector<EvalError>& worst, std::size_t limit, EvalError error, double sign,
          const Fill& fill) {
  const auto place = std::ranges::upper_bound(
      worst, sign * error.risk, {}, [&](const EvalError& other) { return sign * other.risk; });
  if (static_cast<std::size_t>(place - worst.begin()) >= limit) return;
  fill(error);
  worst.insert(place, std::move(error));
  if (worst.size() > limit) worst.pop_back();
}

bool is_derived(const std::string& column) { return column == "length" || column == "channel"; }

class Reading {
 public:
  Reading(const Classifier& classifier, const EvalInput& input, const OnRow& on_row)
      : classifier_(classifier), input_(input), on_row_(on_row) {
    for (const std::string& column : input.slices) data_.slices.push_back({column, {}, {}});
  }

  void read(const std::string& file) {
    Complaints complaints(file);
    bool any = false;
    bool labelled = false;
    std::vector<std::uint64_t> without;  // told only if other rows have the column
    PostHandlers handlers;
    handlers.opened = [&](const PostReader& reader) {
      const auto header = reader.columns();
      labelled = std::ranges::find(header, input_.label) != header.end();
      if (!header.empty() && !labelled) fail_unlabelled(file);
    };
    handlers.reject = [&](const Reject& reject) {
      complaints.add(reject.line, reject.reason);
      ++data_.rejected;
    };
    handlers.wanted = [&](const Post& post) {
      any = true;
      labelled = labelled || post.column(input_.label);
      if (!is_asked_for(post)) {
        ++data_.skipped;
        return false;
      }
      if (!value_of(post, input_.label)) {
        without.push_back(post.line);
        return false;
      }
      const std::string twice = first_use(file, post);
      if (twice.empty()) return true;
      complaints.add(post.line, "the id \"" + post.id + "\" is already used at " + twice);
      ++data_.rejected;
      return false;
    };
    handlers.take = [&](const Post& post, const Verdict& verdict) { add(file, post, verdict); };
    score_file(classifier_, file, input_.posts, input_.scoring, handlers);
    if (any && !labelled) fail_unlabelled(file);
    for (const std::uint64_t line : without) complaints.add(line, "no label");
    data_.rejected += without.size();
  }

  EvalData finish() {
    for (const auto& [column, unused] : input_.where) require(column);
    if (data_.rows.empty()) {
      std::string what = "no labelled rows";
      if (data_.rejected > 0) what += "; " + std::to_string(data_.rejected) + " were left out";
      if (data_.skipped > 0) what += "; " + std::to_string(data_.skipped) + " are not asked for";
      throw CommandError(input_.files.front() + ": " + what);
    }
    for (const EvalSlice& slice : data_.slices) {
      if (!is_derived(slice.column)) require(slice.column);
    }
    if (input_.group) require(*input_.group);
    data_.groups = groups_;
    data_.grouped = groups_ < data_.rows.size();
    return std::move(data_);
  }

 private:
  [[noreturn]] void fail_unlabelled(const std::string& file) const {
    throw CommandError(file + ": no column \"" + input_.label +
                       "\"; --label names the column with the label");
  }

  bool is_asked_for(const Post& post) {
    bool out = true;
    for (const auto& [column, values] : input_.where) {
      if (post.column(column)) seen_.insert(column);
      out = out && values.contains(std::string(value_of(post, column).value_or("")));
    }
    return out;
  }

  /// Where the id of a row was met before; empty when it is new or the row has none of its own.
  std::string first_use(const std::string& file, const Post& post) {
    if (!value_of(post, input_.posts.id.empty() ? "id" : input_.posts.id)) return {};
    const auto [first, fresh] = ids_.try_emplace(post.id, &file, post.line);
    return fresh ? std::string()
                 : *first->second.first + ":" + std::to_string(first->second.second);
  }

  std::string slice_value(const std::string& column, const Post& post) {
    if (post.column(column)) {
      seen_.insert(column);
      return std::string(value_of(post, column).value_or(kNoValue));
    }
    if (column == "length") return length_class(post.text);
    if (column == "channel") return std::string(name(input_.scoring.context.channel));
    return kNoValue;
  }

  void add(const std::string& file, const Post& post, const Verdict& verdict) {
    std::string label(*value_of(post, input_.label));
    if (const auto mapped = input_.map.find(label); mapped != input_.map.end()) {
      label = mapped->second;
    }
    EvalRow row;
    row.risk = verdict.risk;
    row.level = verdict.level;
    row.positive = label == kPositiveLabel;
    row.label = data_.labels.number(label);
    const bool grouped = add_group(post, row);
    row.key = key_of(post.text);
    if (!keys_.insert(row.key).second && !grouped) ++data_.repeated;
    const std::size_t number = data_.rows.size();
    data_.rows.push_back(row);
    for (EvalSlice& slice : data_.slices) {
      slice.value_of.push_back(slice.values.number(slice_value(slice.column, post)));
      if (slice.values.size() > kSliceValues) {
        throw CommandError(file + ": column \"" + slice.column + "\" has more than " +
                           std::to_string(kSliceValues) + " values: too many for --slice");
      }
    }
    if (row.positive) {
      const auto kinds = value_of(post, "kinds");
      for (const std::string& kind :
           split_kinds(kinds ? *kinds : value_of(post, "kind").value_or(""))) {
        data_.kind_of.emplace_back(number, data_.kinds.number(kind));
      }
    }
    if (on_row_) on_row_(post, row, verdict, label);
    if (row.positive == (row.level >= Level::caution)) return;
    EvalError error{file, post.line, post.id, label, row.risk, row.level, {}, 0};
    keep(row.positive ? data_.missed : data_.false_alarms, input_.errors, std::move(error),
         row.positive ? 1 : -1, [&](EvalError& kept) {
           // Messages are left out of brief verdicts.
           Context context = context_of(post, input_.scoring.context);
           context.brief = false;
           const Verdict full = classifier_.score(post.text, context);
           kept.reasons = reasons_of(full);
           kept.model = full.model_contribution;
         });
  }

  /// Whether the row names a group; else it is one by itself.
  bool add_group(const Post& post, EvalRow& row) {
    const std::string column = input_.group.value_or("group");
    if (post.column(column)) seen_.insert(column);
    const auto name = value_of(post, column);
    if (!name) {
      row.group = groups_++;
      return false;
    }
    const auto [group, fresh] = group_numbers_.try_emplace(std::string(*name), groups_);
    if (fresh) ++groups_;
    row.group = group->second;
    return true;
  }

  void require(const std::string& column) const {
    if (!seen_.contains(column)) throw CommandError("no row has a column \"" + column + "\"");
  }

  const Classifier& classifier_;
  const EvalInput& input_;
  const OnRow& on_row_;
  EvalData data_;
  std::uint32_t groups_ = 0;
  std::unordered_map<std::string, std::uint32_t> group_numbers_;
  std::unordered_map<std::string, std::pair<const std::string*, std::uint64_t>> ids_;
  std::unordered_set<std::uint64_t> keys_;
  std::set<std::string> seen_;  ///< Columns that some row has.
};

}  // namespace

std::uint32_t Names::number(std::string_view name) {
  const auto [entry, fresh] =
      numbers_.try_emplace(std::string(name), static_cast<std::uint32_t>(names_.size()));
  if (fresh) names_.emplace_back(name);
  return entry->second;
}

const std::string& Names::operator[](std::uint32_t number) const { return names_[number]; }

EvalData read_and_score(const Classifier& classifier, const EvalInput& input, const OnRow& on_row) {
  Reading reading(classifier, input, on_row);
  for (const std::string& file : input.files) reading.read(file);
  return reading.finish();
}

std::uint64_t key_of(std::string_view text) {
  return std::stoull(sha256(text).substr(0, 16), nullptr, 16);
}

std::string length_class(std::string_view text) {
  std::size_t words = 0;
  bool inside = false;
  for (const char c : text) {
    const bool blank = c == ' ' || (c >= '\t' && c <= '\r');
    words += !blank && !inside ? 1 : 0;
    inside = !blank;
  }
  std::size_t low = 0;
  for (const std::size_t high : kLengths) {
    if (words < high) return std::to_string(low) + "-" + std::to_string(high - 1) + " words";
    low = high;
  }
  return std::to_string(low) + "+ words";
}

}  // namespace waspada::cli
