// The control plane.

#ifndef LIVEBERTH_CONTROL_PLANE_HPP
#define LIVEBERTH_CONTROL_PLANE_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <liveberth/check.hpp>
#include <liveberth/effects.hpp>
#include <liveberth/platform.hpp>
#include <liveberth/router.hpp>

namespace liveberth {

/// Every live deployment of a platform, with the nodes and queues they run on.
///
/// It can be moved and not copied; one that was moved from throws at every call. As with the
/// containers of the standard library, any number of threads may call its const functions at once
/// while none calls another.
class ControlPlane {
public:
    /// A control plane without nodes, queues or deployments.
    ///
    /// The settings are an object of `limits`, `policy` and `placementPolicy`, each of which may be
    /// left out.
    explicit ControlPlane(std::optional<std::string_view> settings = std::nullopt)
        : ControlPlane(made_from(settings))
    {
    }

    /// A control plane from what `save` gave.
    ///
    /// After a restart a host then carries out what `resume` answers.
    static ControlPlane restore(std::string_view saved)
    {
        return ControlPlane(detail::handle_of(::liveberth_control_plane_restore, saved.data(),
                                              saved.size()));
    }

    /// Takes one input, such as {"type": "tick"}, and answers the effects to carry out in their
    /// order. `now_ms` is milliseconds on the host's clock.
    std::string step(std::uint64_t now_ms, std::string_view input)
    {
        return detail::text_of(::liveberth_control_plane_step, handle_.get(), now_ms, input.data(),
                               input.size());
    }

    /// The same with effects that can be asked one by one.
    Effects take(std::uint64_t now_ms, std::string_view input)
    {
        return effects_of(::liveberth_control_plane_step_text, now_ms, input.data(), input.size());
    }

    /// Creates a deployment, as an accepted report of a request to create one says.
    Effects create(std::uint64_t now_ms, std::string_view rid, std::string_view project,
                   const Report& report)
    {
        return effects_of(::liveberth_control_plane_create, now_ms, rid.data(), rid.size(),
                          project.data(), project.size(), report.get());
    }

    /// Replaces a deployment's configuration by that of an accepted report.
    Effects replace(std::uint64_t now_ms, std::string_view rid, const Report& report)
    {
        return effects_of(::liveberth_control_plane_replace, now_ms, rid.data(), rid.size(),
                          report.get());
    }

    /// Switches a deployment off.
    Effects disable(std::uint64_t now_ms, std::string_view rid)
    {
        return effects_of(::liveberth_control_plane_disable, now_ms, rid.data(), rid.size());
    }

    /// Switches a deployment on, or has a failed one try again.
    Effects start(std::uint64_t now_ms, std::string_view rid)
    {
        return effects_of(::liveberth_control_plane_start, now_ms, rid.data(), rid.size());
    }

    /// Says that a replica answers its readiness probe.
    Effects replica_ready(std::uint64_t now_ms, std::uint64_t replica, std::uint32_t attempt)
    {
        return effects_of(::liveberth_control_plane_replica_ready, now_ms, replica, attempt);
    }

    /// Says that a replica no longer answers its readiness probe.
    Effects replica_unready(std::uint64_t now_ms, std::uint64_t replica, std::uint32_t attempt)
    {
        return effects_of(::liveberth_control_plane_replica_unready, now_ms, replica, attempt);
    }

    /// Says that a replica's process ended by itself; whether another try may help.
    Effects replica_exited(std::uint64_t now_ms, std::uint64_t replica, std::uint32_t attempt,
                           std::string_view reason, bool retryable)
    {
        return effects_of(::liveberth_control_plane_replica_exited, now_ms, replica, attempt,
                          reason.data(), reason.size(), retryable);
    }

    /// Says that a replica is gone for certain and holds nothing on its node any more.
    Effects replica_stopped(std::uint64_t now_ms, std::uint64_t replica, std::uint32_t attempt)
    {
        return effects_of(::liveberth_control_plane_replica_stopped, now_ms, replica, attempt);
    }

    /// Has a ready replica run on another node: its replacement starts there first.
    Effects move(std::uint64_t now_ms, std::uint64_t replica, std::string_view node)
    {
        return effects_of(::liveberth_control_plane_move, now_ms, replica, node.data(), node.size());
    }

    /// Says what a deployment is working on: how many requests replicas work on now, how many wait,
    /// and how many are in flight on each replica; one that is left out has none.
    Effects load_sample(std::uint64_t now_ms, std::string_view rid, std::uint64_t running,
                        std::uint64_t queued, const std::vector<::liveberth_in_flight>& in_flight)
    {
        return effects_of(::liveberth_control_plane_load_sample, now_ms, rid.data(), rid.size(),
                          running, queued, in_flight.data(), in_flight.size());
    }

    /// Says that a request came for a deployment that has no replicas.
    Effects request_arrived(std::uint64_t now_ms, std::string_view rid)
    {
        return effects_of(::liveberth_control_plane_request_arrived, now_ms, rid.data(), rid.size());
    }

    /// Says that a node is there, for the first time, again, or with another shape.
    Effects node_up(std::uint64_t now_ms, const Node& node)
    {
        return effects_of(::liveberth_control_plane_node_up, now_ms, node.get());
    }

    /// Says that a node is gone, and with it every replica on it.
    Effects node_down(std::uint64_t now_ms, std::string_view node)
    {
        return effects_of(::liveberth_control_plane_node_down, now_ms, node.data(), node.size());
    }

    /// Has nothing new placed on a node, or again; what runs there stays.
    Effects cordon(std::uint64_t now_ms, std::string_view node, bool on)
    {
        return effects_of(::liveberth_control_plane_cordon, now_ms, node.data(), node.size(), on);
    }

    /// Says that a queue exists, or has changed.
    Effects queue_set(std::uint64_t now_ms, const Queue& queue)
    {
        std::vector<::liveberth_slice> groups;
        for (const std::string_view group : queue.compute_groups) {
            groups.push_back({group.data(), group.size()});
        }
        return effects_of(::liveberth_control_plane_queue_set, now_ms, queue.name.data(),
                          queue.name.size(), queue.kind, queue.limit, queue.order, groups.data(),
                          groups.size());
    }

    /// Says the most that all queues of a kind may be given together, in millicores and in GPUs;
    /// nothing for no limit.
    Effects enrollment_set(std::uint64_t now_ms, std::optional<std::uint64_t> vcpu,
                           std::optional<std::uint64_t> vgpu)
    {
        return effects_of(::liveberth_control_plane_enrollment_set, now_ms,
                          vcpu.value_or(LIVEBERTH_NONE), vgpu.value_or(LIVEBERTH_NONE));
    }

    /// Says which queues a project's replicas are charged to: those without GPUs to `vcpu`, those
    /// with to `vgpu`; without it the project runs none with GPUs.
    Effects project_set(std::uint64_t now_ms, std::string_view project, std::string_view vcpu,
                        std::optional<std::string_view> vgpu = std::nullopt)
    {
        const detail::Lent lent(vgpu);
        return effects_of(::liveberth_control_plane_project_set, now_ms, project.data(),
                          project.size(), vcpu.data(), vcpu.size(), lent.data, lent.length);
    }

    /// Says that a model version was published on a branch. `sequence` is its place in the branch's
    /// history: a lower or equal one than known is old news.
    Effects version_published(std::uint64_t now_ms, std::string_view model, std::string_view branch,
                              std::string_view version, std::uint64_t sequence)
    {
        return effects_of(::liveberth_control_plane_version_published, now_ms, model.data(),
                          model.size(), branch.data(), branch.size(), version.data(),
                          version.size(), sequence);
    }

    /// Every effect that may not have been carried out before a restart.
    Effects resume_effects() const
    {
        return Effects(detail::call<::liveberth_effects*>(
            ::liveberth_control_plane_resume_effects, handle_.get()));
    }

    /// The limits of a project's configurations, as its queues and the nodes stand.
    Limits limits_of(std::string_view project) const
    {
        return Limits(detail::call<::liveberth_limits*>(::liveberth_limits_of_project, handle_.get(),
                                                        project.data(), project.size()));
    }

    /// Hears what a decision of a router has for it; with any other it only lets time pass.
    Effects tell(std::uint64_t now_ms, const Decision& decision)
    {
        return effects_of(::liveberth_control_plane_tell, now_ms, decision.decisions_,
                          decision.index_);
    }

    /// Says that time has passed.
    Effects tick(std::uint64_t now_ms) { return effects_of(::liveberth_control_plane_tick, now_ms); }

    /// How a deployment stands, as numbers.
    ::liveberth_deployment_status deployment_status(std::string_view rid) const
    {
        return detail::call<::liveberth_deployment_status>(
            ::liveberth_control_plane_deployment_status, handle_.get(), rid.data(), rid.size());
    }

    /// When the next tick is due, in milliseconds on the host's clock, to be asked after each step;
    /// nothing while nothing waits for time to pass.
    std::optional<std::uint64_t> next_wake() const
    {
        const auto wake_ms =
            detail::call<std::uint64_t>(::liveberth_control_plane_next_wake, handle_.get());
        return wake_ms == LIVEBERTH_NEVER ? std::nullopt : std::make_optional(wake_ms);
    }

    /// A live deployment's status and everything that explains it.
    std::string status(std::string_view rid) const
    {
        return about(::liveberth_control_plane_status, rid);
    }

    /// A live deployment as the API shows it.
    std::string deployment(std::string_view rid) const
    {
        return about(::liveberth_control_plane_deployment, rid);
    }

    /// What a project's configurations may ask for: the limits to check them with.
    std::string limits(std::string_view project) const
    {
        return about(::liveberth_control_plane_limits, project);
    }

    /// What would become of a configuration, with nothing changed: an object of `project`,
    /// `runtimeConfiguration` and, where wanted, `replicas`, `placementPolicy` and
    /// `consolidationSteps`.
    std::string what_if(std::string_view asked) const
    {
        return about(::liveberth_control_plane_what_if, asked);
    }

    /// How placement policies would place a list of deployments, with nothing changed.
    std::string compare(std::string_view asked) const
    {
        return about(::liveberth_control_plane_compare, asked);
    }

    /// How what runs could be arranged better, with nothing changed: an object of `type`, which is
    /// `freeNode` with a `node`, `fewestNodes`, or `cheapestNodes` with `prices`, which say what a node
    /// of each compute group costs; and `steps`, which says how long to search.
    std::string repack(std::string_view asked) const
    {
        return about(::liveberth_control_plane_repack, asked);
    }

    /// Every live deployment as the API shows it, in the order of their identifiers.
    std::string list() const { return all(::liveberth_control_plane_list); }

    /// Every node and what runs on it, in the order of their names.
    std::string nodes() const { return all(::liveberth_control_plane_nodes); }

    /// Every queue and how full it is, in the order of their names.
    std::string queues() const { return all(::liveberth_control_plane_queues); }

    /// Every effect that may not have been carried out before a restart.
    std::string resume() const { return all(::liveberth_control_plane_resume); }

    /// The whole state, for `restore`.
    std::string save() const { return all(::liveberth_control_plane_save); }

private:
    explicit ControlPlane(detail::Handle handle) noexcept : handle_(std::move(handle)) {}

    static detail::Handle made_from(std::optional<std::string_view> settings)
    {
        const detail::Lent lent(settings);
        return detail::handle_of(::liveberth_control_plane_new, lent.data, lent.length);
    }

    template <typename Function, typename... Arguments>
    Effects effects_of(Function function, Arguments... arguments)
    {
        return Effects(detail::call<::liveberth_effects*>(function, handle_.get(), arguments...));
    }

    template <typename Function>
    std::string about(Function function, std::string_view name) const
    {
        return detail::text_of(function, handle_.get(), name.data(), name.size());
    }

    template <typename Function>
    std::string all(Function function) const
    {
        return detail::text_of(function, handle_.get());
    }

    detail::Handle handle_;
};

} // namespace liveberth

#endif
