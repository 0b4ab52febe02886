#include "eval_robustness.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <numeric>

#include "command_error.hpp"
#include "output.hpp"

namespace waspada::cli {
namespace {

constexpr std::size_t kFileLimit = std::size_t{16} << 20;
constexpr std::size_t kTextsPerCheck = 500;
constexpr std::size_t kQuoted = 90;  // bytes of a failed text

class Reader {
 public:
  explicit Reader(const std::string& file) : file_(file) {}

  RobustnessData read() {
    const auto json = nlohmann::json::parse(read_input(file_, kFileLimit), nullptr, false);
    if (!json.is_object()) fail("", "not a JSON object");
    RobustnessData out;
    if (const auto slang = json.find("slang"); slang != json.end()) {
      if (!slang->is_object()) fail("slang", "not an object");
      for (const auto& [word, short_form] : slang->items()) {
        if (!short_form.is_string()) fail("slang: " + word, "not a string");
        out.slang[word] = short_form;
      }
    }
    const auto checks = json.find("checks");
    if (checks == json.end() || !checks->is_array()) fail("checks", "not an array");
    for (std::size_t i = 0; i < checks->size(); ++i) {
      out.checks.push_back(read_check((*checks)[i], "checks[" + std::to_string(i) + "]"));
      const auto same = std::ranges::count(out.checks, out.checks.back().name, &Check::name);
      if (same > 1) fail("checks[" + std::to_string(i) + "]", "its name is already used");
    }
    return out;
  }

 private:
  [[noreturn]] void fail(const std::string& where, const std::string& what) const {
    throw CommandError(file_ + ": " + (where.empty() ? "" : where + ": ") + what);
  }

  std::vector<std::string> strings(const nlohmann::json& entry, const char* key,
                                   const std::string& where) const {
    std::vector<std::string> out;
    const auto list = entry.find(key);
    if (list == entry.end()) return out;
    if (!list->is_array()) fail(where + "." + key, "not an array of strings");
    for (const auto& text : *list) {
      if (!text.is_string() || text.get_ref<const std::string&>().empty()) {
        fail(where + "." + key, "not an array of strings");
      }
      out.push_back(text);
    }
    return out;
  }

  Check read_check(const nlohmann::json& entry, const std::string& where) const {
    if (!entry.is_object()) fail(where, "not an object");
    Check out;
    const auto text = [&](const char* key) {
      const auto value = entry.find(key);
      if (value == entry.end() || !value->is_string())
        fail(where, std::string("no \"") + key + "\"");
      return value->get<std::string>();
    };
    out.name = text("name");
    const std::string expect = text("expect");
    if (expect != "up" && expect != "down" && expect != "same") {
      fail(where, "\"expect\" is \"" + expect + "\", not up, down or same");
    }
    out.expect = expect == "up"     ? Check::Expect::up
                 : expect == "down" ? Check::Expect::down
                                    : Check::Expect::same;
    if (const auto tolerance = entry.find("tolerance"); tolerance != entry.end()) {
      if (!tolerance->is_number() || *tolerance < 0) fail(where, "\"tolerance\" is not >= 0");
      out.tolerance = *tolerance;
    }
    out.labels = strings(entry, "labels", where);
    out.append = strings(entry, "append", where);
    out.swap = strings(entry, "swap", where);
    if (const auto pairs = entry.find("pairs"); pairs != entry.end()) {
      if (!pairs->is_array()) fail(where + ".pairs", "not an array of pairs");
      for (const auto& pair : *pairs) {
        if (!pair.is_array() || pair.size() != 2 || !pair[0].is_string() || !pair[1].is_string()) {
          fail(where + ".pairs", "not an array of pairs");
        }
        out.pairs.emplace_back(pair[0], pair[1]);
      }
    }
    const int ways =
        (out.append.empty() ? 0 : 1) + (out.swap.empty() ? 0 : 1) + (out.pairs.empty() ? 0 : 1);
    if (ways != 1 || out.swap.size() == 1) {
      fail(where, "needs one of \"append\", \"swap\" (two words or more) and \"pairs\"");
    }
    return out;
  }

  const std::string& file_;
};

/// A text before and after a change, and what they score.
struct Case {
  std::string name;  ///< Of the text.
  std::string before;
  std::string after;
  Context context;
};

bool is_word_part(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// `text` with every `word` that stands alone replaced; nothing when there is none.
std::optional<std::string> with_swapped(const std::string& text, const std::string& word,
                                        const std::string& other) {
  std::string out;
  std::size_t at = 0;
  bool any = false;
  for (std::size_t found = text.find(word); found != text.npos;
       found = text.find(word, found + 1)) {
    const std::size_t end = found + word.size();
    if (found < at || (found > 0 && is_word_part(text[found - 1])) ||
        (end < text.size() && is_word_part(text[end]))) {
      continue;
    }
    out += text.substr(at, found - at) + other;
    at = end;
    any = true;
  }
  if (!any) return std::nullopt;
  return out + text.substr(at);
}

std::vector<Case> cases_of(const Check& check, const std::vector<PlainText>& texts) {
  std::vector<Case> out;
  for (std::size_t i = 0; i < check.pairs.size(); ++i) {
    out.push_back(
        {"pair " + std::to_string(i + 1), check.pairs[i].first, check.pairs[i].second, {}});
  }
  if (!check.pairs.empty()) return out;
  std::vector<const PlainText*> eligible;
  for (const PlainText& text : texts) {
    if (check.labels.empty() || std::ranges::find(check.labels, text.label) != check.labels.end()) {
      eligible.push_back(&text);
    }
  }
  // Spread over the whole file, for its parts may differ.
  const std::size_t step = check.append.empty() ? 1 : eligible.size() / kTextsPerCheck + 1;
  for (std::size_t i = 0; i < eligible.size() && out.size() < kTextsPerCheck; i += step) {
    const PlainText& text = *eligible[i];
    if (!check.append.empty()) {
      const std::string& sentence = check.append[out.size() % check.append.size()];
      out.push_back({text.id, text.text, text.text + "\n" + sentence, text.context});
      continue;
    }
    for (std::size_t word = 0; word < check.swap.size(); ++word) {
      const std::string& other = check.swap[(word + 1) % check.swap.size()];
      if (auto changed = with_swapped(text.text, check.swap[word], other)) {
        out.push_back({text.id, text.text, *std::move(changed), text.context});
        break;
      }
    }
  }
  return out;
}

/// How far a change went against what was expected, in log-odds; <= 0 when it did not.
double violation(const Check& check, double before, double after) {
  constexpr double kRounding = 1e-9;
  switch (check.expect) {
    case Check::Expect::up:
      return before - after + kRounding;
    case Check::Expect::down:
      return after - before + kRounding;
    case Check::Expect::same:
      break;
  }
  return std::abs(after - before) - check.tolerance;
}

std::string excerpt(const std::string& text) {
  std::size_t end = std::min(text.size(), kQuoted);
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;
  std::string out = text.substr(0, end);
  std::ranges::replace(out, '\n', ' ');
  return end < text.size() ? out + "..." : out;
}

std::vector<Verdict> score(const Classifier& classifier, const std::vector<std::string>& texts,
                           std::vector<Context> contexts, unsigned threads) {
  for (Context& context : contexts) context.brief = true;
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  return score_all(classifier, views, contexts, threads);
}

void add_check(const Classifier& classifier, const Check& check,
               const std::vector<PlainText>& texts, const BootstrapOptions& bootstrap,
               EvalReport& report) {
  const std::vector<Case> cases = cases_of(check, texts);
  std::vector<std::string> before;
  std::vector<std::string> after;
  std::vector<Context> contexts;
  for (const Case& each : cases) {
    before.push_back(each.before);
    after.push_back(each.after);
    contexts.push_back(each.context);
  }
  const auto was = score(classifier, before, contexts, bootstrap.threads);
  const auto is = score(classifier, after, contexts, bootstrap.threads);
  std::vector<EvalRow> rows;
  std::optional<std::size_t> worst;
  double most = 0;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const double off = violation(check, was[i].log_odds, is[i].log_odds);
    EvalRow row;
    row.level = off > 0 ? Level::high : Level::low;
    row.group = static_cast<std::uint32_t>(i);
    rows.push_back(row);
    if (off > most) {
      most = off;
      worst = i;
    }
  }
  Members everything(rows.size());
  std::iota(everything.begin(), everything.end(), std::size_t{0});
  Section section =
      share_section({rows, nullptr, bootstrap}, everything, "check", check.name, {kFailures},
                    {[](const EvalRow& row) { return row.level == Level::high; }});
  if (rows.empty()) section.figures.front().reason = "no text to try it on";
  report.checks.push_back(std::move(section));
  if (!worst) return;
  char moved[96];
  std::snprintf(moved, sizeof moved, "log-odds %.2f to %.2f", was[*worst].log_odds,
                is[*worst].log_odds);
  report.failures.push_back(check.name + ": " + cases[*worst].name + ": " + moved + ", \"" +
                            excerpt(cases[*worst].after) + "\"");
}

}  // namespace

RobustnessData read_robustness(const std::string& file) { return Reader(file).read(); }

std::vector<Perturbation> chosen(const std::vector<std::string>& names) {
  std::vector<Perturbation> out;
  for (const std::string& name : names) {
    if (name == "all") return perturbations();
    const auto found = std::ranges::find(perturbations(), name, &Perturbation::name);
    if (found == perturbations().end()) {
      std::string known = "all";
      for (const Perturbation& each : perturbations()) known += " " + std::string(each.name);
      throw CommandError("--perturb: \"" + name + "\" is none of " + known);
    }
    out.push_back(*found);
  }
  return out;
}

void add_robustness(const Classifier& classifier, const std::vector<PlainText>& texts,
                    const RobustnessInput& input, EvalReport& report) {
  BeforeRows plain;
  for (const EvalRow& row : report.rows) plain.push_back(Before{row.risk, row.level});
  std::vector<Context> contexts;
  for (const PlainText& text : texts) contexts.push_back(text.context);
  Members everything(report.rows.size());
  std::iota(everything.begin(), everything.end(), std::size_t{0});
  for (const Perturbation& perturbation : chosen(input.names)) {
    std::vector<std::string> rewritten;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      rewritten.push_back(perturbation.apply(texts[i].text, input.data.slang, report.rows[i].key));
    }
    const auto verdicts = score(classifier, rewritten, contexts, input.bootstrap.threads);
    std::vector<EvalRow> rows = report.rows;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i].risk = verdicts[i].risk;
      rows[i].level = verdicts[i].level;
    }
    report.perturbed.push_back(full_section({rows, &plain, input.bootstrap}, everything, "perturb",
                                            std::string(perturbation.name)));
  }
  for (const Check& check : input.data.checks) {
    add_check(classifier, check, texts, input.bootstrap, report);
  }
}

}  // namespace waspada::cli
