#pragma once

#include <string>
#include <vector>

#include "posts.hpp"
#include "waspada/train.hpp"

namespace CLI {
class App;
}

namespace waspada::cli {

/// Which columns say what is known about a text.
struct LabelOptions {
  std::string label = "label";
  std::string group = "group";
  std::string split = "split";
  std::vector<std::string> map;  ///< "from=to": labels of the file to scam, legit, not_ad.
};

/// Adds --label, --group, --split and --map.
void add_options(CLI::App& command, LabelOptions& options);

/// Labelled texts, and what a manifest says of the files they came from.
struct LabelledFiles {
  std::vector<LabelledText> texts;
  std::vector<ModelPart> parts;
};

/// Reads labelled texts for training. The first bad row or missing label is an
/// error: a model must not be made from half a file. Throws CommandError.
[[nodiscard]] LabelledFiles read_labelled(const std::vector<std::string>& files,
                                          const PostOptions& posts, const LabelOptions& labels);

}  // namespace waspada::cli
