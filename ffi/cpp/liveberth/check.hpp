// Checks, as text and as reports.

#ifndef LIVEBERTH_CHECK_HPP
#define LIVEBERTH_CHECK_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <liveberth/call.hpp>

namespace liveberth {

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
    friend class Report;
    explicit Limits(::liveberth_limits* handle) noexcept : handle_(handle) {}

    /// The handle of limits; NULL without any, for which those that were moved from must not be taken.
    static const ::liveberth_limits* lend(const Limits* limits)
    {
        if (limits == nullptr) {
            return nullptr;
        }
        if (limits->get() == nullptr) {
            throw Error(LIVEBERTH_STATUS_NULL_POINTER, "`limits` is NULL");
        }
        return limits->get();
    }

    detail::Owned<::liveberth_limits> handle_;
};

/// A value that a diagnostic's message names. Its texts live as long as the report.
struct Parameter {
    std::string_view name;
    /// The number, for one of LIVEBERTH_PARAMETER_KIND_NUMBER.
    std::optional<double> number;
    /// The text, or every text of a list; empty for a number.
    std::vector<std::string_view> texts;
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
    /// The API's name of the error; empty for those without one, and for advice.
    std::string_view error_name;
    /// What the message names, by name.
    std::vector<Parameter> parameters;
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
    std::vector<Diagnostic> diagnostics() const &
    {
        std::vector<Diagnostic> all;
        for (std::size_t i = 0; i < ::liveberth_report_count(get()); i++) {
            all.push_back({::liveberth_report_severity(get(), i), ::liveberth_report_code(get(), i),
                           detail::view(::liveberth_report_path(get(), i)),
                           detail::view(::liveberth_report_message(get(), i)),
                           detail::view(::liveberth_report_error_name(get(), i)), parameters(i)});
        }
        return all;
    }

    /// It would be gone with the report.
    std::vector<Diagnostic> diagnostics() const && = delete;

    /// A number of the accepted configuration, defaults filled in; nothing where it is not there.
    std::optional<std::uint64_t> value(::liveberth_field field) const noexcept
    {
        const std::uint64_t value = ::liveberth_report_value(get(), field);
        return value == LIVEBERTH_NONE ? std::nullopt : std::make_optional(value);
    }

    /// The load at or above which a replica is added, from 0 to 1; nothing where none is given.
    std::optional<double> scale_up_load_threshold() const noexcept
    {
        const double threshold = ::liveberth_report_scale_up_load_threshold(get());
        return threshold < 0 ? std::nullopt : std::make_optional(threshold);
    }

    /// The type of its GPUs, such as "T4"; empty for any, or for none.
    std::string_view gpu_type() const & noexcept
    {
        return detail::view(::liveberth_report_gpu_type(get()));
    }

    /// It would be gone with the report.
    std::string_view gpu_type() const && = delete;

    /// Its sources.
    std::vector<std::string_view> sources() const &
    {
        return detail::views(::liveberth_report_source_count(get()), [this](std::size_t i) {
            return ::liveberth_report_source(get(), i);
        });
    }

    /// It would be gone with the report.
    std::vector<std::string_view> sources() const && = delete;

    /// Its environment variables, in the order of their names.
    std::vector<Variable> variables() const &
    {
        std::vector<Variable> all;
        for (std::size_t i = 0; i < ::liveberth_report_variable_count(get()); i++) {
            all.push_back({detail::view(::liveberth_report_variable_name(get(), i)),
                           detail::view(::liveberth_report_variable_value(get(), i))});
        }
        return all;
    }

    /// It would be gone with the report.
    std::vector<Variable> variables() const && = delete;

    /// The model of an accepted request to create a deployment.
    std::string_view model() const & noexcept { return detail::view(::liveberth_report_model(get())); }

    /// It would be gone with the report.
    std::string_view model() const && = delete;

    /// The branch of that model.
    std::string_view branch() const & noexcept
    {
        return detail::view(::liveberth_report_branch(get()));
    }

    /// It would be gone with the report.
    std::string_view branch() const && = delete;

    /// The whole report as text.
    std::string text() const { return detail::text_of(::liveberth_report_text, get()); }

    /// The handle, for functions of C.
    const ::liveberth_report* get() const noexcept { return handle_.get(); }

private:
    template <typename Function>
    Report(Function function, std::string_view document, const Limits* limits)
        : handle_(detail::call<::liveberth_report*>(function, document.data(), document.size(),
                                                    Limits::lend(limits)))
    {
    }

    std::vector<Parameter> parameters(std::size_t of) const
    {
        std::vector<Parameter> all;
        for (std::size_t i = 0; i < ::liveberth_report_parameter_count(get(), of); i++) {
            const bool is_number =
                ::liveberth_report_parameter_kind(get(), of, i) == LIVEBERTH_PARAMETER_KIND_NUMBER;
            const double number = ::liveberth_report_parameter_number(get(), of, i);
            all.push_back({detail::view(::liveberth_report_parameter_name(get(), of, i)),
                           is_number ? std::make_optional(number) : std::nullopt,
                           detail::views(::liveberth_report_parameter_item_count(get(), of, i),
                                         [this, of, i](std::size_t item) {
                                             return ::liveberth_report_parameter_item(get(), of, i,
                                                                                      item);
                                         })});
        }
        return all;
    }

    detail::Owned<::liveberth_report> handle_;
};

} // namespace liveberth

#endif
