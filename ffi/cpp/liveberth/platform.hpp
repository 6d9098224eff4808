// What a platform consists of.

#ifndef LIVEBERTH_PLATFORM_HPP
#define LIVEBERTH_PLATFORM_HPP

#include <cstdint>
#include <string_view>
#include <vector>

#include <liveberth/call.hpp>

namespace liveberth {

/// A machine: what replicas may use of it and where it belongs.
class Node {
public:
    /// A node without GPUs: its name, which decides between equals, and its compute group.
    Node(std::string_view name, std::string_view compute_group, std::uint64_t cpu_millicores,
         std::uint64_t memory_bytes)
        : handle_(detail::call<::liveberth_node*>(
              ::liveberth_node_new, name.data(), name.size(), compute_group.data(),
              compute_group.size(), cpu_millicores, memory_bytes))
    {
    }

    /// Gives it more GPUs of a type, such as "T4", with the next device numbers.
    Node& add_gpus(std::string_view gpu_type, std::uint32_t count)
    {
        detail::command(::liveberth_node_add_gpus, handle_.get(), gpu_type.data(), gpu_type.size(),
                        count);
        return *this;
    }

    /// Says in which zone it is: machines that fail together.
    Node& zone(std::string_view zone)
    {
        detail::command(::liveberth_node_set_zone, handle_.get(), zone.data(), zone.size());
        return *this;
    }

    /// Gives it a label, which requests may ask for.
    Node& label(std::string_view key, std::string_view value)
    {
        detail::command(::liveberth_node_set_label, handle_.get(), key.data(), key.size(),
                        value.data(), value.size());
        return *this;
    }

    /// The handle, for functions of C.
    const ::liveberth_node* get() const noexcept { return handle_.get(); }

private:
    detail::Owned<::liveberth_node> handle_;
};

/// How much may be used at once, and where.
struct Queue {
    std::string_view name;
    /// LIVEBERTH_QUEUE_KIND_VCPU, or LIVEBERTH_QUEUE_KIND_VGPU.
    ::liveberth_queue_kind kind;
    /// In millicores or GPUs.
    std::uint64_t limit;
    /// As in LIVEBERTH_ADMISSION_ORDER_STRICT_FIFO.
    ::liveberth_admission_order order;
    /// Where its replicas run.
    std::vector<std::string_view> compute_groups;
};

} // namespace liveberth

#endif
