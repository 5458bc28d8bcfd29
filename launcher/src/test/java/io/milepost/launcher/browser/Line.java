package io.milepost.launcher.browser;

import io.milepost.broker.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The way to a port of this machine, which can be cut: who was connected is thrown off, who comes is refused. Any thread
 * may call; the state is under the lock of this.
 */
final class Line implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> connected = new HashSet<>();
    private final int to;
    private final int port;
    private ServerSocket door;
    private CompletableFuture<Void> welcoming;

    private Line(int to, ServerSocket door) {
        this.to = to;
        this.door = door;
        port = door.getLocalPort();
        welcoming = CompletableFuture.runAsync(() -> welcome(door), threads);
    }

    /** A whole line to a port. */
    static Line to(int port) {
        try {
            return new Line(port, listen(FreePort.find()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it begins. */
    int port() {
        return port;
    }

    /** Throws off everybody and lets nobody in; says how many there were. */
    int cut() {
        CompletableFuture<Void> closing;
        int thrown;
        synchronized (this) {
            thrown = throwOff();
            closing = welcoming;
        }
        // Until the thread at the door has heard of it, the system lets people in, and nobody else gets the port.
        closing.join();
        return thrown;
    }

    private int throwOff() {
        int thrown = connected.size() / 2;
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        connected.forEach(Line::reset);
        connected.clear();
        return thrown;
    }

    /** Lets people in again, at the same port. */
    synchronized void mend() {
        try {
            ServerSocket mended = listen(port);
            door = mended;
            welcoming = CompletableFuture.runAsync(() -> welcome(mended), threads);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        cut();
        threads.shutdownNow();
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket door = new ServerSocket();
        try {
            door.setReuseAddress(true);
            door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return door;
        } catch (IOException e) {
            door.close();
            throw e;
        }
    }

    private void welcome(ServerSocket open) {
        try {
            while (true) {
                join(open, open.accept());
            }
        } catch (IOException e) {
            // Cut.
        }
    }

    private synchronized void join(ServerSocket through, Socket near) {
        Socket far = new Socket();
        try {
            if (through.isClosed()) {
                throw new IOException("cut while it was accepted");
            }
            far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), to));
        } catch (IOException e) {
            reset(near);
            reset(far);
            return;
        }
        connected.add(near);
        connected.add(far);
        threads.execute(() -> carry(near, far));
        threads.execute(() -> carry(far, near));
    }

    private void carry(Socket from, Socket into) {
        try {
            from.getInputStream().transferTo(into.getOutputStream());
        } catch (IOException e) {
            // One of both is gone.
        }
        part(from);
        part(into);
    }

    private synchronized void part(Socket socket) {
        connected.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes as a machine does that has never heard of the connection. */
    private static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
