#include "fasttext_trainer.hpp"

#include <fasttext/fasttext.h>

#include <cmath>
#include <cstdint>
#include <fstream>
#include <system_error>

#include "json.hpp"
#include "random.hpp"
#include "softmax_fit.hpp"

namespace waspada::detail {
namespace {

constexpr std::size_t kModelLimit = std::size_t{2} << 30;

/// How much more a rare input may say than a common one: its scale is its inverse document
/// frequency to this power. Chosen on `data/ads` against real ads; see models/README.md.
constexpr double kRarity = 1.5;

constexpr std::size_t kMissingPercent = 30;  ///< Of the words of a copy.

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
  out.dim = 1;    // until the labels are known
  out.epoch = 0;  // fastText makes dictionary and n-grams; the weights are fitted below
  out.wordNgrams = options.word_ngrams;
  out.minn = options.min_subword;
  out.maxn = options.max_subword;
  out.bucket = options.buckets;
  out.minCount = options.min_count;
  out.minCountLabel = 0;
  out.thread = 1;
  out.seed = static_cast<int>(options.seed);
  out.verbose = 0;
  return out;
}

void write_line(const std::string& label, const std::vector<const ModelWord*>& words, bool pairs,
                std::ostream& out) {
  out << "__label__" << label;
  for (const ModelWord* word : words) out << ' ' << word->text;
  for (std::size_t i = 1; pairs && i < words.size(); ++i) {
    out << ' ' << words[i - 1]->text << kPairMark << words[i]->text;
  }
  out << '\n';
}

/// Every text, and copies of which words are missing, as slips and unknown words make them miss:
/// the fit must not hang on a single word. Returns how many lines that is.
std::size_t write_lines(const std::vector<TrainingLine>& lines, const TrainOptions& options,
                        const std::filesystem::path& file) {
  std::ofstream out(file, std::ios::binary);
  Random random(options.seed);
  std::vector<const ModelWord*> words;
  for (const TrainingLine& line : lines) {
    for (int copy = 0; copy <= options.copies; ++copy) {
      words.clear();
      for (const ModelWord& word : *line.words) {
        if (copy == 0 || random.below(100) >= kMissingPercent) words.push_back(&word);
      }
      write_line(line.label, words, options.pairs, out);
    }
  }
  if (!out.flush()) fail(ErrorCode::io, file.string(), "cannot be written");
  return lines.size() * (1 + static_cast<std::size_t>(options.copies));
}

/// The inputs of a line (words and n-grams, with repetition) and its label, as fastText sees them.
struct Inputs {
  std::vector<std::int32_t> ids;
  std::uint32_t label = 0;
};

std::vector<Inputs> read_inputs(const fasttext::Dictionary& dictionary, std::size_t lines,
                                const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::vector<Inputs> out(lines);
  std::vector<std::int32_t> labels;
  for (Inputs& line : out) {
    dictionary.getLine(in, line.ids, labels);
    if (labels.size() != 1) fail(ErrorCode::invalid_model, "training", "a text lost its label");
    line.label = static_cast<std::uint32_t>(labels.front());
  }
  return out;
}

/// By input: how strongly it speaks before any weight.
std::vector<float> scales_of(const std::vector<Inputs>& lines, std::size_t width) {
  std::vector<std::uint32_t> count(width, 0);
  std::vector<std::size_t> seen(width, 0);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (const std::int32_t id : lines[i].ids) {
      const auto input = static_cast<std::size_t>(id);
      if (seen[input] == i + 1) continue;
      seen[input] = i + 1;
      ++count[input];
    }
  }
  std::vector<float> out(width);
  const double all = static_cast<double>(lines.size()) + 1;
  for (std::size_t i = 0; i < width; ++i) {
    out[i] = static_cast<float>(std::pow(1 + std::log(all / (count[i] + 1.0)), kRarity));
  }
  return out;
}

/// fastText's hidden vector is the mean of the inputs' vectors, so a repeated input counts again.
SparseTexts rows_of(const std::vector<Inputs>& lines, const std::vector<float>& scales,
                    std::size_t labels) {
  SparseTexts out;
  out.width = scales.size();
  out.class_count = labels;
  for (const Inputs& line : lines) {
    const float share = 1.0F / static_cast<float>(std::max<std::size_t>(1, line.ids.size()));
    for (const std::int32_t id : line.ids) {
      const auto input = static_cast<std::uint32_t>(id);
      out.features.emplace_back(input, share * scales[input]);
    }
    out.end.push_back(out.features.size());
    out.classes.push_back(line.label);
  }
  return out;
}

/// Vectors of as many dimensions as there are labels: an input's vector is what it adds to each
/// logit, and the output matrix hands them through. The bias goes into every input, as their
/// mean has it then once.
void set_weights(fasttext::FastText& model, const SoftmaxWeights& fitted,
                 const std::vector<float>& scales) {
  const std::size_t labels = fitted.bias.size();
  const auto dim = static_cast<std::int64_t>(labels);
  auto input =
      std::make_shared<fasttext::DenseMatrix>(static_cast<std::int64_t>(scales.size()), dim);
  auto output = std::make_shared<fasttext::DenseMatrix>(dim, dim);
  for (std::size_t i = 0; i < scales.size(); ++i) {
    for (std::size_t l = 0; l < labels; ++l) {
      input->at(static_cast<std::int64_t>(i), static_cast<std::int64_t>(l)) =
          static_cast<float>(double{scales[i]} * fitted.weights[i * labels + l] + fitted.bias[l]);
    }
  }
  output->zero();
  for (std::int64_t l = 0; l < dim; ++l) output->at(l, l) = 1;
  model.setMatrices(input, output);
}

}  // namespace

std::string train_fasttext(const std::vector<TrainingLine>& lines, const TrainOptions& options,
                           const std::filesystem::path& directory,
                           const std::function<void(double)>& on_progress) {
  const WorkingFile input(directory / "train.tmp");
  const WorkingFile output(directory / "model.tmp");
  const std::size_t count = write_lines(lines, options, input.path());
  try {
    fasttext::FastText model;
    model.train(arguments_of(options, input.path().string()));
    const auto dictionary = model.getDictionary();
    const auto inputs = read_inputs(*dictionary, count, input.path());
    const auto width = static_cast<std::size_t>(dictionary->nwords() + options.buckets);
    const std::vector<float> scales = scales_of(inputs, width);
    const auto labels = static_cast<std::size_t>(dictionary->nlabels());
    const SoftmaxWeights fitted =
        fit_softmax(rows_of(inputs, scales, labels), options.penalty, options.iterations,
                    [&](int iteration, double) {
                      on_progress(static_cast<double>(iteration) / options.iterations);
                    });
    set_weights(model, fitted, scales);
    model.saveModel(output.path().string());
  } catch (const std::exception& error) {
    fail(ErrorCode::invalid_model, "training", error.what());
  }
  return read_file(output.path(), kModelLimit);
}

}  // namespace waspada::detail
