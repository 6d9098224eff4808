// liveberth for C++17: the C library with handles that free themselves and errors that are thrown.
//
// Texts go in as std::string_view, in UTF-8, and come out as std::string; they are JSON. A call
// that the library refuses throws liveberth::Error and has changed nothing. A document with
// problems is no such failure: its answer lists every problem. The whole contract is in
// liveberth.h.

#ifndef LIVEBERTH_HPP
#define LIVEBERTH_HPP

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <liveberth.h>

namespace liveberth {

/// How a call ended, as in LIVEBERTH_STATUS_DEPLOYMENT_NOT_FOUND.
using Status = ::liveberth_status;

/// A call that did not succeed, and so has changed nothing.
class Error : public std::runtime_error {
public:
    /// `what` is one line for people, which names the value that is at fault.
    Error(Status status, const std::string& message) : std::runtime_error(message), status_(status)
    {
    }

    /// How the call ended.
    Status status() const noexcept { return status_; }

    /// The name of the failure, the same in every language: "deployment_not_found".
    const char* code() const noexcept { return ::liveberth_status_name(status_); }

private:
    Status status_;
};

namespace detail {

struct Free {
    void operator()(::liveberth_text* it) const noexcept { ::liveberth_text_free(it); }
    void operator()(::liveberth_limits* it) const noexcept { ::liveberth_limits_free(it); }
    void operator()(::liveberth_report* it) const noexcept { ::liveberth_report_free(it); }
    void operator()(::liveberth_effects* it) const noexcept { ::liveberth_effects_free(it); }
    void operator()(::liveberth_node* it) const noexcept { ::liveberth_node_free(it); }
    void operator()(::liveberth_control_plane* it) const noexcept
    {
        ::liveberth_control_plane_free(it);
    }
};

template <typename T>
using Owned = std::unique_ptr<T, Free>;
using Text = Owned<::liveberth_text>;
using Handle = Owned<::liveberth_control_plane>;

inline std::string_view view(::liveberth_slice slice) noexcept
{
    return slice.data == nullptr ? std::string_view() : std::string_view(slice.data, slice.length);
}

inline std::string_view view(const Text& text) noexcept
{
    return {::liveberth_text_data(text.get()), ::liveberth_text_length(text.get())};
}

/// What a JSON escape stands for; `rest` begins behind the backslash and loses the escape.
inline char unescaped(std::string_view& rest)
{
    const char escape = rest.front();
    rest.remove_prefix(1);
    switch (escape) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'u': {
        // The library writes everything but control characters as it is.
        const std::string digits(rest.substr(0, 4));
        rest.remove_prefix(digits.size());
        return static_cast<char>(std::stoi(digits, nullptr, 16));
    }
    default: return escape;
    }
}

/// The message of an error text: {"code": ..., "message": ...}.
inline std::string message_of(std::string_view error)
{
    constexpr std::string_view key = "\"message\":\"";
    const std::size_t start = error.find(key);
    std::string message;
    std::string_view rest;
    if (start != std::string_view::npos) {
        rest = error.substr(start + key.size());
    }
    while (!rest.empty() && rest.front() != '"') {
        const char next = rest.front();
        rest.remove_prefix(1);
        message += next == '\\' && !rest.empty() ? unescaped(rest) : next;
    }
    return message;
}

/// Makes a call that ends in `error`, and throws where it fails.
template <typename Function, typename... Arguments>
void command(Function function, Arguments... arguments)
{
    ::liveberth_text* error = nullptr;
    const Status status = function(arguments..., &error);
    if (status != LIVEBERTH_STATUS_OK) {
        const Text text(error);
        throw Error(status, message_of(view(text)));
    }
}

/// Makes a call that ends in `out` and `error`, and throws where it fails.
template <typename Out, typename Function, typename... Arguments>
Out call(Function function, Arguments... arguments)
{
    Out out{};
    command(function, arguments..., &out);
    return out;
}

/// Makes a call that gives a text.
template <typename Function, typename... Arguments>
std::string text_of(Function function, Arguments... arguments)
{
    const Text text(call<::liveberth_text*>(function, arguments...));
    return std::string(view(text));
}

/// Makes a call that gives a handle.
template <typename Function>
Handle handle_of(Function function, const char* data, std::size_t length)
{
    return Handle(call<::liveberth_control_plane*>(function, data, length));
}

/// An optional text as the library takes it: NULL stands for its default, "" does not.
struct Lent {
    explicit Lent(std::optional<std::string_view> text) noexcept
        : data(text ? (text->data() != nullptr ? text->data() : "") : nullptr),
          length(text ? text->size() : 0)
    {
    }

    const char* data;
    std::size_t length;
};

} // namespace detail

/// The version of the library, such as "0.1.0".
inline std::string_view version() noexcept { return ::liveberth_version(); }

/// Checks a runtime configuration and answers {"ok", "normalized", "cost", "diagnostics"}.
///
/// Without limits those of any platform hold.
inline std::string check_runtime_configuration(
    std::string_view document, std::optional<std::string_view> limits = std::nullopt)
{
    const detail::Lent lent(limits);
    return detail::text_of(::liveberth_check_runtime_configuration, document.data(),
                           document.size(), lent.data, lent.length);
}

/// Checks the body of a request to create a deployment.
inline std::string check_create_request(
    std::string_view document, std::optional<std::string_view> limits = std::nullopt)
{
    const detail::Lent lent(limits);
    return detail::text_of(::liveberth_check_create_request, document.data(), document.size(),
                           lent.data, lent.length);
}

/// Checks the body of a request to replace a deployment's configuration.
inline std::string check_replace_request(
    std::string_view document, std::optional<std::string_view> limits = std::nullopt)
{
    const detail::Lent lent(limits);
    return detail::text_of(::liveberth_check_replace_request, document.data(), document.size(),
                           lent.data, lent.length);
}

/// What a platform permits and what it fills in, read once and used for many checks.
class Limits {
public:
    /// Limits from their JSON; those of any platform without one.
    explicit Limits(std::optional<std::string_view> text = std::nullopt)
    {
        const detail::Lent lent(text);
        handle_.reset(detail::call<::liveberth_limits*>(::liveberth_limits_new, lent.data,
                                                        lent.length));
    }

    /// The handle, for functions of C.
    const ::liveberth_limits* get() const noexcept { return handle_.get(); }

private:
    friend class ControlPlane;
    explicit Limits(::liveberth_limits* handle) noexcept : handle_(handle) {}

    detail::Owned<::liveberth_limits> handle_;
};

/// One problem of a document, or advice on it. Its texts live as long as the report.
struct Diagnostic {
    /// LIVEBERTH_SEVERITY_ERROR, or LIVEBERTH_SEVERITY_WARNING.
    ::liveberth_severity severity;
    /// What is wrong, as in LIVEBERTH_CODE_REQUIRED.
    ::liveberth_code code;
    /// Where: a JSON Pointer, empty for the whole document.
    std::string_view path;
    /// What is wrong, in words for people.
    std::string_view message;
};

/// What a check found: every problem, and what the platform will run if there is none.
class Report {
public:
    /// Checks a runtime configuration. Without limits those of any platform hold.
    static Report of_runtime_configuration(std::string_view document,
                                           const Limits* limits = nullptr)
    {
        return Report(::liveberth_report_of_runtime_configuration, document, limits);
    }

    /// Checks the body of a request to create a deployment.
    static Report of_create_request(std::string_view document, const Limits* limits = nullptr)
    {
        return Report(::liveberth_report_of_create_request, document, limits);
    }

    /// Checks the body of a request to replace a deployment's configuration.
    static Report of_replace_request(std::string_view document, const Limits* limits = nullptr)
    {
        return Report(::liveberth_report_of_replace_request, document, limits);
    }

    /// Whether the document is accepted.
    bool ok() const noexcept { return ::liveberth_report_ok(get()); }

    /// Every diagnostic, errors first.
    std::vector<Diagnostic> diagnostics() const
    {
        std::vector<Diagnostic> all;
        for (std::size_t i = 0; i < ::liveberth_report_count(get()); i++) {
            all.push_back({::liveberth_report_severity(get(), i), ::liveberth_report_code(get(), i),
                           detail::view(::liveberth_report_path(get(), i)),
                           detail::view(::liveberth_report_message(get(), i))});
        }
        return all;
    }

    /// A number of the accepted configuration, defaults filled in; nothing where it is not there.
    std::optional<std::uint64_t> value(::liveberth_field field) const noexcept
    {
        const std::uint64_t value = ::liveberth_report_value(get(), field);
        return value == LIVEBERTH_NONE ? std::nullopt : std::make_optional(value);
    }

    /// The whole report as text.
    std::string text() const { return detail::text_of(::liveberth_report_text, get()); }

    /// The handle, for functions of C.
    const ::liveberth_report* get() const noexcept { return handle_.get(); }

private:
    template <typename Function>
    Report(Function function, std::string_view document, const Limits* limits)
        : handle_(detail::call<::liveberth_report*>(function, document.data(), document.size(),
                                                    limits != nullptr ? limits->get() : nullptr))
    {
    }

    detail::Owned<::liveberth_report> handle_;
};

/// One thing that the host must do. It lives as long as the effects that it is of.
class Effect {
public:
    Effect(const ::liveberth_effects* effects, std::size_t index) noexcept
        : effects_(effects), index_(index)
    {
    }

    /// What it is, as in LIVEBERTH_EFFECT_KIND_LAUNCH.
    ::liveberth_effect_kind kind() const noexcept
    {
        return ::liveberth_effects_kind(effects_, index_);
    }

    /// The replica that it is about.
    std::uint64_t replica() const noexcept { return ::liveberth_effects_replica(effects_, index_); }

    /// The attempt that it is about.
    std::uint32_t attempt() const noexcept { return ::liveberth_effects_attempt(effects_, index_); }

    /// The deployment that it is about.
    std::string_view deployment() const noexcept
    {
        return detail::view(::liveberth_effects_deployment(effects_, index_));
    }

    /// Where a replica is to be launched.
    std::string_view node() const noexcept
    {
        return detail::view(::liveberth_effects_node(effects_, index_));
    }

    /// The numbers on that node of the GPUs that it gets.
    std::vector<std::uint32_t> devices() const
    {
        std::vector<std::uint32_t> all(::liveberth_launch_device_count(effects_, index_));
        for (std::size_t i = 0; i < all.size(); i++) {
            all[i] = ::liveberth_launch_device(effects_, index_, i);
        }
        return all;
    }

    /// The state that a deployment is in from now on.
    ::liveberth_state state() const noexcept { return ::liveberth_effects_state(effects_, index_); }

private:
    const ::liveberth_effects* effects_;
    std::size_t index_;
};

/// What the host must do after a step, in this order. All else of an effect is asked by functions of C.
class Effects {
public:
    explicit Effects(::liveberth_effects* handle) noexcept : handle_(handle) {}

    /// Each effect.
    std::vector<Effect> all() const
    {
        std::vector<Effect> all;
        for (std::size_t i = 0; i < ::liveberth_effects_count(get()); i++) {
            all.emplace_back(get(), i);
        }
        return all;
    }

    /// All effects as text.
    std::string text() const { return detail::text_of(::liveberth_effects_text, get()); }

    /// The handle, for functions of C.
    const ::liveberth_effects* get() const noexcept { return handle_.get(); }

private:
    detail::Owned<::liveberth_effects> handle_;
};

/// A machine: what replicas may use of it and where it belongs.
class Node {
public:
    /// A node without GPUs: its name, which decides between equals, and its compute group.
    Node(std::string_view name, std::string_view compute_group, std::uint64_t cpu_millicores,
         std::uint64_t memory_bytes)
        : handle_(detail::call<::liveberth_node*>(
              ::liveberth_node_new, name.data(), name.size(), compute_group.data(),
              compute_group.size(), cpu_millicores, memory_bytes))
    {
    }

    /// Gives it more GPUs of a type, such as "T4", with the next device numbers.
    Node& add_gpus(std::string_view gpu_type, std::uint32_t count)
    {
        detail::command(::liveberth_node_add_gpus, handle_.get(), gpu_type.data(), gpu_type.size(),
                        count);
        return *this;
    }

    /// Says in which zone it is: machines that fail together.
    Node& zone(std::string_view zone)
    {
        detail::command(::liveberth_node_set_zone, handle_.get(), zone.data(), zone.size());
        return *this;
    }

    /// Gives it a label, which requests may ask for.
    Node& label(std::string_view key, std::string_view value)
    {
        detail::command(::liveberth_node_set_label, handle_.get(), key.data(), key.size(),
                        value.data(), value.size());
        return *this;
    }

    /// The handle, for functions of C.
    const ::liveberth_node* get() const noexcept { return handle_.get(); }

private:
    detail::Owned<::liveberth_node> handle_;
};

/// How much may be used at once, and where.
struct Queue {
    std::string_view name;
    /// LIVEBERTH_QUEUE_KIND_VCPU, or LIVEBERTH_QUEUE_KIND_VGPU.
    ::liveberth_queue_kind kind;
    /// In millicores or GPUs.
    std::uint64_t limit;
    /// As in LIVEBERTH_ADMISSION_ORDER_STRICT_FIFO.
    ::liveberth_admission_order order;
    /// Where its replicas run.
    std::vector<std::string_view> compute_groups;
};

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
    /// `freeNode` with a `node` or `fewestNodes`, and `steps`, which says how long to search.
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
