/* Placement without deployments. */

#include "harness.h"

int main(void)
{
    struct liveberth_cluster *cluster = NULL;
    struct liveberth_node *node = NULL;
    struct liveberth_request *request = NULL;
    struct liveberth_placement *placement = NULL;
    struct liveberth_text *text = NULL;
    liveberth_cluster_new(TEXT("best-fit"), &cluster, NULL);
    liveberth_node_new(TEXT("n"), TEXT("g"), 8000, 1 << 30, &node, NULL);
    liveberth_node_add_gpus(node, TEXT("T4"), 1, NULL);
    liveberth_node_add_gpus(node, TEXT("A100"), 2, NULL);
    liveberth_node_set_label(node, TEXT("disk"), TEXT("ssd"), NULL);
    liveberth_cluster_set_node(cluster, node, NULL);
    liveberth_node_free(node);
    liveberth_request_new(1000, 1 << 20, &request, NULL);
    liveberth_request_add_compute_group(request, TEXT("g"), NULL);
    liveberth_request_set_gpus(request, 2, NULL);
    liveberth_request_accept_gpu_type(request, TEXT("A100"), NULL);
    liveberth_request_require_label(request, TEXT("disk"), TEXT("ssd"), NULL);
    liveberth_cluster_what_if(cluster, request, 3, &text, NULL);
    CHECK(contains(text, "\"devices\":[1,2]"), liveberth_text_data(text));
    liveberth_text_free(text);
    liveberth_cluster_repack(cluster, request, 2, 10, &text, NULL);
    CHECK(contains(text, "\"unplaced\":1"), liveberth_text_data(text));
    liveberth_text_free(text);
    check_status(liveberth_cluster_place(cluster, 1, request, &placement, NULL), LIVEBERTH_STATUS_OK,
                 "place");
    is(liveberth_placement_node(placement), "n");
    CHECK(liveberth_placement_device_count(placement) == 2, "devices");
    CHECK(liveberth_placement_device(placement, 0) == 1, "device 1");
    CHECK(liveberth_placement_device(placement, 1) == 2, "device 2");
    liveberth_placement_free(placement);
    check_status(liveberth_cluster_place(cluster, 2, request, &placement, NULL),
                 LIVEBERTH_STATUS_NO_ROOM, "full");
    liveberth_cluster_explain(cluster, request, 1, &text, NULL);
    CHECK(contains(text, "\"gpus_in_use\":1"), liveberth_text_data(text));
    liveberth_text_free(text);
    check_status(liveberth_cluster_release(cluster, TEXT("n"), 1, NULL), LIVEBERTH_STATUS_OK, "free");
    check_status(liveberth_cluster_release(cluster, TEXT("n"), 1, NULL),
                 LIVEBERTH_STATUS_REPLICA_NOT_FOUND, "free again");
    check_status(liveberth_cluster_cordon(cluster, TEXT("n"), true, NULL), LIVEBERTH_STATUS_OK, "");
    check_status(liveberth_cluster_place(cluster, 2, request, &placement, NULL),
                 LIVEBERTH_STATUS_NO_ROOM, "cordoned");
    check_status(liveberth_cluster_node_down(cluster, TEXT("m"), NULL),
                 LIVEBERTH_STATUS_NODE_NOT_FOUND, "no such node");
    check_status(liveberth_cluster_node_down(cluster, TEXT("n"), NULL), LIVEBERTH_STATUS_OK, "down");
    liveberth_request_free(request);
    liveberth_cluster_free(cluster);
    return verdict();
}
