package liveberth;

import com.sun.jna.Pointer;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/**
 * A control plane of the library, and who may use it when: reads run side by side, a step or the
 * end alone.
 */
final class Handle implements Runnable {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    /** Null once it is freed. */
    private Pointer plane;

    Handle(Pointer plane) {
        this.plane = plane;
    }

    <T> T read(Function<Pointer, T> call) {
        return use(lock.readLock(), call);
    }

    <T> T write(Function<Pointer, T> call) {
        return use(lock.writeLock(), call);
    }

    /** Frees the control plane, once no call is under way. */
    @Override
    public void run() {
        lock.writeLock().lock();
        try {
            Library.liveberth_control_plane_free(plane);
            plane = null;
        } finally {
            lock.writeLock().unlock();
        }
    }

    private <T> T use(Lock part, Function<Pointer, T> call) {
        part.lock();
        try {
            if (plane == null) {
                throw new IllegalStateException("the control plane is closed");
            }
            return call.apply(plane);
        } finally {
            part.unlock();
        }
    }
}
