#include <unicode/utf8.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <vector>

#include "mask.hpp"
#include "waspada/render.hpp"

namespace waspada {
namespace {

/// Everything that HTML could take for markup, quotes included; control
/// characters, which no document may hold, become spaces, and bytes that are not
/// UTF-8, which the document says it is, U+FFFD.
std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    UChar32 c = 0;
    U8_NEXT(reinterpret_cast<const std::uint8_t*>(text.data()), at, text.size(), c);
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        if (c < 0) {
          out += "\uFFFD";
        } else if ((c < 0x20 && c != '\n') || c == 0x7F) {
          out += ' ';
        } else {
          out += text.substr(begin, at - begin);
        }
    }
  }
  return out;
}

constexpr std::string_view kStyle =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;"
    "color:#1a1a1a;background:#fff}"
    ".level{padding:.6rem 1rem;border-left:.4rem solid #888;background:#f3f3f3;font-weight:600}"
    ".high{border-color:#b3261e}.caution{border-color:#b26a00}.low{border-color:#2e7d32}"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;padding:1rem;background:#f7f7f7}"
    "mark{background:#ffe08a;color:inherit}li{margin:.4rem 0}small{color:#666}"
    "@media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#161616}"
    ".level,pre{background:#242424}mark{background:#6b5200}small{color:#aaa}}";

/// The ad with the evidence marked. Overlapping evidence is marked once.
std::string marked_text(const Verdict& verdict, std::string_view text,
                        const std::vector<Span>& contacts) {
  std::vector<Span> spans;
  for (const Reason& reason : verdict.reasons) {
    spans.insert(spans.end(), reason.spans.begin(), reason.spans.end());
  }
  std::ranges::sort(spans, {}, [](const Span& span) { return std::pair(span.begin, span.end); });
  std::string out;
  std::size_t at = 0;
  const auto show = [&](std::size_t end) {
    out += escaped(detail::masked(text, {at, end}, contacts));
    at = end;
  };
  for (const Span& span : spans) {
    if (span.end <= at) continue;
    show(std::max(span.begin, at));
    out += "<mark>";
    show(span.end);
    out += "</mark>";
  }
  show(text.size());
  return out;
}

}  // namespace

std::string to_html(const Verdict& verdict, std::string_view text, const RenderOptions& options) {
  const bool id = options.language == Language::id;
  const auto in = [&](const Message& message) -> const std::string& {
    return id ? message.id : message.en;
  };
  const std::vector<Span> contacts =
      options.mask ? detail::contact_spans(text) : std::vector<Span>{};
  char risk[32];
  std::snprintf(risk, sizeof risk, "%.1f %%", verdict.risk * 100);
  const std::string headline = level_message(verdict.level, options.language);
  std::string out = "<!doctype html>\n<html lang=\"";
  out += id ? "id" : "en";
  out +=
      "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
      "<title>Waspada</title><style>";
  out += kStyle;
  out += "</style></head><body><h1>Waspada</h1><p class=\"level ";
  out += name(verdict.level);
  out += "\">" + escaped(headline) + "</p>";
  if (verdict.level >= Level::low) {
    out += id ? "<p>Perkiraan risiko iklan ini: " : "<p>Estimated risk of this ad: ";
    out += std::string("<b>") + risk + "</b></p>";
  }
  const auto list = [&](const char* title, const std::vector<Reason>& reasons) {
    if (reasons.empty()) return;
    out += std::string("<h2>") + title + "</h2><ul>";
    for (const Reason& reason : reasons) {
      char weight[32];
      std::snprintf(weight, sizeof weight, "%+.2f", reason.contribution);
      out += "<li>" + escaped(in(reason.message)) + " <small>" + escaped(reason.rule) + " " +
             weight + "</small></li>";
    }
    out += "</ul>";
  };
  list(id ? "Alasan" : "Reasons", verdict.reasons);
  list(id ? "Yang meringankan" : "What speaks for the ad", verdict.counter);
  out += id ? "<h2>Teks</h2><pre>" : "<h2>Text</h2><pre>";
  out += marked_text(verdict, text, contacts) + "</pre><p><small>";
  out += "waspada " + escaped(verdict.versions.library) + ", rules " +
         escaped(verdict.versions.rules) + ", model " + escaped(verdict.versions.model) +
         "</small></p></body></html>\n";
  return out;
}

}  // namespace waspada
