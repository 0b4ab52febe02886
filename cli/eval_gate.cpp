#include "eval_gate.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include "command_error.hpp"

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
  Parser(const std::string& expression, const GateScope& scope) : scope_(scope) {
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

  /// Takes low(...), high(...) and delta(...) off as long as there are any.
  std::string_view read_wrappers(std::string_view text) {
    const auto unwrapped = [&](std::string_view word) -> std::optional<std::string_view> {
      if (!text.starts_with(word)) return std::nullopt;
      if (!text.ends_with(')')) fail("\"" + std::string(text) + "\" lacks a closing bracket");
      return trim(text.substr(word.size(), text.size() - word.size() - 1));
    };
    while (true) {
      if (const auto inner = unwrapped("low("); inner && gate_.part == Gate::Part::value) {
        gate_.part = Gate::Part::low;
        text = *inner;
      } else if (const auto upper = unwrapped("high("); upper && gate_.part == Gate::Part::value) {
        gate_.part = Gate::Part::high;
        text = *upper;
      } else if (const auto rest = unwrapped("delta("); rest && !delta_) {
        delta_ = true;
        text = *rest;
      } else {
        return text;
      }
    }
  }

  void read_subject(std::string_view text) {
    text = read_wrappers(text);
    const std::vector<std::string>* names = &scope_.metrics;
    if (const std::size_t colon = text.rfind(':'); colon != std::string_view::npos) {
      names = &read_column(trim(text.substr(0, colon)));
      text = read_wrappers(trim(text.substr(colon + 1)));
    }
    gate_.metric = delta_ ? delta_of(std::string(text)) : std::string(text);
    if (std::ranges::find(*names, gate_.metric) != names->end()) return;
    std::string known;
    bool deltas = false;
    for (const std::string& name : *names) {
      deltas = deltas || name.starts_with("delta(");
      if (!name.starts_with("delta(")) known += (known.empty() ? "" : " ") + name;
    }
    if (delta_ && !deltas) {
      fail(gate_.column.empty() ? "delta() needs a --baseline"
                                : "there is no delta() of " + gate_.column);
    }
    fail("\"" + std::string(text) + "\" is not one of the metrics " + known);
  }

  const std::vector<std::string>& read_column(std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) {
      fail("\"" + std::string(text) + "\" is not COLUMN=VALUE");
    }
    gate_.column = trim(text.substr(0, equals));
    gate_.value = trim(text.substr(equals + 1));
    if (const auto column = scope_.columns.find(gate_.column); column != scope_.columns.end()) {
      return column->second;
    }
    std::string known;
    for (const auto& [column, unused] : scope_.columns) {
      known += (known.empty() ? "" : " ") + column;
    }
    fail("\"" + gate_.column +
         "\" is none of the columns reported: " + (known.empty() ? "there are none" : known));
  }

  const GateScope& scope_;
  Gate gate_;
  bool delta_ = false;
};

bool holds(double figure, const Gate& gate) {
  if (gate.comparison == ">=") return figure >= gate.limit;
  if (gate.comparison == "<=") return figure <= gate.limit;
  if (gate.comparison == ">") return figure > gate.limit;
  if (gate.comparison == "<") return figure < gate.limit;
  return figure == gate.limit;
}

}  // namespace

Gate parse_gate(const std::string& expression, const GateScope& scope) {
  return Parser(expression, scope).parse();
}

GateResult check(const Gate& gate, const Section* section, std::size_t draws) {
  GateResult out;
  out.gate = gate;
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
    out.reason = draws == 0 ? "no bootstrap" : "not defined in every draw";
  } else {
    out.figure = gate.part == Gate::Part::low ? figure.interval->low : figure.interval->high;
  }
  out.passed = out.figure && holds(*out.figure, gate);
  return out;
}

const Section* find_section(const Gate& gate, const EvalReport& report) {
  if (gate.column.empty()) return &report.all;
  const auto within = [&](const std::vector<Section>& sections) -> const Section* {
    for (const Section& section : sections) {
      if (section.column == gate.column && section.value == gate.value) return &section;
    }
    return nullptr;
  };
  // A column asked for with --slice goes before what is reported anyway.
  for (const auto* group : {&report.slices, &report.fairness}) {
    for (const auto& sections : *group) {
      if (!sections.empty() && sections.front().column == gate.column) return within(sections);
    }
  }
  for (const auto* sections :
       {&report.kinds, &report.negative_labels, &report.perturbed, &report.checks}) {
    if (const Section* found = within(*sections)) return found;
  }
  return nullptr;
}

}  // namespace waspada::cli
