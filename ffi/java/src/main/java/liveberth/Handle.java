package liveberth;

import com.sun.jna.Pointer;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A handle of the library, and who may use it when: reads run side by side, a change or the end
 * alone. It is freed when its owner is closed or forgotten.
 */
final class Handle implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Held held;
    private final Cleaner.Cleanable cleanable;

    /**
     * Takes over a handle.
     *
     * @param what what it is, for people
     * @param free frees it
     */
    Handle(String what, Pointer pointer, Consumer<Pointer> free) {
        held = new Held(what, pointer, free);
        cleanable = CLEANER.register(this, held);
    }

    <T> T read(Function<Pointer, T> call) {
        try {
            return held.use(held.lock.readLock(), call);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    <T> T write(Function<Pointer, T> call) {
        try {
            return held.use(held.lock.writeLock(), call);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Frees the handle, once no call is under way. Again it does nothing. */
    @Override
    public void close() {
        cleanable.clean();
    }

    /** What the cleaner needs of a handle, which must not refer to it. */
    private static final class Held implements Runnable {
        private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
        private final String what;
        private final Consumer<Pointer> free;
        /** Null once it is freed. */
        private Pointer pointer;

        Held(String what, Pointer pointer, Consumer<Pointer> free) {
            this.what = what;
            this.pointer = pointer;
            this.free = free;
        }

        <T> T use(Lock part, Function<Pointer, T> call) {
            part.lock();
            try {
                if (pointer == null) {
                    throw new IllegalStateException("the " + what + " is closed");
                }
                return call.apply(pointer);
            } finally {
                part.unlock();
            }
        }

        @Override
        public void run() {
            lock.writeLock().lock();
            try {
                free.accept(pointer);
                pointer = null;
            } finally {
                lock.writeLock().unlock();
            }
        }
    }
}
