#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <iterator>

#include "mask.hpp"
#include "waspada/render.hpp"

namespace waspada {
namespace {

constexpr std::size_t kQuoteBytes = 90;  // a line of evidence, not a paragraph
constexpr std::size_t kReasonsShown = 8;
constexpr std::size_t kQuotesShown = 2;

struct Words {
  Message headline;
  const char* colour;
};

const Words& words_of(Level level) {
  static const std::array<Words, 5> words = {{
      {{"BUKAN IKLAN - teks ini terbaca bukan sebagai tawaran kerja",
        "NOT AN AD - this text does not read like a job offer"},
       "\033[2m"},
      {{"BELUM CUKUP INFORMASI - teks terlalu pendek untuk dinilai",
        "NOT ENOUGH TO JUDGE - the text is too short to rate"},
       "\033[2m"},
      {{"RISIKO RENDAH - tidak ditemukan ciri yang dikenali; ini bukan jaminan",
        "LOW RISK - no known warning sign found; this is no guarantee"},
       "\033[32m"},
      {{"PERLU DICEK - iklan ini memuat ciri yang perlu dipastikan dulu",
        "CHECK FIRST - this ad has signs that need checking"},
       "\033[33m"},
      {{"RISIKO TINGGI - iklan ini memuat ciri yang sering ada pada penipuan atau perdagangan "
        "orang",
        "HIGH RISK - this ad has signs often seen in fraud or human trafficking"},
       "\033[31m"},
  }};
  return words[static_cast<std::size_t>(level)];
}

const Message& kind_name(const std::string& id) {
  static const std::array<std::pair<std::string_view, Message>, 14> names = {{
      {"scam-centre",
       {"kerja di pusat penipuan daring luar negeri", "work in a scam centre abroad"}},
      {"illegal-placement",
       {"penempatan pekerja migran tanpa prosedur resmi",
        "migrant placement outside the official procedure"}},
      {"bride-order", {"pengantin pesanan", "bride order"}},
      {"fishing-crew", {"perekrutan awak kapal berisiko", "risky ship-crew recruitment"}},
      {"fake-internship", {"magang luar negeri semu", "sham internship abroad"}},
      {"advance-fee", {"pungutan biaya di muka", "advance fee"}},
      {"impersonation", {"mencatut nama pemberi kerja terkenal", "imitating a known employer"}},
      {"task-scam", {"tugas daring dengan deposit", "online tasks with deposits"}},
      {"identity-harvest", {"pengumpulan data pribadi", "harvesting of personal data"}},
      {"money-mule", {"peminjaman rekening", "use of other people's accounts"}},
      {"mlm-bait",
       {"perekrutan berjenjang berkedok lowongan", "recruiting chain dressed as a job"}},
      {"agency-bait", {"penyalur kerja yang memberatkan", "exploitative placement agency"}},
      {"sexual-exploitation", {"berisiko eksploitasi seksual", "risk of sexual exploitation"}},
      {"gambling-operator", {"operator judi daring", "online-gambling operator"}},
  }};
  static const Message unknown;
  const auto at = std::ranges::find(names, id, [](const auto& entry) { return entry.first; });
  return at == names.end() ? unknown : at->second;
}

const Message& limit_name(Limit limit) {
  static const std::array<Message, 7> names = {{
      {"teks dipotong karena terlalu panjang", "the text was cut, it is too long"},
      {"sebagian teks rusak (bukan UTF-8)", "part of the text is damaged (not UTF-8)"},
      {"isi tautan tidak dibuka", "links were read, not opened"},
      {"gambar tidak dibaca", "pictures were not read"},
      {"nomor izin tidak dicocokkan ke daftar resmi", "licence numbers were not looked up"},
      {"nama perusahaan tidak ada dalam daftar lengkap yang diberikan",
       "the firm's name is on none of the complete lists that were given"},
      {"tanpa model teks; hanya aturan", "no text model; rules only"},
  }};
  return names[static_cast<std::size_t>(limit)];
}

/// What is safe to print: control characters, C1 ones too, could drive a terminal and
/// become spaces; marks of direction could turn a line around and go; bytes that are not
/// UTF-8 become U+FFFD.
std::string printable(std::string_view text) {
  std::string out;
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < size;) {
    const std::int32_t begin = at;
    UChar32 c = 0;
    U8_NEXT(reinterpret_cast<const std::uint8_t*>(text.data()), at, size, c);
    if (c < 0) {
      out += "\uFFFD";
    } else if ((U_GET_GC_MASK(c) & (U_GC_CC_MASK | U_GC_ZL_MASK | U_GC_ZP_MASK)) != 0) {
      out += ' ';
    } else if (!u_hasBinaryProperty(c, UCHAR_BIDI_CONTROL)) {
      out += text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin));
    }
  }
  return out;
}

class Report {
 public:
  Report(const Verdict& verdict, std::string_view text, const RenderOptions& options)
      : verdict_(verdict), text_(text), options_(options) {
    if (options.mask) contacts_ = detail::contact_spans(text);
  }

  std::string print() {
    headline();
    kinds();
    list("Alasan", "Reasons", verdict_.reasons);
    list("Yang meringankan", "What speaks for the ad", verdict_.counter);
    limits();
    advice();
    return std::move(out_);
  }

 private:
  [[nodiscard]] const std::string& in(const Message& message) const {
    return options_.language == Language::id ? message.id : message.en;
  }
  [[nodiscard]] const char* in(const char* id, const char* en) const {
    return options_.language == Language::id ? id : en;
  }

  void styled(const char* code, std::string_view text) {
    if (options_.colour) out_ += code;
    out_ += text;
    if (options_.colour) out_ += "\033[0m";
  }

  void heading(const char* id, const char* en) {
    out_ += '\n';
    styled("\033[1m", in(id, en));
    out_ += '\n';
  }

  void headline() {
    const Words& words = words_of(verdict_.level);
    styled(words.colour, in(words.headline));
    out_ += '\n';
    if (verdict_.level < Level::low) return;
    char risk[96];
    std::snprintf(risk, sizeof risk, "%s %.1f %%\n",
                  in("Perkiraan risiko iklan ini:", "Estimated risk of this ad:"),
                  verdict_.risk * 100);
    out_ += risk;
  }

  void kinds() {
    if (verdict_.level < Level::caution || verdict_.kinds.empty()) return;
    out_ += in("Mirip pola: ", "Resembles: ");
    constexpr std::size_t kShown = 3;
    for (std::size_t i = 0; i < std::min(kShown, verdict_.kinds.size()); ++i) {
      if (i != 0 && verdict_.kinds[i].probability < 0.1) break;
      if (i != 0) out_ += "; ";
      out_ += in(kind_name(verdict_.kinds[i].id));
    }
    out_ += '\n';
  }

  /// The reader's own characters, on one line.
  [[nodiscard]] std::string quote(const Span& span) const {
    std::string out = printable(detail::masked(text_, span, contacts_));
    if (out.size() > kQuoteBytes) {
      std::size_t end = kQuoteBytes;
      while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0) == 0x80) --end;
      out = out.substr(0, end) + "...";
    }
    return out;
  }

  void list(const char* id, const char* en, const std::vector<Reason>& all) {
    constexpr double kShownAsZero = 0.005;  // silenced by a gate, or without weight in the fit
    std::vector<Reason> reasons;
    std::ranges::copy_if(all, std::back_inserter(reasons), [](const Reason& reason) {
      return std::abs(reason.contribution) >= kShownAsZero;
    });
    if (reasons.empty()) return;
    heading(id, en);
    for (std::size_t i = 0; i < std::min(kReasonsShown, reasons.size()); ++i) {
      const Reason& reason = reasons[i];
      char weight[32];
      std::snprintf(weight, sizeof weight, "  %+5.2f  ", reason.contribution);
      out_ += weight;
      out_ += in(reason.message);
      styled("\033[2m", " [" + reason.rule + "]");
      out_ += '\n';
      for (std::size_t j = 0; j < std::min(kQuotesShown, reason.spans.size()); ++j) {
        out_ += "         \"";
        styled("\033[1m", quote(reason.spans[j]));
        out_ += "\"\n";
      }
    }
    if (reasons.size() > kReasonsShown) {
      out_ += "  ... +" + std::to_string(reasons.size() - kReasonsShown) + "\n";
    }
  }

  void limits() {
    if (verdict_.limits.empty()) return;
    heading("Tidak dapat diperiksa", "Not checked");
    for (const Limit limit : verdict_.limits) out_ += "  - " + in(limit_name(limit)) + "\n";
  }

  void advice() {
    if (verdict_.level < Level::caution) return;
    heading("Langkah berikutnya", "What to do next");
    std::vector<std::string> shown;
    constexpr std::size_t kAdviceShown = 3;
    for (const Reason& reason : verdict_.reasons) {
      const std::string& text = in(reason.advice);
      if (text.empty() || std::ranges::find(shown, text) != shown.end()) continue;
      if (shown.size() == kAdviceShown) break;
      shown.push_back(text);
    }
    for (const std::string& text : shown) out_ += "  - " + text + "\n";
    out_ += in(
        "  - Jangan mengirim uang, kode OTP, atau dokumen asli sebelum pemberi kerja dipastikan.\n",
        "  - Send no money, one-time codes or original documents before the employer is "
        "confirmed.\n");
    out_ +=
        in("  - Lowongan: Kemnaker 1500630. Luar negeri: siskop2mi.bp2mi.go.id. Darurat: polisi "
           "110.\n",
           "  - Vacancies: Kemnaker 1500630. Overseas: siskop2mi.bp2mi.go.id. Emergency: police "
           "110.\n");
  }

  const Verdict& verdict_;
  std::string_view text_;
  const RenderOptions& options_;
  std::vector<Span> contacts_;
  std::string out_;
};

}  // namespace

std::string level_message(Level level, Language language) {
  const Message& headline = words_of(level).headline;
  return language == Language::id ? headline.id : headline.en;
}

std::string to_text(const Verdict& verdict, std::string_view text, const RenderOptions& options) {
  return Report(verdict, text, options).print();
}

}  // namespace waspada
