/* Placement without deployments. */

#include "harness.h"

/* Nodes, GPUs, labels, and what becomes of a place. */
static void place(void)
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
    liveberth_request_set_gpus(request, 0, NULL);
    check_status(liveberth_cluster_place(cluster, 1, request, &placement, NULL),
                 LIVEBERTH_STATUS_REPLICA_EXISTS, "placed twice");
    liveberth_request_set_gpus(request, 2, NULL);
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
}

/* Makes a node of a zone, named like it, with a GPU of each of two types. */
static void add_node(struct liveberth_cluster *cluster, const char *zone)
{
    struct liveberth_node *node = NULL;
    liveberth_node_new(zone, strlen(zone), TEXT("g"), 8000, 1 << 30, &node, NULL);
    liveberth_node_set_zone(node, zone, strlen(zone), NULL);
    liveberth_node_add_gpus(node, TEXT("T4"), 1, NULL);
    liveberth_node_add_gpus(node, TEXT("A100"), 1, NULL);
    check_status(liveberth_cluster_set_node(cluster, node, NULL), LIVEBERTH_STATUS_OK, zone);
    liveberth_node_free(node);
}

static void check_place(struct liveberth_cluster *cluster, uint64_t replica,
                        const struct liveberth_request *request, const char *node, uint32_t device)
{
    struct liveberth_placement *placement = NULL;
    check_status(liveberth_cluster_place(cluster, replica, request, &placement, NULL),
                 LIVEBERTH_STATUS_OK, node);
    is(liveberth_placement_node(placement), node);
    CHECK(liveberth_placement_device(placement, 0) == device, node);
    liveberth_placement_free(placement);
}

/* What a request would rather have, and what it takes where that is gone. */
static void prefer(void)
{
    struct liveberth_cluster *cluster = NULL;
    struct liveberth_request *request = NULL;
    liveberth_cluster_new(TEXT("first-fit"), &cluster, NULL);
    add_node(cluster, "a");
    add_node(cluster, "b");
    liveberth_request_new(1000, 1 << 20, &request, NULL);
    liveberth_request_add_compute_group(request, TEXT("g"), NULL);
    liveberth_request_set_gpus(request, 1, NULL);
    liveberth_request_prefer_gpu_type(request, TEXT("A100"), NULL);
    liveberth_request_count_in_zone(request, TEXT("a"), 1, NULL);
    check_place(cluster, 1, request, "a", 1);
    liveberth_request_prefer_zones(request, LIVEBERTH_ZONE_MODE_SPREAD, NULL);
    check_place(cluster, 2, request, "b", 1);
    liveberth_request_prefer_zones(request, LIVEBERTH_ZONE_MODE_PACK, NULL);
    check_place(cluster, 3, request, "a", 0);
    check_place(cluster, 4, request, "b", 0);
    liveberth_request_free(request);
    liveberth_cluster_free(cluster);
}

int main(void)
{
    place();
    prefer();
    return verdict();
}
