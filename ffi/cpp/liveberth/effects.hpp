// What the host must do after a step.

#ifndef LIVEBERTH_EFFECTS_HPP
#define LIVEBERTH_EFFECTS_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <liveberth/call.hpp>

namespace liveberth {

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
