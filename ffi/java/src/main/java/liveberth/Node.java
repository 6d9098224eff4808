package liveberth;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A machine: what replicas may use of it and where it belongs.
 *
 * @param name its name, which decides between equals
 * @param computeGroup the compute group that it is in
 * @param cpuMillicores processor time
 * @param memoryBytes memory
 * @param gpus its GPUs, with the device numbers 0, 1 and so on in this order; each needs a type
 * @param zone where machines fail together; empty for none
 * @param labels what requests may ask for
 */
public record Node(
        String name, String computeGroup, long cpuMillicores, long memoryBytes, List<Gpu> gpus,
        Optional<String> zone, Map<String, String> labels) {
    /** A number below 0 throws {@link IllegalArgumentException}. */
    public Node {
        Unsigned.lend(cpuMillicores, "cpuMillicores");
        Unsigned.lend(memoryBytes, "memoryBytes");
    }

    /** A node without a zone and without labels. */
    public Node(
            String name, String computeGroup, long cpuMillicores, long memoryBytes, List<Gpu> gpus) {
        this(name, computeGroup, cpuMillicores, memoryBytes, gpus, Optional.empty(), Map.of());
    }

    /** Makes a call with the node as the library describes it. */
    <T> T lend(Function<Pointer, T> call) {
        byte[] lentName = Text.encode(name);
        byte[] lentGroup = Text.encode(computeGroup);
        Pointer node = Call.handle((out, error) -> Library.liveberth_node_new(
                lentName, lentName.length, lentGroup, lentGroup.length, cpuMillicores, memoryBytes,
                out, error));
        try {
            complete(node);
            return call.apply(node);
        } finally {
            Library.liveberth_node_free(node);
        }
    }

    /** Adds what a node may be without. */
    private void complete(Pointer node) {
        for (Gpu gpu : gpus) {
            byte[] type = Text.encode(gpu.type().orElse(""));
            check(error -> Library.liveberth_node_add_gpus(
                    node, type, type.length, gpu.count(), error));
        }
        zone.map(Text::encode).ifPresent(lent -> check(error ->
                Library.liveberth_node_set_zone(node, lent, lent.length, error)));
        labels.forEach((key, value) -> {
            byte[] lentKey = Text.encode(key);
            byte[] lentValue = Text.encode(value);
            check(error -> Library.liveberth_node_set_label(
                    node, lentKey, lentKey.length, lentValue, lentValue.length, error));
        });
    }

    private static void check(Function<PointerByReference, Integer> call) {
        PointerByReference error = new PointerByReference();
        Call.check(call.apply(error), error);
    }
}
