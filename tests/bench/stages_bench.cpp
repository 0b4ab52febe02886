// What each stage and the whole cost, on one core, for ads of about 1 KB from the corpus.
// Prints ads/s and bytes/s; asserts nothing.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "facts.hpp"
#include "normalise.hpp"
#include "reading.hpp"
#include "rule_pack.hpp"
#include "rules.hpp"
#include "tokenise.hpp"
#include "waspada/classifier.hpp"
#include "waspada/render.hpp"

using namespace waspada;
using namespace waspada::detail;

namespace {

const std::filesystem::path kRoot = WASPADA_SOURCE_ROOT;

/// Ads of 700 to 1,400 bytes.
const std::vector<std::string>& ads() {
  static const std::vector<std::string> all = [] {
    constexpr std::size_t kShortest = 700;
    constexpr std::size_t kLongest = 1400;
    std::vector<std::string> out;
    for (const char* file : {"field-legit.jsonl", "field-scam.jsonl", "field-not_ad.jsonl"}) {
      std::ifstream in(kRoot / "data/ads" / file);
      for (std::string row; std::getline(in, row);) {
        std::string text = nlohmann::json::parse(row)["text"];
        if (text.size() >= kShortest && text.size() <= kLongest) out.push_back(std::move(text));
      }
    }
    return out;
  }();
  return all;
}

/// Runs `stage` on one ad after the other, and counts them.
template <class Stage>
void over_ads(benchmark::State& state, const Stage& stage) {
  for (std::size_t i = 0; i < ads().size(); ++i) stage(i);  // what is made when first needed
  std::size_t next = 0;
  std::int64_t bytes = 0;
  for (auto unused : state) {
    stage(next);
    bytes += static_cast<std::int64_t>(ads()[next].size());
    next = next + 1 == ads().size() ? 0 : next + 1;
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(bytes);
}

Sources shipped() {
  Sources out;
  out.data = kRoot / "data";
  out.model = kRoot / "models";
  return out;
}

const Classifier& classifier() {
  static const Classifier loaded = [] {
    auto made = Classifier::load(shipped());
    if (!made.has_value()) {
      std::cerr << made.error().where << ": " << made.error().message << '\n';
      std::exit(2);
    }
    return *std::move(made);
  }();
  return loaded;
}

/// What the stages before hand to a stage.
struct Read {
  Normalised normal;
  std::vector<FoldedToken> tokens;
  std::vector<FoldedFact> facts;
};

const FactReader& fact_reader() {
  static const FactReader reader(kRoot / "data");
  return reader;
}

const std::vector<Read>& read_ads() {
  static const std::vector<Read> all = [] {
    std::vector<Read> out;
    for (const std::string& text : ads()) {
      Read read;
      read.normal = normalise(text);
      read.tokens = tokenise_folded(read.normal);
      read.facts = fact_reader().read(read.normal.text, read.tokens);
      out.push_back(std::move(read));
    }
    return out;
  }();
  return all;
}

void bench_load(benchmark::State& state) {
  for (auto unused : state) benchmark::DoNotOptimize(Classifier::load(shipped()));
}

void bench_normalise(benchmark::State& state) {
  over_ads(state, [](std::size_t i) { benchmark::DoNotOptimize(normalise(ads()[i])); });
}

void bench_tokenise(benchmark::State& state) {
  over_ads(state,
           [](std::size_t i) { benchmark::DoNotOptimize(tokenise_folded(read_ads()[i].normal)); });
}

void bench_facts(benchmark::State& state) {
  over_ads(state, [](std::size_t i) {
    const Read& read = read_ads()[i];
    benchmark::DoNotOptimize(fact_reader().read(read.normal.text, read.tokens));
  });
}

void bench_rules(benchmark::State& state) {
  static const RuleSet rules(read_rule_pack(shipped()));
  over_ads(state, [](std::size_t i) {
    const Read& read = read_ads()[i];
    benchmark::DoNotOptimize(rules.evaluate(read.normal.text, read.facts, 16));
  });
}

void bench_score(benchmark::State& state) {
  over_ads(state, [](std::size_t i) { benchmark::DoNotOptimize(classifier().score(ads()[i])); });
}

void bench_score_and_json(benchmark::State& state) {
  over_ads(state, [](std::size_t i) {
    benchmark::DoNotOptimize(to_json(classifier().score(ads()[i]), ads()[i]));
  });
}

BENCHMARK(bench_load)->Unit(benchmark::kMillisecond);
BENCHMARK(bench_normalise)->Unit(benchmark::kMicrosecond);
BENCHMARK(bench_tokenise)->Unit(benchmark::kMicrosecond);
BENCHMARK(bench_facts)->Unit(benchmark::kMicrosecond);
BENCHMARK(bench_rules)->Unit(benchmark::kMicrosecond);
BENCHMARK(bench_score)->Unit(benchmark::kMicrosecond);
BENCHMARK(bench_score_and_json)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
