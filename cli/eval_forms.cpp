#include "eval_forms.hpp"

#include <algorithm>

#include "eval_render.hpp"

namespace waspada::cli {
namespace {

/// For XML 1.0, which has no place for control characters at all.
std::string in_xml(std::string_view text) {
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
      case '\n':
        out += "&#10;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return out;
}

/// For the message of a workflow command; `property` also guards what ends one.
std::string in_command(std::string_view text, bool property) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '%':
        out += "%25";
        break;
      case '\r':
        out += "%0D";
        break;
      case '\n':
        out += "%0A";
        break;
      case ':':
        out += property ? "%3A" : ":";
        break;
      case ',':
        out += property ? "%2C" : ",";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;  // a log is read on terminals
    }
  }
  return out;
}

void annotate(std::string& out, const std::string& what, const std::vector<EvalError>& errors) {
  constexpr std::size_t kMost = 5;  // GitHub shows ten warnings of a step
  for (std::size_t i = 0; i < errors.size() && i < kMost; ++i) {
    const EvalError& error = errors[i];
    std::string message = error.id + ": risk " + decimal(error.risk) + ", level " +
                          std::string(name(error.level)) + ", label " + error.label;
    if (!error.reasons.empty()) message += "; " + error.reasons.front().message;
    out += "::warning file=" + in_command(error.file, true) +
           ",line=" + std::to_string(error.line) + ",title=" + what +
           "::" + in_command(message, false) + "\n";
  }
}

}  // namespace

std::string to_junit(const Findings& findings) {
  const auto undefined = std::ranges::count_if(
      findings.gates, [](const GateResult& gate) { return !gate.figure.has_value(); });
  const auto failed = std::ranges::count_if(
      findings.gates, [](const GateResult& gate) { return gate.figure && !gate.passed; });
  const std::size_t cases = std::max<std::size_t>(findings.gates.size(), 1);
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
      "  <testsuite name=\"waspada eval\" tests=\"" +
      std::to_string(cases) + "\" failures=\"" + std::to_string(failed) + "\" errors=\"" +
      std::to_string(undefined) + "\">\n";
  const std::string open = "    <testcase classname=\"waspada.eval\" name=\"";
  if (findings.gates.empty()) out += open + "measured\"/>\n";
  for (const GateResult& gate : findings.gates) {
    out += open + in_xml(gate.gate.expression) + "\"";
    if (gate.passed) {
      out += "/>\n";
      continue;
    }
    const std::string element = gate.figure ? "failure" : "error";
    out +=
        ">\n      <" + element + " message=\"" + in_xml(describe(gate)) + "\"/>\n    </testcase>\n";
  }
  out += "    <system-out>" + in_xml(findings.headline);
  for (const std::string& note : findings.notes) out += "\n" + in_xml(note);
  return out + "</system-out>\n  </testsuite>\n</testsuites>\n";
}

std::string to_github(const Findings& findings) {
  std::string out;
  for (const GateResult& gate : findings.gates) {
    const std::string text = in_command(gate.gate.expression + ": " + describe(gate), false) + "\n";
    out += (gate.passed ? "::notice title=Gate passed::" : "::error title=Gate failed::") + text;
  }
  out += "::notice title=waspada eval::" + in_command(findings.headline, false) + "\n";
  for (const std::string& note : findings.notes) {
    out += "::warning title=waspada eval::" + in_command(note, false) + "\n";
  }
  annotate(out, "Missed scam", findings.missed);
  annotate(out, "False alarm", findings.false_alarms);
  return out;
}

}  // namespace waspada::cli
