// Reports and effects that are asked for their parts, and a life by typed calls.

#include "../../tests/c/platform.h"
#include "harness.hpp"

using liveberth::ControlPlane;
using liveberth::Effects;
using liveberth::Report;

namespace {

// Carries out what effects ask for, at once.
void carry_out(ControlPlane& plane, std::uint64_t now_ms, const Effects& effects)
{
    for (const liveberth::Effect& effect : effects.all()) {
        switch (effect.kind()) {
        case LIVEBERTH_EFFECT_KIND_LAUNCH:
            check(effect.node() == "node-1" && effect.deployment() == RID, "where and what");
            check(effect.devices().size() == 1, "one GPU");
            carry_out(plane, now_ms,
                      plane.replica_ready(now_ms, effect.replica(), effect.attempt()));
            break;
        case LIVEBERTH_EFFECT_KIND_STOP:
            carry_out(plane, now_ms,
                      plane.replica_stopped(now_ms, effect.replica(), effect.attempt()));
            break;
        default:
            break;
        }
    }
}

void report()
{
    const liveberth::Limits limits(R"({"gpus": {"T4": 4}})");
    const auto document = R"({"minReplicas": 0, "maxReplicas": 1, "gpu": {"count": 9}})";
    const Report refused = Report::of_runtime_configuration(document, &limits);
    check(!refused.ok(), "refused");
    const liveberth::Diagnostic first = refused.diagnostics().at(0);
    check(first.code == LIVEBERTH_CODE_GPU_COUNT_OUT_OF_RANGE, "the code");
    check(first.severity == LIVEBERTH_SEVERITY_ERROR, "the severity");
    check(first.path == "/gpu/count" && contains(first.message, "9"), first.message);
    check(!refused.value(LIVEBERTH_FIELD_CPU_MILLICORES), "no value");
    check(refused.text() == liveberth::check_runtime_configuration(
                                document, R"({"gpus": {"T4": 4}})"),
          "the same text");
    check_refused([] { liveberth::Limits("]"); }, LIVEBERTH_STATUS_INVALID_LIMITS, "limits");
}

// One node with two GPUs, queues that lead to it, and a model.
void make_platform(ControlPlane& plane)
{
    liveberth::Node node("node-1", "gpu", 16000, std::uint64_t{64} << 30);
    node.add_gpus("T4", 2).zone("a").label("disk", "ssd");
    check_refused([&] { node.add_gpus("T5", 1); }, LIVEBERTH_STATUS_UNKNOWN_NAME, "T5");
    carry_out(plane, 0, plane.node_up(0, node));
    carry_out(plane, 0, plane.enrollment_set(0, 16000, std::nullopt));
    carry_out(plane, 0, plane.queue_set(0, {"cpu", LIVEBERTH_QUEUE_KIND_VCPU, 16000,
                                            LIVEBERTH_ADMISSION_ORDER_STRICT_FIFO, {"gpu"}}));
    carry_out(plane, 0, plane.queue_set(0, {"gpu", LIVEBERTH_QUEUE_KIND_VGPU, 3,
                                            LIVEBERTH_ADMISSION_ORDER_BEST_EFFORT, {"gpu"}}));
    carry_out(plane, 0, plane.project_set(0, PROJECT, "cpu", "gpu"));
    carry_out(plane, 0, plane.version_published(0, "ri.models.main.model.1", "main",
                                                "ri.models.main.model-version.1", 1));
}

} // namespace

void live_typed()
{
    report();
    ControlPlane plane;
    make_platform(plane);
    const liveberth::Limits limits = plane.limits_of(PROJECT);
    const Report request = Report::of_create_request(create_request, &limits);
    check(request.value(LIVEBERTH_FIELD_GPU_COUNT) == 1, "a value");
    carry_out(plane, 1000, plane.create(1000, RID, PROJECT, request));
    check(plane.deployment_status(RID).state == LIVEBERTH_STATE_ACTIVE, "active");
    check(plane.deployment_status(RID).ready_replicas == 2, "two replicas");
    carry_out(plane, 2000, plane.replace(2000, RID, request));
    carry_out(plane, 2000, plane.load_sample(2000, RID, 3, 0, {{1, 2}, {2, 1}}));
    carry_out(plane, 2000, plane.load_sample(2000, RID, 0, 0, {}));
    carry_out(plane, 2000, plane.request_arrived(2000, RID));
    carry_out(plane, 2000, plane.cordon(2000, "node-1", true));
    carry_out(plane, 2000, plane.cordon(2000, "node-1", false));
    check_refused([&] { plane.move(2000, 99, "node-1"); }, LIVEBERTH_STATUS_REPLICA_NOT_FOUND, "99");
    check(!plane.resume_effects().all().empty(), "effects to carry out again");
    carry_out(plane, 3000, plane.disable(3000, RID));
    while (const auto wake_ms = plane.next_wake()) {
        carry_out(plane, *wake_ms, plane.tick(*wake_ms));
    }
    check(plane.deployment_status(RID).state == LIVEBERTH_STATE_DISABLED, "disabled");
    const Effects effects = plane.start(1000000, RID);
    check(contains(effects.text(), R"("type":"launch")"), "launched again");
    check_refused([&] { plane.create(1000000, RID, PROJECT, request); },
                  LIVEBERTH_STATUS_DEPLOYMENT_EXISTS, RID);
}
