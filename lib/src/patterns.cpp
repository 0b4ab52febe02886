#include "patterns.hpp"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <mutex>

namespace waspada::detail {
namespace {

constexpr std::int64_t kMemory = std::int64_t{8} << 20;  // per expression, used as texts demand

re2::RE2::Options options() {
  re2::RE2::Options out;
  out.set_max_mem(kMemory);
  out.set_log_errors(false);
  out.set_dot_nl(true);  // a line break inside a phrase is layout, not substance
  out.set_never_capture(true);
  return out;
}

/// Debian's RE2 has StringPiece, newer ones string_view; both take {data, size}.
re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

/// Compiled when first searched: most expressions never are, and a command that
/// scores one ad should not pay for them.
struct Patterns::Single {
  std::string expression;
  std::once_flag once;
  std::unique_ptr<re2::RE2> relaxed;  ///< Null when it is the expression itself.
  std::once_flag exact_once;
  std::unique_ptr<re2::RE2> exact;
};

/// A set that is never compiled: adding to it parses an expression, and nothing more.
struct Patterns::Checker {
  re2::RE2::Set set{options(), re2::RE2::UNANCHORED};
};

Patterns::Patterns() : checker_(std::make_unique<Checker>()) {}
Patterns::Patterns(Patterns&&) noexcept = default;
Patterns& Patterns::operator=(Patterns&&) noexcept = default;
Patterns::~Patterns() = default;

bool Patterns::add(const std::string& expression, std::size_t& index, std::string& error) {
  if (checker_->set.Add(expression, &error) < 0) return false;
  index = first_.size();
  first_.push_back(singles_.size());
  for (std::string& alternative : alternatives_of(expression)) {
    prefilter_.add(requirement_of(alternative));
    auto single = std::make_unique<Single>();
    single->expression = std::move(alternative);
    singles_.push_back(std::move(single));
  }
  return true;
}

void Patterns::compile() {
  checker_.reset();
  prefilter_.build();
}

Windows Patterns::windows(std::string_view text, bool unfiltered) const {
  if (!unfiltered) return prefilter_.windows(text);
  Windows out(singles_.size());
  for (std::size_t single = 0; single < singles_.size(); ++single) {
    out.add(single, {0, text.size()});
  }
  return out;
}

std::size_t Patterns::end_of(std::size_t index) const {
  return index + 1 < first_.size() ? first_[index + 1] : singles_.size();
}

bool Patterns::is_possible(std::size_t index, const Windows& windows) const {
  for (std::size_t single = first_[index]; single < end_of(index); ++single) {
    if (!windows[single].empty()) return true;
  }
  return false;
}

std::size_t Patterns::cost(std::size_t index, const Windows& windows) const {
  constexpr std::size_t kCall = 300;  // measured: about what starting an automaton takes
  std::size_t out = 0;
  for (std::size_t single = first_[index]; single < end_of(index); ++single) {
    for (const Range& window : windows[single]) out += kCall + (window.end - window.begin);
  }
  return out;
}

const re2::RE2& Patterns::exact(std::size_t index) const {
  Single& single = *singles_[index];
  std::call_once(single.exact_once,
                 [&] { single.exact = std::make_unique<re2::RE2>(single.expression, options()); });
  return *single.exact;
}

/// A cheap test that a true match passes; what fails it needs no second look.
bool Patterns::may_match(std::size_t index, std::string_view text, Range window) const {
  Single& single = *singles_[index];
  std::call_once(single.once, [&] {
    const std::string expression = relaxed(single.expression);
    if (expression != single.expression) {
      single.relaxed = std::make_unique<re2::RE2>(expression, options());
    }
  });
  return single.relaxed == nullptr || single.relaxed->Match(piece(text), window.begin, window.end,
                                                            re2::RE2::UNANCHORED, nullptr, 0);
}

void Patterns::find_single(std::size_t single, std::string_view text,
                           std::span<const Range> windows, std::size_t limit,
                           std::vector<Range>& out) const {
  const std::size_t most = out.size() + limit;
  re2::StringPiece match;
  for (const Range& window : windows) {
    if (!may_match(single, text, window)) continue;
    const re2::RE2& expression = exact(single);
    std::size_t at = window.begin;
    while (at <= window.end && out.size() < most &&
           expression.Match(piece(text), at, window.end, re2::RE2::UNANCHORED, &match, 1)) {
      const auto begin = static_cast<std::size_t>(match.data() - text.data());
      if (!match.empty()) out.push_back({begin, begin + match.size()});
      at = begin + std::max<std::size_t>(match.size(), 1);
    }
  }
}

std::vector<Range> Patterns::find(std::size_t index, std::string_view text, const Windows& windows,
                                  std::size_t limit) const {
  std::vector<Range> out;
  for (std::size_t single = first_[index]; single < end_of(index); ++single) {
    find_single(single, text, windows[single], limit, out);
  }
  if (end_of(index) - first_[index] > 1) {
    std::ranges::sort(out, [](const Range& a, const Range& b) {
      return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
    });
    std::size_t kept = 0;
    for (const Range& range : out) {
      if (kept == 0 || range.begin >= out[kept - 1].end) out[kept++] = range;
    }
    out.resize(std::min(kept, limit));
  }
  return out;
}

bool Patterns::matches(std::size_t index, std::string_view text) const {
  for (std::size_t single = first_[index]; single < end_of(index); ++single) {
    if (exact(single).Match(piece(text), 0, text.size(), re2::RE2::UNANCHORED, nullptr, 0)) {
      return true;
    }
  }
  return false;
}

}  // namespace waspada::detail
