#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "waspada/export.hpp"
#include "waspada/result.hpp"
#include "waspada/verdict.hpp"

namespace waspada {

/// Bounds that keep hostile input cheap. Defaults suit job ads.
struct Limits {
  std::size_t max_bytes = 65536;        ///< Longer texts are cut at a character boundary.
  std::size_t max_spans_per_rule = 16;  ///< Further hits of one rule are not listed.
  std::size_t max_model_tokens = 8;     ///< Token contributions listed in a verdict.
};

/// What to load. Paths are read once, during load(); nothing is read later.
struct Sources {
  std::filesystem::path data;                  ///< Directory with rules/, policy.json, hosts.json.
  std::optional<std::filesystem::path> model;  ///< Model directory with its manifest, or none.
  std::vector<std::filesystem::path> rules;    ///< The user's own rule files, added to the pack.
  /// The user's lists of licensed, revoked or reported names, numbers and sites; see registry.hpp.
  std::vector<std::filesystem::path> registries;
  Limits limits;
};

/// What the caller knows about one text.
struct Context {
  Channel channel = Channel::unknown;
  /// Assumed share of scam ads among such texts, in (0, 1); the policy's when absent.
  std::optional<double> base_rate;
  /// Leave out spans, facts and token contributions that only a report needs.
  bool brief = false;
};

/// Scores job ads with a fixed set of rules and, if present, a text model.
///
/// Immutable once made. Copies share the same state, and any number of
/// threads may call score() on the same object at once.
class WASPADA_EXPORT Classifier {
 public:
  /// Reads rules, policy and model. Errors name the file, the entry and the
  /// offending piece.
  [[nodiscard]] static Result<Classifier> load(const Sources& sources);

  /// Scores one text. Total: any bytes give a verdict; throws only
  /// std::bad_alloc, prints nothing and reads no file. Equal texts, contexts
  /// and versions give equal verdicts.
  [[nodiscard]] Verdict score(std::string_view text, const Context& context = {}) const;

  [[nodiscard]] const Versions& versions() const noexcept;

  struct State;  ///< Private; complete only inside the library.

 private:
  explicit Classifier(std::shared_ptr<const State> state) noexcept;
  friend struct ClassifierAccess;
  std::shared_ptr<const State> state_;
};

}  // namespace waspada
