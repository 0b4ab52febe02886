#include "waspada/train.hpp"

#include <unicode/uchar.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <optional>
#include <system_error>
#include <unordered_map>

#include "classifier_state.hpp"
#include "fasttext_trainer.hpp"
#include "json.hpp"
#include "model_file.hpp"
#include "near_duplicates.hpp"
#include "reading.hpp"
#include "stack.hpp"
#include "train_progress.hpp"
#include "waspada/digest.hpp"
#include "waspada/metrics.hpp"

namespace waspada {
namespace {

using namespace detail;

constexpr std::size_t kSelfTests = 10;
constexpr std::size_t kFewest = 20;  // texts per label; fewer teach nothing and break the folds

/// A text with all that does not depend on the model.
struct Prepared {
  const LabelledText* source = nullptr;
  bool well_formed = true;  ///< The text is UTF-8.
  std::vector<ModelWord> words;
  std::vector<std::size_t> rules;
  std::size_t word_count = 0;
  std::size_t group = 0;
};

bool is_scam(const LabelledText& text) { return text.label == "scam"; }

/// The class that the model learns: the scheme of a scam where it is known.
const std::string& class_of(const LabelledText& text) {
  return is_scam(text) && !text.kind.empty() ? text.kind : text.label;
}

void check(const std::vector<LabelledText>& texts) {
  std::unordered_map<std::string, const LabelledText*> by_id;
  std::unordered_map<std::string, const LabelledText*> by_group;
  for (const LabelledText& text : texts) {
    const auto reject = [&](const std::string& message) {
      fail(ErrorCode::invalid_data, text.where, message);
    };
    if (text.text.find_first_not_of(" \t\r\n") == std::string::npos) reject("\"text\" is empty");
    if (text.label != "scam" && text.label != "legit" && text.label != "not_ad") {
      reject("\"label\" is \"" + text.label + "\", not scam, legit or not_ad");
    }
    if (!text.kind.empty() && !is_scheme(text.kind)) reject("\"" + text.kind + "\" is no kind id");
    if (!text.split.empty() && text.split != "train" && text.split != "dev" &&
        text.split != "test") {
      reject("\"split\" is \"" + text.split + "\", not train, dev or test");
    }
    if (!text.id.empty() && !by_id.emplace(text.id, &text).second) {
      reject("the id \"" + text.id + "\" is already used at " + by_id[text.id]->where);
    }
    if (text.group.empty()) continue;
    const auto [first, fresh] = by_group.emplace(text.group, &text);
    if (!fresh && first->second->split != text.split) {
      reject("group \"" + text.group + "\" is in split \"" + first->second->split + "\" at " +
             first->second->where);
    }
  }
}

/// Refuses texts of which too few carry a label; `skipped` is a split that is not read.
void check_counts(const std::vector<LabelledText>& texts, const char* what,
                  std::string_view skipped) {
  for (const std::string_view label : {"scam", "legit"}) {
    const auto count = std::ranges::count_if(texts, [&](const LabelledText& text) {
      return text.label == label && (skipped.empty() || text.split != skipped);
    });
    if (static_cast<std::size_t>(count) < kFewest) {
      fail(ErrorCode::invalid_data, what,
           "holds " + std::to_string(count) + " texts labelled " + std::string(label) + "; " +
               std::to_string(kFewest) + " are the least to learn from");
    }
  }
}

/// Numbers groups by the texts' own group names, or by content where they have none.
void assign_groups(std::vector<Prepared>& texts) {
  std::vector<std::string> folded;
  folded.reserve(texts.size());
  for (const Prepared& text : texts) folded.push_back(fold(text.source->text));
  const auto found = group_near_duplicates({folded.begin(), folded.end()});
  std::map<std::string, std::size_t> named;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string& group = texts[i].source->group;
    texts[i].group = group.empty() ? found[i] : named.emplace(group, i).first->second;
  }
}

std::vector<Prepared> prepare(const std::vector<LabelledText>& texts,
                              const Classifier::State& state) {
  std::vector<Prepared> out;
  for (const LabelledText& text : texts) {
    const Analysis analysis = state.analyse(text.text, false);
    Prepared prepared;
    prepared.source = &text;
    prepared.well_formed = !analysis.normal.malformed;
    prepared.words = model_words(analysis.normal.text, analysis.tokens, analysis.facts);
    for (const RuleHit& hit : analysis.hits) prepared.rules.push_back(hit.rule);
    prepared.word_count = state.signals_of(analysis, {}).words;
    out.push_back(std::move(prepared));
  }
  assign_groups(out);
  return out;
}

/// A freshly trained model, ready to score.
struct Trained {
  std::string bytes;
  LoadedModel model;
};

Trained train_on(const std::vector<const Prepared*>& texts, const TrainOptions& options,
                 const std::filesystem::path& directory, TrainProgress& progress) {
  std::vector<TrainingLine> lines;
  lines.reserve(texts.size());
  for (const Prepared* text : texts) lines.push_back({class_of(*text->source), &text->words});
  Trained out;
  out.bytes = train_fasttext(std::move(lines), options, directory,
                             [&](double share) { progress.advance(share); });
  out.model.text = std::make_unique<const TextModel>(read_model_file(out.bytes, "the new model"));
  out.model.roles = roles_of(out.model.text->labels(), "the new model");
  return out;
}

StackRow row_of(const Prepared& text, const LoadedModel& model, bool dev) {
  const ModelView view = view_of(model.text->score(text.words, false), model.roles);
  StackRow out;
  out.scam = is_scam(*text.source);
  out.not_ad = text.source->label == "not_ad";
  out.model = view.log_odds;
  out.not_ad_log_odds = model.roles.not_ad >= 0 ? view.not_ad_log_odds : -10;
  out.words = text.word_count;
  out.rules = text.rules;
  out.group = text.group;
  out.dev = dev;
  return out;
}

/// Mean log-loss of the text model alone.
double loss_of(const std::vector<StackRow>& rows) {
  double sum = 0;
  for (const StackRow& row : rows) sum += std::log1p(std::exp(row.scam ? -row.model : row.model));
  return rows.empty() ? 0 : sum / static_cast<double>(rows.size());
}

/// The model of all texts. With patience, the one of fewer iterations that development texts like
/// best; `options` then has its iterations, for the folds.
Trained train_final(const std::vector<const Prepared*>& texts,
                    const std::vector<Prepared>& development, TrainOptions& options,
                    const std::filesystem::path& directory, TrainProgress& progress) {
  const auto trained = [&](int iterations) {
    TrainOptions settings = options;
    settings.iterations = iterations;
    progress.begin("training on " + std::to_string(texts.size()) + " texts, " +
                       std::to_string(iterations) + " iterations",
                   static_cast<double>(iterations) / options.iterations);
    Trained out = train_on(texts, settings, directory, progress);
    std::vector<StackRow> rows;
    for (const Prepared& text : development) rows.push_back(row_of(text, out.model, true));
    const double loss = loss_of(rows);
    if (!rows.empty()) progress.finish(loss);
    return std::pair(std::move(out), loss);
  };
  if (options.patience <= 0 || development.empty()) return trained(options.iterations).first;
  constexpr int kSteps = 6;
  std::optional<std::pair<Trained, double>> best;
  int chosen = options.iterations;
  int worse = 0;
  for (int step = 1; step <= kSteps && worse < options.patience; ++step) {
    const int iterations = std::max(1, options.iterations * step / kSteps);
    auto next = trained(iterations);
    if (best && next.second >= best->second) {
      ++worse;
      continue;
    }
    worse = 0;
    chosen = iterations;
    best = std::move(next);
  }
  progress.say("stopped: " + std::to_string(chosen) + " iterations have the smallest loss on the " +
               "development texts");
  options.iterations = chosen;
  return std::move(best->first);
}

/// Rows of the written texts, each scored by a model that has not read its fold.
std::vector<StackRow> written_rows(const std::vector<const Prepared*>& texts,
                                   const TrainOptions& options,
                                   const std::filesystem::path& directory,
                                   TrainProgress& progress) {
  std::vector<StackRow> out;
  const auto folds = static_cast<std::size_t>(options.folds);
  for (std::size_t fold = 0; fold < folds; ++fold) {
    progress.begin("fold " + std::to_string(fold + 1) + " of " + std::to_string(folds));
    const auto begin = static_cast<std::ptrdiff_t>(out.size());
    std::vector<const Prepared*> others;
    for (const Prepared* text : texts) {
      if (fold_of(text->group, folds) != fold) others.push_back(text);
    }
    const Trained trained = train_on(others, options, directory, progress);
    for (const Prepared* text : texts) {
      if (fold_of(text->group, folds) == fold) out.push_back(row_of(*text, trained.model, false));
    }
    progress.finish(loss_of({out.begin() + begin, out.end()}));
  }
  return out;
}

/// The settings whose out-of-fold risks have the least log-loss on the
/// development rows. The grid is small on purpose: it is tuned on few texts.
StackSettings choose_settings(const std::vector<StackRow>& rows,
                              const std::vector<RuleDefinition>& rules, const Policy& policy,
                              const TrainOptions& options) {
  StackSettings best;
  double least = 1e300;
  for (const double penalty : {1.5, 5.0, 15.0}) {
    for (const double declared : {0.7, 1.0}) {
      for (const double written : {0.01, 0.03}) {
        const StackSettings settings{penalty, declared, written};
        const auto risks = out_of_fold_risks(rows, rules, policy, options.base_rate, settings,
                                             static_cast<std::size_t>(options.folds));
        double loss = 0;
        std::size_t i = 0;
        for (const StackRow& row : rows) {
          if (!row.dev) continue;
          const double p = std::clamp(risks[i++], 1e-6, 1 - 1e-6);
          loss -= row.scam ? std::log(p) : std::log1p(-p);
        }
        if (options.progress) {
          char line[96];
          std::snprintf(line, sizeof line, "penalty %.1f declared %.1f written %.2f: log-loss %.2f",
                        penalty, declared, written, loss);
          options.progress(line);
        }
        if (loss < least) {
          least = loss;
          best = settings;
        }
      }
    }
  }
  return best;
}

std::vector<SelfTest> self_tests_of(const std::vector<Prepared>& texts, const LoadedModel& model) {
  std::vector<const Prepared*> candidates;
  const auto collect = [&](std::string_view split, std::size_t longest) {
    candidates.clear();
    for (const Prepared& text : texts) {
      // JSON keeps no malformed text, and none may be longer than score() reads.
      const bool fits = text.well_formed && text.source->text.size() < longest;
      if (fits && (split.empty() || text.source->split == split)) candidates.push_back(&text);
    }
  };
  collect("test", 400);
  if (candidates.size() < kSelfTests) collect("", 4000);
  std::vector<SelfTest> out;
  for (std::size_t i = 0; i < kSelfTests && !candidates.empty(); ++i) {
    const Prepared& text = *candidates[i * candidates.size() / kSelfTests];
    out.push_back({text.source->text,
                   view_of(model.text->score(text.words, false), model.roles).probability});
  }
  return out;
}

ModelPart write_part(const std::filesystem::path& directory, const char* name,
                     const std::string& bytes) {
  const std::filesystem::path file = directory / name;
  std::ofstream out(file, std::ios::binary);
  out << bytes;
  if (!out.flush()) fail(ErrorCode::io, file.string(), "cannot be written");
  return {name, bytes.size(), sha256(bytes)};
}

std::vector<std::pair<std::string, double>> metrics_of(const std::vector<StackRow>& rows,
                                                       const std::vector<double>& risks) {
  Sample sample;
  sample.scores = risks;
  for (const StackRow& row : rows) {
    if (row.dev) sample.positives.push_back(row.scam);
  }
  const auto staircase = Staircase::make(sample);
  if (!staircase) throw LoadError{staircase.error()};
  const auto& steps = staircase->steps();
  std::vector<std::pair<std::string, double>> out;
  const auto add = [&](const char* name, std::optional<double> value) {
    if (value) out.emplace_back(name, *value);
  };
  add("oof_pr_auc", average_precision(steps));
  add("oof_roc_auc", roc_auc(steps));
  for (const auto& [name, limit] : {std::pair{"oof_recall@fpr=0.05", 0.05},
                                    {"oof_recall@fpr=0.01", 0.01},
                                    {"oof_recall@fpr=0.001", 0.001}}) {
    if (const auto point = operating_point(steps, limit)) out.emplace_back(name, point->recall);
  }
  add("oof_brier", brier_score(steps));
  add("oof_ece", calibration_error(steps));
  return out;
}

Manifest train_all(const std::vector<LabelledText>& corpus, const std::vector<LabelledText>& dev,
                   const Sources& sources, const std::filesystem::path& directory,
                   const TrainOptions& options) {
  if (options.version.empty() || options.command.empty()) {
    fail(ErrorCode::invalid_data, "the options", "\"version\" and \"command\" must not be empty");
  }
  check(corpus);
  check_counts(corpus, "the corpus", "test");
  check(dev);
  if (!dev.empty()) check_counts(dev, "the development file", "");
  std::error_code status;
  std::filesystem::create_directories(directory, status);
  if (status) fail(ErrorCode::io, directory.string(), status.message());

  Sources rules_only = sources;
  rules_only.model.reset();
  const auto classifier = Classifier::load(rules_only);
  if (!classifier) throw LoadError{classifier.error()};
  const Classifier::State& state = ClassifierAccess::state(*classifier);
  const std::vector<RuleDefinition>& rules = state.rules.rules();

  const std::vector<Prepared> written = prepare(corpus, state);
  std::vector<const Prepared*> training;
  for (const Prepared& text : written) {
    if (text.source->split != "test") training.push_back(&text);
  }
  const std::vector<Prepared> development = prepare(dev, state);
  TrainOptions chosen = options;
  TrainProgress progress(options, static_cast<std::size_t>(options.folds) + 1);
  const Trained final_model = train_final(training, development, chosen, directory, progress);
  std::vector<StackRow> rows = written_rows(training, chosen, directory, progress);
  for (const Prepared& text : development) rows.push_back(row_of(text, final_model.model, true));
  if (development.empty()) {
    // Without development texts the written ones, out of fold, take their place.
    for (StackRow& row : rows) row.dev = true;
  }
  progress.say("fitting weights on " + std::to_string(rows.size()) + " texts");
  const StackSettings settings = choose_settings(rows, rules, state.policy, options);
  Policy fitted = fit_stack(rows, rules, state.policy, options.base_rate, settings);
  const auto risks = out_of_fold_risks(rows, rules, state.policy, options.base_rate, settings,
                                       static_cast<std::size_t>(options.folds));
  std::vector<double> honest;
  std::size_t next = 0;
  for (const StackRow& row : rows) {
    if (!row.dev) continue;
    if (!row.scam && !row.not_ad) honest.push_back(risks[next]);
    ++next;
  }
  fitted.levels = choose_thresholds(honest);

  Manifest manifest;
  manifest.version = options.version;
  manifest.reading = kReadingVersion;
  manifest.unicode = U_UNICODE_VERSION;
  manifest.labels = final_model.model.text->labels();
  manifest.model = write_part(directory, kModelFile, final_model.bytes);
  manifest.weights = write_part(directory, kWeightsFile, write_weights(fitted));
  manifest.command = options.command;
  manifest.data = options.data;
  manifest.dev = options.dev;
  manifest.metrics = metrics_of(rows, risks);
  manifest.metrics.emplace_back("iterations", chosen.iterations);
  manifest.metrics.emplace_back("penalty", settings.penalty);
  manifest.metrics.emplace_back("declared_share", settings.declared);
  manifest.metrics.emplace_back("written_weight", settings.written);
  manifest.self_tests = self_tests_of(written, final_model.model);
  (void)write_part(directory, kManifestFile, to_json(manifest));
  return manifest;
}

}  // namespace

Result<Manifest> train(const std::vector<LabelledText>& corpus,
                       const std::vector<LabelledText>& dev, const Sources& sources,
                       const std::filesystem::path& directory, const TrainOptions& options) {
  try {
    return train_all(corpus, dev, sources, directory, options);
  } catch (const LoadError& error) {
    return error.error;
  } catch (const std::filesystem::filesystem_error& error) {
    return Error{ErrorCode::io, error.path1().string(), error.code().message()};
  }
}

}  // namespace waspada
