package liveberth

// #include <liveberth.h>
import "C"

// Report is what a check found: every problem, and what the platform will run if there is none.
//
// It is made by [ReportOfRuntimeConfiguration] and its like, and given to [ControlPlane.Create]. Its
// fields stay as they are when it is closed.
type Report struct {
	// OK says whether the document is accepted.
	OK bool
	// Diagnostics are the problems, and behind them the advice.
	Diagnostics []Diagnostic
	// Configuration is what the platform will run; nil where the document is not accepted.
	Configuration *Configuration
	// Cost is what it will cost; nil where nothing is accepted or the rate of the GPUs is not known.
	Cost *Cost
	// Model is what an accepted request to create a deployment is for.
	Model string
	// Branch is what such a request follows.
	Branch string

	owner owner[reportHandle]
}

// Diagnostic is one problem of a document, or advice on it.
type Diagnostic struct {
	Severity Severity
	// Code is what is wrong.
	Code Code
	// Path is where: a JSON Pointer (RFC 6901), "" for the whole document.
	Path string
	// Message is what is wrong, in words for people.
	Message string
	// Error is the name of the error that the API answers to this problem; "" for advice.
	Error string
	// Parameters are the figures and names that it is about, by their names: each a float64, a string
	// or a []string.
	Parameters map[string]any
}

// Severity is how much a diagnostic matters.
type Severity uint32

// Code is what is wrong with a document.
type Code uint32

// String returns the name that a report's text has, as in "gpu_count_out_of_range".
func (code Code) String() string {
	return C.GoString(C.liveberth_code_name(C.uint32_t(code)))
}

// ReportOfRuntimeConfiguration checks a runtime configuration. A document with problems is no failure.
func ReportOfRuntimeConfiguration(document string, limits *Limits) (*Report, error) {
	return reportOf(limits, func(
		limits limitsHandle, out *reportHandle, failure *textHandle,
	) C.liveberth_status {
		return C.liveberth_report_of_runtime_configuration(data(document), size(document), limits,
			out, failure)
	})
}

// ReportOfCreateRequest checks the body of a request to create a deployment.
func ReportOfCreateRequest(document string, limits *Limits) (*Report, error) {
	return reportOf(limits, func(
		limits limitsHandle, out *reportHandle, failure *textHandle,
	) C.liveberth_status {
		return C.liveberth_report_of_create_request(data(document), size(document), limits, out,
			failure)
	})
}

// ReportOfReplaceRequest checks the body of a request to replace a deployment's configuration.
func ReportOfReplaceRequest(document string, limits *Limits) (*Report, error) {
	return reportOf(limits, func(
		limits limitsHandle, out *reportHandle, failure *textHandle,
	) C.liveberth_status {
		return C.liveberth_report_of_replace_request(data(document), size(document), limits, out,
			failure)
	})
}

// Problems are the diagnostics for which the document is refused.
func (report *Report) Problems() []Diagnostic {
	return report.of(SeverityError)
}

// Warnings are the diagnostics that are advice.
func (report *Report) Warnings() []Diagnostic {
	return report.of(SeverityWarning)
}

// Text answers the whole report: the same bytes as [CheckRuntimeConfiguration] and its like.
func (report *Report) Text() (answer string, err error) {
	err = report.owner.read(func(handle reportHandle) (err error) {
		answer, err = text(func(out, failure *textHandle) C.liveberth_status {
			return C.liveberth_report_text(handle, out, failure)
		})
		return err
	})
	return answer, err
}

// Close frees what the library holds of the report.
func (report *Report) Close() error {
	report.owner.close()
	return nil
}

// use makes a call with the report; nil gives it NULL.
func (report *Report) use(call func(reportHandle) error) error {
	if report == nil {
		return call(nil)
	}
	return report.owner.read(call)
}

func (report *Report) of(severity Severity) (found []Diagnostic) {
	for _, diagnostic := range report.Diagnostics {
		if diagnostic.Severity == severity {
			found = append(found, diagnostic)
		}
	}
	return found
}

// reportOf makes a call that gives a report, and reads it.
func reportOf(
	limits *Limits,
	call func(limits limitsHandle, out *reportHandle, failure *textHandle) C.liveberth_status,
) (*Report, error) {
	var out reportHandle
	err := limits.use(func(limits limitsHandle) error {
		var failure textHandle
		return asError(call(limits, &out, &failure), failure)
	})
	if err != nil {
		return nil, err
	}
	report := &Report{
		OK:            bool(C.liveberth_report_ok(out)),
		Diagnostics:   diagnosticsOf(out),
		Configuration: configurationOf(out),
		Cost:          costOf(out),
		Model:         view(C.liveberth_report_model(out)),
		Branch:        view(C.liveberth_report_branch(out)),
	}
	report.owner.own(out, func(handle reportHandle) { C.liveberth_report_free(handle) })
	return report, nil
}

func diagnosticsOf(report reportHandle) []Diagnostic {
	diagnostics := make([]Diagnostic, C.liveberth_report_count(report))
	for i := range diagnostics {
		at := C.size_t(i)
		diagnostics[i] = Diagnostic{
			Severity:   Severity(C.liveberth_report_severity(report, at)),
			Code:       Code(C.liveberth_report_code(report, at)),
			Path:       view(C.liveberth_report_path(report, at)),
			Message:    view(C.liveberth_report_message(report, at)),
			Error:      view(C.liveberth_report_error_name(report, at)),
			Parameters: parametersOf(report, at),
		}
	}
	return diagnostics
}

func parametersOf(report reportHandle, at C.size_t) map[string]any {
	parameters := map[string]any{}
	for i := range C.liveberth_report_parameter_count(report, at) {
		count := C.liveberth_report_parameter_item_count(report, at, i)
		items := texts(count, func(item C.size_t) C.struct_liveberth_slice {
			return C.liveberth_report_parameter_item(report, at, i, item)
		})
		var value any
		switch C.liveberth_report_parameter_kind(report, at, i) {
		case C.LIVEBERTH_PARAMETER_KIND_NUMBER:
			value = float64(C.liveberth_report_parameter_number(report, at, i))
		case C.LIVEBERTH_PARAMETER_KIND_TEXT:
			value = items[0]
		default:
			value = items
		}
		parameters[view(C.liveberth_report_parameter_name(report, at, i))] = value
	}
	return parameters
}
