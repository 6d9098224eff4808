package liveberth_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"liveberth"
)

// scenario is the life of a deployment that every language plays.
type scenario struct {
	Rid      string
	Project  string
	Platform []json.RawMessage
	Create   json.RawMessage
	Disable  json.RawMessage
	Start    json.RawMessage
}

func readScenario(t *testing.T) (scenario scenario) {
	must(t, json.Unmarshal(read(t, "../tests/scenario.json"), &scenario))
	return scenario
}

// step takes one step and at once carries out what it asks for.
func step(t *testing.T, plane *liveberth.ControlPlane, nowMillis uint64, input string) {
	t.Helper()
	answer, err := plane.Step(nowMillis, input)
	must(t, err)
	var effects []struct {
		Type             string
		Replica, Attempt uint64
	}
	must(t, json.Unmarshal([]byte(answer), &effects))
	news := map[string]string{"launch": "replicaReady", "stop": "replicaStopped"}
	for _, effect := range effects {
		if what, known := news[effect.Type]; known {
			step(t, plane, nowMillis, fmt.Sprintf(`{"type":%q,"replica":%d,"attempt":%d}`, what,
				effect.Replica, effect.Attempt))
		}
	}
}

// letTimePass lets time pass until nothing waits for it any more.
func letTimePass(t *testing.T, plane *liveberth.ControlPlane, nowMillis uint64) uint64 {
	for {
		wakeMillis, wakes, err := plane.NextWake()
		must(t, err)
		if !wakes {
			return nowMillis
		}
		if wakeMillis <= nowMillis {
			t.Fatalf("a wake-up at %d does not lie ahead of %d", wakeMillis, nowMillis)
		}
		nowMillis = wakeMillis
		step(t, plane, nowMillis, `{"type":"tick"}`)
	}
}

// active is a control plane whose one deployment is active.
func active(t *testing.T, scenario scenario) *liveberth.ControlPlane {
	plane, err := liveberth.NewControlPlane("")
	must(t, err)
	for _, input := range scenario.Platform {
		step(t, plane, 0, string(input))
	}
	step(t, plane, 1000, string(scenario.Create))
	return plane
}

// wantPart fails unless a call answers a text with this part.
func wantPart(t *testing.T, part string) func(answer string, err error) {
	t.Helper()
	return func(answer string, err error) {
		t.Helper()
		if err != nil || !strings.Contains(answer, part) {
			t.Errorf("no %s in %s, %v", part, answer, err)
		}
	}
}

func TestADeploymentIsCreatedRestartedDisabledAndStarted(t *testing.T) {
	scenario := readScenario(t)
	plane := active(t, scenario)
	wantPart(t, `"state":"ACTIVE"`)(plane.Deployment(scenario.Rid))
	saved, err := plane.Save()
	must(t, err)
	must(t, plane.Close())

	plane, err = liveberth.RestoreControlPlane(saved)
	must(t, err)
	defer plane.Close()
	if again, err := plane.Save(); err != nil || again != saved {
		t.Errorf("restored as %s, %v", again, err)
	}
	wantPart(t, `"type":"setRoutes"`)(plane.Resume())
	step(t, plane, 3000, string(scenario.Disable))
	wantPart(t, `"state":"DISABLED"`)(plane.Deployment(scenario.Rid))
	nowMillis := letTimePass(t, plane, 3000)
	wantPart(t, `"usage":0`)(plane.Queues())
	step(t, plane, nowMillis, string(scenario.Start))
	wantPart(t, `"state":"ACTIVE"`)(plane.Deployment(scenario.Rid))
}

func TestEverythingCanBeRead(t *testing.T) {
	scenario := readScenario(t)
	plane := active(t, scenario)
	defer plane.Close()
	wantPart(t, scenario.Rid)(plane.List())
	wantPart(t, scenario.Rid)(plane.Nodes())
	wantPart(t, `"usage":2`)(plane.Queues())
	wantPart(t, `"readyReplicas":2`)(plane.Status(scenario.Rid))
	wantPart(t, `"gpus":{"T4":2}`)(plane.Limits(scenario.Project))
}

func TestARefusalIsAnErrorWithItsStatus(t *testing.T) {
	scenario := readScenario(t)
	plane := active(t, scenario)
	defer plane.Close()
	_, err := plane.Step(2000, string(scenario.Create))
	if !errors.Is(err, liveberth.StatusDeploymentExists) {
		t.Errorf("%v", err)
	}
	if errors.Is(err, liveberth.StatusDeploymentNotFound) {
		t.Errorf("%v is another", err)
	}
	var failure *liveberth.Error
	if !errors.As(err, &failure) || failure.Code != "deployment_exists" {
		t.Fatalf("%#v", err)
	}
	if !strings.Contains(failure.Message, "`"+scenario.Rid+"`") {
		t.Errorf("%s does not name the deployment", failure.Message)
	}
}

func TestWhatCannotBeReadIsRefused(t *testing.T) {
	makers := map[string]func(string) (*liveberth.ControlPlane, error){
		"new": liveberth.NewControlPlane, "restore": liveberth.RestoreControlPlane,
	}
	for name, maker := range makers {
		if plane, err := maker("{"); plane != nil || !errors.Is(err, liveberth.StatusMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	plane, err := liveberth.NewControlPlane("")
	must(t, err)
	defer plane.Close()
	if _, err := plane.Status("\xff"); !errors.Is(err, liveberth.StatusInvalidUTF8) {
		t.Errorf("%v", err)
	}
}

func TestWhatIsClosedSaysSo(t *testing.T) {
	plane, err := liveberth.NewControlPlane("")
	must(t, err)
	must(t, plane.Close())
	must(t, plane.Close())
	for _, plane := range []*liveberth.ControlPlane{plane, new(liveberth.ControlPlane)} {
		calls := map[string]func() (string, error){
			"step":       func() (string, error) { return plane.Step(0, `{"type":"tick"}`) },
			"status":     func() (string, error) { return plane.Status("") },
			"deployment": func() (string, error) { return plane.Deployment("") },
			"limits":     func() (string, error) { return plane.Limits("") },
			"what if":    func() (string, error) { return plane.WhatIf("") },
			"compare":    func() (string, error) { return plane.Compare("") },
			"repack":     func() (string, error) { return plane.Repack("") },
			"list":       plane.List,
			"nodes":      plane.Nodes,
			"queues":     plane.Queues,
			"resume":     plane.Resume,
			"save":       plane.Save,
			"next wake":  func() (string, error) { _, _, err := plane.NextWake(); return "", err },
		}
		for name, call := range calls {
			if _, err := call(); !errors.Is(err, liveberth.ErrClosed) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestGoroutinesMayCallAndClose(t *testing.T) {
	scenario := readScenario(t)
	plane := active(t, scenario)
	var group sync.WaitGroup
	for range 8 {
		group.Add(1)
		go func() {
			defer group.Done()
			for range 200 {
				_, stepErr := plane.Step(3000, `{"type":"tick"}`)
				_, readErr := plane.Status(scenario.Rid)
				for _, err := range []error{stepErr, readErr} {
					if err != nil && !errors.Is(err, liveberth.ErrClosed) {
						t.Errorf("%v", err)
					}
				}
			}
		}()
	}
	time.Sleep(time.Millisecond)
	must(t, plane.Close())
	group.Wait()
}

func TestWhatNobodyClosedIsFreed(t *testing.T) {
	scenario := readScenario(t)
	forget := func(planes int) int {
		for made := range planes {
			active(t, scenario)
			// The collector does not see how much the library holds.
			if made%50 == 0 {
				runtime.GC()
			}
		}
		time.Sleep(100 * time.Millisecond)
		return residentPages(t)
	}
	before := forget(1000)
	// Held for ever they would be ten times as many.
	if grown := forget(3000) - before; grown > 25_000 {
		t.Errorf("%d pages are still held", grown)
	}
}

// residentPages is how much memory this process holds, where the system says so.
func residentPages(t *testing.T) (pages int) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux says how much memory a process holds")
	}
	var total int
	_, err := fmt.Sscan(string(read(t, "/proc/self/statm")), &total, &pages)
	must(t, err)
	return pages
}
