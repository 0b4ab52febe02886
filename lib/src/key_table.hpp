#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace waspada::detail {

/// A set of strings, numbered in the order in which they came. Millions of them take little more
/// than their own bytes. After the last add() any number of threads may look things up.
class KeyTable {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  /// The number of a key, and whether it is new.
  std::pair<std::uint32_t, bool> add(std::string_view key);
  /// kNone when the table does not hold it.
  [[nodiscard]] std::uint32_t find(std::string_view key) const;
  [[nodiscard]] std::string_view operator[](std::uint32_t number) const;
  [[nodiscard]] std::size_t size() const noexcept { return end_.size(); }

 private:
  [[nodiscard]] std::size_t slot_of(std::string_view key) const;
  void grow();

  std::string pool_;
  std::vector<std::uint64_t> end_;  ///< In pool_, by number.
  std::vector<std::uint32_t> slots_ = std::vector<std::uint32_t>(16, kNone);
};

}  // namespace waspada::detail
