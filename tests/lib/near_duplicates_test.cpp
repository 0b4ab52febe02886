#include "near_duplicates.hpp"

#include <doctest/doctest.h>

#include <string>

#include "random.hpp"

namespace {

using namespace waspada::detail;
using Groups = std::vector<std::size_t>;

/// `count` words out of a vocabulary so large that two texts share no three in a row.
std::string sentence(Random& random, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) {
    for (int letter = 0; letter < 6; ++letter) out += static_cast<char>('a' + random.below(26));
    out += ' ';
  }
  return out;
}

Groups groups_of(const std::vector<std::string>& texts) {
  return group_near_duplicates({texts.begin(), texts.end()});
}

}  // namespace

TEST_CASE("group_near_duplicates: the same template with another name is one group") {
  CHECK(groups_of({
            "dibutuhkan kasir toko roti melati di bandung gaji umk lamaran ke toko",
            "pabrik sepatu mencari operator jahit yang berpengalaman untuk bagian produksi",
            "dibutuhkan kasir toko roti kenanga di bandung gaji umk lamaran ke toko",
            "dibutuhkan kasir toko roti melati di bandung, gaji umk! lamaran ke toko",
        }) == Groups{0, 1, 0, 0});
}

TEST_CASE("group_near_duplicates: a chain of likes is one group") {
  Random random(2);
  const std::string a = sentence(random, 12);
  const std::string b = sentence(random, 4);
  const std::string c = sentence(random, 4);
  // The ends of the chain share less than the threshold asks for.
  CHECK(groups_of({a, a + b, a + b + c}) == Groups{0, 0, 0});
}

TEST_CASE("group_near_duplicates: texts that share a phrase stay apart") {
  Random random(3);
  const std::string phrase = "kirim lamaran lengkap ke alamat kami ";
  CHECK(groups_of({phrase + sentence(random, 20), phrase + sentence(random, 20)}) == Groups{0, 1});
}

TEST_CASE("group_near_duplicates: a template sent hundreds of times is one group") {
  // Shingles that a hundred texts held were no longer looked at, so the copies after the
  // hundredth each stood alone and leaked across folds. They belong to the others.
  Random random(4);
  const std::string body = sentence(random, 30);
  std::vector<std::string> texts;
  for (int copy = 0; copy < 300; ++copy) texts.push_back(body + sentence(random, 3));
  CHECK(groups_of(texts) == Groups(300, 0));
}

TEST_CASE("group_near_duplicates: a phrase of the trade in many texts joins none of them") {
  Random random(5);
  std::vector<std::string> texts;
  Groups apart;
  for (std::size_t i = 0; i < 400; ++i) {
    texts.push_back("lowongan kerja terbaru hari ini " + sentence(random, 15));
    apart.push_back(i);
  }
  CHECK(groups_of(texts) == apart);
}

TEST_CASE("group_near_duplicates: texts too short for a shingle join when they are equal") {
  CHECK(groups_of({"loker admin", "loker admin", "loker kasir", "", ""}) == Groups{0, 0, 2, 3, 4});
}

TEST_CASE("group_near_duplicates: no text, no group") { CHECK(groups_of({}).empty()); }
