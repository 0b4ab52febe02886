#include "employers.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "corpus.hpp"
#include "load_error.hpp"
#include "normalise.hpp"
#include "temporary.hpp"

using namespace waspada;
using namespace waspada::detail;

namespace {

/// `kind:type value` of the employers and channels in a text.
std::vector<std::string> found(const std::string& text) {
  static const FactReader reader(data_directory());
  const Normalised normal = normalise(text);
  std::vector<std::string> out;
  for (const FoldedFact& fact : reader.read(normal.text, tokenise_folded(normal))) {
    if (fact.fact.kind != "employer" && fact.fact.kind != "channel") continue;
    out.push_back(fact.fact.kind + ":" + fact.fact.type + " " + fact.fact.value);
  }
  return out;
}

using List = std::vector<std::string>;

}  // namespace

TEST_CASE("employers: who hires is told from who is only named") {
  CHECK(found("Lowongan kerja Pegadaian penempatan Solo") == List{"employer:claimed PT Pegadaian"});
  CHECK(found("Warung Bu Tin di depan Pegadaian butuh juru masak") ==
        List{"employer:mentioned PT Pegadaian"});
  CHECK(found("Warung Bu Tin butuh juru masak") == List{});
}

TEST_CASE("employers: a name in the disguise of decorative letters is still the name") {
  CHECK(found("𝗟𝗼𝘄𝗼𝗻𝗴𝗮𝗻 𝗣𝗲𝗴𝗮𝗱𝗮𝗶𝗮𝗻") == List{"employer:claimed PT Pegadaian"});
}

TEST_CASE("employers: a name inside another word is none") {
  CHECK(found("lowongan kerja di pegadaianku") == List{});
}

TEST_CASE("employers: the employer's own hosts, those below them, and no others are its own") {
  const auto channel_of = [](const std::string& link) {
    for (const std::string& fact : found("Lowongan kerja Pegadaian, daftar di " + link)) {
      if (fact.starts_with("channel:")) return fact.substr(8, fact.find(' ') - 8);
    }
    return std::string("none");
  };
  CHECK(channel_of("pegadaian.co.id") == "own");
  CHECK(channel_of("karir.pegadaian.co.id") == "own");
  CHECK(channel_of("hrd@pegadaian.co.id") == "own");
  CHECK(channel_of("xpegadaian.co.id") == "lookalike");
  CHECK(channel_of("pegadaian.co.id.daftar-contoh.site") == "lookalike");
  CHECK(channel_of("pegadaian-rekrutmen.my.id") == "lookalike");
  CHECK(channel_of("pegadaain.co.id") == "lookalike");
  CHECK(channel_of("bit.ly/contoh") == "foreign");
  CHECK(channel_of("seleksi.pusat@gmail.com") == "foreign");
  CHECK(channel_of("jobstreet.co.id") == "none");
}

TEST_CASE("employers: nothing is said of the links of a small firm") {
  CHECK(found("Lowongan kerja PT Sagara Boga, kirim CV ke sagaraboga@gmail.com") == List{});
}

TEST_CASE("employers: short names count only beside a word that makes them one") {
  CHECK(found("Lowongan kerja PT KAI 2026").size() == 1);
  CHECK(found("kai mau ikut?") == List{});
}

TEST_CASE("EmployerReader: a bad list is refused, naming the entry") {
  const TemporaryDirectory directory;
  const auto message = [&](const std::string& brand) {
    directory.write("brands.json",
                    R"({"version": "1", "as_of": "x", "source": "x", "words": {"hiring": [],
                        "legal_form": [], "after": [], "not_employer": []}, "brands": [)" +
                        brand + "]}");
    return message_of([&] { const EmployerReader reader(directory.path() / "brands.json"); });
  };
  const std::string rest = R"("name": "A", "sector": "x", "source": "x", "as_of": "x")";
  CHECK(message(R"({"id": "a", "domains": ["http://a.id"], )" + rest + "}")
            .ends_with("brand a: \"domains\": \"http://a.id\" is no host name"));
  CHECK(message(R"({"id": "a", "aliases": [" "], )" + rest + "}")
            .ends_with("brand a: \"aliases\": \" \" does not begin with a word"));
  CHECK(message(R"({"id": "a", )" + rest + R"(}, {"id": "a", )" + rest + "}")
            .ends_with("brand a: the id is already used"));
  CHECK(
      message(R"({"id": "a", "domain": [], )" + rest + "}").ends_with("unknown field \"domain\""));
}
