// Placement without deployments.

#ifndef LIVEBERTH_CLUSTER_HPP
#define LIVEBERTH_CLUSTER_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <liveberth/call.hpp>
#include <liveberth/platform.hpp>

namespace liveberth {

/// What a replica needs of a node.
class Request {
public:
    /// A request for processor time and memory, which no compute group may serve yet.
    Request(std::uint64_t cpu_millicores, std::uint64_t memory_bytes)
        : handle_(detail::call<::liveberth_request*>(::liveberth_request_new, cpu_millicores,
                                                     memory_bytes))
    {
    }

    /// Lets it run on the nodes of one more compute group.
    Request& compute_group(std::string_view name)
    {
        detail::command(::liveberth_request_add_compute_group, handle_.get(), name.data(),
                        name.size());
        return *this;
    }

    /// Asks for whole GPUs, all on one node and of one type; with 0 for none.
    Request& gpus(std::uint32_t count)
    {
        detail::command(::liveberth_request_set_gpus, handle_.get(), count);
        return *this;
    }

    /// Asks for a share of one GPU, in thousandths, from 1 to 1000.
    Request& gpu_share(std::uint32_t thousandths)
    {
        detail::command(::liveberth_request_set_gpu_share, handle_.get(), thousandths);
        return *this;
    }

    /// Accepts GPUs of a type, such as "T4". As long as no type is named, any will do.
    Request& accept_gpu_type(std::string_view gpu_type)
    {
        detail::command(::liveberth_request_accept_gpu_type, handle_.get(), gpu_type.data(),
                        gpu_type.size());
        return *this;
    }

    /// Asks for a node that has a label with this value.
    Request& require_label(std::string_view key, std::string_view value)
    {
        detail::command(::liveberth_request_require_label, handle_.get(), key.data(), key.size(),
                        value.data(), value.size());
        return *this;
    }

    /// Says which of the GPU types that will do it stays with as long as it fits.
    Request& prefer_gpu_type(std::string_view gpu_type)
    {
        detail::command(::liveberth_request_prefer_gpu_type, handle_.get(), gpu_type.data(),
                        gpu_type.size());
        return *this;
    }

    /// Says that it would rather be where there are fewest of its kind, with
    /// LIVEBERTH_ZONE_MODE_SPREAD, or where there are most, with LIVEBERTH_ZONE_MODE_PACK; it goes
    /// elsewhere where these zones have no room.
    Request& prefer_zones(::liveberth_zone_mode mode)
    {
        detail::command(::liveberth_request_prefer_zones, handle_.get(), mode);
        return *this;
    }

    /// Says how many replicas of its kind a zone holds; none where it is not said.
    Request& count_in_zone(std::string_view zone, std::uint32_t replicas)
    {
        detail::command(::liveberth_request_count_in_zone, handle_.get(), zone.data(), zone.size(),
                        replicas);
        return *this;
    }

    /// The handle, for functions of C.
    const ::liveberth_request* get() const noexcept { return handle_.get(); }

private:
    detail::Owned<::liveberth_request> handle_;
};

/// Where a replica runs.
struct Placement {
    std::string node;
    /// The numbers on that node of the GPUs that it gets.
    std::vector<std::uint32_t> devices;
};

/// Nodes and what is reserved on them.
///
/// It can be moved and not copied. Any number of threads may call its const functions at once while
/// none calls another.
class Cluster {
public:
    /// A cluster without nodes; `policy` chooses among those with room, as in "adaptive" or
    /// "best-fit".
    explicit Cluster(std::string_view policy = "adaptive")
        : handle_(detail::call<::liveberth_cluster*>(::liveberth_cluster_new, policy.data(),
                                                     policy.size()))
    {
    }

    /// Puts a node there: for the first time, back, or in another shape.
    void set_node(const Node& node)
    {
        detail::command(::liveberth_cluster_set_node, handle_.get(), node.get());
    }

    /// Takes a node down and forgets what was reserved on it; it stays known by its shape.
    void node_down(std::string_view node)
    {
        detail::command(::liveberth_cluster_node_down, handle_.get(), node.data(), node.size());
    }

    /// Has nothing new placed on a node, or again; what is reserved there stays.
    void cordon(std::string_view node, bool on)
    {
        detail::command(::liveberth_cluster_cordon, handle_.get(), node.data(), node.size(), on);
    }

    /// Finds a place for a replica and reserves it. Where no node has room it throws an Error with
    /// LIVEBERTH_STATUS_NO_ROOM, which `explain` explains; where the best one holds a replica of this
    /// number, with LIVEBERTH_STATUS_REPLICA_EXISTS.
    Placement place(std::uint64_t replica, const Request& request)
    {
        const detail::Owned<::liveberth_placement> place(detail::call<::liveberth_placement*>(
            ::liveberth_cluster_place, handle_.get(), replica, request.get()));
        Placement placement{std::string(detail::view(::liveberth_placement_node(place.get()))), {}};
        placement.devices.resize(::liveberth_placement_device_count(place.get()));
        for (std::size_t i = 0; i < placement.devices.size(); i++) {
            placement.devices[i] = ::liveberth_placement_device(place.get(), i);
        }
        return placement;
    }

    /// Gives back what a replica has on a node.
    void release(std::string_view node, std::uint64_t replica)
    {
        detail::command(::liveberth_cluster_release, handle_.get(), node.data(), node.size(),
                        replica);
    }

    /// Why so many replicas fit or do not, which nearest changes would do, and why this node.
    std::string explain(const Request& request, std::uint32_t replicas = 1) const
    {
        return detail::text_of(::liveberth_cluster_explain, handle_.get(), request.get(), replicas);
    }

    /// Where so many replicas would run, with nothing reserved.
    std::string what_if(const Request& request, std::uint32_t replicas = 1) const
    {
        return detail::text_of(::liveberth_cluster_what_if, handle_.get(), request.get(), replicas);
    }

    /// So many replicas packed from scratch onto the fewest nodes; `steps` says how long to search.
    std::string repack(const Request& request, std::uint32_t replicas, std::uint32_t steps) const
    {
        return detail::text_of(::liveberth_cluster_repack, handle_.get(), request.get(), replicas,
                               steps);
    }

    /// The handle, for functions of C.
    const ::liveberth_cluster* get() const noexcept { return handle_.get(); }

private:
    detail::Owned<::liveberth_cluster> handle_;
};

} // namespace liveberth

#endif
