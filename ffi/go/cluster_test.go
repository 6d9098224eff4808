package liveberth_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"liveberth"
)

var pair = liveberth.Request{
	CPUMillicores: 1000, MemoryBytes: 1 << 20, ComputeGroups: []string{"g"}, GPUs: 2,
	GPUTypes: []string{"A100"}, Labels: map[string]string{"disk": "ssd"},
}

func oneNode(t *testing.T) *liveberth.Cluster {
	t.Helper()
	cluster, err := liveberth.NewCluster("best-fit")
	must(t, err)
	t.Cleanup(func() { cluster.Close() })
	must(t, cluster.SetNode(liveberth.Node{
		Name: "n", ComputeGroup: "g", CPUMillicores: 8000, MemoryBytes: 1 << 30,
		GPUs:   []liveberth.GPU{{Count: 1, Type: "T4"}, {Count: 2, Type: "A100"}},
		Labels: map[string]string{"disk": "ssd"},
	}))
	return cluster
}

func refused(t *testing.T, err error, status liveberth.Status) {
	t.Helper()
	if !errors.Is(err, status) {
		t.Errorf("%v, not %v", err, status)
	}
}

func TestAPlaceIsFoundAndGivenBack(t *testing.T) {
	cluster := oneNode(t)
	place, err := cluster.Place(1, pair)
	must(t, err)
	if want := (liveberth.Placement{Node: "n", Devices: []uint32{1, 2}}); !reflect.DeepEqual(place, want) {
		t.Errorf("%+v", place)
	}
	_, err = cluster.Place(2, pair)
	refused(t, err, liveberth.StatusNoRoom)
	why, err := cluster.Explain(pair, 1)
	must(t, err)
	if !strings.Contains(why, `"gpus_in_use":1`) {
		t.Error(why)
	}
	must(t, cluster.Release("n", 1))
	refused(t, cluster.Release("n", 1), liveberth.StatusReplicaNotFound)

	share := liveberth.Request{ComputeGroups: []string{"g"}, GPUShareThousandths: 500}
	must(t, cluster.Cordon("n", true))
	_, err = cluster.Place(2, share)
	refused(t, err, liveberth.StatusNoRoom)
	must(t, cluster.Cordon("n", false))
	if place, err := cluster.Place(2, share); err != nil || len(place.Devices) != 1 {
		t.Error(place, err)
	}
	must(t, cluster.NodeDown("n"))
	refused(t, cluster.NodeDown("m"), liveberth.StatusNodeNotFound)
}

func TestQuestionsToAClusterChangeNothing(t *testing.T) {
	cluster := oneNode(t)
	would, err := cluster.WhatIf(pair, 2)
	must(t, err)
	packed, err := cluster.Repack(pair, 2, 10)
	must(t, err)
	if !strings.Contains(would, `"devices":[1,2]`) || !strings.Contains(packed, `"unplaced":1`) {
		t.Error(would, packed)
	}
	_, err = cluster.Place(1, pair)
	must(t, err)
}

func TestARequestHasPreferences(t *testing.T) {
	cluster, err := liveberth.NewCluster("first-fit")
	must(t, err)
	defer cluster.Close()
	for _, zone := range []string{"a", "b"} {
		must(t, cluster.SetNode(liveberth.Node{
			Name: zone, ComputeGroup: "g", CPUMillicores: 8000, MemoryBytes: 1 << 30, Zone: zone,
			GPUs: []liveberth.GPU{{Count: 1, Type: "T4"}, {Count: 1, Type: "A100"}},
		}))
	}
	place := func(replica uint64, mode liveberth.ZoneMode) (liveberth.Placement, error) {
		return cluster.Place(replica, liveberth.Request{
			ComputeGroups: []string{"g"}, GPUs: 1, PreferredGPUType: "A100",
			Zones: &liveberth.ZonePreference{Mode: mode, Replicas: map[string]uint32{"a": 1}},
		})
	}
	for at, wanted := range []liveberth.Placement{
		{Node: "b", Devices: []uint32{1}},
		{Node: "a", Devices: []uint32{1}},
		{Node: "a", Devices: []uint32{0}},
	} {
		mode := liveberth.PackZones
		if at == 0 {
			mode = liveberth.SpreadZones
		}
		if found, err := place(uint64(at), mode); err != nil || !reflect.DeepEqual(found, wanted) {
			t.Error(found, err)
		}
	}
	_, err = place(0, liveberth.SpreadZones)
	refused(t, err, liveberth.StatusReplicaExists)
}

func TestRequestsThatCannotBeAreRefused(t *testing.T) {
	cluster := oneNode(t)
	_, err := cluster.Place(1, liveberth.Request{GPUShareThousandths: 1001})
	refused(t, err, liveberth.StatusUnknownNumber)
	_, err = cluster.Place(1, liveberth.Request{GPUTypes: []string{"T5"}})
	refused(t, err, liveberth.StatusUnknownName)
	_, err = liveberth.NewCluster("worst")
	refused(t, err, liveberth.StatusUnknownName)
	must(t, cluster.Close())
	if _, err := cluster.WhatIf(pair, 1); !errors.Is(err, liveberth.ErrClosed) {
		t.Error(err)
	}
}
