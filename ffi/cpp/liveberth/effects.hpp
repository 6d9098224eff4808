// What the host must do after a step.

#ifndef LIVEBERTH_EFFECTS_HPP
#define LIVEBERTH_EFFECTS_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <liveberth/call.hpp>

namespace liveberth {

/// Where requests may go.
using Route = ::liveberth_route;

/// One thing that the host must do. It lives as long as the effects that it is of, and so do its texts.
///
/// What an effect of its kind does not have is LIVEBERTH_NONE, 0, false or empty.
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

    /// Where a replica is to be launched, or the other one of a move.
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

    /// Why it is in that state.
    ::liveberth_reason reason() const noexcept
    {
        return ::liveberth_effects_reason(effects_, index_);
    }

    /// Whether a request would be routed to a replica from now on.
    bool is_ready() const noexcept { return ::liveberth_effects_is_ready(effects_, index_); }

    /// Where requests may go from now on, the preferred ones first.
    std::vector<Route> routes() const
    {
        std::vector<Route> all(::liveberth_effects_route_count(effects_, index_));
        for (std::size_t i = 0; i < all.size(); i++) {
            all[i] = ::liveberth_effects_route(effects_, index_, i);
        }
        return all;
    }

    /// How long a replica that is to stop may take.
    std::uint64_t grace_ms() const noexcept
    {
        return ::liveberth_effects_grace_ms(effects_, index_);
    }

    /// What was noticed, as in LIVEBERTH_LOG_KIND_STALE_EVENT.
    ::liveberth_log_kind log_kind() const noexcept
    {
        return ::liveberth_effects_log_kind(effects_, index_);
    }

    /// What the host knew of the cause when a replica exited.
    std::string_view message() const noexcept
    {
        return detail::view(::liveberth_effects_message(effects_, index_));
    }

    /// The model version that a replica serves.
    std::string_view version() const noexcept
    {
        return detail::view(::liveberth_launch_version(effects_, index_));
    }

    /// Processor time of a replica.
    std::uint64_t cpu_millicores() const noexcept
    {
        return ::liveberth_launch_cpu_millicores(effects_, index_);
    }

    /// Memory of a replica.
    std::uint64_t memory_bytes() const noexcept
    {
        return ::liveberth_launch_memory_bytes(effects_, index_);
    }

    /// How many requests a replica serves at once.
    std::uint32_t thread_count() const noexcept
    {
        return ::liveberth_launch_thread_count(effects_, index_);
    }

    /// What a replica may read.
    std::vector<std::string_view> sources() const
    {
        return detail::views(::liveberth_launch_source_count(effects_, index_),
                             [this](std::size_t i) {
                                 return ::liveberth_launch_source(effects_, index_, i);
                             });
    }

    /// The environment variables that a replica starts with, in the order of their names. Their values
    /// may be secrets.
    std::vector<Variable> variables() const
    {
        std::vector<Variable> all;
        for (std::size_t i = 0; i < ::liveberth_launch_variable_count(effects_, index_); i++) {
            all.push_back(
                {detail::view(::liveberth_launch_variable_name(effects_, index_, i)),
                 detail::view(::liveberth_launch_variable_value(effects_, index_, i))});
        }
        return all;
    }

private:
    const ::liveberth_effects* effects_;
    std::size_t index_;
};

/// What the host must do after a step, in this order.
class Effects {
public:
    explicit Effects(::liveberth_effects* handle) noexcept : handle_(handle) {}

    /// Each effect.
    std::vector<Effect> all() const &
    {
        std::vector<Effect> all;
        for (std::size_t i = 0; i < ::liveberth_effects_count(get()); i++) {
            all.emplace_back(get(), i);
        }
        return all;
    }

    /// They would be gone before the first of them is looked at.
    std::vector<Effect> all() const && = delete;

    /// All effects as text.
    std::string text() const { return detail::text_of(::liveberth_effects_text, get()); }

    /// The handle, for functions of C.
    const ::liveberth_effects* get() const noexcept { return handle_.get(); }

private:
    detail::Owned<::liveberth_effects> handle_;
};

} // namespace liveberth

#endif
