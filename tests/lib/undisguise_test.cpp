#include "undisguise.hpp"

#include <doctest/doctest.h>

#include "normalise.hpp"
#include "waspada/text.hpp"

using waspada::fold;

TEST_CASE("undisguise: letters set apart are joined") {
  CHECK(fold("kerja di k a m b o j a") == "kerja di kamboja");
  CHECK(fold("k.a.m.b.o.j.a") == "kamboja");
  CHECK(fold("s-l-o-t dan d_e_p_o") == "slot dan depo");
  CHECK(fold("j🔥u🔥d🔥i") == "judi");
  CHECK(fold("k 4 m b 0 j a") == "kamboja");
  CHECK(fold("g a j i  b e s a r") == "gaji  besar");
}

TEST_CASE("undisguise: short runs and lists of single letters stay") {
  for (const char* text :
       {"pilih a b c", "s/d", "l/p", "a.n. budi", "gol. a / b / o / ab", "1 2 3 4 5"}) {
    CHECK(fold(text) == text);
  }
}

TEST_CASE("undisguise: leet inside words is read") {
  CHECK(fold("l0ker k4mb0ja sl0t g4ji d3posit kerj4 4dm1n") ==
        "loker kamboja slot gaji deposit kerj4 admin");
  CHECK(fold("t!ket g@ji s|ot u$aha") == "tiket gaji slot usaha");
}

TEST_CASE("undisguise: digits that mean a number are no leet") {
  for (const char* text : {"gaji 5jt", "rp5jt", "min2thn", "24jam", "s1/d3", "smad3s1", "p3mi",
                           "sip3mi", "lulusan d3", "wa 0812-0000-4471", "covid19", "b2b", "k3",
                           "loker2026", "usia 18-35th", "sma|smk|d3", "ok!siap"}) {
    CAPTURE(text);
    CHECK(fold(text) == text);
  }
}

TEST_CASE("undisguise: stretched letters shrink, double ones and numerals stay") {
  CHECK(fold("gajiiii minaaaat mauuu") == "gaji minat mau");
  for (const char* text :
       {"saat", "staff", "pelindo iii", "kelas viii", "www.contoh.co.id", "aaa"}) {
    CHECK(fold(text) == text);
  }
}

TEST_CASE("undisguise: a star inside a word goes, one around words stays") {
  CHECK(fold("ju*dol gac*r") == "judol gacr");
  CHECK(fold("*dibutuhkan segera*") == "*dibutuhkan segera*");
}

TEST_CASE("undisguise: links and addresses are left alone") {
  for (const char* text : {"bit.ly/l0ker", "hrd@m4ju.co.id", "https://x.my.id/g4ji", "@l0ker_id"}) {
    CHECK(fold(text) == text);
  }
}

TEST_CASE("undisguise: a span covers the whole disguise") {
  const std::string_view text = "ke k a m b o j a ju*dol gajiiii ya";
  for (const auto& token : waspada::tokenise(text)) {
    const auto quoted = text.substr(token.span.begin, token.span.end - token.span.begin);
    if (token.text == "kamboja") CHECK(quoted == "k a m b o j a");
    if (token.text == "judol") CHECK(quoted == "ju*dol");
    if (token.text == "gaji") CHECK(quoted == "gajiiii");
  }
}

// Before, `x a.b.c` gave up on the dotted letters because the `x` and its space had begun
// a run of another kind. The last letter of a run may begin the next.
TEST_CASE("undisguise: a single letter or digit before a disguised word does not save it") {
  CHECK(fold("ke 2 k.a.m.b.o.j.a") == "ke 2 kamboja");
  CHECK(fold("blok a j🔥u🔥d🔥i") == "blok a judi");
  CHECK(fold("k a m b o j a 5.000.000") == "kamboja 5.000.000");
}

TEST_CASE("undisguise: initials in an address or a path are no spaced-out word") {
  for (const char* text :
       {"a.b.c.d@gmail.com", "bit.ly/a-b-c-d", "https://s.id/x?q=a+b+c", "@a.b.c.d"}) {
    CHECK(fold(text) == text);
  }
}

TEST_CASE("undisguise: single digits are no letters of a word") {
  for (const char* text : {"0 8 1 2 3 x x x x x", "1.2.3.4.a.b.c.d.5", "rp 5 a b c", "1 a 2 b"}) {
    CHECK(fold(text) == text);
  }
}

// Before, `2*3` became 23, and `o*k!siap` lost its star but showed the wrong bytes for
// what came after. A star goes only where it hides a letter of a word.
TEST_CASE("undisguise: a star between numbers or between words stays") {
  for (const char* text : {"2*3", "5*jt", "rp5*6", "o*k!siap", "lowongan*pekerjaan", "admin*5"}) {
    CHECK(fold(text) == text);
  }
  CHECK(fold("s*l0t") == "slot");
}

TEST_CASE("undisguise: words on both sides of a sign are restored one by one") {
  CHECK(fold("gajiiii!besarrr") == "gaji!besar");
  CHECK(fold("sma|sl0tt|k4mb0ja") == "sma|slott|kamboja");
  CHECK(fold("rp5jt*lowongannn*pekerjaannn") == "rp5jt*lowongan*pekerjaan");
}

TEST_CASE("undisguise: what one step restores the next one reads") {
  CHECK(fold("s.l.0.t.t.t.t") == "slot");
  CHECK(fold("g a j i i i i") == "gaji");
  CHECK(fold("k*4*m*b*0*j*a") == "kamboja");
}

TEST_CASE("undisguise: says whether there was anything to undo") {
  using waspada::detail::normalise;
  CHECK(normalise("sl0t").disguised);
  CHECK(normalise("d.e.p.o").disguised);
  CHECK(normalise("gajiii").disguised);
  CHECK_FALSE(normalise("Gaji 5jt, a.n. Budi, S1/D3!").disguised);
}

TEST_CASE("undisguise: offsets stay those of the letters when a star goes") {
  const auto result = waspada::detail::normalise("ju*dol");
  REQUIRE(result.text == "judol");
  CHECK(result.source(0, 2) == waspada::Span{0, 3});  // what is dropped counts to what is before
  CHECK(result.source(2, 3) == waspada::Span{3, 4});
  CHECK(result.source(4, 5) == waspada::Span{5, 6});
}
