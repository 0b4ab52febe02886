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

/// Trains a supervised fastText model and returns its file. Dictionary, n-grams and file are
/// fastText's own; the weights are those of the least penalised log-loss instead of its stochastic
/// descent, which has no penalty and, on some thousand texts, learns them by heart. Equal lines
/// give equal bytes. Throws LoadError when the working files cannot be written. `on_progress`
/// hears the share that is done, many times a second.
[[nodiscard]] std::string train_fasttext(const std::vector<TrainingLine>& lines,
                                         const TrainOptions& options,
                                         const std::filesystem::path& directory,
                                         const std::function<void(double)>& on_progress);

}  // namespace waspada::detail
