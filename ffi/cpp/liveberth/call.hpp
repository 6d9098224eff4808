// Errors, and how functions of C are called.

#ifndef LIVEBERTH_CALL_HPP
#define LIVEBERTH_CALL_HPP

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
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
    void operator()(::liveberth_request* it) const noexcept { ::liveberth_request_free(it); }
    void operator()(::liveberth_cluster* it) const noexcept { ::liveberth_cluster_free(it); }
    void operator()(::liveberth_placement* it) const noexcept { ::liveberth_placement_free(it); }
    void operator()(::liveberth_router* it) const noexcept { ::liveberth_router_free(it); }
    void operator()(::liveberth_decisions* it) const noexcept { ::liveberth_decisions_free(it); }
};

template <typename T>
using Owned = std::unique_ptr<T, Free>;
using Text = Owned<::liveberth_text>;
using Handle = Owned<::liveberth_control_plane>;

inline std::string_view view(::liveberth_slice slice) noexcept
{
    return slice.data == nullptr ? std::string_view() : std::string_view(slice.data, slice.length);
}

/// So many texts.
template <typename Function>
std::vector<std::string_view> views(std::size_t count, Function at)
{
    std::vector<std::string_view> all;
    for (std::size_t i = 0; i < count; i++) {
        all.push_back(view(at(i)));
    }
    return all;
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

/// An environment variable. Its texts live as long as what it was asked of.
struct Variable {
    std::string_view name;
    std::string_view value;
};

/// The version of the library, such as "0.1.0".
inline std::string_view version() noexcept { return ::liveberth_version(); }

} // namespace liveberth

#endif
