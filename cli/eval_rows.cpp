#include "eval_rows.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <iostream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <system_error>
#include <thread>

#include "command.hpp"

namespace waspada::cli {
namespace {

constexpr std::size_t kChunkPosts = 4096;
constexpr std::size_t kChunkBytes = std::size_t{16} << 20;
constexpr std::size_t kComplaints = 20;     // shown of one file
constexpr std::size_t kSliceValues = 1000;  // more is an id, not a slice
constexpr const char* kNoValue = "(none)";

/// Says what is wrong with rows of a file, and stops when it gets tedious.
class Complaints {
 public:
  explicit Complaints(std::string file) : file_(std::move(file)) {}
  Complaints(const Complaints&) = delete;
  Complaints& operator=(const Complaints&) = delete;
  ~Complaints() {
    if (count_ > kComplaints) {
      std::cerr << "waspada: " << file_ << ": " << count_ - kComplaints << " more rows left out\n";
    }
  }

  void add(std::uint64_t line, const std::string& reason) {
    if (++count_ <= kComplaints) {
      std::cerr << "waspada: " << file_ << ':' << line << ": " << reason << '\n';
    }
  }

 private:
  std::string file_;
  std::size_t count_ = 0;
};

/// What a row says in a column; JSON's null and the empty string say nothing.
std::optional<std::string_view> value_of(const Post& post, std::string_view column) {
  const auto found =
      std::ranges::find(post.columns, column, &std::pair<std::string, std::string>::first);
  if (found == post.columns.end() || found->second.empty()) return std::nullopt;
  const auto place = static_cast<std::size_t>(found - post.columns.begin());
  if (place < post.is_json.size() && post.is_json[place] && found->second == "null") {
    return std::nullopt;
  }
  return found->second;
}

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

std::vector<Verdict> score_all(const Classifier& classifier, const std::vector<Post>& posts,
                               const EvalInput& input) {
  std::vector<Verdict> out(posts.size());
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::exception_ptr failure;
  const auto work = [&] {
    try {
      for (std::size_t i = next++; i < posts.size(); i = next++) {
        out[i] = classifier.score(posts[i].text, input.context);
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      failure = std::current_exception();
      next = posts.size();
    }
  };
  {
    std::vector<std::jthread> threads;
    try {
      const std::size_t helpers = std::min<std::size_t>(input.threads, posts.size());
      for (std::size_t i = 1; i < helpers; ++i) threads.emplace_back(work);
    } catch (const std::system_error&) {
      // No more threads to be had: those there are do the work.
    }
    work();
  }
  if (failure) std::rethrow_exception(failure);
  return out;
}

/// Keeps the `limit` worst, worst first; of equals the earlier.
void keep(std::vector<EvalError>& worst, std::size_t limit, EvalError error, double sign) {
  const auto place = std::ranges::upper_bound(
      worst, sign * error.risk, {}, [&](const EvalError& other) { return sign * other.risk; });
  if (static_cast<std::size_t>(place - worst.begin()) >= limit) return;
  worst.insert(place, std::move(error));
  if (worst.size() > limit) worst.pop_back();
}

class Reading {
 public:
  Reading(const Classifier& classifier, const EvalInput& input)
      : classifier_(classifier), input_(input) {
    for (const std::string& column : input.slices) data_.slices.push_back({column, {}, {}});
  }

  void read(const std::string& file) {
    Complaints complaints(file);
    const auto reader = PostReader::open(file, input_.posts, [&](const Reject& reject) {
      complaints.add(reject.line, reject.reason);
      ++data_.rejected;
    });
    const auto header = reader->columns();
    if (!header.empty() && std::ranges::find(header, input_.label) == header.end()) {
      throw CommandError(file + ": no column \"" + input_.label + "\"");
    }
    bool any = false;
    bool labelled = !header.empty();
    std::vector<std::uint64_t> without;  // told only if other rows have the column
    std::vector<Post> chunk;
    std::size_t bytes = 0;
    for (Post post; reader->next(post); post = {}) {
      any = true;
      labelled = labelled || post.column(input_.label);
      if (!value_of(post, input_.label)) {
        without.push_back(post.line);
        continue;
      }
      bytes += post.text.size();
      chunk.push_back(std::move(post));
      if (chunk.size() < kChunkPosts && bytes < kChunkBytes) continue;
      take(file, chunk);
      chunk.clear();
      bytes = 0;
    }
    if (any && !labelled) throw CommandError(file + ": no column \"" + input_.label + "\"");
    take(file, chunk);
    for (const std::uint64_t line : without) complaints.add(line, "no label");
    data_.rejected += without.size();
  }

  EvalData finish() {
    if (!data_.rows.empty()) {
      for (const EvalSlice& slice : data_.slices) require(slice.column);
      if (input_.group) require(*input_.group);
    }
    data_.groups = groups_;
    data_.grouped = groups_ < data_.rows.size();
    return std::move(data_);
  }

 private:
  void take(const std::string& file, const std::vector<Post>& chunk) {
    const std::vector<Verdict> verdicts = score_all(classifier_, chunk, input_);
    for (std::size_t i = 0; i < chunk.size(); ++i) add(file, chunk[i], verdicts[i]);
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
    row.group = group_of(post);
    const std::size_t number = data_.rows.size();
    data_.rows.push_back(row);
    for (EvalSlice& slice : data_.slices) {
      if (post.column(slice.column)) seen_.insert(slice.column);
      slice.value_of.push_back(
          slice.values.number(value_of(post, slice.column).value_or(kNoValue)));
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
    if (row.positive == (row.level >= Level::caution)) return;
    EvalError error{file, post.line, post.id, std::move(label), row.risk, row.level, {}};
    for (const Reason& reason : verdict.reasons) error.rules.push_back(reason.rule);
    for (const Reason& reason : verdict.counter) error.rules.push_back(reason.rule);
    keep(row.positive ? data_.missed : data_.false_alarms, input_.errors, std::move(error),
         row.positive ? 1 : -1);
  }

  std::uint32_t group_of(const Post& post) {
    const std::string column = input_.group.value_or("group");
    if (post.column(column)) seen_.insert(column);
    const auto name = value_of(post, column);
    if (!name) return groups_++;
    const auto [group, fresh] = group_numbers_.try_emplace(std::string(*name), groups_);
    if (fresh) ++groups_;
    return group->second;
  }

  void require(const std::string& column) const {
    if (!seen_.contains(column)) throw CommandError("no row has a column \"" + column + "\"");
  }

  const Classifier& classifier_;
  const EvalInput& input_;
  EvalData data_;
  std::uint32_t groups_ = 0;
  std::unordered_map<std::string, std::uint32_t> group_numbers_;
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

EvalData read_and_score(const Classifier& classifier, const EvalInput& input) {
  Reading reading(classifier, input);
  for (const std::string& file : input.files) reading.read(file);
  return reading.finish();
}

}  // namespace waspada::cli
