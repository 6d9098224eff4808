package liveberth_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"liveberth"
)

const (
	model   = "ri.models.main.model.1"
	version = "ri.models.main.model-version.1"
	request = `{"deploymentType": {"type": "direct", "modelRid": "` + model + `", "branch": "main"},
		"runtimeConfiguration": {"minReplicas": 2, "maxReplicas": 2, "gpu": {"count": 1, "type": "T4"},
		"environmentVariables": {"TOKEN": "hidden"}}}`
)

// host carries out at once what a control plane asks for, in its order, and keeps what it was asked.
type host struct {
	*testing.T
	plane    *liveberth.ControlPlane
	launches []liveberth.Launch
	routes   liveberth.SetRoutes
	status   liveberth.StatusChange
	logs     []liveberth.Log
}

func (host *host) carryOut(nowMillis uint64) func(effects []liveberth.Effect, err error) {
	host.Helper()
	return func(effects []liveberth.Effect, err error) {
		host.Helper()
		must(host.T, err)
		for len(effects) > 0 {
			more, err := host.carryOutOne(nowMillis, effects[0])
			must(host.T, err)
			effects = append(effects[1:], more...)
		}
	}
}

func (host *host) carryOutOne(nowMillis uint64, effect liveberth.Effect) ([]liveberth.Effect, error) {
	switch effect := effect.(type) {
	case liveberth.Launch:
		host.launches = append(host.launches, effect)
		return host.plane.ReplicaReady(nowMillis, effect.Replica, effect.Attempt)
	case liveberth.Stop:
		if effect.GraceMillis != 60_000 {
			host.Errorf("%+v", effect)
		}
		return host.plane.ReplicaStopped(nowMillis, effect.Replica, effect.Attempt)
	case liveberth.Kill:
		return host.plane.ReplicaStopped(nowMillis, effect.Replica, effect.Attempt)
	case liveberth.SetRoutes:
		host.routes = effect
	case liveberth.StatusChange:
		host.status = effect
	case liveberth.Log:
		host.logs = append(host.logs, effect)
	default:
		host.Errorf("an effect that nothing asked for: %#v", effect)
	}
	return nil, nil
}

// platform is a host with a node of two GPUs, queues that lead to it and a model.
func platform(t *testing.T, project string) *host {
	t.Helper()
	plane, err := liveberth.NewControlPlane("")
	must(t, err)
	host := &host{T: t, plane: plane}
	groups := []string{"gpu"}
	for _, step := range []func() ([]liveberth.Effect, error){
		func() ([]liveberth.Effect, error) {
			return plane.NodeUp(0, liveberth.Node{
				Name: "node-1", ComputeGroup: "gpu", CPUMillicores: 16_000, MemoryBytes: 64 << 30,
				GPUs: []liveberth.GPU{{Count: 2, Type: "T4"}}, Zone: "a",
				Labels: map[string]string{"disk": "ssd"},
			})
		},
		func() ([]liveberth.Effect, error) { return plane.EnrollmentSet(0, 16_000, liveberth.NoLimit) },
		func() ([]liveberth.Effect, error) {
			return plane.QueueSet(0, liveberth.Queue{
				Name: "cpu", Kind: liveberth.QueueVCPU, Limit: 16_000, Order: liveberth.StrictFIFO,
				ComputeGroups: groups,
			})
		},
		func() ([]liveberth.Effect, error) {
			return plane.QueueSet(0, liveberth.Queue{
				Name: "gpu", Kind: liveberth.QueueVGPU, Limit: 3, Order: liveberth.BestEffort,
				ComputeGroups: groups,
			})
		},
		func() ([]liveberth.Effect, error) { return plane.ProjectSet(0, project, "cpu", "gpu") },
		func() ([]liveberth.Effect, error) { return plane.VersionPublished(0, model, "main", version, 1) },
	} {
		host.carryOut(0)(step())
	}
	return host
}

func (host *host) wantStatus(rid string, state liveberth.State, reason liveberth.Reason, ready uint32) {
	host.Helper()
	status, err := host.plane.DeploymentStatus(rid)
	must(host.T, err)
	if status.State != state || status.Reason != reason || status.ReadyReplicas != ready {
		host.Errorf("%+v", status)
	}
}

func TestADeploymentLivesByTypedCalls(t *testing.T) {
	scenario := readScenario(t)
	host := platform(t, scenario.Project)
	plane := host.plane
	defer plane.Close()
	limits, err := plane.LimitsOf(scenario.Project)
	must(t, err)
	report, err := liveberth.ReportOfCreateRequest(request, limits)
	must(t, err)
	must(t, limits.Close())
	defer report.Close()

	host.carryOut(1000)(plane.Create(1000, scenario.Rid, scenario.Project, report))
	host.wantStatus(scenario.Rid, liveberth.StateActive, liveberth.ReasonServing, 2)
	if host.status != (liveberth.StatusChange{scenario.Rid, liveberth.StateActive, liveberth.ReasonServing, true}) {
		t.Errorf("%+v", host.status)
	}
	wanted := liveberth.Launch{
		Replica: 1, Attempt: 1, Deployment: scenario.Rid, Node: "node-1", Devices: []uint32{0}, Version: version,
		Resources: report.Configuration.Resources,
	}
	if len(host.launches) != 2 || !reflect.DeepEqual(host.launches[0], wanted) {
		t.Errorf("%+v instead of %+v", host.launches, wanted)
	}
	if len(host.routes.Routes) != 2 || host.routes.Routes[0] != (liveberth.Route{1, 0, 32}) {
		t.Errorf("%+v", host.routes)
	}

	host.carryOut(1100)(plane.Replace(1100, scenario.Rid, report))
	load := liveberth.Load{Running: 3, InFlight: map[uint64]uint32{1: 2, 2: 1}}
	host.carryOut(1200)(plane.LoadSample(1200, scenario.Rid, load))
	host.carryOut(1200)(plane.LoadSample(1200, scenario.Rid, liveberth.Load{}))
	host.carryOut(1200)(plane.RequestArrived(1200, scenario.Rid))
	host.carryOut(1200)(plane.ReplicaUnready(1200, 1, 1))
	host.wantStatus(scenario.Rid, liveberth.StateDegraded, liveberth.ReasonReplicasUnhealthy, 1)
	host.carryOut(1200)(plane.ReplicaReady(1200, 1, 1))
	host.carryOut(1200)(plane.Cordon(1200, "node-1", true))
	host.carryOut(1200)(plane.Cordon(1200, "node-1", false))
	if effects, err := plane.ResumeEffects(); err != nil || len(effects) == 0 {
		t.Errorf("%v, %v", effects, err)
	}

	host.carryOut(1300)(plane.Disable(1300, scenario.Rid))
	nowMillis := uint64(1300)
	for {
		wakeMillis, wakes, err := plane.NextWake()
		must(t, err)
		if !wakes {
			break
		}
		nowMillis = wakeMillis
		host.carryOut(nowMillis)(plane.Tick(nowMillis))
	}
	host.wantStatus(scenario.Rid, liveberth.StateDisabled, liveberth.ReasonDisabled, 0)
	host.carryOut(nowMillis)(plane.Start(nowMillis, scenario.Rid))
	host.wantStatus(scenario.Rid, liveberth.StateActive, liveberth.ReasonServing, 2)

	host.carryOut(nowMillis)(plane.ReplicaExited(nowMillis, 99, 1, "out of memory", true))
	if last := host.logs[len(host.logs)-1]; last.Kind != liveberth.LogKindStaleEvent || last.Replica != 99 {
		t.Errorf("%+v", last)
	}
	host.carryOut(nowMillis)(plane.NodeDown(nowMillis, "node-1"))
	host.wantStatus(scenario.Rid, liveberth.StateStarting, liveberth.ReasonNoCapacity, 0)
	host.carryOut(nowMillis)(plane.Take(nowMillis, string(scenario.Disable)))
	host.wantStatus(scenario.Rid, liveberth.StateDisabled, liveberth.ReasonDisabled, 0)
}

func TestARefusedTypedCallIsAnErrorWithItsStatus(t *testing.T) {
	scenario := readScenario(t)
	host := platform(t, scenario.Project)
	defer host.plane.Close()
	report, err := liveberth.ReportOfCreateRequest("{}", nil)
	must(t, err)
	_, notAccepted := host.plane.Create(1, scenario.Rid, scenario.Project, report)
	_, noReport := host.plane.Create(1, scenario.Rid, scenario.Project, nil)
	_, noForm := host.plane.Replace(1, scenario.Rid, nil)
	_, notFound := host.plane.Disable(1, scenario.Rid)
	_, noReplica := host.plane.Move(1, 7, "node-1")
	_, noNumber := host.plane.QueueSet(1, liveberth.Queue{Name: "q", Kind: 9})
	_, noStatus := host.plane.DeploymentStatus(scenario.Rid)
	_, noProject := host.plane.LimitsOf("ri.a.b.c.d")
	_, noGPU := host.plane.NodeUp(1, liveberth.Node{Name: "n", GPUs: []liveberth.GPU{{1, "T5"}}})
	for wanted, errs := range map[liveberth.Status][]error{
		liveberth.StatusNotAccepted:        {notAccepted},
		liveberth.StatusNullPointer:        {noReport, noForm},
		liveberth.StatusDeploymentNotFound: {notFound, noStatus},
		liveberth.StatusReplicaNotFound:    {noReplica},
		liveberth.StatusUnknownNumber:      {noNumber},
		liveberth.StatusProjectNotFound:    {noProject},
		liveberth.StatusUnknownName:        {noGPU},
	} {
		for _, err := range errs {
			if !errors.Is(err, wanted) {
				t.Errorf("%v instead of %v", err, wanted)
			}
		}
	}
	must(t, report.Close())
	if _, err := host.plane.Create(1, scenario.Rid, scenario.Project, report); !errors.Is(err, liveberth.ErrClosed) {
		t.Errorf("%v", err)
	}
}

func TestAReportHasItsParts(t *testing.T) {
	limits, err := liveberth.NewLimits(`{"gpus": {"T4": 4}}`)
	must(t, err)
	defer limits.Close()
	report, err := liveberth.ReportOfRuntimeConfiguration(
		`{"minReplicas": 0, "maxReplicas": 1, "gpu": {"count": 9, "type": "T4"}}`, limits)
	must(t, err)
	defer report.Close()
	wanted := map[string]any{"providedGpuCount": 9.0, "maxGpuCount": 4.0}
	first := report.Problems()[0]
	if report.OK || report.Configuration != nil || report.Cost != nil ||
		first.Code != liveberth.CodeGPUCountOutOfRange || first.Path != "/gpu/count" ||
		first.Error != "InvalidGpuCount" || !reflect.DeepEqual(first.Parameters, wanted) {
		t.Errorf("%+v", report)
	}
	if _, err := liveberth.NewLimits("]"); !errors.Is(err, liveberth.StatusInvalidLimits) {
		t.Errorf("%v", err)
	}
}

func TestAnAcceptedReportHasItsNormalForm(t *testing.T) {
	report, err := liveberth.ReportOfReplaceRequest(`{"runtimeConfiguration": {"minReplicas": 1, "maxReplicas": 3,
		"cpu": 2.5, "memory": "256MiB", "scalingConfiguration": {"scaleUpLoadThreshold": 0.5,
		"scaleUpDelay": {"value": 1, "unit": "MINUTES"}, "scaleDownDelay": {"value": 1, "unit": "HOURS"}},
		"sources": ["ri.a.b.c.d"], "environmentVariables": {"TOKEN": "hidden"}}}`, nil)
	must(t, err)
	defer report.Close()
	wanted := &liveberth.Configuration{
		MinReplicas: 1, MaxReplicas: 3,
		Resources: liveberth.Resources{
			CPUMillicores: 2500, MemoryBytes: 256 << 20, ThreadCount: 32, Sources: []string{"ri.a.b.c.d"},
			EnvironmentVariables: map[string]liveberth.Secret{"TOKEN": "hidden"},
		},
		Scaling: &liveberth.Scaling{UpLoadThreshold: 0.5, UpDelayMillis: 60_000, DownDelayMillis: 3_600_000},
	}
	if !report.OK || !reflect.DeepEqual(report.Configuration, wanted) {
		t.Errorf("%+v", report.Configuration)
	}
	if report.Cost == nil || report.Cost.AtMaxReplicas != 3*report.Cost.AtMinReplicas {
		t.Errorf("%+v", report.Cost)
	}
	if len(report.Warnings()) == 0 || len(report.Problems()) != 0 {
		t.Errorf("%+v", report.Diagnostics)
	}
	for _, form := range []string{"%v", "%+v", "%#v"} {
		if printed := fmt.Sprintf(form, *report.Configuration); strings.Contains(printed, "hidden") {
			t.Errorf("a secret is printed: %s", printed)
		}
	}
}

func TestEveryReportOfTheCorpusSaysWhatItsTextSays(t *testing.T) {
	calls := map[string]func(string, *liveberth.Limits) (*liveberth.Report, error){
		"runtimeConfiguration": liveberth.ReportOfRuntimeConfiguration,
		"createRequest":        liveberth.ReportOfCreateRequest,
		"replaceRequest":       liveberth.ReportOfReplaceRequest,
	}
	files, err := filepath.Glob("../../core/tests/corpus/*.json")
	must(t, err)
	for _, file := range files {
		var entries []entry
		must(t, json.Unmarshal(read(t, file), &entries))
		for _, entry := range entries {
			var limits *liveberth.Limits
			if entry.Limits != nil {
				limits, err = liveberth.NewLimits(string(entry.Limits))
				must(t, err)
			}
			report, err := calls[entry.Call](entry.document(t), limits)
			must(t, err)
			if text, err := report.Text(); err != nil || text != entry.Answer {
				t.Errorf("%s:\nanswered %s, %v\nwanted   %s", entry.Name, text, err, entry.Answer)
			}
			var answer struct {
				OK          bool
				Diagnostics []struct {
					Path, Code, Message string
					Parameters          map[string]any
				}
			}
			must(t, json.Unmarshal([]byte(entry.Answer), &answer))
			if report.OK != answer.OK || len(report.Diagnostics) != len(answer.Diagnostics) {
				t.Errorf("%s: %+v", entry.Name, report)
				continue
			}
			for i, said := range answer.Diagnostics {
				found := report.Diagnostics[i]
				parameters, err := json.Marshal(found.Parameters)
				must(t, err)
				wanted, err := json.Marshal(said.Parameters)
				must(t, err)
				if found.Path != said.Path || found.Code.String() != said.Code ||
					found.Message != said.Message || string(parameters) != string(wanted) {
					t.Errorf("%s: %+v instead of %+v", entry.Name, found, said)
				}
			}
			must(t, report.Close())
		}
	}
}

func TestPoliciesAreCompared(t *testing.T) {
	scenario := readScenario(t)
	plane := active(t, scenario)
	defer plane.Close()
	wantPart(t, `"best-fit"`)(plane.Compare(`{"deployments": [{"project": "` + scenario.Project +
		`", "runtimeConfiguration": {"minReplicas": 1, "maxReplicas": 1}}], "placementPolicies": ["best-fit"]}`))
}
