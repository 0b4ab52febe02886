#include "near_duplicates.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <numeric>
#include <unordered_map>

#include "tokenise.hpp"

namespace waspada::detail {
namespace {

constexpr std::size_t kShingle = 3;
// Each text is compared with the first so many that share a shingle: phrases of the
// trade stand in half of all texts and would make the search quadratic.
constexpr std::size_t kCommon = 100;

std::vector<std::uint64_t> shingles_of(std::string_view folded) {
  std::vector<std::uint64_t> words;
  for (const FoldedToken& token : tokenise_folded(folded)) {
    if (token.kind == TokenKind::symbol || token.kind == TokenKind::emoji) continue;
    words.push_back(std::hash<std::string_view>{}(token.in(folded)));
  }
  std::vector<std::uint64_t> out;
  const std::size_t width = std::min(kShingle, words.size());
  for (std::size_t i = 0; width > 0 && i + width <= words.size(); ++i) {
    std::uint64_t hash = 0;
    for (std::size_t k = 0; k < width; ++k) hash = hash * 0x9E3779B97F4A7C15U + words[i + k];
    out.push_back(hash);
  }
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

class Groups {
 public:
  explicit Groups(std::size_t size) : parent_(size) {
    std::iota(parent_.begin(), parent_.end(), 0U);
  }

  std::size_t find(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }

  void join(std::size_t a, std::size_t b) {
    const std::size_t low = std::min(find(a), find(b));
    parent_[std::max(find(a), find(b))] = low;
  }

 private:
  std::vector<std::size_t> parent_;
};

}  // namespace

std::vector<std::size_t> group_near_duplicates(const std::vector<std::string_view>& folded,
                                               double threshold) {
  std::vector<std::vector<std::uint64_t>> shingles;
  for (const std::string_view text : folded) shingles.push_back(shingles_of(text));
  std::unordered_map<std::uint64_t, std::vector<std::size_t>> holders;
  Groups groups(folded.size());
  for (std::size_t i = 0; i < folded.size(); ++i) {
    std::unordered_map<std::size_t, std::size_t> shared;
    for (const std::uint64_t shingle : shingles[i]) {
      auto& texts = holders[shingle];
      for (const std::size_t other : texts) ++shared[other];
      if (texts.size() < kCommon) texts.push_back(i);
    }
    for (const auto& [other, both] : shared) {
      const std::size_t either = shingles[i].size() + shingles[other].size() - both;
      if (static_cast<double>(both) > threshold * static_cast<double>(either))
        groups.join(i, other);
    }
  }
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < folded.size(); ++i) out.push_back(groups.find(i));
  return out;
}

}  // namespace waspada::detail
