#include "eval_gate.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "command.hpp"

namespace waspada::cli {
namespace {

constexpr std::string_view kBlank = " \t";
constexpr std::string_view kSigns = "<>=";

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) + 1 - begin);
}

class Parser {
 public:
  Parser(const std::string& expression, const std::vector<std::string>& slices) : slices_(slices) {
    gate_.expression = expression;
  }

  Gate parse() {
    // From the right: names of metrics and values of slices contain signs, too.
    const std::string_view text = gate_.expression;
    const std::size_t last = text.find_last_of(kSigns);
    if (last == std::string_view::npos) fail("no comparison (>=, <=, >, <, ==)");
    std::size_t first = last;
    if (text[last] == '=' && last > 0 && kSigns.find(text[last - 1]) != kSigns.npos) --first;
    gate_.comparison = text.substr(first, last + 1 - first);
    if (gate_.comparison == "=") {
      fail("\"" + std::string(trim(text.substr(last))) + "\" is no comparison (>=, <=, >, <, ==)");
    }
    read_number(trim(text.substr(last + 1)));
    read_subject(trim(text.substr(0, first)));
    return std::move(gate_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw CommandError("gate \"" + gate_.expression + "\": " + what);
  }

  void read_number(std::string_view text) {
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, gate_.limit);
    if (error != std::errc() || stop != end || !std::isfinite(gate_.limit)) {
      fail("\"" + std::string(text) + "\" is not a number");
    }
  }

  /// Takes low(...) or high(...) off, if it is there.
  std::string_view read_part(std::string_view text) {
    for (const auto& [word, part] :
         {std::pair{std::string_view("low("), Gate::Part::low}, {"high(", Gate::Part::high}}) {
      if (!text.starts_with(word) || gate_.part != Gate::Part::value) continue;
      if (!text.ends_with(')')) fail("\"" + std::string(text) + "\" lacks a closing bracket");
      gate_.part = part;
      return trim(text.substr(word.size(), text.size() - word.size() - 1));
    }
    return text;
  }

  void read_subject(std::string_view text) {
    text = read_part(text);
    if (const std::size_t colon = text.rfind(':'); colon != std::string_view::npos) {
      read_slice(trim(text.substr(0, colon)));
      text = read_part(trim(text.substr(colon + 1)));
    }
    gate_.metric = text;
    const auto& names = gate_.column == "label" && !is_slice("label") ? label_metrics()
                        : gate_.column == "kind" && !is_slice("kind") ? kind_metrics()
                                                                      : section_metrics();
    if (std::ranges::find(names, gate_.metric) != names.end()) return;
    std::string known;
    for (const std::string& name : names) known += (known.empty() ? "" : " ") + name;
    fail("\"" + gate_.metric + "\" is not one of the metrics " + known);
  }

  void read_slice(std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) {
      fail("\"" + std::string(text) + "\" is not COLUMN=VALUE");
    }
    gate_.column = trim(text.substr(0, equals));
    gate_.value = trim(text.substr(equals + 1));
    if (is_slice(gate_.column) || gate_.column == "label" || gate_.column == "kind") return;
    fail("\"" + gate_.column + "\" is neither a --slice column nor label or kind");
  }

  [[nodiscard]] bool is_slice(std::string_view column) const {
    return std::ranges::find(slices_, column) != slices_.end();
  }

  const std::vector<std::string>& slices_;
  Gate gate_;
};

const Section* find_section(const Gate& gate, const EvalReport& report) {
  if (gate.column.empty()) return &report.all;
  const auto within = [&](const std::vector<Section>& sections) -> const Section* {
    for (const Section& section : sections) {
      if (section.column == gate.column && section.value == gate.value) return &section;
    }
    return nullptr;
  };
  for (const auto& sections : report.slices) {
    if (!sections.empty() && sections.front().column == gate.column) return within(sections);
  }
  return within(gate.column == "kind" ? report.kinds : report.negative_labels);
}

bool holds(double figure, const Gate& gate) {
  if (gate.comparison == ">=") return figure >= gate.limit;
  if (gate.comparison == "<=") return figure <= gate.limit;
  if (gate.comparison == ">") return figure > gate.limit;
  if (gate.comparison == "<") return figure < gate.limit;
  return figure == gate.limit;
}

}  // namespace

Gate parse_gate(const std::string& expression, const std::vector<std::string>& slices) {
  return Parser(expression, slices).parse();
}

GateResult check(const Gate& gate, const EvalReport& report) {
  GateResult out;
  out.gate = gate;
  const Section* section = find_section(gate, report);
  if (section == nullptr) {
    out.reason = "no rows with " + gate.column + "=" + gate.value;
    return out;
  }
  const Figure& figure = *section->find(gate.metric);
  out.interval = figure.interval;
  if (!figure.value) {
    out.reason = figure.reason;
  } else if (gate.part == Gate::Part::value) {
    out.figure = figure.value;
  } else if (!figure.interval) {
    out.reason = report.bootstrap.draws == 0 ? "no bootstrap" : "not defined in every draw";
  } else {
    out.figure = gate.part == Gate::Part::low ? figure.interval->low : figure.interval->high;
  }
  out.passed = out.figure && holds(*out.figure, gate);
  return out;
}

}  // namespace waspada::cli
