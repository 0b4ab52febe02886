#include "json_schema.hpp"

#include <algorithm>
#include <string_view>

namespace waspada {
namespace {

using Json = nlohmann::json;

class Validator {
 public:
  explicit Validator(const Json& root) : root_(root) {}

  void check(const Json& schema, const Json& value, const std::string& place) {
    for (const auto& [keyword, argument] : schema.items()) {
      if (keyword == "$ref") {
        check(root_.at(Json::json_pointer(argument.get<std::string>().substr(1))), value, place);
      } else if (keyword == "type") {
        check_type(argument, value, place);
      } else if (keyword == "const") {
        if (value != argument) reject(place, "is not " + argument.dump());
      } else if (keyword == "enum") {
        if (std::ranges::find(argument, value) == argument.end()) {
          reject(place, value.dump() + " is none of " + argument.dump());
        }
      } else if (keyword == "minimum" || keyword == "maximum") {
        check_bound(keyword == "minimum", argument, value, place);
      } else if (keyword == "minLength") {
        if (value.is_string() && value.get_ref<const std::string&>().size() < argument) {
          reject(place, "is too short");
        }
      } else if (keyword == "required") {
        for (const Json& field : argument) {
          if (value.is_object() && !value.contains(field)) reject(place, "lacks " + field.dump());
        }
      } else if (keyword == "properties") {
        for (const auto& [field, of_field] : argument.items()) {
          if (value.is_object() && value.contains(field)) {
            check(of_field, value[field], place + "/" + field);
          }
        }
      } else if (keyword == "additionalProperties") {
        check_fields(schema, argument, value, place);
      } else if (keyword == "items") {
        for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) {
          check(argument, value[i], place + "/" + std::to_string(i));
        }
      } else if (!is_annotation(keyword)) {
        reject(place, "the schema's \"" + keyword + "\" is not known here");
      }
    }
  }

  std::vector<std::string> problems;

 private:
  static bool is_annotation(std::string_view keyword) {
    constexpr std::string_view kAnnotations[] = {"$schema", "$id", "$defs", "title", "description"};
    return std::ranges::find(kAnnotations, keyword) != std::end(kAnnotations);
  }

  static bool has_type(std::string_view type, const Json& value) {
    if (type == "integer") return value.is_number_integer();
    if (type == "number") return value.is_number();
    if (type == "null") return value.is_null();
    return type == value.type_name();
  }

  void check_type(const Json& types, const Json& value, const std::string& place) {
    const auto fits = [&](const Json& type) { return has_type(type.get<std::string>(), value); };
    const bool good = types.is_array() ? std::ranges::any_of(types, fits) : fits(types);
    if (!good) reject(place, "is a " + std::string(value.type_name()) + ", not " + types.dump());
  }

  void check_bound(bool low, const Json& bound, const Json& value, const std::string& place) {
    if (!value.is_number()) return;
    const bool good = low ? value >= bound : value <= bound;
    if (!good) reject(place, value.dump() + (low ? " is below " : " is above ") + bound.dump());
  }

  void check_fields(const Json& schema, const Json& allowed, const Json& value,
                    const std::string& place) {
    if (allowed != Json(false)) reject(place, "additionalProperties may only be false here");
    if (!value.is_object()) return;
    for (const auto& [field, unused] : value.items()) {
      if (!schema.at("properties").contains(field))
        reject(place, "has an unknown \"" + field + "\"");
    }
  }

  void reject(const std::string& place, const std::string& why) {
    problems.push_back((place.empty() ? "/" : place) + ": " + why);
  }

  const Json& root_;
};

}  // namespace

std::vector<std::string> schema_problems(const Json& schema, const Json& value) {
  Validator validator(schema);
  validator.check(schema, value, "");
  return std::move(validator.problems);
}

}  // namespace waspada
