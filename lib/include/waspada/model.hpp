#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "waspada/export.hpp"
#include "waspada/result.hpp"

namespace waspada {

/// A text whose probability a model must reproduce to be loaded.
struct SelfTest {
  std::string text;
  double probability = 0;  ///< Of the scam labels together.
};

/// A file that a model was made from or consists of.
struct ModelPart {
  std::string file;
  std::uint64_t bytes = 0;
  std::string sha256;  ///< Lower-case hexadecimal.
};

/// What a model directory's manifest.json states.
struct Manifest {
  std::string version;
  int reading = 0;      ///< Of the way text is turned into the model's words.
  std::string unicode;  ///< Of the ICU that trained it.
  std::vector<std::string> labels;
  ModelPart model;
  ModelPart weights;
  std::string command;          ///< What rebuilds it.
  std::vector<ModelPart> data;  ///< Training files.
  std::vector<ModelPart> dev;   ///< Files that only weights and thresholds were fitted on.
  std::vector<std::pair<std::string, double>> metrics;
  std::vector<SelfTest> self_tests;
};

/// Reads and checks DIR/manifest.json; the files it names are not opened.
[[nodiscard]] WASPADA_EXPORT Result<Manifest> read_manifest(const std::filesystem::path& directory);

/// The text of a manifest.json that read_manifest() reads back.
[[nodiscard]] WASPADA_EXPORT std::string to_json(const Manifest& manifest);

/// The files of a model directory.
inline constexpr const char* kManifestFile = "manifest.json";
inline constexpr const char* kModelFile = "model.bin";
inline constexpr const char* kWeightsFile = "weights.json";

}  // namespace waspada
