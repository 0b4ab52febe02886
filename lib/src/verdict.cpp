#include "waspada/verdict.hpp"

#include <array>

namespace waspada {
namespace {

template <class Enum, std::size_t N>
std::optional<Enum> parse(std::string_view text, const std::array<Enum, N>& values) {
  for (const Enum value : values) {
    if (name(value) == text) return value;
  }
  return std::nullopt;
}

}  // namespace

std::string_view name(Level level) noexcept {
  switch (level) {
    case Level::not_ad:
      return "not_ad";
    case Level::insufficient:
      return "insufficient";
    case Level::low:
      return "low";
    case Level::caution:
      return "caution";
    case Level::high:
      break;
  }
  return "high";
}

std::string_view name(Severity severity) noexcept {
  switch (severity) {
    case Severity::counter:
      return "counter";
    case Severity::weak:
      return "weak";
    case Severity::medium:
      return "medium";
    case Severity::strong:
      return "strong";
    case Severity::critical:
      break;
  }
  return "critical";
}

std::string_view name(Channel channel) noexcept {
  switch (channel) {
    case Channel::portal:
      return "portal";
    case Channel::social:
      return "social";
    case Channel::chat:
      return "chat";
    case Channel::sms:
      return "sms";
    case Channel::unknown:
      break;
  }
  return "unknown";
}

std::string_view name(Limit limit) noexcept {
  switch (limit) {
    case Limit::truncated:
      return "truncated";
    case Limit::malformed_utf8:
      return "malformed-utf8";
    case Limit::link_target:
      return "link-target";
    case Limit::picture:
      return "picture";
    case Limit::licence_number:
      return "licence-number";
    case Limit::not_listed:
      return "not-listed";
    case Limit::no_model:
      break;
  }
  return "no-model";
}

std::optional<Level> parse_level(std::string_view text) noexcept {
  return parse(text, std::to_array({Level::not_ad, Level::insufficient, Level::low, Level::caution,
                                    Level::high}));
}

std::optional<Channel> parse_channel(std::string_view text) noexcept {
  return parse(text, std::to_array({Channel::unknown, Channel::portal, Channel::social,
                                    Channel::chat, Channel::sms}));
}

}  // namespace waspada
