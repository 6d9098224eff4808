// Package liveberth makes the decisions behind live deployments of machine-learning models.
//
// It is a thin layer over the C library, whose header liveberth.h has the whole contract. Texts, in
// and out, are JSON in UTF-8. A call that the library refuses returns an [*Error] and has changed
// nothing; a document with problems is no such failure: its answer lists every problem.
package liveberth

// #cgo pkg-config: liveberth-static
// #include <liveberth.h>
import "C"

import (
	"encoding/json"
	"fmt"
	"unsafe"
)

// Status is how a call ended. As an error it is what [errors.Is] looks for:
//
//	errors.Is(err, liveberth.StatusDeploymentNotFound)
type Status uint32

// Error returns the name of the status, the same in every language: "deployment_not_found".
func (status Status) Error() string {
	return C.GoString(C.liveberth_status_name(C.uint32_t(status)))
}

// Error is a call that did not succeed, and so has changed nothing.
type Error struct {
	// Status says how the call ended.
	Status Status `json:"-"`
	// Code is the name of the failure: that of its status.
	Code string `json:"code"`
	// Message is one line for people and names the value that is at fault.
	Message string `json:"message"`
}

// Error returns the code and the message.
func (failure *Error) Error() string {
	return failure.Code + ": " + failure.Message
}

// Unwrap returns the status.
func (failure *Error) Unwrap() error {
	return failure.Status
}

// Version returns the version of the library, such as "0.1.0".
func Version() string {
	return C.GoString(C.liveberth_version())
}

// CheckRuntimeConfiguration checks a runtime configuration and answers
// {"ok", "normalized", "cost", "diagnostics"}. Limits of "" are those of any platform.
func CheckRuntimeConfiguration(document, limits string) (string, error) {
	return text(func(out, failure *textHandle) C.liveberth_status {
		return C.liveberth_check_runtime_configuration(data(document), size(document), data(limits),
			size(limits), out, failure)
	})
}

// CheckCreateRequest checks the body of a request to create a deployment.
func CheckCreateRequest(document, limits string) (string, error) {
	return text(func(out, failure *textHandle) C.liveberth_status {
		return C.liveberth_check_create_request(data(document), size(document), data(limits),
			size(limits), out, failure)
	})
}

// CheckReplaceRequest checks the body of a request to replace a deployment's configuration.
func CheckReplaceRequest(document, limits string) (string, error) {
	return text(func(out, failure *textHandle) C.liveberth_status {
		return C.liveberth_check_replace_request(data(document), size(document), data(limits),
			size(limits), out, failure)
	})
}

// data is where the bytes of a text are, which the library borrows for a call; NULL without any.
func data(text string) *C.char {
	if text == "" {
		return nil
	}
	return (*C.char)(unsafe.Pointer(unsafe.StringData(text)))
}

func size(text string) C.size_t {
	return C.size_t(len(text))
}

// text makes a call that gives a text.
func text(call func(out, failure *textHandle) C.liveberth_status) (string, error) {
	var out, failure textHandle
	status := call(&out, &failure)
	if err := asError(status, failure); err != nil {
		return "", err
	}
	return take(out), nil
}

// asError is the failure of a call, if it is one.
func asError(status C.liveberth_status, text textHandle) error {
	if status == C.LIVEBERTH_STATUS_OK {
		return nil
	}
	failure := &Error{Status: Status(status)}
	if err := json.Unmarshal([]byte(take(text)), failure); err != nil {
		return fmt.Errorf("%w: %w", failure.Status, err)
	}
	return failure
}

// take makes a text of the library one of Go's.
func take(text textHandle) string {
	defer C.liveberth_text_free(text)
	data := unsafe.Pointer(C.liveberth_text_data(text))
	return string(unsafe.Slice((*byte)(data), C.liveberth_text_length(text)))
}

// view is a copy of a text that belongs to a handle.
func view(slice C.struct_liveberth_slice) string {
	return C.GoStringN(slice.data, C.int(slice.length))
}

// texts are copies of so many texts that belong to a handle.
func texts(count C.size_t, at func(i C.size_t) C.struct_liveberth_slice) []string {
	all := make([]string, count)
	for i := range all {
		all[i] = view(at(C.size_t(i)))
	}
	return all
}
