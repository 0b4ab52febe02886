#include "employers.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "ascii.hpp"
#include "json.hpp"
#include "near_words.hpp"

namespace waspada::detail {
namespace {

constexpr std::size_t kDataFileLimit = 16 << 20;
constexpr std::size_t kHiringReach = 12;  // tokens between an employer and a word of hiring
constexpr std::size_t kRoleReach = 2;     // and a word that makes it no employer
constexpr std::size_t kMostMentions = 16;
constexpr std::size_t kShortestInHost = 5;  // shorter names are parts of other words

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};
using Words = std::unordered_set<std::string, TextHash, std::equal_to<>>;

Words words_of(const std::vector<std::string>& list) { return {list.begin(), list.end()}; }

struct Employer {
  std::string name;
  std::vector<std::string> hosts;  ///< Its own, and those of who recruits for it.
  std::vector<std::string> handles;
  std::vector<std::string> squeezed;  ///< Names as a host would have them.
};

struct Alias {
  std::string text;
  std::size_t employer = 0;
  bool needs_context = false;
};

bool is_word_byte(char c) { return is_alnum(c) || is_high(c); }

bool is_host_or_below(std::string_view host, std::string_view parent) {
  if (!host.ends_with(parent)) return false;
  return host.size() == parent.size() || host[host.size() - parent.size() - 1] == '.';
}

/// Letters and digits only, as in the name of a host.
std::string squeezed(std::string_view text) {
  std::string out;
  std::ranges::copy_if(text, std::back_inserter(out), is_alnum);
  return out;
}

/// The first run of letters and digits.
std::string_view first_word(std::string_view text) {
  return text.substr(
      0, static_cast<std::size_t>(std::ranges::find_if_not(text, is_alnum) - text.begin()));
}

/// One past `alias` when it stands at `at`, else `at`. A space of it is any white space,
/// a hyphen or nothing but a full stop and a space.
std::size_t end_of_alias(std::string_view folded, std::size_t at, std::string_view alias) {
  std::size_t end = at;
  for (const char c : alias) {
    if (c == ' ') {
      const std::size_t gap = end;
      while (end < folded.size() && end - gap < 3 &&
             (is_space(folded[end]) || folded[end] == '-' || folded[end] == '.')) {
        ++end;
      }
      if (end == gap) return at;
    } else if (end < folded.size() && folded[end] == c) {
      ++end;
    } else {
      return at;
    }
  }
  return end < folded.size() && is_word_byte(folded[end]) ? at : end;
}

}  // namespace

struct EmployerReader::Data {
  std::vector<Employer> employers;
  std::vector<Alias> aliases;
  /// By first word, into `aliases`: the longest first.
  std::unordered_map<std::string, std::vector<std::size_t>, TextHash, std::equal_to<>> by_word;
  std::size_t longest_word = 0;  ///< Of by_word.
  Words hiring;
  Words legal_form;
  Words after;
  Words not_employer;

  void read(const std::filesystem::path& file);
  void add(Entry& entry);
};

/// An employer's name in a text.
struct EmployerReader::Mention {
  std::size_t employer = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
  bool claimed = false;
};

void EmployerReader::Data::read(const std::filesystem::path& file) {
  const Json root = parse_json(read_file(file, kDataFileLimit), file.string(), ErrorCode::syntax);
  Entry entry(root, file.string(), ErrorCode::invalid_data);
  (void)entry.text("version");
  (void)entry.text("as_of");
  (void)entry.text("source");
  const Json& lists = entry.object("words");
  Entry words(lists, file.string() + ": words", ErrorCode::invalid_data);
  hiring = words_of(words.texts("hiring"));
  legal_form = words_of(words.texts("legal_form"));
  after = words_of(words.texts("after"));
  not_employer = words_of(words.texts("not_employer"));
  words.finish();
  Words ids;
  std::size_t number = 0;
  for (const Json& value : entry.array("brands")) {
    Entry brand(value, file.string() + ": brands[" + std::to_string(number++) + "]",
                ErrorCode::invalid_data);
    const std::string id = brand.text("id");
    brand.rename(file.string() + ": brand " + id);
    if (!ids.insert(id).second) brand.fail("the id is already used");
    add(brand);
    brand.finish();
  }
  entry.finish();
  for (std::size_t i = 0; i < aliases.size(); ++i) {
    by_word[std::string(first_word(aliases[i].text))].push_back(i);
  }
  for (auto& [word, list] : by_word) {
    longest_word = std::max(longest_word, word.size());
    std::ranges::stable_sort(list, std::greater<>{},
                             [&](std::size_t i) { return aliases[i].text.size(); });
  }
}

void EmployerReader::Data::add(Entry& entry) {
  Employer employer;
  employer.name = entry.text("name");
  for (const char* field : {"sector", "source", "as_of"}) (void)entry.text(field);
  entry.ignore("note");
  for (const char* field : {"domains", "recruitment", "via"}) {
    for (std::string& host : entry.texts_or_none(field)) {
      if (host.find('.') == std::string::npos || host.find_first_of("/:@ ") != std::string::npos) {
        entry.fail("\"" + std::string(field) + "\": \"" + host + "\" is no host name");
      }
      employer.hosts.push_back(std::move(host));
    }
  }
  employer.handles = entry.texts_or_none("handles");
  for (const bool needs_context : {false, true}) {
    const char* field = needs_context ? "context_aliases" : "aliases";
    for (std::string& alias : entry.texts_or_none(field)) {
      if (alias.empty() || first_word(alias).empty()) {
        entry.fail("\"" + std::string(field) + "\": \"" + alias + "\" does not begin with a word");
      }
      if (!needs_context && squeezed(alias).size() >= kShortestInHost) {
        employer.squeezed.push_back(squeezed(alias));
      }
      aliases.push_back({std::move(alias), employers.size(), needs_context});
    }
  }
  employers.push_back(std::move(employer));
}

EmployerReader::EmployerReader(const std::filesystem::path& file) {
  auto made = std::make_unique<Data>();
  made->read(file);
  data_ = std::move(made);
}

EmployerReader::~EmployerReader() = default;

std::vector<EmployerReader::Mention> EmployerReader::mentions(
    std::string_view folded, const std::vector<FoldedToken>& tokens) const {
  std::vector<Mention> out;
  const auto is_one_of = [&](const Words& words, std::size_t i) {
    return words.contains(tokens[i].in(folded));
  };
  std::size_t last_hiring = tokens.size();  // before the present token
  const auto hires_nearby = [&](std::size_t from, std::size_t end) {
    if (last_hiring < tokens.size() && from - last_hiring <= kHiringReach) return true;
    for (std::size_t i = from, seen = 0; i < tokens.size() && seen <= kHiringReach; ++i) {
      if (tokens[i].begin < end) continue;
      if (is_one_of(data_->hiring, i)) return true;
      ++seen;
    }
    return false;
  };
  std::size_t covered = 0;
  for (std::size_t i = 0; i < tokens.size() && out.size() < kMostMentions; ++i) {
    if (tokens[i].begin < covered || tokens[i].kind == TokenKind::link ||
        tokens[i].kind == TokenKind::mail || tokens[i].kind == TokenKind::handle) {
      continue;
    }
    if (is_one_of(data_->hiring, i)) last_hiring = i;
    // A run of letters may be as long as the text: one more than the longest name is enough.
    const std::string_view word =
        first_word(folded.substr(tokens[i].begin, data_->longest_word + 1));
    const auto known = word.empty() ? data_->by_word.end() : data_->by_word.find(word);
    if (known == data_->by_word.end()) continue;
    for (const std::size_t index : known->second) {
      const Alias& alias = data_->aliases[index];
      const std::size_t end = end_of_alias(folded, tokens[i].begin, alias.text);
      if (end == tokens[i].begin) continue;
      std::size_t next = i;
      while (next < tokens.size() && tokens[next].begin < end) ++next;
      std::size_t before = i;
      if (before > 0 && tokens[before - 1].in(folded) == ".") --before;
      const bool legal = before > 0 && is_one_of(data_->legal_form, before - 1);
      if (alias.needs_context && !legal &&
          (next == tokens.size() || !is_one_of(data_->after, next))) {
        continue;
      }
      bool claimed = hires_nearby(i, end);
      for (std::size_t back = 1; back <= kRoleReach && back <= i; ++back) {
        if (is_one_of(data_->not_employer, i - back)) claimed = false;
      }
      out.push_back({alias.employer, tokens[i].begin, end, claimed});
      covered = end;
      break;
    }
  }
  return out;
}

namespace {

bool is_own(const Employer& employer, std::string_view host) {
  return std::ranges::any_of(employer.hosts,
                             [&](const auto& own) { return is_host_or_below(host, own); });
}

bool is_lookalike(const Employer& employer, std::string_view host) {
  const std::string name = squeezed(host);
  if (std::ranges::any_of(employer.squeezed, [&](const std::string& alias) {
        return name.find(alias) != std::string::npos;
      })) {
    return true;
  }
  const std::string_view label = host.substr(0, host.find('.'));
  return std::ranges::any_of(employer.hosts, [&](const std::string& own) {
    const std::string_view own_label = std::string_view(own).substr(0, own.find('.'));
    return own_label.size() > kShortestInHost && is_near(label, own_label);
  });
}

/// Whether a link or an address is a way to apply that any employer can take: not a
/// portal's, a state's, or a page on a social network, which may be the employer's own.
bool is_open_channel(const Fact& fact) {
  if (fact.kind == "mail") return fact.type == "free" || fact.type == "corporate";
  return fact.kind == "link" && fact.type != "social" && fact.type != "job-board" &&
         fact.type != "government" && fact.type != "academic";
}

std::string_view host_of(const Fact& fact) {
  const std::string_view value = fact.value;
  return fact.kind == "mail" ? value.substr(value.find('@') + 1) : value;
}

}  // namespace

void EmployerReader::read(std::string_view folded, const std::vector<FoldedToken>& tokens,
                          std::vector<FoldedFact>& facts) const {
  const std::vector<Mention> found = mentions(folded, tokens);
  if (found.empty()) return;
  const auto any = [&](const auto& is) {
    return std::ranges::any_of(found, [&](const Mention& mention) {
      return is(mention, data_->employers[mention.employer]);
    });
  };
  const std::size_t read_so_far = facts.size();
  for (std::size_t i = 0; i < read_so_far; ++i) {
    const Fact& fact = facts[i].fact;
    const bool handle = fact.kind == "handle";
    if (!handle && fact.kind != "link" && fact.kind != "mail") continue;
    const std::string_view host = host_of(fact);
    std::string type;
    if (handle) {
      const std::string_view name = host.substr(host.starts_with('@') ? 1 : 0);
      if (any([&](const Mention&, const Employer& employer) {
            return std::ranges::find(employer.handles, name) != employer.handles.end();
          })) {
        type = "own";
      }
    } else if (any([&](const Mention&, const Employer& employer) {
                 return is_own(employer, host);
               })) {
      type = "own";
    } else if (is_open_channel(fact)) {
      if (any([&](const Mention&, const Employer& employer) {
            return !employer.hosts.empty() && is_lookalike(employer, host);
          })) {
        type = "lookalike";
      } else if (any([&](const Mention& mention, const Employer& employer) {
                   return mention.claimed && !employer.hosts.empty();
                 })) {
        type = "foreign";
      }
    }
    if (type.empty()) continue;
    FoldedFact channel;
    channel.fact.kind = "channel";
    channel.fact.type = std::move(type);
    channel.fact.value = host;
    channel.begin = facts[i].begin;
    channel.end = facts[i].end;
    facts.push_back(std::move(channel));
  }
  for (const Mention& mention : found) {
    FoldedFact employer;
    employer.fact.kind = "employer";
    employer.fact.type = mention.claimed ? "claimed" : "mentioned";
    employer.fact.value = data_->employers[mention.employer].name;
    employer.begin = mention.begin;
    employer.end = mention.end;
    facts.push_back(std::move(employer));
  }
  std::ranges::stable_sort(facts, {}, &FoldedFact::begin);
}

}  // namespace waspada::detail
