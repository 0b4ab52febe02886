#include "small_pack.hpp"

namespace waspada {
namespace {

constexpr const char* kFee = R"json({"version": "2026.1.1", "kind": "advance-fee", "rules": [
 {"id": "fee-transfer", "pattern": "\\btransfer\\s+biaya\\b", "severity": "strong", "weight": 2,
  "message": {"id": "Pelamar diminta mengirim biaya.", "en": "The applicant is asked to pay."},
  "advice": {"id": "Jangan membayar.", "en": "Do not pay."}, "source": "test",
  "matches": ["transfer biaya admin", "segera transfer biaya"],
  "clean": ["tidak perlu transfer biaya", "transfer gaji"]},
 {"id": "fee-deposit", "pattern": "\\bdeposit\\b", "severity": "medium", "weight": 1,
  "message": {"id": "Ada deposit.", "en": "There is a deposit."}, "source": "test",
  "matches": ["deposit dulu", "uang deposit"], "clean": ["tanpa deposit", "tidak ada deposit"]}]})json";

constexpr const char* kScamCentre =
    R"json({"version": "2026.2.1", "kind": "scam-centre", "rules": [
 {"id": "work-kamboja", "pattern": "\\bkamboja\\b", "severity": "critical", "weight": 3,
  "message": {"id": "Iklan menawarkan kerja di Kamboja.", "en": "The ad offers work in Cambodia."},
  "source": "test", "matches": ["loker kamboja", "admin di kamboja"],
  "clean": ["bukan kamboja", "loker bandung"]}]})json";

constexpr const char* kCounter = R"json({"version": "2026.1.1", "kind": "counter", "rules": [
 {"id": "named-licence", "pattern": "\\bsip3mi\\b", "severity": "counter", "weight": -1,
  "message": {"id": "Iklan menyebut izin.", "en": "The ad names a licence."}, "source": "test",
  "matches": ["sip3mi 12", "no sip3mi"], "clean": ["izin", "p3mi"]}]})json";

constexpr const char* kGate = R"json({"version": "2026.1.1", "kind": "gate", "rules": [
 {"id": "news-police", "pattern": "\\bpolisi\\s+menangkap\\b", "severity": "counter", "weight": -5,
  "message": {"id": "Teks ini berita.", "en": "This is news."}, "source": "test",
  "matches": ["polisi menangkap dua orang", "polisi menangkap pelaku"],
  "clean": ["polisi", "menangkap peluang"]}]})json";

constexpr const char* kWords =
    R"json({"version": "2026.1.1", "words": {"negator": ["tidak", "tanpa", "bukan", "tidak ada"]}})json";

constexpr const char* kPolicy = R"json({"version": "2026.1.1", "source": "test", "base_rate": 0.1,
 "bias": -3, "model_weight": 0.5, "levels": {"caution": 0.25, "high": 0.7}, "counter_cap": 2,
 "critical_floor": "high", "min_words": 4, "sure_words": 0, "not_ad": 0.5, "gate_bias": -3, "gate_model_weight": 0.5,
 "gate_effect": 3, "channels": {"portal": -1}})json";

}  // namespace

SmallPack::SmallPack() {
  const std::filesystem::path data = std::filesystem::path(WASPADA_SOURCE_ROOT) / "data";
  for (const char* list : {"brands.json", "hosts.json", "money.json"}) {
    directory_.write(list, bytes_of(data / list));
  }
  directory_.write("policy.json", policy());
  directory_.write("rules/advance-fee.json", rules());
  directory_.write("rules/counter.json", kCounter);
  directory_.write("rules/gate.json", kGate);
  directory_.write("rules/scam-centre.json", kScamCentre);
  directory_.write("rules/words.json", kWords);
}

Sources SmallPack::sources() const {
  Sources out;
  out.data = directory_.path();
  return out;
}

Classifier SmallPack::load(const Sources& sources) {
  auto classifier = Classifier::load(sources);
  if (!classifier) {
    FAIL(classifier.error().where << ": " << classifier.error().message);
  }
  return *std::move(classifier);
}

std::string SmallPack::rules() { return kFee; }
std::string SmallPack::policy() { return kPolicy; }

}  // namespace waspada
