#include "lexer.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "ascii.hpp"

namespace waspada::detail {
namespace {

// Bounds that keep the pass linear on `a.a.a.a...`; RFC 5321 and 1035 allow less.
constexpr std::size_t kLongestAddress = 320;
constexpr std::size_t kLongestHost = 253;
constexpr std::ptrdiff_t kMostDots = 16;  // a host with more is a row of dotted words
constexpr std::size_t kLongestPath = 2048;
constexpr std::size_t kLongestNumber = 24;

/// No letter or digit stands before. What is beyond ASCII in folded text is an emoji or
/// another script, and `📱0812...` or `👉bit.ly/...` begins right behind it.
bool is_boundary(std::string_view text, std::size_t at) {
  return at == 0 || !is_alnum(text[at - 1]);
}

// ---- Links and e-mail addresses ----

/// Top-level domains that make a dotted word a link by themselves. Those that
/// are also everyday words or file endings (`me`, `in`, `live`) need a path
/// or a scheme, because scraped ads glue sentences: `...dengan baik.in`.
bool is_top_level(std::string_view label, bool& everyday) {
  constexpr auto kPlain = std::to_array<std::string_view>(
      {"ac",   "ae",   "ai",  "asia", "au",   "biz",     "bz",    "cc",      "ch",    "cn",
       "co",   "com",  "de",  "edu",  "eu",   "fr",      "gd",    "gl",      "gle",   "go",
       "gov",  "hk",   "icu", "id",   "info", "int",     "io",    "jp",      "kh",    "kr",
       "la",   "ly",   "ml",  "mobi", "my",   "net",     "nl",    "online",  "or",    "org",
       "ph",   "ru",   "sch", "sg",   "site", "store",   "th",    "tk",      "tv",    "tw",
       "uk",   "us",   "vn",  "web",  "ws",   "xyz",     "xn",    "website", "click", "cyou",
       "buzz", "shop", "cfd", "sbs",  "rest", "monster", "quest", "bond",    "lat",   "pw"});
  constexpr auto kEveryday = std::to_array<std::string_view>(
      {"app",  "art",   "as",  "at",    "be",    "bio",   "blog",  "careers", "cash",
       "club", "dev",   "ee",  "fun",   "ga",    "gg",    "gq",    "host",    "im",
       "in",   "ink",   "is",  "it",    "jobs",  "life",  "link",  "live",    "ltd",
       "me",   "money", "nu",  "one",   "page",  "party", "press", "pro",     "re",
       "run",  "sh",    "so",  "space", "st",    "team",  "tech",  "to",      "today",
       "top",  "vip",   "win", "work",  "works", "world"});
  if (std::ranges::find(kPlain, label) != kPlain.end()) {
    everyday = false;
    return true;
  }
  everyday = std::ranges::find(kEveryday, label) != kEveryday.end();
  return everyday;
}

bool is_host_byte(char c) { return is_alnum(c) || c == '-' || c == '.'; }
bool is_path_byte(char c) {
  return !is_space(c) && c != '<' && c != '>' && c != '"' && c != '|' && c != ')' && c != ']' &&
         c != '}' && c != '*' && !is_high(c);
}

/// The end of a path that starts at `at`, without punctuation that ends a sentence.
std::size_t path_end(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && end - at < kLongestPath && is_path_byte(text[end])) ++end;
  while (end > at && std::string_view(".,;:!?'").find(text[end - 1]) != std::string_view::npos)
    --end;
  return end;
}

std::size_t host_end(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && end - at < kLongestHost && is_host_byte(text[end])) ++end;
  while (end > at && !is_alnum(text[end - 1])) --end;
  return end;
}

/// The end of the longest host name in `host` that closes on a known top-level
/// domain; 0 when there is none. A capital that a scraper glued on is gone by
/// now, so `kerja.com` wins over `kerja.comsegera`.
std::size_t known_host(std::string_view host, bool needs_path, bool& everyday) {
  if (std::ranges::count(host, '.') > kMostDots) return 0;
  for (std::size_t end = host.size(); end > 0;) {
    const std::size_t dot = host.substr(0, end).rfind('.');
    if (dot == std::string_view::npos || dot == 0) return 0;
    bool common = false;
    if (is_top_level(host.substr(dot + 1, end - dot - 1), common) && is_alnum(host[dot - 1])) {
      if (!common || needs_path) {
        everyday = common;
        return end;
      }
    }
    end = dot;
  }
  return 0;
}

std::optional<Lexeme> lex_mail(std::string_view text, std::size_t at_sign) {
  const auto is_local = [](char c) {
    return is_alnum(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%';
  };
  std::size_t begin = at_sign;
  while (begin > 0 && at_sign - begin < kLongestAddress && is_local(text[begin - 1])) --begin;
  while (begin < at_sign && !is_alnum(text[begin])) ++begin;
  const std::size_t end = host_end(text, at_sign + 1);
  const std::string_view host = text.substr(at_sign + 1, end - at_sign - 1);
  const std::size_t dot = host.rfind('.');
  if (begin == at_sign || dot == std::string_view::npos || dot == 0) return std::nullopt;
  bool everyday = false;
  const std::size_t known = known_host(host, true, everyday);
  if (known == 0 && (host.size() - dot < 3 || !is_letter(host[dot + 1]))) return std::nullopt;
  return Lexeme{begin, at_sign + 1 + (known != 0 ? known : host.size()), TokenKind::mail};
}

std::optional<Lexeme> lex_link(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  for (const std::string_view scheme : {"https://", "http://", "tg://"}) {
    if (!rest.starts_with(scheme)) continue;
    const std::size_t end = path_end(text, at + scheme.size());
    if (end > at + scheme.size()) return Lexeme{at, end, TokenKind::link};
  }
  const std::size_t stop = host_end(text, at);
  const std::string_view host = text.substr(at, stop - at);
  if (host.find('.') == std::string_view::npos) return std::nullopt;
  if (host.starts_with("www.") && host.size() > 4) {
    return Lexeme{at, path_end(text, stop), TokenKind::link};
  }
  const bool has_path = stop < text.size() && text[stop] == '/' && path_end(text, stop) > stop + 1;
  bool everyday = false;
  const std::size_t known = known_host(host, has_path, everyday);
  if (known == 0) return std::nullopt;
  // With a path the host must end right before it, or the path belongs to something else.
  if (has_path && known == host.size()) return Lexeme{at, path_end(text, stop), TokenKind::link};
  return everyday ? std::nullopt : std::optional(Lexeme{at, at + known, TokenKind::link});
}

/// `@name` and `#tag`; the mark alone is a symbol.
std::optional<Lexeme> lex_tag(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  const bool handle = text[at] == '@';
  while (end < text.size() &&
         (is_alnum(text[end]) || text[end] == '_' ||
          (handle && text[end] == '.' && end + 1 < text.size() && is_alnum(text[end + 1])))) {
    ++end;
  }
  if (end - at < 3) return std::nullopt;
  return Lexeme{at, end, handle ? TokenKind::handle : TokenKind::hashtag};
}

// ---- Numbers: telephone and money ----

constexpr std::size_t kMinPhoneDigits = 9;
constexpr std::size_t kMaxPhoneDigits = 15;  // E.164
/// Indonesian and international numbers in the written forms people use:
/// `0812-3456-7890`, `+62 812 3456 7890`, `(021) 5550000`, `62812...`.
std::optional<Lexeme> lex_phone(std::string_view text, std::size_t at) {
  std::size_t i = at;
  const bool plus = text[i] == '+';
  if (plus || text[i] == '(') ++i;
  std::string_view digits_view = text.substr(i);
  const bool national = digits_view.starts_with("08") || digits_view.starts_with("02") ||
                        digits_view.starts_with("03") || digits_view.starts_with("04") ||
                        digits_view.starts_with("05") || digits_view.starts_with("06") ||
                        digits_view.starts_with("07") || digits_view.starts_with("09");
  const bool country = digits_view.starts_with("62");
  if (!plus && !national && !country) return std::nullopt;
  std::size_t digits = 0;
  std::size_t end = i;
  std::size_t last_group = 0;
  for (std::size_t groups = 1; groups <= 7 && digits <= kMaxPhoneDigits; ++groups) {
    std::size_t stop = i;
    while (stop < text.size() && (is_digit(text[stop]) || (digits + stop - i >= 5 &&
                                                           text[stop] == 'x'))) {  // 0812-3456-xxxx
      ++stop;
    }
    const std::size_t group = stop - i;
    // `... 4471 5jt` and `... 4471 2 orang`: the last number is another one.
    if (group == 0 || (stop < text.size() && is_letter(text[stop]))) break;
    if (digits > kMinPhoneDigits && group < 3 && group < last_group) break;
    digits += group;
    last_group = group;
    end = stop;
    i = stop;
    while (i < text.size() && i - stop < 3 &&
           (text[i] == ' ' || text[i] == '-' || text[i] == '.' || text[i] == ')' ||
            (text[i] == '(' && digits < 5))) {
      ++i;
    }
    if (i == stop) break;
    // A second number may follow the first: a complete one does not go on with 0.
    if (digits > kMinPhoneDigits &&
        (text.substr(i).starts_with('0') || text.substr(i).starts_with("62"))) {
      break;
    }
  }
  if (digits < kMinPhoneDigits || digits > kMaxPhoneDigits) return std::nullopt;
  // 62.500.000 and 08.00 - 17.00 have the shape but not the start of a number.
  if (country && !plus && digits < 11) return std::nullopt;
  if (text.substr(at, 3).find('.') != std::string_view::npos) return std::nullopt;
  return Lexeme{at, end, TokenKind::phone};
}

constexpr auto kPrefixes = std::to_array<std::string_view>(
    {"rp",  "idr", "usdt", "usd", "us$", "sgd", "s$",     "hkd",   "hk$", "ntd",
     "nt$", "nt",  "twd",  "myr", "rm",  "sar", "aed",    "kwd",   "qar", "thb",
     "php", "jpy", "krw",  "eur", "aud", "$",   "\u20AC", "\u00A5"});
constexpr auto kMultipliers = std::to_array<std::string_view>(
    {"jutaan", "jtan", "juta", "jt", "ribuan", "ribu", "rban", "rb", "milyar", "miliar", "k"});
constexpr auto kCurrencyWords = std::to_array<std::string_view>(
    {"rupiah", "ringgit", "rm",   "dollar", "dolar", "usdt",  "usd",  "yen",
     "won",    "riyal",   "real", "dirham", "dinar", "baht",  "peso", "euro",
     "sgd",    "ntd",     "hkd",  "idr",    "$",     "\u20AC"});

template <class List>
std::size_t match_word(std::string_view text, std::size_t at, const List& words) {
  for (const std::string_view word : words) {
    if (!text.substr(at).starts_with(word)) continue;
    const std::size_t end = at + word.size();
    if (end == text.size() || !is_letter(text[end]) || word == "$") return end;
  }
  return at;
}

/// Digits with grouping and decimals; `groups` counts groups of three.
std::size_t number_end(std::string_view text, std::size_t at, std::size_t& groups) {
  std::size_t end = at;
  while (end < text.size() && is_digit(text[end]) && end - at < kLongestNumber) ++end;
  groups = 0;
  while (end + 1 < text.size() && end - at < kLongestNumber &&
         (text[end] == '.' || text[end] == ',') && is_digit(text[end + 1])) {
    std::size_t next = end + 1;
    while (next < text.size() && is_digit(text[next]) && next - at < kLongestNumber) ++next;
    if (next - end - 1 == 3) ++groups;
    end = next;
  }
  return end;
}

/// `rp5.000.000`, `5jt`, `2,5 juta`, `$1000`, `1.200 ringgit`, `4.500.000`. A
/// range gives two amounts; the reader of facts joins them.
std::optional<Lexeme> lex_money(std::string_view text, std::size_t at) {
  std::size_t i = match_word(text, at, kPrefixes);
  if (i == at && is_letter(text[at])) {
    for (const std::string_view prefix : kPrefixes) {  // rp5jt: the prefix touches the digits
      if (text.substr(at).starts_with(prefix)) {
        i = at + prefix.size();
        break;
      }
    }
  }
  const bool prefixed = i != at;
  if (prefixed) {
    while (i < text.size() && i - at < 8 && (text[i] == ' ' || text[i] == '.' || text[i] == ':'))
      ++i;
  }
  if (i >= text.size() || !is_digit(text[i])) return std::nullopt;
  std::size_t groups = 0;
  std::size_t end = number_end(text, i, groups);
  const std::size_t digits = end - i;
  if (digits > 20) return std::nullopt;
  bool scaled = false;
  std::size_t unit = end;
  if (unit < text.size() && text[unit] == ' ') ++unit;
  const bool spaced = unit != end;
  // Neither `usd1k23` nor `5jtx` has a multiplier.
  if (const std::size_t after = match_word(text, unit, kMultipliers);
      after != unit && (after == text.size() || !is_digit(text[after]))) {
    // `5 k` and `3 m` are too loose when apart from the number.
    if (!spaced || text[unit] != 'k') {
      end = after;
      scaled = true;
    }
  }
  unit = end;
  if (unit < text.size() && text[unit] == ' ') ++unit;
  // In `5jt $1000` and `1000 rm1700` the sign belongs to the amount that follows.
  if (const std::size_t after = match_word(text, unit, kCurrencyWords);
      after != unit && (after == text.size() || !is_digit(text[after]))) {
    end = after;
    scaled = true;
  }
  if (!prefixed && !scaled && (groups < 2 && !(groups == 1 && digits >= 7))) return std::nullopt;
  if (end < text.size() && is_letter(text[end]) && !scaled && !prefixed) return std::nullopt;
  return Lexeme{at, end, TokenKind::money};
}

/// Whether a currency may start at the letter `i`: a short word and a number right after it.
bool may_be_prefix(std::string_view text, std::size_t i) {
  constexpr std::size_t kLongest = 4;
  std::size_t end = i;
  while (end < text.size() && end - i <= kLongest && (is_letter(text[end]) || text[end] == '$'))
    ++end;
  if (end - i > kLongest) return false;
  while (end < text.size() && end - i < 2 * kLongest &&
         (text[end] == ' ' || text[end] == '.' || text[end] == ':')) {
    ++end;
  }
  return end < text.size() && is_digit(text[end]);
}

bool is_currency_sign(std::string_view text, std::size_t i) {
  return text[i] == '$' || text.substr(i).starts_with("\u20AC") ||
         text.substr(i).starts_with("\u00A5");
}

std::optional<Lexeme> lex_at(std::string_view text, std::size_t i) {
  const char c = text[i];
  if (is_digit(c) || c == '+' || c == '(') {
    if (auto phone = lex_phone(text, i)) return phone;
  }
  if (is_digit(c) || is_currency_sign(text, i)) return lex_money(text, i);
  if (is_letter(c) && may_be_prefix(text, i)) return lex_money(text, i);
  return std::nullopt;
}

/// Whether the word at `i` may start a link: it holds a dot before its end.
bool may_be_link(std::string_view text, std::size_t i) {
  const std::size_t limit = std::min(text.size(), i + kLongestHost);
  while (i < limit && (is_alnum(text[i]) || text[i] == '-')) ++i;
  return i + 1 < text.size() &&
         ((text[i] == '.' && is_alnum(text[i + 1])) || text.substr(i).starts_with("://"));
}

}  // namespace

std::vector<Lexeme> find_lexemes(std::string_view folded) {
  std::vector<Lexeme> out;
  std::size_t i = 0;
  while (i < folded.size()) {
    const char c = folded[i];
    std::optional<Lexeme> found;
    // What follows a lexeme is read as it would be by itself.
    const bool starts = is_boundary(folded, i) || (!out.empty() && out.back().end == i);
    if (is_alnum(c) && starts) {
      std::size_t run = i;
      while (run < folded.size() && run - i < kLongestAddress &&
             (is_host_byte(folded[run]) || folded[run] == '_' || folded[run] == '+' ||
              folded[run] == '%')) {
        ++run;
      }
      if (run < folded.size() && folded[run] == '@') found = lex_mail(folded, run);
      if (found && found->begin != i) found.reset();
      if (!found && may_be_link(folded, i)) found = lex_link(folded, i);
      if (!found) found = lex_at(folded, i);
      if (!found) {  // on to the next word
        while (i < folded.size() && is_alnum(folded[i])) ++i;
        continue;
      }
    } else if (c == '@' || c == '#') {
      if (starts) found = lex_tag(folded, i);
    } else if (c == '+' || c == '(' || is_currency_sign(folded, i)) {
      found = lex_at(folded, i);
    }
    if (!found) {
      ++i;
      continue;
    }
    out.push_back(*found);
    i = found->end;
  }
  return out;
}

}  // namespace waspada::detail
