#include "scoring.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <iostream>
#include <mutex>
#include <system_error>
#include <thread>

namespace waspada::cli {
namespace {

constexpr std::size_t kChunkPosts = 4096;
constexpr std::size_t kChunkBytes = std::size_t{16} << 20;
constexpr std::size_t kComplaints = 20;  // shown of one file

}  // namespace

Context context_of(const Post& post, const Context& asked) {
  Context out = asked;
  if (const auto channel = post.column("channel")) {
    out.channel = parse_channel(*channel).value_or(asked.channel);
  }
  return out;
}

std::vector<Verdict> score_all(const Classifier& classifier,
                               std::span<const std::string_view> texts,
                               std::span<const Context> contexts, unsigned threads) {
  std::vector<Verdict> out(texts.size());
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::exception_ptr failure;
  const auto work = [&] {
    try {
      for (std::size_t i = next++; i < texts.size(); i = next++) {
        out[i] = classifier.score(texts[i], contexts[i]);
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      failure = std::current_exception();
      next = texts.size();
    }
  };
  {
    std::vector<std::jthread> helpers;
    try {
      const std::size_t count = std::min<std::size_t>(threads, texts.size());
      for (std::size_t i = 1; i < count; ++i) helpers.emplace_back(work);
    } catch (const std::system_error&) {
      // No more threads to be had: those there are do the work.
    }
    work();
  }
  if (failure) std::rethrow_exception(failure);
  return out;
}

void score_file(const Classifier& classifier, const std::string& file, const PostOptions& posts,
                const Scoring& scoring, const PostHandlers& handlers) {
  const auto reader = PostReader::open(file, posts, handlers.reject);
  if (handlers.opened) handlers.opened(*reader);
  std::vector<Post> chunk;
  std::size_t bytes = 0;
  const auto flush = [&] {
    std::vector<std::string_view> texts;
    std::vector<Context> contexts;
    for (const Post& post : chunk) {
      texts.emplace_back(post.text);
      contexts.push_back(context_of(post, scoring.context));
    }
    const auto verdicts = score_all(classifier, texts, contexts, scoring.threads);
    for (std::size_t i = 0; i < chunk.size(); ++i) handlers.take(chunk[i], verdicts[i]);
    chunk.clear();
    bytes = 0;
  };
  for (Post post; reader->next(post); post = {}) {
    if (!handlers.wanted(post)) continue;
    bytes += post.text.size();
    chunk.push_back(std::move(post));
    if (chunk.size() >= kChunkPosts || bytes >= kChunkBytes) flush();
  }
  flush();
}

std::optional<std::string_view> value_of(const Post& post, std::string_view column) {
  const auto found =
      std::ranges::find(post.columns, column, &std::pair<std::string, std::string>::first);
  if (found == post.columns.end() || found->second.empty()) return std::nullopt;
  const auto place = static_cast<std::size_t>(found - post.columns.begin());
  if (place < post.is_json.size() && post.is_json[place] && found->second == "null") {
    return std::nullopt;
  }
  return found->second;
}

Complaints::~Complaints() {
  if (count_ > kComplaints) {
    std::cerr << "waspada: " << file_ << ": " << count_ - kComplaints << " more rows left out\n";
  }
}

void Complaints::add(std::uint64_t line, const std::string& reason) {
  if (++count_ <= kComplaints) {
    std::cerr << "waspada: " << file_ << ':' << line << ": " << reason << '\n';
  }
}

}  // namespace waspada::cli
