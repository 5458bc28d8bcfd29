package io.milepost.bench.scenario;

import io.milepost.bench.load.Feed;
import io.milepost.bench.load.Manner;
import io.milepost.bench.load.Speaker;
import io.milepost.bench.subject.Server;
import io.milepost.bench.subject.Subject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A server of WebSockets that gives everything to everybody, but for what it is told to lose, after a while. Needs no Kafka. */
final class LoopbackServer implements Subject, Server {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ScheduledExecutorService delivery = Executors.newSingleThreadScheduledExecutor();
    private final List<Socket> followers = new ArrayList<>();
    private final int loses;
    private final long delayMillis;
    private int events;

    /**
     * Listens.
     *
     * @param loses which event the first follower is not given, counted from 1; 0 for none
     * @param delayMillis until an event is given to anybody
     */
    LoopbackServer(int loses, long delayMillis) throws IOException {
        this.loses = loses;
        this.delayMillis = delayMillis;
        Thread accepting = new Thread(this::accept, "loopback-server");
        accepting.setDaemon(true);
        accepting.start();
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                join(server.accept());
            }
        } catch (IOException e) {
            // It has been closed.
        }
    }

    private void join(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) socket.getInputStream().read());
        }
        synchronized (followers) {
            socket.getOutputStream()
                    .write("HTTP/1.1 101 Switching Protocols\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            followers.add(socket);
        }
    }

    private CompletionStage<?> publish(String data) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        byte[] text = data.getBytes(StandardCharsets.UTF_8);
        frame.write(0x81);
        frame.write(126);
        frame.write(text.length >> 8);
        frame.write(text.length);
        frame.writeBytes(text);
        delivery.schedule(() -> deliver(frame.toByteArray()), delayMillis, TimeUnit.MILLISECONDS);
        return CompletableFuture.completedStage(null);
    }

    private void deliver(byte[] frame) {
        events++;
        synchronized (followers) {
            for (int i = events == loses ? 1 : 0; i < followers.size(); i++) {
                try {
                    followers.get(i).getOutputStream().write(frame);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    @Override
    public String name() {
        return "Loopback";
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    @Override
    public Manner manner(String key) {
        return Manner.ofPath("/" + key, "");
    }

    @Override
    public Speaker speaker(List<String> keys, int size) {
        Feed feed = new Feed() {
            @Override
            public CompletionStage<?> publish(String key, String data) {
                return LoopbackServer.this.publish(data);
            }

            @Override
            public void close() {}
        };
        return new Speaker(feed, keys, size);
    }

    @Override
    public Server process() {
        return this;
    }

    @Override
    public double cpuSeconds() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
    }

    @Override
    public long residentBytes() {
        return 0;
    }

    @Override
    public Optional<Server> broker() {
        return Optional.empty();
    }

    @Override
    public void close() {
        delivery.shutdownNow();
        try {
            server.close();
            synchronized (followers) {
                for (Socket follower : followers) {
                    follower.close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
