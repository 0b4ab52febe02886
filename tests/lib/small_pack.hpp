#pragma once

#include <string>

#include "temporary.hpp"
#include "waspada/classifier.hpp"

namespace waspada {

/// A data directory with a handful of rules, so that tests do not change with the pack.
class SmallPack {
 public:
  SmallPack();

  [[nodiscard]] Sources sources() const;
  [[nodiscard]] const TemporaryDirectory& directory() const { return directory_; }
  [[nodiscard]] Classifier load() const { return load(sources()); }
  [[nodiscard]] static Classifier load(const Sources& sources);
  /// The rule file and the policy, to be changed and written again.
  [[nodiscard]] static std::string rules();
  [[nodiscard]] static std::string policy();

 private:
  TemporaryDirectory directory_;
};

}  // namespace waspada
