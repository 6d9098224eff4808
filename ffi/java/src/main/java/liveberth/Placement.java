package liveberth;

import com.sun.jna.Pointer;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Where a replica runs.
 *
 * @param node the node
 * @param devices the numbers on that node of the GPUs that it gets
 */
public record Placement(String node, List<Integer> devices) {
    /** Reads a place and frees it, which leaves what is reserved there. */
    static Placement take(Pointer placement) {
        try {
            List<Integer> devices =
                    LongStream.range(0, ClusterLibrary.liveberth_placement_device_count(placement))
                            .mapToObj(at -> Unsigned.take(
                                    ClusterLibrary.liveberth_placement_device(placement, at)))
                            .toList();
            return new Placement(
                    ClusterLibrary.liveberth_placement_node(placement).toString(), devices);
        } finally {
            ClusterLibrary.liveberth_placement_free(placement);
        }
    }
}
