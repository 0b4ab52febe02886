#include "facts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "ascii.hpp"
#include "employers.hpp"
#include "json.hpp"

namespace waspada::detail {
namespace {

constexpr std::size_t kDataFileLimit = 16 << 20;
constexpr auto kLinkTypes = std::to_array<std::string_view>(
    {"shortener", "form", "whatsapp", "chat-invite", "telegram", "bio", "social", "job-board",
     "file", "free-host", "government", "academic", "odd-tld", "site"});

using Words = std::unordered_set<std::string>;

Words words_of(const std::vector<std::string>& list) { return {list.begin(), list.end()}; }

/// A host name, or a host name with the start of its path, and what it is.
struct Host {
  std::string host;
  std::string path;
  std::string type;
};

struct Period {
  std::string phrase;
  std::string name;
};

/// Every data file says of when and from where it is.
void check_origin(Entry& entry) {
  (void)entry.text("version");
  (void)entry.text("as_of");
  (void)entry.text("source");
}

bool is_host_or_below(std::string_view host, std::string_view parent) {
  if (!host.ends_with(parent)) return false;
  return host.size() == parent.size() || host[host.size() - parent.size() - 1] == '.';
}

struct LinkParts {
  std::string_view host;
  std::string_view path;  ///< Without the leading slash.
};

LinkParts split_link(std::string_view link) {
  if (const std::size_t scheme = link.find("://"); scheme != std::string_view::npos) {
    if (link.starts_with("tg")) return {"tg:", link.substr(scheme + 3)};
    link.remove_prefix(scheme + 3);
  }
  if (link.starts_with("www.")) link.remove_prefix(4);
  const std::size_t end = link.find_first_of("/?#:");
  const std::string_view host = link.substr(0, end);
  if (end == std::string_view::npos || link[end] != '/') return {host, ""};
  return {host, link.substr(end + 1)};
}

}  // namespace

struct FactReader::Data {
  std::vector<Host> hosts;
  Words odd_tlds;
  Words free_mail;
  std::unordered_map<std::string, std::string> currency_of;
  std::vector<std::pair<std::string, double>> multipliers;  ///< Longest first.
  std::vector<Period> periods;                              ///< Longest first.
  std::optional<EmployerReader> employers;
  Words employer_pays;
  Words applicant_pays;

  void read_hosts(const std::filesystem::path& file);
  void read_money(const std::filesystem::path& file);

  [[nodiscard]] Fact link(std::string_view text) const;
  [[nodiscard]] Fact mail(std::string_view text) const;
  [[nodiscard]] Fact money(std::string_view folded, const FoldedToken& token) const;
  void extend(std::string_view folded, const FoldedToken& low, const FoldedToken& high,
              FoldedFact& fact) const;
  [[nodiscard]] double multiplier(std::string_view text) const;
  [[nodiscard]] std::string period_near(std::string_view folded, std::size_t begin,
                                        std::size_t end) const;
  [[nodiscard]] std::string payer_before(std::string_view folded, std::size_t begin) const;
};

void FactReader::Data::read_hosts(const std::filesystem::path& file) {
  const Json root = parse_json(read_file(file, kDataFileLimit), file.string(), ErrorCode::syntax);
  Entry entry(root, file.string(), ErrorCode::invalid_data);
  check_origin(entry);
  free_mail = words_of(entry.texts("free_mail"));
  odd_tlds = words_of(entry.texts("odd_tlds"));
  const Json& types = entry.object("link_types");
  for (const auto& [type, unused] : types.items()) {
    if (std::ranges::find(kLinkTypes, type) == kLinkTypes.end()) {
      entry.fail("\"link_types\": \"" + type + "\" is no type of link");
    }
    Entry list(types, file.string() + ": link_types", ErrorCode::invalid_data);
    for (const std::string& address : list.texts(type.c_str())) {
      const LinkParts parts = split_link(address);
      hosts.push_back({std::string(parts.host), std::string(parts.path), type});
      if (address == "tg:") hosts.back().host = address;
    }
  }
  // The most telling entry first: one with a path, then the longest name.
  std::ranges::stable_sort(hosts, [](const Host& a, const Host& b) {
    return std::pair(a.path.size(), a.host.size()) > std::pair(b.path.size(), b.host.size());
  });
  entry.finish();
}

void FactReader::Data::read_money(const std::filesystem::path& file) {
  const Json root = parse_json(read_file(file, kDataFileLimit), file.string(), ErrorCode::syntax);
  Entry entry(root, file.string(), ErrorCode::invalid_data);
  check_origin(entry);
  const Json& currencies = entry.object("currencies");
  for (const auto& [code, unused] : currencies.items()) {
    Entry list(currencies, file.string() + ": currencies", ErrorCode::invalid_data);
    for (const std::string& word : list.texts(code.c_str())) currency_of[word] = code;
  }
  const Json& scales = entry.object("multipliers");
  for (const auto& [word, unused] : scales.items()) {
    Entry list(scales, file.string() + ": multipliers", ErrorCode::invalid_data);
    multipliers.emplace_back(word, list.number(word.c_str(), 1, 1e12));
  }
  const Json& spans = entry.object("periods");
  for (const auto& [period, unused] : spans.items()) {
    Entry list(spans, file.string() + ": periods", ErrorCode::invalid_data);
    for (std::string& phrase : list.texts(period.c_str())) {
      periods.push_back({std::move(phrase), period});
    }
  }
  const auto longer = [](const auto& a, const auto& b) { return a.size() > b.size(); };
  std::ranges::stable_sort(multipliers, longer, [](const auto& scale) { return scale.first; });
  std::ranges::stable_sort(periods, longer, &Period::phrase);
  employer_pays = words_of(entry.texts("employer_pays"));
  applicant_pays = words_of(entry.texts("applicant_pays"));
  entry.finish();
}

Fact FactReader::Data::link(std::string_view text) const {
  const LinkParts parts = split_link(text);
  Fact out;
  out.kind = "link";
  out.value = parts.host;
  for (const Host& known : hosts) {
    if (is_host_or_below(parts.host, known.host) && parts.path.starts_with(known.path)) {
      out.type = known.type;
      return out;
    }
  }
  const std::size_t dot = parts.host.rfind('.');
  const std::string tld(parts.host.substr(dot == std::string_view::npos ? 0 : dot + 1));
  out.type = odd_tlds.contains(tld) ? "odd-tld" : "site";
  return out;
}

Fact FactReader::Data::mail(std::string_view text) const {
  Fact out;
  out.kind = "mail";
  out.value = text;
  const std::string host(text.substr(text.find('@') + 1));
  if (free_mail.contains(host)) {
    out.type = "free";
  } else if (is_host_or_below(host, "go.id")) {
    out.type = "government";
  } else {
    out.type = "corporate";
  }
  return out;
}

double FactReader::Data::multiplier(std::string_view text) const {
  for (const auto& [word, factor] : multipliers) {
    const std::size_t at = text.find(word);
    if (at != std::string_view::npos &&
        (at + word.size() == text.size() || !is_letter(text[at + word.size()]))) {
      return factor;
    }
  }
  return 1;
}

namespace {

/// The number in `text`: dots and commas group thousands when three digits
/// follow, else mark decimals; before a unit (`scaled`) they always do.
/// `5.000.000,00`, `5,000,000`, `1.200`; `2,5 juta`, `1.250 juta`.
double parse_number(std::string_view text, bool scaled) {
  std::size_t at = text.find_first_of("0123456789");
  if (at == std::string_view::npos) return 0;
  double value = 0;
  double decimals = 0;
  while (at < text.size()) {
    if (is_digit(text[at])) {
      value = value * 10 + (text[at] - '0');
      decimals *= 10;
      ++at;
      continue;
    }
    if ((text[at] != '.' && text[at] != ',') || at + 1 >= text.size() || !is_digit(text[at + 1])) {
      break;
    }
    std::size_t group = at + 1;
    while (group < text.size() && is_digit(text[group])) ++group;
    const bool thousands = group - at - 1 == 3 && !scaled;
    if (!thousands && decimals == 0) decimals = 1;
    ++at;
  }
  return decimals > 1 ? value / decimals : value;
}

bool is_range_mark(std::string_view between) {
  constexpr auto kMarks = std::to_array<std::string_view>(
      {"-", "s/d", "sd", "s.d", "s.d.", "sampai", "hingga", "~", "to", "sampai dengan", "ke"});
  if (between.starts_with(",-")) between.remove_prefix(2);  // `rp4.000.000,- s/d rp5.000.000,-`
  while (!between.empty() && is_space(between.front())) between.remove_prefix(1);
  while (!between.empty() && is_space(between.back())) between.remove_suffix(1);
  return std::ranges::find(kMarks, between) != kMarks.end();
}

Fact phone(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (is_digit(c) || c == 'x') digits += c;
  }
  Fact out;
  out.kind = "phone";
  if (digits.starts_with('0')) digits = "62" + digits.substr(1);
  out.value = "+" + digits;
  if (!digits.starts_with("62")) {
    out.type = "foreign";
  } else {
    out.type = digits.starts_with("628") ? "id-mobile" : "id-landline";
  }
  return out;
}

}  // namespace

std::string FactReader::Data::period_near(std::string_view folded, std::size_t begin,
                                          std::size_t end) const {
  constexpr std::size_t kAfter = 24;
  constexpr std::size_t kBefore = 20;
  const auto first_in = [&](std::string_view window) {
    const Period* best = nullptr;
    std::size_t best_at = window.size();
    for (const Period& period : periods) {
      const std::size_t at = window.find(period.phrase);
      if (at == std::string_view::npos || at >= best_at) continue;
      const std::size_t after = at + period.phrase.size();
      if (after < window.size() && is_letter(window[after])) continue;
      best = &period;
      best_at = at;
    }
    return best == nullptr ? std::string() : best->name;
  };
  std::string_view after = folded.substr(end, kAfter);
  after = after.substr(0, after.find_first_of("\n;"));
  if (const std::size_t digit = after.find_first_of("0123456789");
      digit != std::string_view::npos) {
    after = after.substr(0, digit);  // the next amount has a period of its own
  }
  if (std::string found = first_in(after); !found.empty()) return found;
  const std::size_t from = begin > kBefore ? begin - kBefore : 0;
  std::string_view before = folded.substr(from, begin - from);
  if (const std::size_t line = before.rfind('\n'); line != std::string_view::npos) {
    before = before.substr(line + 1);
  }
  return first_in(before);
}

std::string FactReader::Data::payer_before(std::string_view folded, std::size_t begin) const {
  constexpr std::size_t kReach = 64;
  const std::size_t from = begin > kReach ? begin - kReach : 0;
  std::size_t end = begin;
  std::string next;  // the word after, for phrases of two
  while (end > from) {
    const char c = folded[end - 1];
    if (c == '\n' || c == ';' || c == '!' || c == '?') break;
    if (!is_letter(c)) {
      --end;
      continue;
    }
    std::size_t word = end;
    while (word > from && is_letter(folded[word - 1])) --word;
    std::string text(folded.substr(word, end - word));
    std::string phrase = text;
    phrase.append(" ").append(next);
    if (employer_pays.contains(text) || employer_pays.contains(phrase)) return "employer";
    if (applicant_pays.contains(text) || applicant_pays.contains(phrase)) return "applicant";
    next = std::move(text);
    end = word;
  }
  return "";
}

Fact FactReader::Data::money(std::string_view folded, const FoldedToken& token) const {
  const std::string_view text = token.in(folded);
  Fact out;
  out.kind = "money";
  out.type = "idr";
  std::size_t at = 0;
  while (at < text.size()) {
    const auto names = [&](char c) { return is_letter(c) || c == '$' || is_high(c); };
    if (!names(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && names(text[end])) ++end;
    if (const auto known = currency_of.find(std::string(text.substr(at, end - at)));
        known != currency_of.end()) {
      out.type = known->second;
      break;
    }
    at = end;
  }
  const double factor = multiplier(text);
  out.amount = parse_number(text, factor > 1) * factor;
  out.amount_max = out.amount;
  out.value = out.type;
  out.period = period_near(folded, token.begin, token.end);
  out.payer = payer_before(folded, token.begin);
  return out;
}

/// `us$1.200 - 1.500`: the unit stands at the beginning only, and the end of the range is
/// a bare number of the same order. `rp 100.000 - 2 hari` is none.
void FactReader::Data::extend(std::string_view folded, const FoldedToken& low,
                              const FoldedToken& high, FoldedFact& fact) const {
  constexpr double kWidest = 10;
  if (fact.fact.kind != "money" || multiplier(low.in(folded)) != 1 ||
      !is_range_mark(folded.substr(low.end, high.begin - low.end))) {
    return;
  }
  const double amount = parse_number(high.in(folded), false);
  if (amount <= fact.fact.amount || amount > kWidest * fact.fact.amount) return;
  fact.fact.amount_max = amount;
  fact.end = high.end;
  if (fact.fact.period.empty()) fact.fact.period = period_near(folded, fact.begin, high.end);
}

FactReader::FactReader(const std::filesystem::path& data) {
  auto made = std::make_unique<Data>();
  made->read_hosts(data / "hosts.json");
  made->read_money(data / "money.json");
  made->employers.emplace(data / "brands.json");
  data_ = std::move(made);
}

FactReader::~FactReader() = default;

std::vector<FoldedFact> FactReader::read(std::string_view folded,
                                         const std::vector<FoldedToken>& tokens) const {
  std::vector<FoldedFact> out;
  const FoldedToken* number = nullptr;  // the last number or amount, for ranges
  for (const FoldedToken& token : tokens) {
    const std::string_view text = token.in(folded);
    switch (token.kind) {
      case TokenKind::link:
        out.push_back({data_->link(text), token.begin, token.end});
        break;
      case TokenKind::mail:
        out.push_back({data_->mail(text), token.begin, token.end});
        break;
      case TokenKind::phone:
        out.push_back({phone(text), token.begin, token.end});
        break;
      case TokenKind::handle: {
        Fact handle;
        handle.kind = "handle";
        handle.value = text;
        out.push_back({std::move(handle), token.begin, token.end});
        break;
      }
      case TokenKind::number:
        if (number != nullptr && !out.empty() && out.back().end == number->end) {
          data_->extend(folded, *number, token, out.back());
        }
        number = &token;
        break;
      case TokenKind::money: {
        Fact money = data_->money(folded, token);
        const bool range = number != nullptr &&
                           is_range_mark(folded.substr(number->end, token.begin - number->end));
        const bool joins = range && !out.empty() && out.back().fact.kind == "money" &&
                           out.back().end == number->end;
        if (joins) {
          Fact& low = out.back().fact;
          if (low.type == "idr") low.type = low.value = money.type;
          // `rp 4 - 10 juta`: the unit stands at the end only.
          const double scaled = low.amount * data_->multiplier(text);
          if (data_->multiplier(number->in(folded)) == 1 && scaled <= money.amount) {
            low.amount = scaled;
          }
          low.amount_max = std::max(money.amount, low.amount);
          if (low.period.empty()) low.period = money.period;
          out.back().end = token.end;
        } else if (range && number->kind == TokenKind::number) {
          const double factor = data_->multiplier(text);
          money.amount = parse_number(number->in(folded), factor > 1) * factor;
          if (money.amount > money.amount_max) money.amount = money.amount_max;
          if (money.payer.empty()) money.payer = data_->payer_before(folded, number->begin);
          out.push_back({std::move(money), number->begin, token.end});
        } else {
          out.push_back({std::move(money), token.begin, token.end});
        }
        number = &token;
        break;
      }
      default:
        break;
    }
  }
  data_->employers->read(folded, tokens, out);
  return out;
}

bool has_type(const Fact& fact, std::string_view type) {
  if (type.empty() || fact.type == type) return true;
  return type == "foreign" && fact.kind == "money" && fact.type != "idr";
}

bool is_fact_name(std::string_view kind, std::string_view type) {
  const auto one_of = [&](std::initializer_list<std::string_view> types) {
    return type.empty() || std::ranges::find(types, type) != types.end();
  };
  if (kind == "link")
    return type.empty() || std::ranges::find(kLinkTypes, type) != kLinkTypes.end();
  if (kind == "phone") return one_of({"id-mobile", "id-landline", "foreign"});
  if (kind == "mail") return one_of({"free", "corporate", "government"});
  if (kind == "employer") return one_of({"claimed", "mentioned"});
  if (kind == "channel") return one_of({"own", "lookalike", "foreign"});
  if (kind == "money") return one_of({"idr", "foreign"});
  return kind == "handle" && type.empty();
}

}  // namespace waspada::detail
