#include "batch.hpp"

#include <glob.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <new>
#include <optional>

#include "batch_report.hpp"
#include "batch_run.hpp"
#include "checkpoint.hpp"
#include "command_error.hpp"
#include "interrupt.hpp"
#include "output.hpp"
#include "pipeline.hpp"
#include "row_sink.hpp"

namespace waspada::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kChunkPosts = 256;
constexpr std::size_t kChunkBytes = std::size_t{1} << 20;
constexpr std::size_t kLevels = std::tuple_size_v<decltype(BatchTotals::levels)>;

/// Patterns that the shell did not replace; a file may be called like one.
std::vector<std::string> expand(const std::vector<std::string>& names) {
  std::vector<std::string> out;
  for (const std::string& file : names) {
    std::error_code status;
    glob_t found{};
    if (file.find_first_of("*?[") == std::string::npos || std::filesystem::exists(file, status) ||
        ::glob(file.c_str(), 0, nullptr, &found) != 0) {
      out.push_back(file);
    } else {
      out.insert(out.end(), found.gl_pathv, found.gl_pathv + found.gl_pathc);
    }
    ::globfree(&found);
  }
  if (out.empty()) out.emplace_back("-");
  return out;
}

bool is_same_file(const std::string& a, const std::string& b) {
  std::error_code status;
  return !a.empty() && !b.empty() && a != "-" && b != "-" &&
         std::filesystem::is_regular_file(a, status) && std::filesystem::equivalent(a, b, status);
}

/// A finished output takes the place of what had its name: not of a file to be read.
void check_outputs(const BatchOptions& options, const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    for (const std::string& output : {options.output, options.rejects}) {
      if (is_same_file(output, file)) throw CommandError(output + ": is an input file as well");
    }
  }
  const bool same_name = !options.output.empty() && options.output == options.rejects;
  if (same_name || is_same_file(options.output, options.rejects)) {
    throw CommandError(options.rejects + ": cannot take both output and rejects");
  }
}

/// 0 when one of them has no size.
std::uint64_t total_size(const std::vector<std::string>& files) {
  std::uint64_t out = 0;
  for (const std::string& file : files) {
    std::error_code status;
    if (!std::filesystem::is_regular_file(file, status)) return 0;
    out += std::filesystem::file_size(file, status);
  }
  return out;
}

std::uint64_t partial_size(const std::string& path) {
  std::error_code status;
  const auto size = std::filesystem::file_size(partial_name(path), status);
  return status ? 0 : size;
}

class Batch {
 public:
  Batch(const BatchOptions& options, const Classifier& classifier, std::vector<std::string> files)
      : options_(options),
        classifier_(classifier),
        context_(context_of(options.context)),
        files_(std::move(files)),
        shard_(options.shard.empty() ? Shard() : *parse_shard(options.shard)),
        format_(output_format(options)),
        run_(describe_run(options, files_, classifier.versions())),
        report_({.quiet = options.quiet || options.filter,
                 .total_bytes = total_size(files_),
                 .line_seconds = options.progress_seconds}),
        checkpoints_(options.output, run_),
        begin_(begin_at()),
        sink_(format_ == PostWriter::Format::sqlite
                  ? make_sqlite_sink(options.output, begin_.output)
                  : make_text_sink(options.output, begin_.output)),
        rejects_(options.rejects, begin_.rejects, report_),
        writer_(format_, !options.shard.empty(), render_options(options.rendering, false)),
        totals_(begin_.totals),
        pipeline_(
            options.threads > 0 ? options.threads
                                : std::max(1U, std::thread::hardware_concurrency()),
            [this](Chunk& chunk) { score(chunk); }, [this](Chunk& chunk) { write(chunk); }),
        chunk_(pipeline_.chunk()) {
    context_.brief = format_ == PostWriter::Format::csv;
    if (begin_.row == 0 && can_resume()) checkpoints_.remove();  // of an older run
  }

  int run() {
    if (begin_.row > 0) {
      report_.note("goes on after row " + std::to_string(begin_.row));
    }
    report_.begin(totals_);
    try {
      for (const std::string& file : files_) {
        if (!interrupted()) read(file);
      }
      submit();
    } catch (const Pipeline::Stopped&) {
      // finish() throws what stopped it
    }
    pipeline_.finish();
    if (interrupted()) return stop();
    sink_->complete(run_, totals_);
    rejects_.close();
    sink_->finish();
    if (can_resume()) checkpoints_.remove();
    if (!options_.shard.empty() && can_resume()) {
      write_shard_record(options_, run_, first_row_ - 1, totals_);
    }
    report_.summary(totals_, text_bytes_);
    if (options_.filter) return unreadable_ > 0 ? kFailure : kRan;
    return totals_.rejected > 0 || unreadable_ > 0 ? kFailure : kRan;
  }

 private:
  /// The state of an unfinished run that this one goes on from; row 0 is the beginning.
  [[nodiscard]] Checkpoint begin_at() {
    if (!options_.resume) return {};
    for (const Checkpoint& checkpoint : checkpoints_.load()) {
      const bool is_text = format_ != PostWriter::Format::sqlite;
      const bool has_output = is_text ? partial_size(options_.output) >= checkpoint.output
                                      : sqlite_position(options_.output) == checkpoint.output;
      if (has_output && partial_size(options_.rejects) >= checkpoint.rejects) return checkpoint;
    }
    return {};
  }

  [[nodiscard]] bool can_resume() const { return can_be_partial(options_.output); }

  /// Ends in the middle, with what is done.
  int stop() {
    if (can_resume()) {
      save();
      report_.summary(totals_, text_bytes_);
      report_.complain("interrupted; what is done is in " + partial_name(options_.output) +
                       ", and --resume goes on with it");
    } else {
      sink_->flush();
      report_.summary(totals_, text_bytes_);
      report_.complain("interrupted after row " + std::to_string(done_row_));
    }
    return kFailure;
  }

  // Reading, on the thread that calls run().

  void read(const std::string& file) {
    try {
      read_posts(file);
    } catch (const CommandError& error) {
      report_.complain(error.what());
      ++unreadable_;
    }
    submit();
  }

  void read_posts(const std::string& file) {
    file_ = file == "-" ? "standard input" : file;
    PostReader::Flow flow{
        .first_row = first_row_,
        .waiting = [this] { submit(); },
        .wanted = [this](std::uint64_t row) { return row > begin_.row && shard_.has(row); },
        .every_line = options_.filter};
    const auto reader = PostReader::open(
        file, options_.posts, [this](const Reject& reject) { add(reject); }, std::move(flow));
    announce(*reader);
    std::string header = writer_.begin(*reader, file_);
    if (begin_.output == 0) chunk_->output += header;
    const std::uint64_t bytes_before = bytes_read_;
    const std::uint64_t text_before = text_bytes_;
    const auto count = [&] {
      bytes_read_ = bytes_before + reader->bytes_read();
      text_bytes_ = text_before + reader->text_bytes();
    };
    try {
      // A row during which the interrupt came may be cut short: it is not done.
      while (!interrupted() && reader->next(post_) && !interrupted()) {
        count();
        add_post();
      }
    } catch (const CommandError&) {  // the rows before count
      first_row_ += reader->rows_read();
      count();
      throw;
    }
    first_row_ += reader->rows_read();
    count();
    if (reader->lines_converted() > 0) {
      report_.note(file_ + ": " + std::to_string(reader->lines_converted()) +
                   " lines are not UTF-8 and read as Windows-1252; --encoding says otherwise");
    }
  }

  void announce(const PostReader& reader) {
    if (!reader.guessed() && reader.wrapping().empty()) return;
    std::string text = file_ + ": read as " + std::string(name(reader.format()));
    if (!reader.wrapping().empty()) text += ", " + reader.wrapping();
    if (reader.guessed()) text += "; --from chooses another format";
    report_.note(text);
  }

  void add_post() {
    if (chunk_->count == chunk_->posts.size()) chunk_->posts.emplace_back();
    chunk_->bytes += post_.raw.size() + post_.text.size() + sizeof(Post);
    for (const auto& column : post_.columns) chunk_->bytes += column.second.size();
    chunk_->last_row = post_.row;
    std::swap(chunk_->posts[chunk_->count++], post_);
    submit_if_full();
  }

  void add(const Reject& reject) {
    if (interrupted()) return;
    chunk_->bytes += reject.raw.size() + sizeof(Reject);
    chunk_->last_row = reject.row;
    chunk_->rejects.push_back(reject);
    submit_if_full();
  }

  void submit_if_full() {
    if (chunk_->count + chunk_->rejects.size() >= kChunkPosts || chunk_->bytes >= kChunkBytes) {
      submit();
    }
  }

  void submit() {
    if (chunk_->count == 0 && chunk_->rejects.empty() && chunk_->output.empty()) return;
    chunk_->file = file_;
    chunk_->bytes_read = bytes_read_;
    pipeline_.submit(std::move(chunk_));
    chunk_ = pipeline_.chunk();
  }

  // Scoring, on any number of threads.

  void score(Chunk& chunk) const {
    chunk.levels.assign(kLevels, 0);
    const std::size_t read_rejects = chunk.rejects.size();
    std::size_t answered = 0;
    for (std::size_t i = 0; i < chunk.count; ++i) {
      if (options_.filter) answer_rejects(chunk, answered, read_rejects, chunk.posts[i].row);
      score(chunk, chunk.posts[i]);
    }
    if (options_.filter) answer_rejects(chunk, answered, read_rejects, chunk.last_row + 1);
    if (chunk.rejects.size() > read_rejects) {
      std::sort(chunk.rejects.begin(), chunk.rejects.end(),
                [](const Reject& a, const Reject& b) { return a.row < b.row; });
    }
  }

  void score(Chunk& chunk, Post& post) const {
    Context context = context_;
    const std::size_t before = chunk.output.size();
    try {
      const auto channel = post.column("channel");
      context.channel =
          (channel ? parse_channel(*channel) : std::nullopt).value_or(context_.channel);
      const Verdict verdict = classifier_.score(post.text, context);
      writer_.append(chunk.output, post, verdict, chunk.file);
      ++chunk.levels[static_cast<std::size_t>(verdict.level)];
      if (verdict.level >= Level::caution && !verdict.kinds.empty()) {
        ++chunk.kinds[verdict.kinds.front().id];
      }
    } catch (const std::bad_alloc&) {  // the row is moved: a copy might not fit either
      chunk.output.resize(before);
      chunk.rejects.push_back({.file = chunk.file,
                               .row = post.row,
                               .line = post.line,
                               .offset = post.offset,
                               .reason = "out of memory",
                               .raw = std::move(post.raw)});
      if (options_.filter) chunk.output += PostWriter::error_line(chunk.rejects.back());
    }
  }

  /// Lines for the rejects before a row, so that every line in has one out.
  static void answer_rejects(Chunk& chunk, std::size_t& answered, std::size_t count,
                             std::uint64_t before) {
    for (; answered < count && chunk.rejects[answered].row < before; ++answered) {
      chunk.output += PostWriter::error_line(chunk.rejects[answered]);
    }
  }

  // Writing, on one thread, in the order of reading.

  void write(const Chunk& chunk) {
    sink_->write(chunk.output);
    sink_->flush();
    if (!options_.filter) {
      for (const Reject& reject : chunk.rejects) {
        rejects_.add(reject, rejects_.has_file() ? writer_.reject_line(reject) : std::string());
      }
    }
    totals_.rejected += chunk.rejects.size();
    totals_.rows += chunk.rejects.size();
    for (std::size_t i = 0; i < kLevels; ++i) {
      totals_.levels[i] += chunk.levels[i];
      totals_.rows += chunk.levels[i];
    }
    for (const auto& [kind, count] : chunk.kinds) totals_.kinds[kind] += count;
    done_row_ = std::max(done_row_, chunk.last_row);
    report_.progress(totals_, chunk.bytes_read);
    if (can_resume_ && Clock::now() - saved_ >= checkpoint_every_) save();
  }

  void save() {
    sink_->before_save();
    rejects_.sync();
    checkpoints_.save({.row = done_row_,
                       .output = sink_->position(),
                       .rejects = rejects_.size(),
                       .totals = totals_});
    sink_->after_save();
    saved_ = Clock::now();
  }

  const BatchOptions& options_;
  const Classifier& classifier_;
  Context context_;
  const std::vector<std::string> files_;
  const Shard shard_;
  const PostWriter::Format format_;
  const nlohmann::ordered_json run_;
  BatchReport report_;
  CheckpointFile checkpoints_;
  const Checkpoint begin_;
  std::unique_ptr<RowSink> sink_;
  RejectLog rejects_;
  PostWriter writer_;

  // Of the writing thread until the pipeline has finished.
  BatchTotals totals_;
  std::uint64_t done_row_ = begin_.row;
  Clock::time_point saved_ = Clock::now();
  const bool can_resume_ = can_resume();
  const std::chrono::duration<double> checkpoint_every_{options_.checkpoint_seconds};

  std::string file_;  ///< Being read, as messages give it.
  Post post_;
  std::uint64_t first_row_ = 1;
  std::uint64_t bytes_read_ = 0;  ///< Of the files themselves.
  std::uint64_t text_bytes_ = 0;  ///< Of what they hold.
  std::uint64_t unreadable_ = 0;  ///< Files.

  Pipeline pipeline_;  ///< Its threads use all of the above: last made, first gone.
  std::unique_ptr<Chunk> chunk_;
};

}  // namespace

PostWriter::Format output_format(const BatchOptions& options) {
  const auto ends = [&](std::string_view end) { return options.output.ends_with(end); };
  const bool named = options.to.empty();
  if (named ? ends(".csv") : options.to == "csv") return PostWriter::Format::csv;
  if (named ? ends(".sqlite") || ends(".db") : options.to == "sqlite") {
    return PostWriter::Format::sqlite;
  }
  return PostWriter::Format::jsonl;
}

int run_batch(const BatchOptions& options, const Classifier& classifier) {
  std::vector<std::string> files = expand(options.files);
  check_outputs(options, files);
  if (options.resume && !can_be_partial(options.output)) {
    throw CommandError("--resume needs a file to go on with; -o FILE names it");
  }
  catch_interrupts();
  return Batch(options, classifier, std::move(files)).run();
}

}  // namespace waspada::cli
