#pragma once

#include <string>
#include <vector>

#include "text_model.hpp"
#include "waspada/train.hpp"

namespace waspada::detail {

/// A text as fastText trains on it.
struct TrainingLine {
  std::string label;  ///< Without prefix.
  const std::vector<ModelWord>* words = nullptr;
};

/// Trains a supervised fastText model and returns its file. One thread and a
/// fixed seed, so equal lines give equal bytes. Throws LoadError when the
/// working files cannot be written or training diverges. `on_progress` hears the share that is
/// done, many times a second.
[[nodiscard]] std::string train_fasttext(std::vector<TrainingLine> lines,
                                         const TrainOptions& options,
                                         const std::filesystem::path& directory,
                                         const std::function<void(double)>& on_progress);

}  // namespace waspada::detail
