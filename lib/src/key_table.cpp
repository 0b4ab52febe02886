#include "key_table.hpp"

#include <functional>

namespace waspada::detail {

std::pair<std::uint32_t, bool> KeyTable::add(std::string_view key) {
  std::size_t slot = slot_of(key);
  if (slots_[slot] != kNone) return {slots_[slot], false};
  if (end_.size() * 2 >= slots_.size()) {
    grow();
    slot = slot_of(key);
  }
  const auto number = static_cast<std::uint32_t>(end_.size());
  pool_ += key;
  end_.push_back(pool_.size());
  slots_[slot] = number;
  return {number, true};
}

std::uint32_t KeyTable::find(std::string_view key) const { return slots_[slot_of(key)]; }

std::string_view KeyTable::operator[](std::uint32_t number) const {
  const std::uint64_t begin = number == 0 ? 0 : end_[number - 1];
  return std::string_view(pool_).substr(begin, end_[number] - begin);
}

/// Where a key is, or would be.
std::size_t KeyTable::slot_of(std::string_view key) const {
  std::size_t slot = std::hash<std::string_view>{}(key) & (slots_.size() - 1);
  while (slots_[slot] != kNone && (*this)[slots_[slot]] != key) {
    slot = (slot + 1) & (slots_.size() - 1);
  }
  return slot;
}

void KeyTable::grow() {
  slots_.assign(slots_.size() * 4, kNone);
  for (std::uint32_t number = 0; number < end_.size(); ++number) {
    slots_[slot_of((*this)[number])] = number;
  }
}

}  // namespace waspada::detail
