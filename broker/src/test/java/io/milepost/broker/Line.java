package io.milepost.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A way to a server on 127.0.0.1 by another port, which can be slowed and held. What it carries stays whole and in order.
 * A broker has to advertise this port, or its clients find the straight way.
 */
public final class Line implements AutoCloseable {
    private static final int CHUNK = 64 * 1024;
    /** Chunks under way in one direction; beyond that the sender waits. */
    private static final int UNDER_WAY = 256;

    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(5);

    private final ServerSocket listening;
    private final int to;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile long delayNanos;
    private volatile boolean held;
    private volatile boolean closed;

    private Line(ServerSocket listening, int to) {
        this.listening = listening;
        this.to = to;
    }

    /** A chunk of bytes; an empty one ends it. */
    private record Chunk(long due, byte[] bytes) {}

    /** A line to this port, at first as quick as there is none. */
    public static Line to(int port) {
        try {
            Line line = new Line(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
            start("line", line::accept);
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port to connect to. */
    public int port() {
        return listening.getLocalPort();
    }

    /** From now on everything takes so long in each direction. */
    public void slow(long millis) {
        delayNanos = TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** From now on nothing comes through, and nobody is told. */
    public void hold() {
        held = true;
    }

    /** Goes on with what was held. */
    public void release() {
        held = false;
    }

    private void accept() {
        while (!closed) {
            try {
                Socket near = listening.accept();
                awaitRelease();
                connect(near);
            } catch (IOException e) {
                // Closed, or whoever connected has gone again.
            }
        }
    }

    /** Who connects to a line that is held is kept waiting: it hears nothing of whether there is somebody at the other end. */
    private void awaitRelease() {
        while (held && !closed) {
            LockSupport.parkNanos(LOOK_AGAIN);
        }
    }

    private void connect(Socket near) throws IOException {
        open.add(near);
        try {
            Socket far = new Socket(InetAddress.getLoopbackAddress(), to);
            open.add(far);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            carry(near, far);
            carry(far, near);
        } catch (IOException e) {
            end(near);
        }
    }

    private void carry(Socket from, Socket into) {
        BlockingQueue<Chunk> way = new ArrayBlockingQueue<>(UNDER_WAY);
        start("line in", () -> take(from, into, way));
        start("line out", () -> give(from, into, way));
    }

    private void take(Socket from, Socket into, BlockingQueue<Chunk> way) {
        byte[] buffer = new byte[CHUNK];
        try {
            int read = 0;
            while (read >= 0) {
                read = from.getInputStream().read(buffer);
                way.put(new Chunk(System.nanoTime() + delayNanos, Arrays.copyOf(buffer, Math.max(0, read))));
            }
        } catch (IOException | InterruptedException e) {
            end(from);
            end(into);
        }
    }

    private void give(Socket from, Socket into, BlockingQueue<Chunk> way) {
        try {
            while (true) {
                Chunk next = way.poll(100, TimeUnit.MILLISECONDS);
                if (next == null) {
                    if (from.isClosed() || into.isClosed()) {
                        return;
                    }
                    continue;
                }
                while (held || System.nanoTime() - next.due() < 0) {
                    LockSupport.parkNanos(LOOK_AGAIN);
                    if (closed) {
                        return;
                    }
                }
                if (next.bytes().length == 0) {
                    break;
                }
                into.getOutputStream().write(next.bytes());
            }
        } catch (IOException | InterruptedException e) {
            // One side has gone, and so goes the other.
        }
        end(from);
        end(into);
    }

    private void end(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone in any case.
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        closed = true;
        open.forEach(this::end);
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
