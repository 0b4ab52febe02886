#include "model_store.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "json.hpp"
#include "model_file.hpp"
#include "reading.hpp"
#include "rule_file.hpp"
#include "waspada/digest.hpp"

namespace waspada::detail {
namespace {

constexpr std::size_t kModelLimit = std::size_t{2} << 30;
constexpr double kSelfTestTolerance = 1e-4;  // float sums differ in the seventh digit across CPUs

double log_sum(const LabelScores& scores, const std::vector<std::size_t>& labels) {
  double largest = -std::numeric_limits<double>::infinity();
  for (const std::size_t l : labels) largest = std::max(largest, double{scores.logits[l]});
  double sum = 0;
  for (const std::size_t l : labels) sum += std::exp(double{scores.logits[l]} - largest);
  return largest + std::log(sum);
}

/// Reads a part of a model directory and holds it against the manifest.
std::string read_part(const std::filesystem::path& directory, const ModelPart& part) {
  const std::filesystem::path file = directory / part.file;
  std::string bytes = read_file(file, kModelLimit);
  if (bytes.size() != part.bytes) {
    fail(ErrorCode::invalid_model, file.string(),
         "has " + std::to_string(bytes.size()) + " bytes, the manifest says " +
             std::to_string(part.bytes));
  }
  if (sha256(bytes) != part.sha256) {
    fail(ErrorCode::invalid_model, file.string(), "SHA-256 differs from the manifest's");
  }
  return bytes;
}

LoadedModel from_bytes(std::string_view bytes, const std::string& where, std::string version) {
  LoadedModel out;
  out.text = std::make_unique<const TextModel>(read_model_file(bytes, where));
  out.roles = roles_of(out.text->labels(), where);
  out.version = std::move(version);
  return out;
}

}  // namespace

LabelRoles roles_of(const std::vector<std::string>& labels, const std::string& where) {
  LabelRoles out;
  bool legit = false;
  for (std::size_t l = 0; l < labels.size(); ++l) {
    if (labels[l] == "scam" || is_scheme(labels[l])) {
      out.scam.push_back(l);
      out.schemes.push_back(labels[l] == "scam" ? "" : labels[l]);
    } else if (labels[l] == "legit" || labels[l] == "not_ad") {
      out.rest.push_back(l);
      if (labels[l] == "not_ad") out.not_ad = static_cast<std::ptrdiff_t>(l);
      legit |= labels[l] == "legit";
    } else {
      fail(ErrorCode::invalid_model, where, "unknown label \"" + labels[l] + "\"");
    }
  }
  if (out.scam.empty()) fail(ErrorCode::invalid_model, where, "no label \"scam\" and no scheme");
  if (!legit) fail(ErrorCode::invalid_model, where, "no label \"legit\"");
  return out;
}

ModelView view_of(const LabelScores& scores, const LabelRoles& roles) {
  ModelView out;
  out.log_odds = log_sum(scores, roles.scam) - log_sum(scores, roles.rest);
  for (const std::size_t l : roles.scam) out.probability += scores.probabilities[l];
  out.probability = std::min(out.probability, 1.0);
  if (roles.not_ad >= 0) {
    const auto not_ad = static_cast<std::size_t>(roles.not_ad);
    std::vector<std::size_t> others = roles.scam;
    for (const std::size_t l : roles.rest) {
      if (l != not_ad) others.push_back(l);
    }
    out.not_ad = scores.probabilities[not_ad];
    out.not_ad_log_odds = double{scores.logits[not_ad]} - log_sum(scores, others);
  }
  return out;
}

std::vector<double> word_parts(const LabelScores& scores, const LabelRoles& roles,
                               std::size_t words) {
  const std::size_t labels = scores.logits.size();
  std::vector<double> share(labels, 0);
  for (const auto* side : {&roles.scam, &roles.rest}) {
    const double total = log_sum(scores, *side);
    const double sign = side == &roles.scam ? 1 : -1;
    for (const std::size_t l : *side) share[l] = sign * std::exp(double{scores.logits[l]} - total);
  }
  std::vector<double> out(words, 0);
  for (std::size_t i = 0; i < words; ++i) {
    for (std::size_t l = 0; l < labels; ++l)
      out[i] += share[l] * double{scores.words[i * labels + l]};
  }
  return out;
}

LoadedModel load_model(const std::filesystem::path& path, const SelfTester& test, Policy& policy) {
  std::error_code status;
  if (!std::filesystem::is_directory(path, status)) {
    const std::string bytes = read_file(path, kModelLimit);
    return from_bytes(bytes, path.string(), "file:" + sha256(bytes).substr(0, 12));
  }
  Result<Manifest> manifest = read_manifest(path);
  if (!manifest) throw LoadError{manifest.error()};
  const std::string where = (path / kManifestFile).string();
  if (manifest->reading != kReadingVersion) {
    fail(ErrorCode::invalid_model, where,
         "trained with reading " + std::to_string(manifest->reading) + ", this library reads " +
             std::to_string(kReadingVersion));
  }
  const std::string bytes = read_part(path, manifest->model);
  LoadedModel out = from_bytes(bytes, (path / manifest->model.file).string(), manifest->version);
  if (out.text->labels() != manifest->labels) {
    fail(ErrorCode::invalid_model, where, "states other labels than the model has");
  }
  read_weights(read_part(path, manifest->weights), (path / manifest->weights.file).string(),
               policy);
  for (std::size_t i = 0; i < manifest->self_tests.size(); ++i) {
    const SelfTest& expected = manifest->self_tests[i];
    const double got = test(out, expected.text);
    if (!(std::abs(got - expected.probability) <= kSelfTestTolerance)) {
      fail(ErrorCode::invalid_model, where,
           "self-test " + std::to_string(i + 1) + " gives " + std::to_string(got) + " instead of " +
               std::to_string(expected.probability));
    }
  }
  return out;
}

}  // namespace waspada::detail
