package io.milepost.fanout.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** Plain sockets on a loopback port, a thread for each. When it is closed, nobody is left waiting for it. */
public final class SocketServer implements AutoCloseable {
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

    /** What is done with a connection, on a thread of its own. */
    public interface Conversation {
        /** Talks until it is over; what it throws ends this connection alone. The socket is closed afterwards. */
        void talk(Socket socket) throws IOException;
    }

    /** Listens from now on. */
    public SocketServer(Conversation conversation) {
        try {
            server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(() -> accept(conversation));
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
                if (server.isClosed()) {
                    // Closed since it was accepted: whoever closes may have been past this socket.
                    socket.close();
                    return;
                }
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
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
