//! Memory that is given out from the bottom up and taken back all at once.

use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32;
use core::ptr;
use core::sync::atomic::{AtomicUsize, Ordering};

/// The size of a page of wasm memory, in bytes.
const PAGE_BYTES: usize = 1 << 16;

unsafe extern "C" {
    /// The linker's mark of the end of static data.
    static __heap_base: u8;
}

/// The allocator of a module in which nothing outlives a call.
pub(crate) struct Arena {
    /// The first free address; 0 before the first use.
    free: AtomicUsize,
}

impl Arena {
    pub(crate) const fn new() -> Self {
        Self { free: AtomicUsize::new(0) }
    }

    /// Takes everything back.
    pub(crate) fn reset(&self) {
        self.free.store((&raw const __heap_base).addr(), Ordering::Relaxed);
    }

    /// Moves the end of what is in use; whether there is memory up to there.
    fn use_up_to(&self, end: usize) -> bool {
        let pages = wasm32::memory_size(0);
        let wanted = end.div_ceil(PAGE_BYTES);
        let fits = wanted <= pages || wasm32::memory_grow(0, wanted - pages) != usize::MAX;
        if fits {
            self.free.store(end, Ordering::Relaxed);
        }
        fits
    }
}

// SAFETY: blocks lie one behind another between the end of static data and the end of memory, each
// aligned; `reset` is called where nothing that was allocated is used any more.
unsafe impl GlobalAlloc for Arena {
    #[inline(never)]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let free = self.free.load(Ordering::Relaxed);
        let start = free.next_multiple_of(layout.align());
        match start.checked_add(layout.size()) {
            Some(end) if self.use_up_to(end) => ptr::with_exposed_provenance_mut(start),
            _ => ptr::null_mut(),
        }
    }

    /// Nothing: all is taken back at once, and code that gives back piece by piece is left out.
    unsafe fn dealloc(&self, _block: *mut u8, _layout: Layout) {}

    #[inline(never)]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let is_last = block.addr() + layout.size() == self.free.load(Ordering::Relaxed);
        if is_last {
            let fits = block.addr().checked_add(size).is_some_and(|end| self.use_up_to(end));
            return if fits { block } else { ptr::null_mut() };
        }
        // SAFETY: the caller keeps the promises of `realloc`, which are those needed here.
        unsafe {
            let larger = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !larger.is_null() {
                ptr::copy_nonoverlapping(block, larger, layout.size().min(size));
            }
            larger
        }
    }
}
