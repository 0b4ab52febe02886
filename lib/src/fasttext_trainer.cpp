#include "fasttext_trainer.hpp"

#include <fasttext/fasttext.h>

#include <cstdint>
#include <fstream>
#include <system_error>

#include "json.hpp"
#include "random.hpp"

namespace waspada::detail {
namespace {

constexpr std::size_t kModelLimit = std::size_t{2} << 30;

/// A file that goes with its scope.
class WorkingFile {
 public:
  explicit WorkingFile(std::filesystem::path path) : path_(std::move(path)) {}
  WorkingFile(const WorkingFile&) = delete;
  WorkingFile& operator=(const WorkingFile&) = delete;
  ~WorkingFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

fasttext::Args arguments_of(const TrainOptions& options, const std::string& input) {
  fasttext::Args out;
  out.input = input;
  out.model = fasttext::model_name::sup;
  out.loss = fasttext::loss_name::softmax;
  out.dim = options.dim;
  out.epoch = options.epochs;
  out.lr = options.learning_rate;
  out.wordNgrams = options.word_ngrams;
  out.minn = options.min_subword;
  out.maxn = options.max_subword;
  out.bucket = options.buckets;
  out.minCount = 1;
  out.minCountLabel = 0;
  out.thread = 1;  // more would race (Hogwild) and never give the same model twice
  out.seed = static_cast<int>(options.seed);
  out.verbose = 0;
  return out;
}

}  // namespace

std::string train_fasttext(std::vector<TrainingLine> lines, const TrainOptions& options,
                           const std::filesystem::path& directory,
                           const std::function<void(double)>& on_progress) {
  // fastText learns in the order of the file: alike texts must not stand together.
  Random random(options.seed);
  for (std::size_t i = lines.size(); i > 1; --i) std::swap(lines[i - 1], lines[random.below(i)]);
  const WorkingFile input(directory / "train.tmp");
  const WorkingFile output(directory / "model.tmp");
  {
    std::ofstream out(input.path(), std::ios::binary);
    for (const TrainingLine& line : lines) {
      out << "__label__" << line.label;
      for (const ModelWord& word : *line.words) out << ' ' << word.text;
      out << '\n';
    }
    if (!out.flush()) fail(ErrorCode::io, input.path().string(), "cannot be written");
  }
  try {
    fasttext::FastText model;
    // Its own loss is only to be had together with what it prints on stderr.
    model.train(arguments_of(options, input.path().string()),
                [&](float share, float, double, double, std::int64_t) { on_progress(share); });
    model.saveModel(output.path().string());
  } catch (const std::exception& error) {
    fail(ErrorCode::invalid_model, "training", error.what());
  }
  return read_file(output.path(), kModelLimit);
}

}  // namespace waspada::detail
