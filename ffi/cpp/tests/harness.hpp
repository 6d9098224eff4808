// What the tests need: checks that are counted, and texts to look into.

#ifndef HARNESS_HPP
#define HARNESS_HPP

#include <functional>
#include <iostream>
#include <string_view>

#include <liveberth.hpp>

inline int failed_checks = 0;

// Notes a condition that does not hold, and goes on.
inline void check(bool holds, std::string_view what)
{
    if (!holds) {
        failed_checks++;
        std::cerr << "not so: " << what << '\n';
    }
}

inline bool contains(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

// Notes a call that does not throw an error of this status, whose message has this part.
inline void check_refused(const std::function<void()>& call, liveberth::Status status,
                          std::string_view part)
{
    try {
        call();
        check(false, "the call is refused");
    } catch (const liveberth::Error& error) {
        check(error.status() == status, error.code());
        check(contains(error.what(), part), error.what());
    }
}

// Each part of the tests.
void replay_corpus(const char* path);
void live();
void live_typed();
void make_mistakes();

#endif
