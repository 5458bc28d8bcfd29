package io.milepost.fanout.peer;

import io.milepost.broker.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * Plain sockets on a loopback port, a thread for each. When it is closed, nobody is left waiting for it, and who comes is refused:
 * nobody else is lent its port.
 */
public final class SocketServer implements AutoCloseable {
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Void> accepting;

    /** What is done with a connection, on a thread of its own. */
    public interface Conversation {
        /** Talks until it is over; what it throws ends this connection alone. The socket is closed afterwards. */
        void talk(Socket socket) throws IOException;
    }

    /** Listens from now on. */
    public SocketServer(Conversation conversation) {
        try {
            server = new ServerSocket(FreePort.find(), 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        accepting = CompletableFuture.runAsync(() -> accept(conversation), threads);
    }

    /** Where it listens. */
    public int port() {
        return server.getLocalPort();
    }

    private void accept(Conversation conversation) {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                threads.execute(() -> converse(conversation, socket));
            }
        } catch (IOException | RejectedExecutionException e) {
            // Closed.
        }
    }

    private static void converse(Conversation conversation, Socket socket) {
        try (socket) {
            conversation.talk(socket);
        } catch (IOException e) {
            // The client has gone, as some tests want it to.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            // Until the thread that accepts has heard of it, the system lets clients in.
            accepting.join();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
