#include "mask.hpp"

#include <algorithm>

#include "waspada/render.hpp"

namespace waspada {
namespace detail {
namespace {

constexpr std::size_t kAccountDigits = 8;  // shortest bank account number in use
constexpr std::string_view kMask = "•••";

bool is_contact(const Token& token) {
  switch (token.kind) {
    case TokenKind::phone:
    case TokenKind::mail:
    case TokenKind::handle:
      return true;
    case TokenKind::link:
      return token.text.find("wa.me") != std::string::npos ||
             token.text.find("t.me/") != std::string::npos ||
             token.text.find("whatsapp") != std::string::npos;
    case TokenKind::number:
      return static_cast<std::size_t>(std::ranges::count_if(
                 token.text, [](char c) { return c >= '0' && c <= '9'; })) >= kAccountDigits;
    default:
      return false;
  }
}

}  // namespace

std::vector<Span> contact_spans(std::string_view text) {
  std::vector<Span> out;
  for (const Token& token : tokenise(text)) {
    if (is_contact(token)) out.push_back(token.span);
  }
  return out;
}

std::string masked(std::string_view text, Span span, const std::vector<Span>& contacts) {
  std::string out;
  std::size_t at = span.begin;
  for (const Span& contact : contacts) {
    if (contact.end <= at || contact.begin >= span.end) continue;
    if (contact.begin > at) out += text.substr(at, contact.begin - at);
    out += kMask;
    at = std::min(contact.end, span.end);
  }
  if (at < span.end) out += text.substr(at, span.end - at);
  return out;
}

}  // namespace detail

std::string mask_contacts(std::string_view text) {
  return detail::masked(text, {0, text.size()}, detail::contact_spans(text));
}

}  // namespace waspada
