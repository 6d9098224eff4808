// liveberth for C++17: the C library with handles that free themselves and errors that are thrown.
//
// Texts go in as std::string_view, in UTF-8, and come out as std::string; they are JSON. A call
// that the library refuses throws liveberth::Error and has changed nothing. A document with
// problems is no such failure: its answer lists every problem. The whole contract is in
// liveberth.h.

#ifndef LIVEBERTH_HPP
#define LIVEBERTH_HPP

#include <liveberth/call.hpp>
#include <liveberth/check.hpp>
#include <liveberth/cluster.hpp>
#include <liveberth/control_plane.hpp>
#include <liveberth/effects.hpp>
#include <liveberth/platform.hpp>
#include <liveberth/router.hpp>

#endif
