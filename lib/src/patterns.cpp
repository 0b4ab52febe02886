#include "patterns.hpp"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <mutex>
#include <numeric>

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
  std::unique_ptr<re2::RE2> compiled;
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
  index = singles_.size();
  auto single = std::make_unique<Single>();
  single->expression = expression;
  singles_.push_back(std::move(single));
  prefilter_.add(required_literals(expression));
  return true;
}

void Patterns::compile() {
  checker_.reset();
  prefilter_.build();
}

std::vector<std::size_t> Patterns::candidates(std::string_view text, bool unfiltered) const {
  if (!unfiltered) return prefilter_.candidates(text);
  std::vector<std::size_t> out(singles_.size());
  std::iota(out.begin(), out.end(), 0U);
  return out;
}

const re2::RE2& Patterns::single(std::size_t index) const {
  Single& single = *singles_[index];
  std::call_once(single.once, [&] {
    single.compiled = std::make_unique<re2::RE2>(single.expression, options());
  });
  return *single.compiled;
}

std::vector<Range> Patterns::find(std::size_t index, std::string_view text,
                                  std::size_t limit) const {
  std::vector<Range> out;
  const re2::RE2& expression = single(index);
  std::size_t at = 0;
  re2::StringPiece match;
  while (at <= text.size() && out.size() < limit &&
         expression.Match(piece(text), at, text.size(), re2::RE2::UNANCHORED, &match, 1)) {
    const auto begin = static_cast<std::size_t>(match.data() - text.data());
    if (!match.empty()) out.push_back({begin, begin + match.size()});
    at = begin + std::max<std::size_t>(match.size(), 1);
  }
  return out;
}

bool Patterns::matches(std::size_t index, std::string_view text) const {
  return single(index).Match(piece(text), 0, text.size(), re2::RE2::UNANCHORED, nullptr, 0);
}

}  // namespace waspada::detail
