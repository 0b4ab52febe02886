#include "mask.hpp"

#include <algorithm>

#include "ascii.hpp"
#include "waspada/render.hpp"

namespace waspada {
namespace detail {
namespace {

constexpr std::size_t kAccountDigits = 8;   // shortest bank account number in use
constexpr std::size_t kGroupedDigits = 10;  // written in groups; a date has eight
constexpr std::string_view kMask = "•••";

std::size_t digits_in(const Token& token) {
  return static_cast<std::size_t>(std::ranges::count_if(token.text, is_digit));
}

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
      return digits_in(token) >= kAccountDigits;
    default:
      return false;
  }
}

/// One past the last of the numbers that stand in a row from `first` on, one space or
/// hyphen apart (`123 4567 890`). Amounts are grouped by full stops and not meant.
std::size_t end_of_groups(std::string_view text, const std::vector<Token>& tokens,
                          std::size_t first) {
  const auto is_group = [&](std::size_t i) {
    return i < tokens.size() && tokens[i].kind == TokenKind::number &&
           digits_in(tokens[i]) == tokens[i].text.size();
  };
  std::size_t end = first;
  while (is_group(end)) {
    std::size_t next = end + 1;
    if (next < tokens.size() && tokens[next].text == "-") ++next;
    if (!is_group(next)) return end + 1;
    const std::size_t gap = tokens[next].span.begin - tokens[end].span.end;
    if (gap != 1 || text[tokens[end].span.end] == '\n') return end + 1;
    end = next;
  }
  return end;
}

}  // namespace

std::vector<Span> contact_spans(std::string_view text) {
  std::vector<Span> out;
  const std::vector<Token> tokens = tokenise(text);
  for (std::size_t i = 0; i < tokens.size();) {
    std::size_t end = end_of_groups(text, tokens, i);
    std::size_t digits = 0;
    for (std::size_t group = i; group < end; ++group) digits += digits_in(tokens[group]);
    if (digits < kGroupedDigits) end = i + 1;
    if (digits >= kGroupedDigits || is_contact(tokens[i])) {
      out.push_back({tokens[i].span.begin, tokens[end - 1].span.end});
    }
    i = end;
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

std::string mask_contacts(std::string_view text, Span span) {
  return detail::masked(text, span, detail::contact_spans(text));
}

std::string mask_contacts(std::string_view text) {
  return detail::masked(text, {0, text.size()}, detail::contact_spans(text));
}

}  // namespace waspada
