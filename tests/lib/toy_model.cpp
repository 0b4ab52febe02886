#include "toy_model.hpp"

#include <fstream>
#include <sstream>
#include <utility>

#include "temporary.hpp"

namespace waspada::detail {
namespace {

fasttext::Args arguments_of(const ToySettings& settings, const std::string& input) {
  fasttext::Args out;
  out.input = input;
  out.model = fasttext::model_name::sup;
  out.loss = fasttext::loss_name::softmax;
  out.dim = settings.dim;
  out.epoch = 5;
  out.lr = 0.5;
  out.wordNgrams = settings.word_ngrams;
  out.minn = settings.minn;
  out.maxn = settings.maxn;
  out.bucket = settings.bucket;
  out.minCount = 1;
  out.thread = 1;
  out.seed = 7;
  out.verbose = 0;
  return out;
}

std::string line_of(const std::vector<std::string>& words, bool pairs) {
  std::string out;
  for (const std::string& word : words) out += ' ' + word;
  for (std::size_t i = 1; pairs && i < words.size(); ++i) {
    out += ' ' + words[i - 1] + kPairMark + words[i];
  }
  return out + '\n';
}

/// Each label has words of its own and shares others with its neighbour.
std::string training_lines(const ToySettings& settings) {
  Random random(11);
  const std::vector<std::string>& words = toy_words();
  const std::size_t share = words.size() / settings.labels.size();
  std::string out;
  for (int text = 0; text < settings.lines; ++text) {
    const std::size_t label = random.below(settings.labels.size());
    out += "__label__" + settings.labels[label];
    const std::size_t length = 1 + random.below(10);
    std::vector<std::string> line;
    for (std::size_t i = 0; i < length; ++i) {
      line.push_back(words[(label * share + random.below(share + share / 2)) % words.size()]);
    }
    out += line_of(line, settings.pairs);
  }
  return out;
}

}  // namespace

const std::vector<std::string>& toy_words() {
  static const std::vector<std::string> words = {"gaji",        "besar",
                                                 "transfer",    "deposito",
                                                 "biaya",       "admin",
                                                 "tiket",       "kamboja",
                                                 "mess",        "wa",
                                                 "rp",          "é",
                                                 "négatif",     "œuvre",
                                                 "日本",        "東京",
                                                 "сайт",        "ß",
                                                 "🔥",           "💸💸",
                                                 "<link:form>", "<phone:id-mobile>",
                                                 "#jt",         "<number:4>",
                                                 "anak-anak",   "a",
                                                 "kantor",      "slip",
                                                 "kontrak",     "bpjs",
                                                 "lembur",      "cv",
                                                 "toko",        "roti",
                                                 "kasir",       "pabrik",
                                                 "shift",       "penempatan",
                                                 "ﷺ",           "ไทย",
                                                 "<",           ">",
                                                 "_label_",     "</s"};
  return words;
}

ToyModel train_toy(const ToySettings& settings) {
  const TemporaryDirectory directory;
  const std::string lines = directory.write("train.txt", training_lines(settings)).string();
  const std::string file = (directory.path() / "model").string();
  fasttext::FastText trained;
  trained.train(arguments_of(settings, lines));
  if (settings.quantised) {
    fasttext::Args arguments;
    arguments.input = lines;
    arguments.dsub = 2;
    arguments.qnorm = settings.norms;
    arguments.cutoff = settings.cutoff;
    arguments.verbose = 0;
    trained.quantize(arguments);
  }
  trained.saveModel(file);
  auto reference = std::make_shared<fasttext::FastText>();
  reference->loadModel(file);
  return {bytes_of(file), std::move(reference)};
}

std::vector<ModelWord> toy_text(Random& random, std::size_t count) {
  const std::vector<std::string>& words = toy_words();
  std::vector<ModelWord> out;
  for (std::size_t i = 0; i < count; ++i) {
    std::string word = words[random.below(words.size())];
    // Unknown words: two known ones joined, so that some of their n-grams are known.
    if (random.below(4) == 0) word += words[random.below(words.size())] + "x";
    out.push_back({std::move(word), 0, 0});
  }
  return out;
}

std::map<std::string, double> reference_probabilities(const fasttext::FastText& model,
                                                      const std::vector<ModelWord>& words,
                                                      bool pairs) {
  std::vector<std::string> line;
  for (const ModelWord& word : words) line.push_back(word.text);
  std::istringstream in(line_of(line, pairs));
  std::vector<std::pair<fasttext::real, std::string>> found;
  model.predictLine(in, found, 1000, 0);
  std::map<std::string, double> out;
  for (const auto& [probability, label] : found) {
    out[label.substr(std::string_view("__label__").size())] = double{probability};
  }
  return out;
}

}  // namespace waspada::detail
