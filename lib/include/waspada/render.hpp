#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "waspada/export.hpp"
#include "waspada/verdict.hpp"

namespace waspada {

/// Language of output for people. JSON carries both.
enum class Language { id, en };

/// How to print a verdict.
struct RenderOptions {
  Language language = Language::id;
  bool colour = false;  ///< ANSI colours in text output.
  bool mask = false;    ///< Replace phone numbers, e-mail addresses and long digit runs.
};

/// One JSON object without a trailing newline; fields and their order are those
/// of the JSON Schema in data/verdict.schema.json. `text` must be the text that
/// was scored. Bytes that are not UTF-8 appear as U+FFFD.
[[nodiscard]] WASPADA_EXPORT std::string to_json(const Verdict& verdict, std::string_view text,
                                                 const std::optional<std::string>& id = {},
                                                 const RenderOptions& options = {});

/// Appends `text` as a JSON string with its quotes; ill-formed UTF-8 becomes U+FFFD.
WASPADA_EXPORT void append_json_string(std::string& out, std::string_view text);

/// A short report for people: level, reasons with the quoted words, what speaks
/// for the ad, what was not checked, where to check.
[[nodiscard]] WASPADA_EXPORT std::string to_text(const Verdict& verdict, std::string_view text,
                                                 const RenderOptions& options = {});

/// A self-contained HTML page: the same report, and the ad with its evidence
/// marked. Everything from the ad is escaped; nothing is fetched.
[[nodiscard]] WASPADA_EXPORT std::string to_html(const Verdict& verdict, std::string_view text,
                                                 const RenderOptions& options = {});

/// The sentence that stands for a level in reports for people.
[[nodiscard]] WASPADA_EXPORT std::string level_message(Level level, Language language);

/// `text` with phone numbers, e-mail addresses and account-like digit runs replaced by bullets.
[[nodiscard]] WASPADA_EXPORT std::string mask_contacts(std::string_view text);

/// The part of `text` in `span`; of a contact that it cuts nothing is left readable.
[[nodiscard]] WASPADA_EXPORT std::string mask_contacts(std::string_view text, Span span);

}  // namespace waspada
