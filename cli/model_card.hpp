#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "waspada/model.hpp"
#include "waspada/train.hpp"

namespace waspada::cli {

/// A model card to be finished by whoever trained the model: what is known is filled in,
/// what only they know is asked.
[[nodiscard]] std::string model_card(const Manifest& manifest,
                                     const std::vector<LabelledText>& corpus,
                                     const std::vector<LabelledText>& dev);

}  // namespace waspada::cli
