#include "rule_pack.hpp"

#include <algorithm>
#include <system_error>

#include "facts.hpp"
#include "json.hpp"
#include "normalise.hpp"
#include "rules.hpp"
#include "tokenise.hpp"
#include "waspada/digest.hpp"
#include "waspada/rules.hpp"

namespace waspada {
namespace detail {
namespace {

constexpr std::size_t kRuleFileLimit = 16 << 20;

/// Returns what the file holds.
std::string read_rules(const std::filesystem::path& file, RulePack& pack) {
  std::string bytes = read_file(file, kRuleFileLimit);
  read_rule_file(bytes, file.string(), pack);
  return bytes;
}

std::string join(const std::vector<std::string>& parts, const char* separator) {
  std::string out;
  for (const std::string& part : parts) {
    if (!out.empty()) out += separator;
    out += part;
  }
  return out;
}

std::string describe(const Condition& condition) {
  std::string out = condition.pattern;
  if (!condition.all.empty()) out += "all of " + join(condition.all, ", ");
  if (!condition.any.empty())
    out += (out.empty() ? "any of " : "; any of ") + join(condition.any, ", ");
  if (!condition.none.empty()) out += "; none of " + join(condition.none, ", ");
  if (condition.within != 0) out += "; within " + std::to_string(condition.within) + " bytes";
  if (!condition.unless.empty()) out += "; unless " + condition.unless;
  return out;
}

/// Fires the rules on one example.
class Examiner {
 public:
  Examiner(RulePack pack, const std::filesystem::path& data)
      : rules_(std::move(pack)), facts_(data) {}

  [[nodiscard]] const std::vector<RuleDefinition>& rules() const { return rules_.rules(); }

  [[nodiscard]] bool fires(std::size_t rule, const std::string& text) const {
    const Normalised normal = normalise(text);
    const auto tokens = tokenise_folded(normal);
    const auto hits = rules_.evaluate(normal.text, facts_.read(normal.text, tokens), 1);
    return std::ranges::find(hits, rule, &RuleHit::rule) != hits.end();
  }

 private:
  RuleSet rules_;
  FactReader facts_;
};

std::vector<RuleProblem> problems_of(const Examiner& examiner) {
  std::vector<RuleProblem> out;
  for (std::size_t i = 0; i < examiner.rules().size(); ++i) {
    const RuleDefinition& rule = examiner.rules()[i];
    for (const std::string& text : rule.matches) {
      if (!examiner.fires(i, text)) out.push_back({rule.where, "does not match \"" + text + "\""});
    }
    for (const std::string& text : rule.clean) {
      if (examiner.fires(i, text)) {
        out.push_back({rule.where, "matches \"" + text + "\", which is to stay clean"});
      }
    }
  }
  return out;
}

}  // namespace

RulePack read_rule_pack(const Sources& sources) {
  const std::filesystem::path directory = sources.data / "rules";
  std::error_code status;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory, status)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  if (status || files.empty()) fail(ErrorCode::io, directory.string(), "holds no rule files");
  std::ranges::sort(files);
  RulePack pack;
  for (const auto& file : files) (void)read_rules(file, pack);
  std::string version = pack.version;
  for (const auto& file : sources.rules) {
    // By content: two files of one name are not the same rules.
    const std::string hash = sha256(read_rules(file, pack));
    version += "+" + file.filename().string() + ":" + hash.substr(0, 12);
  }
  pack.version = std::move(version);
  return pack;
}

}  // namespace detail

Result<std::vector<RuleInfo>> list_rules(const Sources& sources) {
  try {
    std::vector<RuleInfo> out;
    for (const detail::RuleDefinition& rule : detail::read_rule_pack(sources).rules) {
      out.push_back({rule.id, rule.kind, rule.severity, rule.weight,
                     detail::describe(rule.condition), rule.message, rule.advice, rule.source,
                     rule.matches, rule.clean, rule.where});
    }
    return out;
  } catch (const detail::LoadError& error) {
    return error.error;
  }
}

Result<std::vector<RuleProblem>> check_rules(const Sources& sources) {
  try {
    return detail::problems_of({detail::read_rule_pack(sources), sources.data});
  } catch (const detail::LoadError& error) {
    return error.error;
  }
}

}  // namespace waspada
