#include <algorithm>

#include "json.hpp"
#include "waspada/model.hpp"

namespace waspada {
namespace {

using detail::Entry;
using detail::Json;

constexpr std::size_t kManifestLimit = 1 << 20;

bool is_plain_name(const std::string& file) {
  return file.find('/') == std::string::npos && file.find('\\') == std::string::npos &&
         file != "." && file != "..";
}

ModelPart part_of(const Json& json, const std::string& where, bool inside) {
  Entry entry(json, where, ErrorCode::invalid_model);
  ModelPart out;
  out.file = entry.text("file");
  if (inside && !is_plain_name(out.file))
    entry.fail("\"file\" must be a name in the same directory");
  out.bytes = static_cast<std::uint64_t>(entry.number("bytes", 0, 1e12));
  out.sha256 = entry.text("sha256");
  const bool hex = std::ranges::all_of(
      out.sha256, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
  if (out.sha256.size() != 64 || !hex) entry.fail("\"sha256\" must be 64 hexadecimal digits");
  entry.finish();
  return out;
}

std::vector<ModelPart> parts_of(Entry& entry, const char* field) {
  std::vector<ModelPart> out;
  for (const Json& part : entry.array(field)) {
    out.push_back(part_of(part, entry.where() + ": " + field, false));
  }
  return out;
}

Manifest manifest_of(const std::filesystem::path& file) {
  const Json root =
      detail::parse_json(detail::read_file(file, kManifestLimit), file.string(), ErrorCode::syntax);
  Entry entry(root, file.string(), ErrorCode::invalid_model);
  Manifest out;
  out.version = entry.text("version");
  out.reading = static_cast<int>(entry.number("reading", 0, 1e6));
  out.unicode = entry.text("unicode");
  out.labels = entry.texts("labels");
  out.model = part_of(entry.object("model"), file.string() + ": model", true);
  out.weights = part_of(entry.object("weights"), file.string() + ": weights", true);
  out.command = entry.text("command");
  out.data = parts_of(entry, "data");
  out.dev = parts_of(entry, "dev");
  const Json& metrics = entry.object("metrics");
  Entry figures(metrics, file.string() + ": metrics", ErrorCode::invalid_model);
  for (const auto& [metric, unused] : metrics.items()) {
    out.metrics.emplace_back(metric, figures.number(metric.c_str(), -1e12, 1e12));
  }
  for (const Json& json : entry.array("self_tests")) {
    Entry test(json, file.string() + ": self_tests", ErrorCode::invalid_model);
    out.self_tests.push_back({test.text("text"), test.number("probability", 0, 1)});
    test.finish();
  }
  entry.finish();
  return out;
}

nlohmann::ordered_json json_of(const ModelPart& part) {
  return {{"file", part.file}, {"bytes", part.bytes}, {"sha256", part.sha256}};
}

}  // namespace

Result<Manifest> read_manifest(const std::filesystem::path& directory) {
  try {
    return manifest_of(directory / kManifestFile);
  } catch (const detail::LoadError& error) {
    return error.error;
  }
}

std::string to_json(const Manifest& manifest) {
  nlohmann::ordered_json out;
  out["version"] = manifest.version;
  out["reading"] = manifest.reading;
  out["unicode"] = manifest.unicode;
  out["labels"] = manifest.labels;
  out["model"] = json_of(manifest.model);
  out["weights"] = json_of(manifest.weights);
  out["command"] = manifest.command;
  out["data"] = nlohmann::ordered_json::array();
  for (const ModelPart& part : manifest.data) out["data"].push_back(json_of(part));
  out["dev"] = nlohmann::ordered_json::array();
  for (const ModelPart& part : manifest.dev) out["dev"].push_back(json_of(part));
  out["metrics"] = nlohmann::ordered_json::object();
  for (const auto& [metric, value] : manifest.metrics) out["metrics"][metric] = value;
  out["self_tests"] = nlohmann::ordered_json::array();
  for (const SelfTest& test : manifest.self_tests) {
    out["self_tests"].push_back({{"text", test.text}, {"probability", test.probability}});
  }
  return out.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace waspada
