// hosts.json, money.json, policy.json, weights.json and manifest.json: each is read as
// any of them, and either refused with a message or good for reading facts and combining.
#include <cmath>

#include "combine.hpp"
#include "facts.hpp"
#include "fuzz.hpp"
#include "json.hpp"
#include "normalise.hpp"
#include "scratch.hpp"
#include "waspada/model.hpp"

namespace {

using namespace waspada;
using namespace waspada::detail;
using fuzz::demand;

constexpr std::string_view kAd =
    "gaji rp 4.500.000 - 6 juta per bulan, bayar biaya $ 50 atau 1/2 jt sekali; daftar di "
    "bit.ly/contoh, https://docs.google.com/forms/d/1 dan tg://resolve?domain=contoh, "
    "hrd@contoh.co.id, contoh@gmail.com, 0812-0000-4471";

/// Runs a reader; what it may throw is a LoadError with a message.
template <class Read>
void attempt(const Read& read) {
  try {
    read();
  } catch (const LoadError& error) {
    fuzz::demand_message(error.error.where, error.error.message);
  }
}

void check_facts(const std::filesystem::path& directory) {
  const FactReader reader(directory);
  const Normalised normal = normalise(kAd);
  for (const FoldedFact& found : reader.read(normal.text, tokenise_folded(normal))) {
    demand(found.begin < found.end && found.end <= normal.text.size(), "facts lie in the text");
    demand(std::isfinite(found.fact.amount) && found.fact.amount <= found.fact.amount_max,
           "amounts are a range");
  }
}

void check_policy(const Policy& policy) {
  Signals signals;
  signals.rules = {{4, false, Severity::critical},
                   {-3, false, Severity::counter},
                   {-2, true, Severity::counter}};
  signals.model = 2;
  signals.not_ad = -2;
  signals.words = 20;
  signals.channel = Channel::portal;
  const Combination sum = combine(signals, policy);
  demand(std::isfinite(sum.log_odds) && sum.risk >= 0 && sum.risk <= 1,
         "the risk is a probability");
  Policy again;
  read_weights(write_weights(policy), "weights.json", again);
  demand(write_weights(again) == write_weights(policy), "weights survive being written and read");
}

/// Two directories, in each of which one file is the input and the other a shipped one.
struct Directories {
  Directories() {
    const std::filesystem::path data = std::filesystem::path(WASPADA_SOURCE_ROOT) / "data";
    std::filesystem::create_symlink(data / "money.json", hosts.path() / "money.json");
    std::filesystem::create_symlink(data / "hosts.json", money.path() / "hosts.json");
    for (const fuzz::Scratch* directory : {&hosts, &money}) {
      std::filesystem::create_symlink(data / "brands.json", directory->path() / "brands.json");
    }
  }
  fuzz::Scratch hosts;
  fuzz::Scratch money;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Directories directories;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  attempt([&] {
    directories.hosts.write("hosts.json", input);
    check_facts(directories.hosts.path());
  });
  attempt([&] {
    directories.money.write("money.json", input);
    check_facts(directories.money.path());
  });
  attempt([&] { check_policy(read_policy(directories.hosts.write("policy.json", input))); });
  attempt([&] {
    Policy policy;
    read_weights(input, "weights.json", policy);
    check_policy(policy);
  });
  directories.hosts.write("manifest.json", input);
  const Result<Manifest> manifest = read_manifest(directories.hosts.path());
  if (!manifest) {
    fuzz::demand_message(manifest.error().where, manifest.error().message);
  } else {
    const std::string written = to_json(*manifest);
    directories.hosts.write("manifest.json", written);
    const Result<Manifest> again = read_manifest(directories.hosts.path());
    demand(again.has_value() && to_json(*again) == written,
           "a manifest survives being written and read");
  }
  return 0;
}
