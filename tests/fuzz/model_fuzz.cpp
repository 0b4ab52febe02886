// A fastText file (.bin or .ftz) is either refused with a message or gives probabilities.
#include <cmath>

#include "fuzz.hpp"
#include "json.hpp"
#include "model_file.hpp"
#include "text_model.hpp"

using namespace waspada;
using namespace waspada::detail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try {
    const TextModel model(read_model_file(bytes, "fuzz.bin"));
    const std::vector<ModelWord> words = {
        {"gaji", 0, 4}, {"é", 5, 7}, {"<phone:id-mobile>", 8, 25}, {"kamboja", 26, 33}};
    const LabelScores scores = model.score(words, true);
    const std::size_t labels = model.labels().size();
    fuzz::demand(scores.probabilities.size() == labels, "each label has its probability");
    double sum = 0;
    for (const double probability : scores.probabilities) sum += probability;
    fuzz::demand(std::abs(sum - 1) < 1e-9, "probabilities add up to 1");
    for (std::size_t l = 0; l < labels; ++l) {
      double logit = 0;
      double size_of_parts = 0;
      for (std::size_t i = 0; i <= words.size(); ++i) {
        const double part{scores.words[i * labels + l]};
        logit += part;
        size_of_parts += std::abs(part);
      }
      fuzz::demand(std::abs(logit - double{scores.logits[l]}) <= 1e-5 * (1 + size_of_parts),
                   "the words' parts add up to the logit");
    }
  } catch (const LoadError& error) {
    fuzz::demand_message(error.error.where, error.error.message);
  }
  return 0;
}
