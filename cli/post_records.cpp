// What batch writes into an SQLite database; the columns are those of sqlite_sink.cpp.
#include <cmath>

#include "post_writer.hpp"
#include "sqlite_rows.hpp"
#include "waspada/render.hpp"

namespace waspada::cli {
namespace {

/// As many decimals as in JSON output.
double rounded(double value) { return std::round(value * 1e6) / 1e6; }

std::string kinds_json(const Verdict& verdict) {
  std::string out = "[";
  for (const KindScore& kind : verdict.kinds) {
    if (out.size() > 1) out += ',';
    append_json_string(out, kind.id);
  }
  return out + "]";
}

std::string limits_json(const Verdict& verdict) {
  std::string out = "[";
  for (const Limit limit : verdict.limits) {
    if (out.size() > 1) out += ',';
    append_json_string(out, name(limit));
  }
  return out + "]";
}

}  // namespace

void PostWriter::append_records(std::string& out, const Post& post, const Verdict& verdict,
                                const std::string& file) const {
  const auto part = [&](Span span) {
    return rendering_.mask ? mask_contacts(post.text, span)
                           : post.text.substr(span.begin, span.end - span.begin);
  };
  std::string input;
  append_input(input, post);
  SqliteRecord record(out, SqliteTable::verdicts);
  record.integer(post.row).text(post.id).text(file).integer(post.line).integer(post.offset);
  record.text(name(verdict.level)).real(rounded(verdict.risk)).real(rounded(verdict.log_odds));
  record.text_or_null(verdict.kinds.empty() ? std::string() : verdict.kinds.front().id);
  record.text(kinds_json(verdict));
  if (verdict.model) {
    record.real(rounded(verdict.model->probability));
  } else {
    record.null();
  }
  record.text(limits_json(verdict)).text(part({0, post.text.size()})).text(input);

  std::uint64_t number = 0;
  for (const auto* reasons : {&verdict.reasons, &verdict.counter}) {
    for (const Reason& reason : *reasons) {
      SqliteRecord row(out, SqliteTable::reasons);
      row.integer(post.row).integer(++number).text(reason.rule).text(reason.kind);
      row.text(name(reason.severity)).real(rounded(reason.contribution));
      if (reason.spans.empty()) {
        row.null().null().null();
      } else {
        const Span first = reason.spans.front();
        row.integer(first.begin).integer(first.end).text(part(first));
      }
      row.text(rendering_.language == Language::en ? reason.message.en : reason.message.id);
    }
  }
  number = 0;
  for (const Fact& fact : verdict.facts) {
    SqliteRecord row(out, SqliteTable::facts);
    row.integer(post.row).integer(++number).text(fact.kind).text_or_null(fact.type);
    row.text(rendering_.mask ? mask_contacts(fact.value) : fact.value);
    row.integer(fact.span.begin).integer(fact.span.end);
    if (fact.kind == "money") {
      row.real(fact.amount).real(fact.amount_max);
    } else {
      row.null().null();
    }
    row.text_or_null(fact.period).text_or_null(fact.payer);
  }
}

}  // namespace waspada::cli
