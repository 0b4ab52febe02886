#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "combine.hpp"
#include "facts.hpp"
#include "model_store.hpp"
#include "normalise.hpp"
#include "registry.hpp"
#include "rules.hpp"
#include "tokenise.hpp"
#include "waspada/classifier.hpp"

namespace waspada {

/// What every stage found in one text, in folded coordinates.
struct Analysis {
  detail::Normalised normal;
  std::vector<detail::FoldedToken> tokens;
  std::vector<detail::FoldedFact> facts;
  std::vector<detail::RuleHit> hits;
  std::vector<detail::RegistryHit> listed;  ///< In the user's lists.
  std::vector<detail::ModelWord> words;
  std::optional<detail::LabelScores> labels;
  bool truncated = false;
};

struct Classifier::State {
  State(const std::filesystem::path& data, detail::RulePack pack)
      : rules(std::move(pack)), facts(data) {}

  detail::RuleSet rules;
  detail::FactReader facts;
  detail::Registries registries;
  detail::Policy policy;
  std::optional<detail::LoadedModel> model;
  std::vector<double> weights;  ///< By rule: fitted when the model has one, else declared.
  Limits limits;
  Versions versions;

  /// Stages 1 to 5.
  [[nodiscard]] Analysis analyse(std::string_view text, bool with_words) const;

  /// What combine() needs of an analysis.
  [[nodiscard]] detail::Signals signals_of(const Analysis& analysis, const Context& context) const;
};

/// The library's own way to a classifier's state (training needs the stages).
struct ClassifierAccess {
  static const Classifier::State& state(const Classifier& classifier) { return *classifier.state_; }
  static Classifier make(std::shared_ptr<const Classifier::State> state) {
    return Classifier(std::move(state));
  }
};

}  // namespace waspada
