/* A router told by values, for a host that keeps effects in a form of its own. */

#include "harness.h"
#include "platform.h"

int main(void)
{
    struct liveberth_router *router = NULL;
    struct liveberth_decisions *decisions = NULL;
    const struct liveberth_route routes[] = {{7, 0, 1}, {8, 1, 1}};
    liveberth_router_new(LIVEBERTH_NONE, LIVEBERTH_NONE, LIVEBERTH_NONE, &router, NULL);
    check_status(liveberth_router_set_status(router, 0, TEXT(RID), LIVEBERTH_STATE_ACTIVE, true,
                                             &decisions, NULL),
                 LIVEBERTH_STATUS_OK, "status");
    liveberth_decisions_free(decisions);
    check_status(liveberth_router_set_routes(router, 0, TEXT(RID), routes, 2, &decisions, NULL),
                 LIVEBERTH_STATUS_OK, "routes");
    liveberth_decisions_free(decisions);
    for (uint64_t request = 1; request <= 3; request++) {
        liveberth_router_arrived(router, 0, request, TEXT(RID), &decisions, NULL);
        uint64_t replica = liveberth_decisions_replica(decisions, 0);
        CHECK(replica == (request < 3 ? 6 + request : LIVEBERTH_NONE), "the preferred one first");
        liveberth_decisions_free(decisions);
    }
    check_status(liveberth_router_set_status(router, 0, TEXT(RID), LIVEBERTH_STATE_DISABLED, false,
                                             &decisions, NULL),
                 LIVEBERTH_STATUS_OK, "status");
    CHECK(liveberth_decisions_refusal(decisions, 0) == LIVEBERTH_REFUSAL_DISABLED, "who waits");
    liveberth_decisions_free(decisions);
    liveberth_router_free(router);
    return verdict();
}
