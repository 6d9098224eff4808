//! What a program without a standard library has to bring to use the core: an allocator and a panic
//! handler. Neither is ever run here; that they are accepted is the proof.
#![no_std]

use core::alloc::{GlobalAlloc, Layout};
use core::panic::PanicInfo;
use core::ptr;

// Linked even though nothing here calls it.
extern crate liveberth_core;

/// An allocator that has no memory.
struct NoMemory;

// SAFETY: a null pointer is the permitted answer to a request that cannot be met.
unsafe impl GlobalAlloc for NoMemory {
    unsafe fn alloc(&self, _layout: Layout) -> *mut u8 {
        ptr::null_mut()
    }

    unsafe fn dealloc(&self, _pointer: *mut u8, _layout: Layout) {}
}

#[global_allocator]
static ALLOCATOR: NoMemory = NoMemory;

#[panic_handler]
fn stop(_: &PanicInfo<'_>) -> ! {
    loop {}
}
