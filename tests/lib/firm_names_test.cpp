#include "firm_names.hpp"

#include <doctest/doctest.h>

#include <string>

#include "normalise.hpp"

namespace {

using namespace waspada::detail;

FirmNames listed(const std::vector<std::string>& names) {
  FirmNames out;
  for (const std::string& name : names) (void)out.add(name);
  out.build();
  return out;
}

/// What of a text is on the list, joined by `|`.
std::string found(const FirmNames& names, std::string_view text) {
  const Normalised normal = normalise(text);
  std::string out;
  for (const Range& range : names.find(normal.text, tokenise_folded(normal))) {
    out += (out.empty() ? "" : "|") + normal.text.substr(range.begin, range.end - range.begin);
  }
  return out;
}

}  // namespace

TEST_CASE("FirmNames: the legal form and the order of the words do not matter") {
  const FirmNames names = listed({"PT Sagara Boga Lestari Tbk", "Tirta Wira, CV", "PT Sagara"});
  CHECK(found(names, "Kerja di PT. Sagara Boga Lestari, Tbk Bandung") ==
        "pt. sagara boga lestari, tbk");
  CHECK(found(names, "PT Lestari Sagara Boga butuh kasir") == "pt lestari sagara boga");
  CHECK(found(names, "Tirta Wira CV mencari sopir") == "tirta wira cv");
  CHECK(found(names, "CV TIRTA WIRA dan PT SAGARA") == "cv tirta wira|pt sagara");
  CHECK(found(names, "PT Sagara Boga") == "pt sagara");  // the longest that is listed
}

TEST_CASE("FirmNames: one slip in a longer word is forgiven, two or another name are not") {
  const FirmNames names = listed({"PT Sagara Boga Lestari", "PT Bina Karya"});
  CHECK(found(names, "PT Sagara Boga Lestri") == "pt sagara boga lestri");
  CHECK(found(names, "PT Saagra Boga Lestari") == "pt saagra boga lestari");
  CHECK(found(names, "PT Sagara Boga Lestarri") == "pt sagara boga lestarri");
  CHECK(found(names, "PT Zagara Boga Lestari") == "pt zagara boga lestari");
  CHECK(found(names, "PT Bina Karyo") == "pt bina karyo");
  CHECK(found(names, "PT Sagera Boga Lestri").empty());
  CHECK(found(names, "PT Sagara Boga Makmur").empty());
  CHECK(found(names, "PT Bisa Karya").empty());  // of four letters, another word
}

TEST_CASE("FirmNames: words without a legal form beside them are no firm") {
  const FirmNames names = listed({"PT Bina Karya"});
  CHECK(found(names, "bina karya anda bersama kami").empty());
  CHECK(found(names, "pt. untuk bina karya").empty());
  CHECK(found(names, "").empty());
  CHECK(found(names, "pt").empty());
}

TEST_CASE("FirmNames: what is added twice, and what is no name") {
  FirmNames names;
  CHECK(names.add("PT Bina Karya") == FirmNames::Added::fresh);
  CHECK(names.add("karya BINA, tbk") == FirmNames::Added::duplicate);
  CHECK(names.add("PT Tbk") == FirmNames::Added::nameless);
  CHECK(names.add("...") == FirmNames::Added::nameless);
  CHECK(names.add("CV Élan") == FirmNames::Added::fresh);
  names.build();
  CHECK(names.size() == 2);
  CHECK(found(names, "CV ÉLAN") == "cv elan");
}

TEST_CASE("FirmNames: a text names a firm by PT or LPK with a name behind it") {
  const auto names_firm = [](std::string_view text) {
    const Normalised normal = normalise(text);
    return FirmNames::names_firm(normal.text, tokenise_folded(normal));
  };
  CHECK(names_firm("di PT Maju Jaya"));
  CHECK(names_firm("LPK Sakura"));
  CHECK_FALSE(names_firm("toko roti di Bandung"));
  CHECK_FALSE(names_firm("bekerja di pt"));
}
