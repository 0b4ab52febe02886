#include "waspada/train.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "random.hpp"
#include "small_pack.hpp"

namespace {

using namespace waspada;

/// Texts of words that their label prefers, all different: near-duplicates would share a fold.
std::vector<LabelledText> corpus() {
  const std::vector<std::vector<std::string>> words = {
      {"kamboja", "admin", "slot", "tiket", "ditanggung", "paspor", "poipet", "dolar", "transfer"},
      {"kasir", "toko", "roti", "perawat", "klinik", "jahit", "pabrik", "umk", "bpjs"},
      {"polisi", "menangkap", "pelaku", "warga", "melapor", "desa", "berita", "korban", "sidang"}};
  const std::vector<std::string> shared = {"hubungi", "kami",    "segera", "kirim",
                                           "cv",      "hari",    "datang", "langsung",
                                           "info",    "lengkap", "kerja"};
  const char* labels[] = {"scam", "legit", "not_ad"};
  detail::Random random(3);
  std::vector<LabelledText> out;
  for (std::size_t i = 0; i < 150; ++i) {
    const std::size_t label = i % 3;
    LabelledText text;
    text.id = "t" + std::to_string(i);
    for (int word = 0; word < 14; ++word) {
      const auto& list = random.below(2) == 0 ? words[label] : shared;
      text.text += list[random.below(list.size())] + " ";
    }
    text.label = labels[label];
    if (label == 0 && i % 2 == 0) text.kind = "scam-centre";
    text.split = i % 5 == 0 ? "test" : "train";
    text.where = "ads.jsonl:" + std::to_string(i + 1);
    out.push_back(text);
  }
  return out;
}

TrainOptions options() {
  TrainOptions out;
  out.iterations = 25;
  out.copies = 1;
  out.folds = 3;
  out.version = "9";
  out.command = "test";
  return out;
}

const SmallPack& pack() {
  static const SmallPack out;
  return out;
}

std::string message_for(const std::vector<LabelledText>& texts,
                        const std::vector<LabelledText>& dev = {},
                        const TrainOptions& settings = options()) {
  const TemporaryDirectory directory;
  const auto manifest = train(texts, dev, pack().sources(), directory.path() / "model", settings);
  return manifest ? "no error" : manifest.error().where + ": " + manifest.error().message;
}

/// Changes one text of the corpus.
template <class Change>
std::string message_with(std::size_t index, const Change& change) {
  std::vector<LabelledText> texts = corpus();
  change(texts[index]);
  return message_for(texts);
}

}  // namespace

TEST_CASE("train: twice the same texts give the same bytes") {
  const TemporaryDirectory directory;
  for (const char* name : {"a", "b"}) {
    REQUIRE(train(corpus(), {}, pack().sources(), directory.path() / name, options()));
  }
  for (const char* file : {kModelFile, kWeightsFile, kManifestFile}) {
    CAPTURE(file);
    CHECK(bytes_of(directory.path() / "a" / file) == bytes_of(directory.path() / "b" / file));
  }
}

TEST_CASE("train: another seed gives another model") {
  const TemporaryDirectory directory;
  TrainOptions other = options();
  other.seed = 8;
  REQUIRE(train(corpus(), {}, pack().sources(), directory.path() / "a", options()));
  REQUIRE(train(corpus(), {}, pack().sources(), directory.path() / "b", other));
  CHECK(bytes_of(directory.path() / "a" / kModelFile) !=
        bytes_of(directory.path() / "b" / kModelFile));
}

TEST_CASE("train: the result loads, with its self-tests, and tells the classes apart") {
  const TemporaryDirectory directory;
  const auto manifest = train(corpus(), {}, pack().sources(), directory.path(), options());
  REQUIRE(manifest);
  CHECK(manifest->self_tests.size() == 10);
  CHECK(manifest->version == "9");
  Sources sources = pack().sources();
  sources.model = directory.path();
  const Classifier classifier = SmallPack::load(sources);
  CHECK(classifier.versions().model == "9");
  const auto scam = classifier.score("admin slot poipet tiket ditanggung hubungi kami segera");
  const auto honest = classifier.score("dibutuhkan kasir toko roti kirim cv segera");
  CHECK(scam.risk > 2 * honest.risk);
  REQUIRE(scam.model);
  CHECK(scam.model->probability > 0.5);
  CHECK(honest.model->probability < 0.5);
}

TEST_CASE("train: leaves nothing but the three files") {
  const TemporaryDirectory directory;
  REQUIRE(train(corpus(), {}, pack().sources(), directory.path(), options()));
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory.path())) {
    const std::string name = entry.path().filename().string();
    CAPTURE(name);
    CHECK((name == kModelFile || name == kWeightsFile || name == kManifestFile));
    ++files;
  }
  CHECK(files == 3);
}

TEST_CASE("train: the test split is not read") {
  std::vector<LabelledText> texts = corpus();
  const TemporaryDirectory directory;
  REQUIRE(train(texts, {}, pack().sources(), directory.path() / "a", options()));
  for (LabelledText& text : texts) {
    if (text.split == "test") text.text += " sesuatu yang lain sama sekali";
  }
  REQUIRE(train(texts, {}, pack().sources(), directory.path() / "b", options()));
  for (const char* file : {kModelFile, kWeightsFile}) {
    CHECK(bytes_of(directory.path() / "a" / file) == bytes_of(directory.path() / "b" / file));
  }
}

TEST_CASE("train: development texts move the weights, never the text model") {
  std::vector<LabelledText> dev = corpus();
  for (LabelledText& text : dev) text.text += " kiriman";
  const TemporaryDirectory directory;
  REQUIRE(train(corpus(), {}, pack().sources(), directory.path() / "a", options()));
  REQUIRE(train(corpus(), dev, pack().sources(), directory.path() / "b", options()));
  CHECK(bytes_of(directory.path() / "a" / kModelFile) ==
        bytes_of(directory.path() / "b" / kModelFile));
  CHECK(bytes_of(directory.path() / "a" / kWeightsFile) !=
        bytes_of(directory.path() / "b" / kWeightsFile));
}

TEST_CASE("train: hostile texts train a model that loads") {
  // A self-test of malformed UTF-8 made writing the manifest throw; one longer than score()
  // reads made the model refuse itself.
  std::vector<LabelledText> texts = corpus();
  std::string longest;
  while (longest.size() < 100000) longest += "loker kamboja ";
  for (std::size_t i = 0; i < texts.size(); ++i) {
    texts[i].split.clear();
    if (i % 4 == 0) texts[i].text += "\xff\xfe rusak";
    if (i % 4 == 1) texts[i].text += std::string("\0 __label__legit </s> __label__scam", 34);
  }
  texts[0].text = longest;
  const TemporaryDirectory directory;
  REQUIRE(train(texts, {}, pack().sources(), directory.path(), options()));
  Sources sources = pack().sources();
  sources.model = directory.path();
  CHECK(SmallPack::load(sources).versions().model == "9");
}

TEST_CASE("train: errors name file and line of the text") {
  CHECK(message_with(4, [](LabelledText& text) { text.text = " \n\t"; }) ==
        "ads.jsonl:5: \"text\" is empty");
  CHECK(message_with(0, [](LabelledText& text) { text.label = "fraud"; }) ==
        "ads.jsonl:1: \"label\" is \"fraud\", not scam, legit or not_ad");
  CHECK(message_with(0, [](LabelledText& text) { text.kind = "pyramid"; }) ==
        "ads.jsonl:1: \"pyramid\" is no kind id");
  CHECK(message_with(7, [](LabelledText& text) { text.split = "validation"; }) ==
        "ads.jsonl:8: \"split\" is \"validation\", not train, dev or test");
  CHECK(message_with(9, [](LabelledText& text) { text.id = "t3"; }) ==
        "ads.jsonl:10: the id \"t3\" is already used at ads.jsonl:4");
}

TEST_CASE("train: a group across splits names both places") {
  std::vector<LabelledText> texts = corpus();
  texts[0].group = texts[1].group = "g1";  // test and train
  CHECK(message_for(texts) == "ads.jsonl:2: group \"g1\" is in split \"test\" at ads.jsonl:1");
  texts[1].split = "test";
  CHECK(message_for(texts) == "no error");
}

TEST_CASE("train: development texts are held to the same rules") {
  std::vector<LabelledText> dev = corpus();
  dev[2].text.clear();
  dev[2].where = "dev.jsonl:3";
  CHECK(message_for(corpus(), dev) == "dev.jsonl:3: \"text\" is empty");
}

TEST_CASE("train: too few texts teach nothing") {
  std::vector<LabelledText> texts = corpus();
  std::erase_if(texts, [](const LabelledText& text) { return text.label == "scam"; });
  CHECK(message_for(texts) ==
        "the corpus: holds 0 texts labelled scam; 20 are the least to learn from");
  CHECK(message_for({}) ==
        "the corpus: holds 0 texts labelled scam; 20 are the least to learn from");
  // Those of the test split are not read, so they do not count.
  texts = corpus();
  for (LabelledText& text : texts) text.split = "test";
  CHECK(message_for(texts) ==
        "the corpus: holds 0 texts labelled scam; 20 are the least to learn from");
}

TEST_CASE("train: a model without a version or command is refused before the work") {
  // The manifest could not be read back.
  TrainOptions nameless = options();
  nameless.version.clear();
  CHECK(message_for(corpus(), {}, nameless) ==
        "the options: \"version\" and \"command\" must not be empty");
}

TEST_CASE("train: a directory that cannot be made is an error") {
  const TemporaryDirectory directory;
  const auto file = directory.write("file", "");
  const auto manifest = train(corpus(), {}, pack().sources(), file / "model", options());
  REQUIRE_FALSE(manifest);
  CHECK(manifest.error().code == ErrorCode::io);
  CHECK(manifest.error().where == (file / "model").string());
}

TEST_CASE("train: reports what it does") {
  TrainOptions talkative = options();
  std::vector<std::string> lines;
  talkative.progress = [&](const std::string& line) { lines.push_back(line); };
  CHECK(message_for(corpus(), {}, talkative) == "no error");
  REQUIRE(lines.size() > 3);
  CHECK(std::ranges::any_of(
      lines, [](const auto& line) { return line == "fitting weights on 120 texts"; }));
  CHECK(lines.front().starts_with("fold 1 of 3: loss "));
}
