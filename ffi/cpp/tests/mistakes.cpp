// What is made of mistakes.

#include <string>
#include <type_traits>

#include "harness.hpp"

using liveberth::ControlPlane;

static_assert(!std::is_copy_constructible_v<ControlPlane>);
static_assert(!std::is_copy_assignable_v<ControlPlane>);
static_assert(std::is_nothrow_move_constructible_v<ControlPlane>);
static_assert(std::is_nothrow_move_assignable_v<ControlPlane>);
static_assert(std::is_nothrow_copy_constructible_v<liveberth::Error>);

namespace {

void use_what_was_moved_from()
{
    ControlPlane plane;
    const ControlPlane taken = std::move(plane);
    check(taken.list() == "[]", "what was moved goes on");
    const auto refused = [](const std::function<void()>& call) {
        check_refused(call, LIVEBERTH_STATUS_NULL_POINTER, "`control_plane` is NULL");
    };
    refused([&] { plane.step(0, "{}"); });
    refused([&] { (void)plane.next_wake(); });
    refused([&] { (void)plane.status("ri.a.b.c.d"); });
    refused([&] { (void)plane.save(); });

    liveberth::Limits limits(R"({"maxReplicas": 1})");
    const liveberth::Limits kept = std::move(limits);
    const auto document = R"({"minReplicas": 1, "maxReplicas": 2})";
    check(!liveberth::Report::of_runtime_configuration(document, &kept).ok(), "limits hold");
    check_refused([&] { liveberth::Report::of_runtime_configuration(document, &limits); },
                  LIVEBERTH_STATUS_NULL_POINTER, "`limits` is NULL");
}

void mix_up_nothing_and_empty()
{
    (void)liveberth::check_runtime_configuration("{}", std::nullopt);
    for (const std::string_view empty : {std::string_view(), std::string_view("")}) {
        check_refused([&] { (void)liveberth::check_runtime_configuration("{}", empty); },
                      LIVEBERTH_STATUS_INVALID_LIMITS, "");
        check(contains(liveberth::check_runtime_configuration(empty), "\"ok\":false"),
              "an empty document has a problem");
    }
}

void give_what_is_no_text()
{
    ControlPlane plane;
    check_refused([&] { plane.step(0, "\xff"); }, LIVEBERTH_STATUS_MALFORMED, "");
    check_refused([&] { (void)plane.status("\xff"); }, LIVEBERTH_STATUS_INVALID_UTF8, "byte 0");
    check_refused([] { (void)ControlPlane::restore("{"); }, LIVEBERTH_STATUS_MALFORMED, "");
    check_refused([] { const ControlPlane made("{"); }, LIVEBERTH_STATUS_MALFORMED, "");
}

// A message is as the library meant it, whatever JSON made of it.
void quote_in_a_name()
{
    const ControlPlane plane;
    const std::string name = "a\"\\\n\t\x01/\xc3\xbc";
    check_refused([&] { (void)plane.status(name); }, LIVEBERTH_STATUS_INVALID_RID, name);
}

} // namespace

void make_mistakes()
{
    use_what_was_moved_from();
    mix_up_nothing_and_empty();
    give_what_is_no_text();
    quote_in_a_name();
}
