// A deployment from create to active, through a restart of the host, to disabled.

#include <regex>
#include <string>
#include <thread>
#include <vector>

#include "../../tests/c/platform.h"
#include "harness.hpp"

using liveberth::ControlPlane;

namespace {

// Takes one step and at once carries out what it asks for.
void step(ControlPlane& plane, std::uint64_t now_ms, const std::string& input)
{
    static const std::regex launch_or_stop(
        R"re("type":"(launch|stop)",("replica":\d+,"attempt":\d+))re");
    const std::string effects = plane.step(now_ms, input);
    auto effect = std::sregex_iterator(effects.begin(), effects.end(), launch_or_stop);
    for (; effect != std::sregex_iterator(); ++effect) {
        const std::string news = (*effect)[1] == "launch" ? "replicaReady" : "replicaStopped";
        step(plane, now_ms, R"({"type":")" + news + "\"," + (*effect)[2].str() + "}");
    }
}

// Lets time pass until nothing waits for it any more.
std::uint64_t let_time_pass(ControlPlane& plane, std::uint64_t now_ms)
{
    while (const auto wake_ms = plane.next_wake()) {
        check(*wake_ms > now_ms, "a wake-up lies ahead");
        now_ms = *wake_ms;
        step(plane, now_ms, R"({"type":"tick"})");
    }
    return now_ms;
}

// A control plane whose one deployment is active.
ControlPlane active()
{
    ControlPlane plane;
    for (const char* input : platform) {
        step(plane, 0, input);
    }
    step(plane, 1000, create);
    check(contains(plane.deployment(RID), R"("state":"ACTIVE")"), "active");
    return plane;
}

void read(const ControlPlane& plane)
{
    check(contains(plane.list(), RID), "list");
    check(contains(plane.nodes(), RID), "nodes");
    check(contains(plane.queues(), R"("usage":2)"), "queues");
    check(contains(plane.status(RID), R"("readyReplicas":2)"), "status");
    check(contains(plane.limits(PROJECT), R"("gpus":{"T4":2})"), "limits");
    const std::string asked = std::string(R"({"project":")") + PROJECT +
                              R"(","runtimeConfiguration":{"minReplicas":0,"maxReplicas":1,)"
                              R"("gpu":{"count":9}}})";
    check(contains(plane.what_if(asked), R"("startsNow":false)"), "what if");
    check(contains(plane.resume(), R"("type":"setRoutes")"), "resume");
}

// The const functions may run side by side.
void read_on_threads(const ControlPlane& plane)
{
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; i++) {
        threads.emplace_back([&plane] {
            for (int times = 0; times < 200; times++) {
                (void)plane.status(RID);
                (void)plane.save();
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
}

} // namespace

void live()
{
    ControlPlane plane = active();
    read(plane);
    read_on_threads(plane);
    check_refused([&] { plane.step(2000, create); }, LIVEBERTH_STATUS_DEPLOYMENT_EXISTS,
                  "`" RID "`");

    const std::string saved = plane.save();
    plane = ControlPlane::restore(saved);
    check(plane.save() == saved, "a restored control plane is as it was");
    step(plane, 3000, disable);
    check(contains(plane.deployment(RID), R"("state":"DISABLED")"), "disabled");
    const std::uint64_t now_ms = let_time_pass(plane, 3000);
    check(!contains(plane.queues(), R"("usage":2)"), "what it held is given back");
    step(plane, now_ms, start);
    check(contains(plane.deployment(RID), R"("state":"ACTIVE")"), "active again");
}
