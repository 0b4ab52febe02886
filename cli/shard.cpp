#include "shard.hpp"

#include <charconv>

namespace waspada::cli {

std::optional<Shard> parse_shard(const std::string& text) {
  Shard out;
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, out.part);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != '/') return std::nullopt;
  const auto second = std::from_chars(first.ptr + 1, end, out.of);
  if (second.ec != std::errc() || second.ptr != end) return std::nullopt;
  if (out.part < 1 || out.part > out.of) return std::nullopt;
  return out;
}

}  // namespace waspada::cli
