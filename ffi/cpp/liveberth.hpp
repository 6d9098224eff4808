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
    void operator()(::liveberth_text* text) const noexcept { ::liveberth_text_free(text); }
    void operator()(::liveberth_control_plane* control_plane) const noexcept
    {
        ::liveberth_control_plane_free(control_plane);
    }
};

using Text = std::unique_ptr<::liveberth_text, Free>;
using Handle = std::unique_ptr<::liveberth_control_plane, Free>;

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

/// Makes a call that ends in `out` and `error`, and throws where it fails.
template <typename Out, typename Function, typename... Arguments>
Out call(Function function, Arguments... arguments)
{
    Out out{};
    ::liveberth_text* error = nullptr;
    const Status status = function(arguments..., &out, &error);
    if (status != LIVEBERTH_STATUS_OK) {
        const Text text(error);
        throw Error(status, message_of(view(text)));
    }
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
