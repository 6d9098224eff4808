package liveberth_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"liveberth"
)

// entry is one document of the corpus and what is on record of it.
type entry struct {
	Name           string
	Call           string
	Document       string
	DocumentBase64 string
	PadTo          int
	Limits         json.RawMessage
	Answer         string
}

func (entry entry) document(t *testing.T) string {
	document := entry.Document
	if entry.DocumentBase64 != "" {
		bytes, err := base64.StdEncoding.DecodeString(entry.DocumentBase64)
		must(t, err)
		document = string(bytes)
	}
	return document + strings.Repeat(" ", max(0, entry.PadTo-len(document)))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	bytes, err := os.ReadFile(path)
	must(t, err)
	return bytes
}

func TestEveryDocumentOfTheCorpusHasItsAnswer(t *testing.T) {
	calls := map[string]func(document, limits string) (string, error){
		"runtimeConfiguration": liveberth.CheckRuntimeConfiguration,
		"createRequest":        liveberth.CheckCreateRequest,
		"replaceRequest":       liveberth.CheckReplaceRequest,
	}
	files, err := filepath.Glob("../../core/tests/corpus/*.json")
	must(t, err)
	documents := 0
	for _, file := range files {
		var entries []entry
		must(t, json.Unmarshal(read(t, file), &entries))
		for _, entry := range entries {
			answer, err := calls[entry.Call](entry.document(t), string(entry.Limits))
			if err != nil || answer != entry.Answer {
				t.Errorf("%s:\nanswered %s, %v\nwanted   %s", entry.Name, answer, err, entry.Answer)
			}
		}
		documents += len(entries)
	}
	if documents < 100 {
		t.Errorf("the corpus has %d documents", documents)
	}
}

func TestLimitsThatCannotBeReadAreAnError(t *testing.T) {
	_, err := liveberth.CheckRuntimeConfiguration("{}", "{")
	if !errors.Is(err, liveberth.StatusInvalidLimits) {
		t.Errorf("%v", err)
	}
}

func TestAnEmptyDocumentHasAProblem(t *testing.T) {
	answer, err := liveberth.CheckRuntimeConfiguration("", "")
	if err != nil || !strings.Contains(answer, `"ok":false`) {
		t.Errorf("%s, %v", answer, err)
	}
}

func TestTheVersionIsThatOfARelease(t *testing.T) {
	if !regexp.MustCompile(`^\d+\.\d+\.\d+$`).MatchString(liveberth.Version()) {
		t.Errorf("%s", liveberth.Version())
	}
}

func TestEveryStatusIsNamed(t *testing.T) {
	for status, name := range map[liveberth.Status]string{
		liveberth.StatusOK:                 "ok",
		liveberth.StatusDeploymentNotFound: "deployment_not_found",
		liveberth.Status(1 << 31):          "unnumbered",
	} {
		if status.Error() != name {
			t.Errorf("%d is %s instead of %s", uint32(status), status, name)
		}
	}
}

func TestASecretIsPrintedByNobodyWhoHasNotConvertedIt(t *testing.T) {
	variables := map[string]liveberth.Secret{"TOKEN": "hidden"}
	encoded, err := json.Marshal(variables)
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{string(encoded)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		texts = append(texts, fmt.Sprintf(verb, variables["TOKEN"]))
	}
	for _, text := range texts {
		if strings.Contains(text, "hidden") || strings.Contains(text, "68696464656e") {
			t.Errorf("a secret was printed: %s", text)
		}
	}
	if string(variables["TOKEN"]) != "hidden" {
		t.Error("a secret cannot be seen by who wants to")
	}
}

func TestNoLimitsCanBeClosed(t *testing.T) {
	if err := (*liveberth.Limits)(nil).Close(); err != nil {
		t.Error(err)
	}
}
