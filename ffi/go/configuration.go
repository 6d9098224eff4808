package liveberth

// #include <liveberth.h>
import "C"

import (
	"fmt"
	"io"
)

// Configuration is an accepted configuration, with every default filled in.
type Configuration struct {
	MinReplicas, MaxReplicas uint32
	// Resources are what each replica gets.
	Resources
	// GPU is nil where replicas have none.
	GPU *GPU
	// Scaling is nil where no rules of scaling are given.
	Scaling *Scaling
}

// Resources are what a replica gets, whatever its place.
type Resources struct {
	CPUMillicores, MemoryBytes uint64
	// ThreadCount is how many requests a replica serves at once.
	ThreadCount uint32
	// Sources are what it may read.
	Sources []string
	// EnvironmentVariables are what it starts with, by their names.
	EnvironmentVariables map[string]Secret
}

// GPU is how many GPUs each replica has.
type GPU struct {
	Count uint32
	// Type is one such as "T4"; "" where any will do.
	Type string
}

// Scaling says when replicas are added and removed.
type Scaling struct {
	// UpLoadThreshold is the load at or above which a replica is added, from 0 to 1.
	UpLoadThreshold float64
	// UpDelayMillis is how long the load must stay high before that.
	UpDelayMillis uint64
	// DownDelayMillis is how long it must stay low before one is removed.
	DownDelayMillis uint64
}

// Cost is in thousandths of compute-seconds an hour.
type Cost struct {
	AtMinReplicas, AtMaxReplicas uint64
}

// Secret is a text that is not printed by chance: convert it to a string to see it.
type Secret string

// String hides the text.
func (Secret) String() string { return "REDACTED" }

// Format hides the text, whatever the verb.
func (secret Secret) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, secret.String()) }

// MarshalText hides the text from encoders such as those of logs.
func (secret Secret) MarshalText() ([]byte, error) { return []byte(secret.String()), nil }

func configurationOf(report *C.struct_liveberth_report) *Configuration {
	if !C.liveberth_report_ok(report) {
		return nil
	}
	configuration := &Configuration{
		MinReplicas: uint32(field(report, C.LIVEBERTH_FIELD_MIN_REPLICAS)),
		MaxReplicas: uint32(field(report, C.LIVEBERTH_FIELD_MAX_REPLICAS)),
		Resources: Resources{
			CPUMillicores: field(report, C.LIVEBERTH_FIELD_CPU_MILLICORES),
			MemoryBytes:   field(report, C.LIVEBERTH_FIELD_MEMORY_BYTES),
			ThreadCount:   uint32(field(report, C.LIVEBERTH_FIELD_THREAD_COUNT)),
			Sources: texts(C.liveberth_report_source_count(report), func(i C.size_t) C.struct_liveberth_slice {
				return C.liveberth_report_source(report, i)
			}),
			EnvironmentVariables: map[string]Secret{},
		},
	}
	for i := range C.liveberth_report_variable_count(report) {
		name := view(C.liveberth_report_variable_name(report, i))
		value := view(C.liveberth_report_variable_value(report, i))
		configuration.EnvironmentVariables[name] = Secret(value)
	}
	if count := field(report, C.LIVEBERTH_FIELD_GPU_COUNT); count != none {
		configuration.GPU = &GPU{uint32(count), view(C.liveberth_report_gpu_type(report))}
	}
	if threshold := float64(C.liveberth_report_scale_up_load_threshold(report)); threshold >= 0 {
		configuration.Scaling = &Scaling{
			UpLoadThreshold: threshold,
			UpDelayMillis:   field(report, C.LIVEBERTH_FIELD_SCALE_UP_DELAY_MS),
			DownDelayMillis: field(report, C.LIVEBERTH_FIELD_SCALE_DOWN_DELAY_MS),
		}
	}
	return configuration
}

func costOf(report *C.struct_liveberth_report) *Cost {
	cost := Cost{
		AtMinReplicas: field(report, C.LIVEBERTH_FIELD_HOURLY_COST_AT_MIN_REPLICAS_THOUSANDTHS),
		AtMaxReplicas: field(report, C.LIVEBERTH_FIELD_HOURLY_COST_AT_MAX_REPLICAS_THOUSANDTHS),
	}
	if cost.AtMinReplicas == none || cost.AtMaxReplicas == none {
		return nil
	}
	return &cost
}

// none is a number that is not there.
const none = C.LIVEBERTH_NONE

// field is a number of an accepted configuration.
func field(report *C.struct_liveberth_report, field C.uint32_t) uint64 {
	return uint64(C.liveberth_report_value(report, field))
}
