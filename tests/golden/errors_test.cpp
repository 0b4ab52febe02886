// Broken files in, messages out, word for word: errors/WHAT/NAME.json against NAME.txt.
//
// WHAT says where the file belongs: `rules` is one more rule file, `words` and `manifest` stand
// in for those, anything else for the data file of that name. WASPADA_UPDATE_GOLDEN=1 writes
// the messages anew.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "lib/small_pack.hpp"
#include "waspada/model.hpp"

namespace {

using namespace waspada;

const std::filesystem::path kDirectory =
    std::filesystem::path(WASPADA_SOURCE_ROOT) / "tests/golden/errors";

constexpr std::size_t kLeastOfEach = 5;

std::filesystem::path place_of(const std::string& what) {
  if (what == "rules") return "rules/own.json";
  if (what == "words") return "rules/words.json";
  if (what == "manifest") return "model/manifest.json";
  return what + ".json";
}

/// The message with the temporary directory's name taken out.
std::string message_of(const std::filesystem::path& broken, const std::string& what) {
  const SmallPack pack;
  pack.directory().write(place_of(what), bytes_of(broken));
  Sources sources = pack.sources();
  if (what == "manifest") sources.model = pack.directory().path() / "model";
  const auto classifier = Classifier::load(sources);
  if (classifier) return "loads";
  std::string out = classifier.error().where + ": " + classifier.error().message + "\n";
  const std::string directory = pack.directory().path().string() + "/";
  for (std::size_t at = out.find(directory); at != std::string::npos; at = out.find(directory)) {
    out.erase(at, directory.size());
  }
  return out;
}

void check(const std::filesystem::path& broken, const std::string& what) {
  INFO(broken.string());
  const std::string message = message_of(broken, what);
  CHECK(std::ranges::count(message, '\n') == 1);
  CHECK(message.starts_with(place_of(what).string()));
  const auto golden = std::filesystem::path(broken).replace_extension(".txt");
  const char* update = std::getenv("WASPADA_UPDATE_GOLDEN");
  if (update != nullptr && std::string_view(update) == "1") {
    std::ofstream(golden) << message;
  } else {
    CHECK(message == bytes_of(golden));
  }
}

}  // namespace

TEST_CASE("golden errors: a broken file is refused with its own message") {
  for (const auto& directory : std::filesystem::directory_iterator(kDirectory)) {
    const std::string what = directory.path().filename().string();
    SUBCASE(what.c_str()) {
      std::set<std::filesystem::path> messages;
      std::size_t count = 0;
      for (const auto& entry : std::filesystem::directory_iterator(directory)) {
        if (entry.path().extension() == ".txt") {
          messages.insert(entry.path());
          continue;
        }
        check(entry.path(), what);
        ++count;
      }
      CHECK(count >= kLeastOfEach);
      for (const auto& message : messages) {
        CHECK_MESSAGE(
            std::filesystem::exists(std::filesystem::path(message).replace_extension(".json")),
            message.string() << " belongs to no file");
      }
    }
  }
}

TEST_CASE("golden errors: what the broken files were made from loads") {
  const SmallPack pack;
  CHECK(Classifier::load(pack.sources()));
}
