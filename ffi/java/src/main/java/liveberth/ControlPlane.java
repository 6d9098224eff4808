package liveberth;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Every live deployment of a platform, with the nodes and queues they run on.
 *
 * <p>Any thread may call it: reads run side by side, steps one at a time. A call after {@link
 * #close} throws {@link IllegalStateException}; one that the library refuses throws {@link
 * LiveberthException} and has changed nothing. A control plane that nobody closed is freed by the
 * garbage collector, which does not see how much memory the library holds for it.
 */
public final class ControlPlane implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Handle handle;
    private final Cleaner.Cleanable cleanable;

    /** Makes a control plane without nodes, queues or deployments, by the defaults. */
    public ControlPlane() {
        this((String) null);
    }

    /**
     * Makes a control plane without nodes, queues or deployments.
     *
     * @param settings an object of {@code limits}, {@code policy} and {@code placementPolicy}, each
     *     of which may be left out; null leaves out all
     */
    public ControlPlane(String settings) {
        this(made(Library::liveberth_control_plane_new, settings));
    }

    private ControlPlane(Pointer plane) {
        handle = new Handle(plane);
        cleanable = CLEANER.register(this, handle);
    }

    /**
     * Makes a control plane from what {@link #save} gave.
     *
     * <p>After a restart a host then carries out what {@link #resume} answers.
     */
    public static ControlPlane restore(String saved) {
        Objects.requireNonNull(saved, "saved");
        return new ControlPlane(made(Library::liveberth_control_plane_restore, saved));
    }

    /**
     * Takes one input, such as {@code {"type": "tick"}}, and answers the effects to carry out, in
     * their order.
     *
     * @param nowMillis milliseconds on the host's clock
     */
    public String step(long nowMillis, String input) {
        if (nowMillis < 0) {
            throw new IllegalArgumentException(nowMillis + " ms is no time");
        }
        byte[] lent = Text.encode(Objects.requireNonNull(input, "input"));
        try {
            return handle.write(plane -> Call.text((out, error) ->
                    Library.liveberth_control_plane_step(
                            plane, nowMillis, lent, lent.length, out, error)));
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * When the next tick is due, in milliseconds on the host's clock, to be asked after each step;
     * empty while nothing waits for time to pass.
     */
    public OptionalLong nextWake() {
        try {
            long wakeMillis = handle.read(plane -> {
                LongByReference out = new LongByReference();
                PointerByReference error = new PointerByReference();
                Call.check(Library.liveberth_control_plane_next_wake(plane, out, error), error);
                return out.getValue();
            });
            return wakeMillis == Library.NEVER ? OptionalLong.empty() : OptionalLong.of(wakeMillis);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Answers a live deployment's status and everything that explains it. */
    public String status(String rid) {
        return about(Library::liveberth_control_plane_status, rid);
    }

    /** Answers a live deployment as the API shows it. */
    public String deployment(String rid) {
        return about(Library::liveberth_control_plane_deployment, rid);
    }

    /** Answers what a project's configurations may ask for: the limits to check them with. */
    public String limits(String project) {
        return about(Library::liveberth_control_plane_limits, project);
    }

    /**
     * Answers what would become of a configuration, with nothing changed.
     *
     * @param asked an object of {@code project}, {@code runtimeConfiguration} and, where wanted,
     *     {@code replicas}, {@code placementPolicy} and {@code consolidationSteps}
     */
    public String whatIf(String asked) {
        return about(Library::liveberth_control_plane_what_if, asked);
    }

    /**
     * Answers how what runs could be arranged better, with nothing changed.
     *
     * @param asked an object of {@code type}, which is {@code freeNode} with a {@code node} or
     *     {@code fewestNodes}, and {@code steps}, which says how long to search
     */
    public String repack(String asked) {
        return about(Library::liveberth_control_plane_repack, asked);
    }

    /** Answers every live deployment as the API shows it, in the order of their identifiers. */
    public String list() {
        return all(Library::liveberth_control_plane_list);
    }

    /** Answers every node and what runs on it, in the order of their names. */
    public String nodes() {
        return all(Library::liveberth_control_plane_nodes);
    }

    /** Answers every queue and how full it is, in the order of their names. */
    public String queues() {
        return all(Library::liveberth_control_plane_queues);
    }

    /** Answers every effect that may not have been carried out before a restart. */
    public String resume() {
        return all(Library::liveberth_control_plane_resume);
    }

    /** Answers the whole state, for {@link #restore}. */
    public String save() {
        return all(Library::liveberth_control_plane_save);
    }

    /** Frees the control plane, once no call is under way. Again it does nothing. */
    @Override
    public void close() {
        cleanable.clean();
    }

    @FunctionalInterface
    private interface Maker {
        int call(byte[] text, long length, PointerByReference out, PointerByReference error);
    }

    @FunctionalInterface
    private interface ReadAbout {
        int call(
                Pointer plane, byte[] name, long length,
                PointerByReference out, PointerByReference error);
    }

    @FunctionalInterface
    private interface ReadAll {
        int call(Pointer plane, PointerByReference out, PointerByReference error);
    }

    private static Pointer made(Maker maker, String text) {
        byte[] lent = Text.encode(text);
        return Call.handle((out, error) -> maker.call(lent, Text.length(lent), out, error));
    }

    private String about(ReadAbout read, String name) {
        byte[] lent = Text.encode(Objects.requireNonNull(name, "name"));
        return all((plane, out, error) -> read.call(plane, lent, lent.length, out, error));
    }

    private String all(ReadAll read) {
        try {
            return handle.read(plane ->
                    Call.text((out, error) -> read.call(plane, out, error)));
        } finally {
            Reference.reachabilityFence(this);
        }
    }
}
