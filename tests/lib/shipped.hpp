#pragma once

#include <doctest/doctest.h>

#include <filesystem>

#include "waspada/classifier.hpp"

namespace waspada {

/// The rules and the model of the source tree.
[[nodiscard]] inline Sources shipped_sources() {
  Sources out;
  out.data = std::filesystem::path(WASPADA_SOURCE_ROOT) / "data";
  out.model = std::filesystem::path(WASPADA_SOURCE_ROOT) / "models";
  return out;
}

/// What `waspada score` uses when it is told nothing else.
[[nodiscard]] inline Classifier load_shipped() {
  auto classifier = Classifier::load(shipped_sources());
  if (!classifier) FAIL(classifier.error().where << ": " << classifier.error().message);
  return *std::move(classifier);
}

}  // namespace waspada
