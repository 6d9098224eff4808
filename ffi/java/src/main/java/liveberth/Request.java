package liveberth;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a replica needs of a node.
 *
 * @param cpuMillicores processor time
 * @param memoryBytes memory
 * @param computeGroups where it may run
 * @param gpus whole GPUs, all on one node and of one type
 * @param gpuShareThousandths a share of one GPU, from 1 to 1000, in place of whole ones; 0 for none
 * @param gpuTypes those that will do, such as {@code T4}; any without one
 * @param labels what the node's labels have to be
 * @param preferredGpuType which of the types that will do it stays with as long as it fits; null for
 *     any
 * @param zones which it would rather be in; null for no matter which
 */
public record Request(
        long cpuMillicores, long memoryBytes, List<String> computeGroups, int gpus,
        int gpuShareThousandths, List<String> gpuTypes, Map<String, String> labels,
        String preferredGpuType, ZonePreference zones) {
    /** A number below 0 throws {@link IllegalArgumentException}. */
    public Request {
        Unsigned.lend(cpuMillicores, "cpuMillicores");
        Unsigned.lend(memoryBytes, "memoryBytes");
        Unsigned.lend(gpus, "gpus");
        Unsigned.lend(gpuShareThousandths, "gpuShareThousandths");
    }

    /** A request without preferences. */
    public Request(
            long cpuMillicores, long memoryBytes, List<String> computeGroups, int gpus,
            int gpuShareThousandths, List<String> gpuTypes, Map<String, String> labels) {
        this(cpuMillicores, memoryBytes, computeGroups, gpus, gpuShareThousandths, gpuTypes, labels,
                null, null);
    }

    /** A request without GPUs, which any node of its compute groups may serve. */
    public Request(long cpuMillicores, long memoryBytes, List<String> computeGroups) {
        this(cpuMillicores, memoryBytes, computeGroups, 0, 0, List.of(), Map.of());
    }

    /** The same with a GPU type to stay with as long as it fits. */
    public Request preferring(String gpuType) {
        return new Request(cpuMillicores, memoryBytes, computeGroups, gpus, gpuShareThousandths,
                gpuTypes, labels, gpuType, zones);
    }

    /** The same with zones that it would rather be in. */
    public Request preferring(ZonePreference zones) {
        return new Request(cpuMillicores, memoryBytes, computeGroups, gpus, gpuShareThousandths,
                gpuTypes, labels, preferredGpuType, zones);
    }

    /** Makes a call with the request as the library describes it. */
    <T> T lend(Function<Pointer, T> call) {
        Pointer request = Call.handle((out, error) ->
                Library.liveberth_request_new(cpuMillicores, memoryBytes, out, error));
        try {
            complete(request);
            return call.apply(request);
        } finally {
            Library.liveberth_request_free(request);
        }
    }

    /** Adds what a request may be without. */
    private void complete(Pointer request) {
        for (String group : computeGroups) {
            byte[] lent = Text.encode(group);
            check(error -> Library.liveberth_request_add_compute_group(
                    request, lent, lent.length, error));
        }
        check(error -> Library.liveberth_request_set_gpus(request, gpus, error));
        if (gpuShareThousandths != 0) {
            check(error -> Library.liveberth_request_set_gpu_share(
                    request, gpuShareThousandths, error));
        }
        for (String type : gpuTypes) {
            byte[] lent = Text.encode(type);
            check(error -> Library.liveberth_request_accept_gpu_type(
                    request, lent, lent.length, error));
        }
        labels.forEach((key, value) -> {
            byte[] lentKey = Text.encode(key);
            byte[] lentValue = Text.encode(value);
            check(error -> Library.liveberth_request_require_label(
                    request, lentKey, lentKey.length, lentValue, lentValue.length, error));
        });
        prefer(request);
    }

    /** Adds what a request would rather have. */
    private void prefer(Pointer request) {
        if (preferredGpuType != null) {
            byte[] lent = Text.encode(preferredGpuType);
            check(error -> Library.liveberth_request_prefer_gpu_type(
                    request, lent, lent.length, error));
        }
        if (zones != null) {
            check(error -> Library.liveberth_request_prefer_zones(
                    request, zones.mode().number, error));
            zones.replicas().forEach((zone, replicas) -> {
                byte[] lent = Text.encode(zone);
                check(error -> Library.liveberth_request_count_in_zone(
                        request, lent, lent.length, replicas, error));
            });
        }
    }

    private static void check(Function<PointerByReference, Integer> call) {
        PointerByReference error = new PointerByReference();
        Call.check(call.apply(error), error);
    }
}
