#include <algorithm>
#include <cstdio>

#include "document.hpp"

namespace waspada::cli {
namespace {

// The unit square of a plot, in the picture's own units, and room for its labels.
constexpr double kSide = 240;
constexpr double kLeft = 46;
constexpr double kTop = 10;
constexpr double kWidth = kLeft + kSide + 14;
constexpr double kHeight = kTop + kSide + 46;

constexpr std::string_view kStyle =
    ":root{color-scheme:light dark;--ink:#1a1a1a;--page:#fff;--soft:#666;--rule:#d5d5d5;"
    "--band:#f5f5f5;--bad:#b3261e;--good:#2e7d32;--a:#1f5fa8;--b:#c2560a}"
    "@media(prefers-color-scheme:dark){:root{--ink:#e6e6e6;--page:#161616;--soft:#a5a5a5;"
    "--rule:#3c3c3c;--band:#212121;--bad:#ff8a80;--good:#81c784;--a:#7db4f0;--b:#f0a35e}}"
    "body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;"
    "color:var(--ink);background:var(--page)}"
    "h1{font-size:1.6rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}"
    ".wide{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}"
    "th,td{padding:.2rem .6rem;border-bottom:1px solid var(--rule);text-align:right;"
    "white-space:nowrap}"
    "th.t,td.t{text-align:left;white-space:normal;overflow-wrap:anywhere}"
    "thead th{color:var(--soft);font-weight:600}tbody tr:nth-child(even){background:var(--band)}"
    ".bad{color:var(--bad);font-weight:600}.good{color:var(--good);font-weight:600}"
    ".plots{display:flex;flex-wrap:wrap;gap:1rem;margin-top:2rem}"
    "figure{margin:0;flex:1 1 15rem;max-width:26rem}"
    "figcaption{font-weight:600}svg{width:100%;height:auto}svg "
    "text{fill:var(--soft);font-size:11px}"
    ".axis{stroke:var(--rule);fill:none}.same{stroke:var(--soft);stroke-dasharray:4 4;fill:none}"
    ".s0{--c:var(--a)}.s1{--c:var(--b)}.line{stroke:var(--c);stroke-width:2;fill:none}"
    ".dots,.bars,.key{fill:var(--c)}.bars{fill-opacity:.6}footer{color:var(--soft)}";

/// Everything that HTML could take for markup; what no document may hold becomes a space.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
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
        out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
    }
  }
  return out;
}

std::string number(double value) {
  char out[32];
  std::snprintf(out, sizeof out, "%.1f", value);
  return out;
}

double across(double x) { return kLeft + std::clamp(x, 0.0, 1.0) * kSide; }
double down(double y) { return kTop + (1 - std::clamp(y, 0.0, 1.0)) * kSide; }

std::string attributes(std::initializer_list<std::pair<const char*, double>> all) {
  std::string out;
  for (const auto& [name, value] : all) {
    out += std::string(" ") + name + "=\"" + number(value) + "\"";
  }
  return out;
}

std::string text_at(double x, double y, const char* anchor, const std::string& text) {
  return "<text" + attributes({{"x", x}, {"y", y}}) + " text-anchor=\"" + anchor + "\">" +
         escaped(text) + "</text>";
}

std::string axes(const Plot& plot) {
  std::string out = "<path class=\"axis\" d=\"";
  for (int i = 0; i <= 4; ++i) {
    const double at = i / 4.0;
    out += "M" + number(across(at)) + " " + number(down(0)) + "V" + number(down(1));
    out += "M" + number(across(0)) + " " + number(down(at)) + "H" + number(across(1));
  }
  out += "\"/>";
  for (const double at : {0.0, 0.5, 1.0}) {
    out += text_at(across(at), down(0) + 14, "middle", number(at));
    out += text_at(across(0) - 6, down(at) + 4, "end", number(at));
  }
  out += text_at(across(0.5), down(0) + 30, "middle", plot.x);
  out += "<text text-anchor=\"middle\" transform=\"translate(12 " + number(down(0.5)) +
         ") rotate(-90)\">" + escaped(plot.y) + "</text>";
  if (plot.diagonal) {
    out += "<path class=\"same\" d=\"M" + number(across(0)) + " " + number(down(0)) + "L" +
           number(across(1)) + " " + number(down(1)) + "\"/>";
  }
  return out;
}

std::string drawn(const Series& series, std::size_t place, std::size_t neighbours) {
  std::string out = "<g class=\"s" + std::to_string(place % 2) + "\">";
  if (series.kind == Series::Kind::line) {
    out += "<path class=\"line\" d=\"";
    for (std::size_t i = 0; i < series.points.size(); ++i) {
      const auto& [x, y] = series.points[i];
      out += (i == 0 ? "M" : "L") + number(across(x)) + " " + number(down(y));
    }
    out += "\"/>";
  }
  const double room = kSide / static_cast<double>(std::max<std::size_t>(series.points.size(), 1));
  const double bar = room * 0.9 / static_cast<double>(neighbours);
  for (const auto& [x, y] : series.points) {
    if (series.kind == Series::Kind::dots) {
      out += "<circle class=\"dots\"" + attributes({{"cx", across(x)}, {"cy", down(y)}, {"r", 4}}) +
             "/>";
    } else if (series.kind == Series::Kind::bars) {
      const double left = across(x) - room * 0.45 + bar * static_cast<double>(place);
      out +=
          "<rect class=\"bars\"" +
          attributes({{"x", left}, {"y", down(y)}, {"width", bar}, {"height", down(0) - down(y)}}) +
          "/>";
    }
  }
  return out + "</g>";
}

std::string figure(const Plot& plot) {
  std::string out = "<figure><figcaption>" + escaped(plot.title) +
                    "</figcaption><svg role=\"img\" aria-label=\"" + escaped(plot.title) +
                    "\" viewBox=\"0 0 " + number(kWidth) + " " + number(kHeight) + "\">" +
                    axes(plot);
  for (std::size_t i = 0; i < plot.series.size(); ++i) {
    out += drawn(plot.series[i], i, plot.series.size());
  }
  if (plot.series.size() > 1) {
    for (std::size_t i = 0; i < plot.series.size(); ++i) {
      const double x = across(0.02) + static_cast<double>(i) * kSide / 2;
      out += "<g class=\"s" + std::to_string(i % 2) + "\"><rect class=\"key\"" +
             attributes({{"x", x}, {"y", down(0) + 36}, {"width", 8}, {"height", 8}}) + "/>" +
             text_at(x + 12, down(0) + 44, "start", plot.series[i].name) + "</g>";
    }
  }
  return out + "</svg></figure>\n";
}

std::string cell(const Table& table, const char* tag, std::size_t column, const std::string& text) {
  const bool is_text = column < table.left || column + table.right >= table.header.size();
  std::string kind = is_text ? "t" : "";
  if (text == "FAILED" || text == "worse" || text == "shifted") kind += " bad";
  if (text == "passed" || text == "better") kind += " good";
  return std::string("<") + tag + (kind.empty() ? "" : " class=\"" + kind + "\"") + ">" +
         escaped(text) + "</" + tag + ">";
}

std::string table(const Table& table) {
  if (table.rows.empty()) return {};
  std::string out = "<h2>" + escaped(table.title) + "</h2><div class=\"wide\"><table><thead><tr>";
  for (std::size_t i = 0; i < table.header.size(); ++i)
    out += cell(table, "th", i, table.header[i]);
  out += "</tr></thead><tbody>\n";
  for (const Cells& row : table.rows) {
    out += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) out += cell(table, "td", i, row[i]);
    out += "</tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

}  // namespace

std::string to_html(const Document& document) {
  std::string out =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
      // Whatever a label tries, this page loads nothing and runs nothing.
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'unsafe-inline'\"><title>";
  out += escaped(document.title) + "</title><style>";
  out += kStyle;
  out += "</style></head><body><h1>" + escaped(document.title) + "</h1>\n";
  for (const std::string& line : document.lines) out += "<p>" + escaped(line) + "</p>\n";
  bool plots = false;
  for (const auto& part : document.parts) {
    const auto* plot = std::get_if<Plot>(&part);
    if ((plot != nullptr) != plots) {
      plots = !plots;
      out += plots ? "<div class=\"plots\">\n" : "</div>\n";
    }
    out += plot != nullptr ? figure(*plot) : table(std::get<Table>(part));
  }
  if (plots) out += "</div>\n";
  out += "<footer>";
  for (const std::string& note : document.notes) out += "<p>" + escaped(note) + "</p>\n";
  return out + "</footer></body></html>\n";
}

}  // namespace waspada::cli
