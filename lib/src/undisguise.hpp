#pragma once

namespace waspada::detail {

struct Normalised;

/// Second half of normalise(): restores words that were spaced out
/// (`k a m b o j a`), broken by a mark (`ju*dol`), written in leet (`sl0t`) or
/// stretched (`gajiiii`). Links, e-mail addresses and anything that reads as a
/// number with a unit stay as they are. Each decision looks at the word alone,
/// so that folding a token by itself gives the same text.
void undisguise(Normalised& text);

}  // namespace waspada::detail
