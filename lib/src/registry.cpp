#include "registry.hpp"

#include <algorithm>
#include <array>

#include "ascii.hpp"
#include "json.hpp"
#include "registry_file.hpp"
#include "waspada/digest.hpp"

namespace waspada {
namespace detail {
namespace {

constexpr std::size_t kListLimit = std::size_t{1} << 30;
constexpr std::size_t kTypesLimit = 1 << 20;
constexpr std::size_t kFewestDigits = 6;  // of an account or telephone number
constexpr std::size_t kMostDigits = 20;

std::string digits_of(std::string_view text) {
  std::string out;
  std::ranges::copy_if(text, std::back_inserter(out), is_digit);
  return out;
}

/// A telephone number as facts have it: `+` and the country, an Indonesian one by default.
std::string phone_of(std::string_view text) {
  std::string digits = digits_of(text);
  if (text.starts_with('+')) return "+" + digits;
  if (digits.starts_with("00")) return "+" + digits.substr(2);
  if (digits.starts_with("0")) return "+62" + digits.substr(1);
  if (digits.starts_with("8")) return "+62" + digits;
  return "+" + digits;
}

/// The host of a link, an address or a host.
std::string host_of(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (const auto scheme = out.find("://"); scheme != out.npos) out.erase(0, scheme + 3);
  if (const auto at = out.find('@'); at != out.npos) out.erase(0, at + 1);
  out.erase(std::min(out.find_first_of("/?#:"), out.size()));
  if (out.starts_with("www.")) out.erase(0, 4);
  return out;
}

bool is_host(std::string_view text) {
  const auto dot = text.find('.');
  return dot != text.npos && dot > 0 && dot + 1 < text.size() &&
         std::ranges::all_of(text, [](char c) {
           return is_alnum(c) || is_high(c) || c == '.' || c == '-' || c == '_';
         });
}

bool is_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const std::string digits = digits_of(text);
  if (digits.size() != 8) return false;
  const int month = std::stoi(digits.substr(4, 2));
  const int day = std::stoi(digits.substr(6, 2));
  constexpr std::array<int, 12> kDays = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month >= 1 && month <= 12 && day >= 1 && day <= kDays[static_cast<std::size_t>(month) - 1];
}

/// Runs of digits with single separators, as account numbers are written.
template <class Visit>
void each_number(std::string_view text, Visit visit) {
  for (std::size_t i = 0; i < text.size();) {
    if (!is_digit(text[i])) {
      ++i;
      continue;
    }
    const std::size_t begin = i;
    std::size_t end = i + 1;
    while (end < text.size()) {
      const bool separated = (text[end] == '-' || text[end] == ' ' || text[end] == '.') &&
                             end + 1 < text.size() && is_digit(text[end + 1]);
      if (!is_digit(text[end]) && !separated) break;
      ++end;
    }
    i = end;
    visit(Range{begin, end}, digits_of(text.substr(begin, end - begin)));
  }
}

Message message_of(Entry& entry, const char* field) {
  const Json& value = entry.object(field);
  Entry both(value, entry.where() + ": " + field, ErrorCode::invalid_data);
  Message out{both.text("id"), both.text("en")};
  both.finish();
  return out;
}

Severity severity_of(Entry& entry) {
  const std::string text = entry.text("severity");
  for (const Severity severity : {Severity::counter, Severity::weak, Severity::medium,
                                  Severity::strong, Severity::critical}) {
    if (name(severity) == text) return severity;
  }
  entry.fail("\"" + text + "\" is no severity");
}

void replace(std::string& text, std::string_view what, const std::string& by) {
  if (const auto at = text.find(what); at != text.npos) text.replace(at, what.size(), by);
}

}  // namespace

std::vector<RegistryType> read_registry_types(const std::filesystem::path& data) {
  const std::string file = (data / "registries.json").string();
  const Json root = parse_json(read_file(file, kTypesLimit), file, ErrorCode::syntax);
  Entry entry(root, file, ErrorCode::invalid_data);
  for (const char* field : {"version", "as_of", "source"}) (void)entry.text(field);
  std::vector<RegistryType> out;
  for (const Json& value : entry.array("types")) {
    Entry type(value, file + ": types", ErrorCode::invalid_data);
    RegistryType made;
    made.id = type.text("id");
    type.rename(file + ": " + made.id);
    made.column = type.text("column");
    constexpr std::array<std::string_view, 5> kColumns = {"name", "phone", "account", "domain",
                                                          "channel"};
    if (std::ranges::find(kColumns, made.column) == kColumns.end()) {
      type.fail("\"" + made.column + "\" is no column that can be looked up");
    }
    made.kind = type.text("kind");
    made.severity = severity_of(type);
    const bool counts_for = made.severity == Severity::counter;
    made.weight = type.number("weight", counts_for ? -10 : 0, counts_for ? 0 : 10);
    made.message = message_of(type, "message");
    made.advice = message_of(type, "advice");
    type.finish();
    out.push_back(std::move(made));
  }
  entry.finish();
  return out;
}

Registry::Registry(const std::filesystem::path& file, const std::vector<RegistryType>& types) {
  const std::string bytes = read_file(file, kListLimit);
  sha256_ = waspada::sha256(bytes);
  info_.name = file.stem().string();
  read(bytes, file.string(), types);
}

void Registry::read(const std::string& bytes, const std::string& file,
                    const std::vector<RegistryType>& types) {
  const RegistryHead head = read_registry_head(bytes, file);
  const auto stated = [&](std::string_view key) -> const std::string& {
    const auto field = head.fields.find(key);
    if (field == head.fields.end() || field->second.empty()) {
      fail(ErrorCode::invalid_data, file + ":1", "no line \"# " + std::string(key) + ": ...\"");
    }
    return field->second;
  };
  info_.type = stated("type");
  const auto type = std::ranges::find(types, info_.type, &RegistryType::id);
  if (type == types.end()) {
    std::string known;
    for (const RegistryType& each : types) known += (known.empty() ? "" : ", ") + each.id;
    fail(ErrorCode::invalid_data, file, "type \"" + info_.type + "\" is none of " + known);
  }
  type_ = *type;
  info_.as_of = stated("as_of");
  if (!is_day(info_.as_of)) {
    fail(ErrorCode::invalid_data, file, "as_of \"" + info_.as_of + "\" is no day YYYY-MM-DD");
  }
  info_.source = stated("source");
  for (const auto& [key, value] : head.fields) {
    if (key == "name") info_.name = value;
    if (key == "complete" && value != "yes" && value != "no") {
      fail(ErrorCode::invalid_data, file, "complete \"" + value + "\" is neither yes nor no");
    }
    if (key == "complete") info_.complete = value == "yes";
  }
  read_registry_rows(
      bytes, head, type_.column, file, [&](std::string_view value, std::size_t line) {
        ++(add(value, file + ":" + std::to_string(line)) ? info_.entries : info_.duplicates);
      });
  if (info_.entries == 0) fail(ErrorCode::invalid_data, file, "holds no rows");
  names_.build();
}

bool Registry::add(std::string_view value, const std::string& where) {
  const auto reject = [&]() {
    fail(ErrorCode::invalid_data, where,
         type_.column + " \"" + std::string(value) + "\" is no " + type_.column);
  };
  if (type_.column == "name") {
    const FirmNames::Added added = names_.add(value);
    if (added == FirmNames::Added::nameless) reject();
    return added == FirmNames::Added::fresh;
  }
  std::string key;
  if (type_.column == "phone" || type_.column == "account") {
    key = type_.column == "phone" ? phone_of(value) : digits_of(value);
    const bool odd = value.find_first_not_of("+0123456789 -.()") != value.npos;
    if (odd || key.size() < kFewestDigits || key.size() > kMostDigits) reject();
  } else if (type_.column == "channel" && value.starts_with('@')) {
    key = value;
    for (char& c : key) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (key.size() < 3 || key.find(' ') != key.npos) reject();
  } else {
    key = host_of(value);
    if (!is_host(key)) reject();
  }
  return keys_.add(key).second;
}

std::vector<Range> Registry::find(std::string_view folded, const std::vector<FoldedToken>& tokens,
                                  const std::vector<FoldedFact>& facts) const {
  if (type_.column == "name") return names_.find(folded, tokens);
  std::vector<Range> out;
  const auto look_up = [&](std::string_view key, Range range) {
    if (keys_.find(key) != KeyTable::kNone) out.push_back(range);
  };
  if (type_.column == "account") {
    each_number(folded, [&](Range range, const std::string& digits) { look_up(digits, range); });
    return out;
  }
  for (const FoldedFact& found : facts) {
    const Fact& fact = found.fact;
    const Range range{found.begin, found.end};
    if (type_.column == "phone") {
      if (fact.kind == "phone") look_up(phone_of(fact.value), range);
    } else if (fact.kind == "handle") {
      if (type_.column == "channel") {
        look_up(fact.value.starts_with('@') ? fact.value : "@" + fact.value, range);
      }
    } else if (fact.kind == "link" || fact.kind == "mail") {
      // The host, and what it belongs to: karir.example.co.id is example.co.id's.
      const std::string host = host_of(fact.value);
      for (std::string_view part = host; part.find('.') != part.npos;
           part.remove_prefix(part.find('.') + 1)) {
        look_up(part, range);
      }
    }
  }
  return out;
}

Registries::Registries(const std::vector<std::filesystem::path>& files,
                       const std::filesystem::path& data) {
  if (files.empty()) return;
  const std::vector<RegistryType> types = read_registry_types(data);
  lists_.reserve(files.size());
  for (const auto& file : files) lists_.emplace_back(file, types);
}

std::string Registries::version() const {
  std::string hashes;
  for (const Registry& list : lists_) hashes += list.sha256();
  return lists_.empty() ? "" : "+lists-" + sha256(hashes).substr(0, 8);
}

std::vector<RegistryHit> Registries::find(std::string_view folded,
                                          const std::vector<FoldedToken>& tokens,
                                          const std::vector<FoldedFact>& facts) const {
  std::vector<RegistryHit> out;
  for (const Registry& list : lists_) {
    std::vector<Range> ranges = list.find(folded, tokens, facts);
    if (!ranges.empty()) out.push_back({&list, std::move(ranges)});
  }
  return out;
}

bool Registries::misses(std::string_view folded, const std::vector<FoldedToken>& tokens,
                        const std::vector<RegistryHit>& hits) const {
  const bool found = std::ranges::any_of(hits, [](const RegistryHit& hit) {
    return hit.registry->type().column == "name" &&
           hit.registry->type().severity == Severity::counter;
  });
  const bool complete = std::ranges::any_of(lists_, [](const Registry& list) {
    return list.info().complete && list.type().column == "name" &&
           list.type().severity == Severity::counter;
  });
  return complete && !found && FirmNames::names_firm(folded, tokens);
}

Reason reason_of(const RegistryHit& hit) {
  const RegistryType& type = hit.registry->type();
  const RegistryInfo& info = hit.registry->info();
  Reason out{"registry-" + type.id, type.kind, type.severity, 0, {}, type.message, type.advice};
  for (std::string* text : {&out.message.id, &out.message.en}) {
    replace(*text, "{list}", info.name);
    replace(*text, "{as_of}", info.as_of);
  }
  return out;
}

}  // namespace detail

Result<RegistryInfo> check_registry(const std::filesystem::path& file,
                                    const std::filesystem::path& data) {
  try {
    return detail::Registry(file, detail::read_registry_types(data)).info();
  } catch (const detail::LoadError& error) {
    return error.error;
  }
}

}  // namespace waspada
