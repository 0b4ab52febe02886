#include <doctest/doctest.h>

#include <string>

#include "program.hpp"

namespace {

/// Job ads in English, with labels and columns as somebody else would have them.
std::string table() {
  std::string out = "job_id,title,description,fraudulent\n";
  for (int i = 0; i < 40; ++i) {
    const std::string n = std::to_string(i);
    const char* const places[] = {"harbour", "valley", "station", "market", "garden"};
    const std::string place = std::string(places[i % 5]) + " " + std::to_string(i * 37 % 91);
    out += "f" + n + ",Data entry from home " + n + ",\"Earn fast cash near " + place +
           ", wire the starter fee to our agent, number " + n + "\",1\n";
    out += "h" + n + ",Site engineer " + n + ",\"Join our team at the " + place +
           ", pension and paid leave, desk " + n + "\",0\n";
  }
  return out;
}

std::vector<std::string> training(const std::string& file, const std::string& directory) {
  return {"train",          file,     "-o",    directory, "--label",     "fraudulent", "--map",
          "1=scam,0=legit", "--text", "title", "--text",  "description", "--id",       "job_id",
          "--iterations",   "12"};
}

}  // namespace

TEST_CASE("train: another language, other columns and labels give a model that --model takes") {
  const TemporaryDirectory directory;
  const std::string file = directory.write("jobs.csv", table());
  const std::string model = directory.path("model");
  const Outcome outcome = waspada(training(file, model));
  CAPTURE(outcome.err);
  REQUIRE(outcome.code == 0);
  CHECK(outcome.err.find("fold 5 of 5: loss 0.") != std::string::npos);
  CHECK(outcome.err.find("s of training left") != std::string::npos);
  const std::string card = read_file(directory.path("model/README.md"));
  CHECK(card.starts_with("# Model card: 1 (draft)\n"));
  CHECK(card.find("80 texts (40 legit, 40 scam)") != std::string::npos);
  CHECK(card.find("jobs.csv") != std::string::npos);
  CHECK(card.find("--label fraudulent --map 1=scam,0=legit --text title --text description") !=
        std::string::npos);
  const Outcome scam = waspada({"eval", file, "--model", model, "--label", "fraudulent", "--map",
                                "1=scam,0=legit", "--text", "title", "--text", "description",
                                "--bootstrap", "0", "--gate", "roc_auc >= 0.95"});
  CAPTURE(scam.err);
  CHECK(scam.code == 0);
}

TEST_CASE("train: stops early on development texts, and leaves a finished card alone") {
  const TemporaryDirectory directory;
  const std::string file = directory.write("jobs.csv", table());
  const std::string model = directory.path("model");
  std::filesystem::create_directory(model);
  directory.write("model/README.md", "mine\n");
  std::vector<std::string> arguments = training(file, model);
  arguments.insert(arguments.end(), {"--patience", "1"});
  CHECK(waspada(arguments).err == "waspada: --patience: needs --dev to stop by\n");
  arguments.insert(arguments.end(), {"--dev", file});
  const Outcome outcome = waspada(arguments);
  CAPTURE(outcome.err);
  CHECK(outcome.code == 0);
  CHECK(outcome.err.find("training on 80 texts, 2 iterations: loss ") != std::string::npos);
  CHECK(outcome.err.find("iterations have the smallest loss on the development texts") !=
        std::string::npos);
  CHECK(read_file(directory.path("model/README.md")) == "mine\n");
  arguments.emplace_back("--quiet");
  CHECK(waspada(arguments).err.empty());
}

TEST_CASE("train: data that cannot be learned from is named with its line") {
  const TemporaryDirectory directory;
  const std::string file = directory.path("jobs.csv");
  for (const auto& [content, message] : std::vector<std::pair<std::string, std::string>>{
           {"title,description,fraudulent,job_id\n", file + ": holds no texts"},
           {"title,description,fraudulent,job_id\na,b,2,c\n",
            file + ":2: \"fraudulent\" is \"2\", not scam, legit or not_ad; --map says which it "
                   "means"},
           {"title,description,fraudulent,job_id\na,b,,c\n", file + ":2: no \"fraudulent\""},
           {"title,description,fraudulent,job_id\na,b,1,c\n",
            "the corpus: holds 1 texts labelled scam; 20 are the least to learn from"}}) {
    CAPTURE(content);
    directory.write("jobs.csv", content);
    const Outcome outcome = waspada(training(file, directory.path("model")));
    CHECK(outcome.code == 2);
    CHECK(outcome.err == "waspada: " + message + "\n");
  }
}
