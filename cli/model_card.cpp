#include "model_card.hpp"

#include <cstdio>
#include <map>

namespace waspada::cli {
namespace {

std::string counts_of(const std::vector<LabelledText>& texts) {
  std::map<std::string, std::size_t> counts;
  for (const LabelledText& text : texts) ++counts[text.label];
  std::string out = std::to_string(texts.size()) + " texts (";
  for (const auto& [label, count] : counts) {
    out += (label == counts.begin()->first ? "" : ", ") + std::to_string(count) + " " + label;
  }
  return out + ")";
}

std::string files_of(const std::vector<ModelPart>& parts) {
  std::string out;
  for (const ModelPart& part : parts) {
    out += "- `" + part.file + "`, " + std::to_string(part.bytes) + " bytes, SHA-256 " +
           part.sha256.substr(0, 16) + "...\n";
  }
  return out;
}

}  // namespace

std::string model_card(const Manifest& manifest, const std::vector<LabelledText>& corpus,
                       const std::vector<LabelledText>& dev) {
  std::string out = "# Model card: " + manifest.version + " (draft)\n\n" +
                    "**What it is.** A fastText classifier of ads with labels";
  for (const std::string& label : manifest.labels) out += " `" + label + "`";
  out += ", the weights that join it to the rules (`" + manifest.weights.file +
         "`), and a manifest with hashes and self-tests. `" + manifest.model.file + "` has " +
         std::to_string(manifest.model.bytes) + " bytes.\n\n";
  out += "**Intended use.** *Who should use it, for which ads, and for what not?*\n\n";
  out += "**Training data.** " + counts_of(corpus) + ".\n" + files_of(manifest.data) +
         "\n*Where do the texts come from, who labelled them, under which licence, of which "
         "years?*\n\n";
  if (!dev.empty()) {
    out += "**Development data.** " + counts_of(dev) +
           "; weights and thresholds were fitted on it.\n" + files_of(manifest.dev) + "\n";
  }
  out +=
      "## Measured\n\nEach text predicted by weights that were fitted without its "
      "near-duplicates. Not a test: measure on data of another source with `waspada eval`.\n\n"
      "| figure | value |\n|---|---|\n";
  for (const auto& [name, value] : manifest.metrics) {
    char line[160];
    std::snprintf(line, sizeof line, "| %s | %.4f |\n", name.c_str(), value);
    out += line;
  }
  out +=
      "\n## Limits\n\n*For which ads, regions, languages and years is it untested? Whom would a "
      "false alarm hurt? `waspada eval --fairness --perturb all` helps to answer.*\n\n"
      "## Rebuild\n\n`" +
      manifest.command + "`\n";
  return out;
}

}  // namespace waspada::cli
