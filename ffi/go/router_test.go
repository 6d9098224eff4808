package liveberth_test

import (
	"reflect"
	"testing"

	"liveberth"
)

// service is a router that knows of two replicas, one request for each.
func service(t *testing.T, settings liveberth.RouterSettings) *liveberth.Router {
	t.Helper()
	router, err := liveberth.NewRouter(settings)
	must(t, err)
	t.Cleanup(func() { router.Close() })
	for _, effect := range []liveberth.Effect{
		liveberth.StatusChange{Deployment: rid, State: liveberth.StateActive, Ready: true},
		liveberth.SetRoutes{Deployment: rid, Routes: []liveberth.Route{{7, 0, 1}, {8, 1, 1}}},
		liveberth.Kill{Replica: 9, Attempt: 1},
	} {
		decided(t, nil)(router.Take(1000, effect))
	}
	return router
}

const rid = "ri.foundry-ml-live.main.live-deployment.1"

// decided holds what is decided about requests against what is wanted.
func decided(t *testing.T, want []liveberth.Decision) func([]liveberth.Decision, error) {
	t.Helper()
	return func(decisions []liveberth.Decision, err error) {
		t.Helper()
		must(t, err)
		var found []liveberth.Decision
		for _, decision := range decisions {
			if _, isTell := decision.(liveberth.Tell); !isTell {
				found = append(found, decision)
			}
		}
		if !reflect.DeepEqual(found, want) {
			t.Errorf("%#v", found)
		}
	}
}

func TestRequestsGoToReplicasWaitAndAreRefused(t *testing.T) {
	router := service(t, liveberth.RouterSettings{MaxPendingRequests: 1})
	decided(t, []liveberth.Decision{liveberth.Forward{1, 7}})(router.Arrived(1000, 1, rid))
	decided(t, []liveberth.Decision{liveberth.Forward{2, 8}})(router.Arrived(1000, 2, rid))
	decided(t, []liveberth.Decision{liveberth.Wait{3}})(router.Arrived(1000, 3, rid))
	decided(t, []liveberth.Decision{liveberth.Refuse{4, liveberth.RefusalTooManyPending}})(
		router.Arrived(1000, 4, rid),
	)
	decided(t, []liveberth.Decision{liveberth.Forward{3, 7}})(router.Finished(1000, 1))
	if count, err := router.Count(); err != nil || count != 2 {
		t.Error(count, err)
	}
	_, err := router.Arrived(1000, 4, rid)
	refused(t, err, liveberth.StatusRequestNotNew)
	_, err = router.Arrived(1000, 5, "ri.a.b.c.d")
	refused(t, err, liveberth.StatusDeploymentNotFound)
	must(t, router.Close())
	if _, err := router.Tick(2000); err != liveberth.ErrClosed {
		t.Error(err)
	}
}

func TestARequestThatTakesTooLongIsOverAndThePlaneHearsOfLoads(t *testing.T) {
	router := service(t, liveberth.RouterSettings{
		InferenceTimeoutMillis: 60_000, SampleIntervalMillis: 1000,
	})
	decided(t, []liveberth.Decision{liveberth.Forward{1, 7}})(router.Arrived(1000, 1, rid))
	wake, wakes, err := router.NextWake()
	must(t, err)
	if !wakes || wake <= 1000 {
		t.Error(wake, wakes)
	}
	var over, told bool
	plane, err := liveberth.NewControlPlane("")
	must(t, err)
	decisions, err := router.Tick(61_000)
	must(t, err)
	for _, decision := range decisions {
		switch decision := decision.(type) {
		case liveberth.TimeOut:
			over = decision == liveberth.TimeOut{1, 7, true}
		case liveberth.Tell:
			told = decision.Deployment == rid
			// This plane does not know the deployment.
			_, err := plane.Tell(61_000, decision)
			refused(t, err, liveberth.StatusDeploymentNotFound)
		}
	}
	if !over || !told {
		t.Errorf("%#v", decisions)
	}
}
