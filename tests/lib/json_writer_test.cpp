#include "json_writer.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "waspada/render.hpp"
#include "waspada/text.hpp"

namespace waspada::detail {
namespace {

std::string number(double value) {
  std::string out;
  JsonWriter(out).number(value);
  return out;
}

}  // namespace

TEST_CASE("JsonWriter: commas stand between values and members, and nowhere else") {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("a").begin_array().whole(1).text("x").null().end_array();
  json.key("b").begin_object().end_object().key("c").text_or_null("").end_object();
  CHECK(out == R"({"a":[1,"x",null],"b":{},"c":null})");
}

TEST_CASE("JsonWriter: numbers are plain, short and read back as they were") {
  CHECK(number(0) == "0.0");
  CHECK(number(3e6) == "3000000.0");
  CHECK(number(-0.25) == "-0.25");
  CHECK(number(0.1) == "0.1");
  CHECK(number(0.000002) == "2e-06");
  CHECK(number(std::numeric_limits<double>::infinity()) == "null");
  CHECK(number(std::numeric_limits<double>::quiet_NaN()) == "null");
  for (const double value : {1.0 / 3, 1e15, 999999999999999.0, 4.5e300, 5e-324, 0.0001}) {
    CAPTURE(value);
    CHECK(nlohmann::json::parse(number(value)).get<double>() == value);
  }
}

TEST_CASE("append_json_string: what it writes reads back, ill-formed bytes as U+FFFD") {
  for (const std::string text :
       {"", "a\"\\\n\r\t\x01", "Rp5 juta \xF0\x9F\x92\xB0", "a\xFFz\xE2\x82"}) {
    std::string out;
    append_json_string(out, text);
    CHECK(nlohmann::json::parse(out).get<std::string>() == without_ill_formed(text));
  }
  CHECK(without_ill_formed("a\xFFz\xE2\x82") == "a\uFFFDz\uFFFD");
}

}  // namespace waspada::detail
