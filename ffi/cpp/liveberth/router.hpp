// Which replica a request goes to.

#ifndef LIVEBERTH_ROUTER_HPP
#define LIVEBERTH_ROUTER_HPP

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <liveberth/call.hpp>
#include <liveberth/effects.hpp>

namespace liveberth {

/// One thing to do about a request. It lives as long as the decisions that it is of.
class Decision {
public:
    Decision(const ::liveberth_decisions* decisions, std::size_t index) noexcept
        : decisions_(decisions), index_(index)
    {
    }

    /// What it is, as in LIVEBERTH_DECISION_KIND_FORWARD.
    ::liveberth_decision_kind kind() const noexcept
    {
        return ::liveberth_decisions_kind(decisions_, index_);
    }

    /// The request that it is about.
    std::uint64_t request() const noexcept
    {
        return ::liveberth_decisions_request(decisions_, index_);
    }

    /// The replica that it is about.
    std::uint64_t replica() const noexcept
    {
        return ::liveberth_decisions_replica(decisions_, index_);
    }

    /// Why a request is refused.
    ::liveberth_refusal refusal() const noexcept
    {
        return ::liveberth_decisions_refusal(decisions_, index_);
    }

    /// The deployment that the control plane is to hear of.
    std::string_view deployment() const noexcept
    {
        return detail::view(::liveberth_decisions_deployment(decisions_, index_));
    }

private:
    friend class ControlPlane;

    const ::liveberth_decisions* decisions_;
    std::size_t index_;
};

/// What to do about requests, in this order.
class Decisions {
public:
    explicit Decisions(::liveberth_decisions* handle) noexcept : handle_(handle) {}

    /// Each decision.
    std::vector<Decision> all() const &
    {
        std::vector<Decision> all;
        for (std::size_t i = 0; i < ::liveberth_decisions_count(get()); i++) {
            all.emplace_back(get(), i);
        }
        return all;
    }

    /// They would be gone before the first of them is looked at.
    std::vector<Decision> all() const && = delete;

    /// The handle, for functions of C.
    const ::liveberth_decisions* get() const noexcept { return handle_.get(); }

private:
    detail::Owned<::liveberth_decisions> handle_;
};

/// How a router treats requests; nothing for a default.
struct RouterSettings {
    /// When a request is answered at the latest, counted from its arrival; 300000 by default.
    std::optional<std::uint64_t> inference_timeout_ms;
    /// How many requests of one deployment wait at once; 1000 by default.
    std::optional<std::uint64_t> max_pending_requests;
    /// How often the control plane hears of loads; every 10000 by default.
    std::optional<std::uint64_t> sample_interval_ms;
};

/// Says which replica a request goes to: beside the control plane, and never saved.
///
/// It can be moved and not copied. Any number of threads may call its const functions at once while
/// none calls another.
class Router {
public:
    /// A router without requests.
    explicit Router(const RouterSettings& settings = {})
        : handle_(detail::call<::liveberth_router*>(
              ::liveberth_router_new, settings.inference_timeout_ms.value_or(LIVEBERTH_NONE),
              settings.max_pending_requests.value_or(LIVEBERTH_NONE),
              settings.sample_interval_ms.value_or(LIVEBERTH_NONE)))
    {
    }

    /// Hears of an effect: where requests may go, or how a deployment stands. All others change
    /// nothing.
    Decisions take(std::uint64_t now_ms, const Effects& effects, std::size_t index)
    {
        return decisions_of(::liveberth_router_take, now_ms, effects.get(), index);
    }

    /// A request has arrived; its number is higher than every one before.
    Decisions arrived(std::uint64_t now_ms, std::uint64_t request, std::string_view deployment)
    {
        return decisions_of(::liveberth_router_arrived, now_ms, request, deployment.data(),
                            deployment.size());
    }

    /// A request is answered, or its caller has gone.
    Decisions finished(std::uint64_t now_ms, std::uint64_t request)
    {
        return decisions_of(::liveberth_router_finished, now_ms, request);
    }

    /// Time has passed: due at `next_wake`, harmless at any time.
    Decisions tick(std::uint64_t now_ms) { return decisions_of(::liveberth_router_tick, now_ms); }

    /// When the next tick is due, to be asked after each call; nothing while nothing waits for time
    /// to pass.
    std::optional<std::uint64_t> next_wake() const
    {
        const auto wake_ms = detail::call<std::uint64_t>(::liveberth_router_next_wake, handle_.get());
        return wake_ms == LIVEBERTH_NEVER ? std::nullopt : std::make_optional(wake_ms);
    }

    /// How many requests are under way.
    std::size_t count() const noexcept { return ::liveberth_router_count(handle_.get()); }

    /// The handle, for functions of C.
    const ::liveberth_router* get() const noexcept { return handle_.get(); }

private:
    template <typename Function, typename... Arguments>
    Decisions decisions_of(Function function, Arguments... arguments)
    {
        return Decisions(
            detail::call<::liveberth_decisions*>(function, handle_.get(), arguments...));
    }

    detail::Owned<::liveberth_router> handle_;
};

} // namespace liveberth

#endif
