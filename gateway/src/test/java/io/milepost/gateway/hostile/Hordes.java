package io.milepost.gateway.hostile;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** Many clients, so many at a time: when one has gone, the next one comes. */
final class Hordes implements AutoCloseable {
    private static final int AT_A_TIME = 48;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final InetSocketAddress gateway;
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    Hordes(int port) {
        this.gateway = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** A client that tells how it went: an empty text if as it should. */
    interface Client {
        ChannelHandler made(Consumer<String> over);
    }

    /** Lets so many come and returns when the last one has gone. */
    void come(int count, IntFunction<Client> client) {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        AtomicInteger next = new AtomicInteger();
        AtomicInteger left = new AtomicInteger(count);
        for (int i = 0; i < Math.min(count, AT_A_TIME); i++) {
            comes(next, count, client, left, gone);
        }
        gone.orTimeout(10, TimeUnit.MINUTES).join();
    }

    private void comes(
            AtomicInteger next,
            int count,
            IntFunction<Client> clients,
            AtomicInteger left,
            CompletableFuture<Void> gone) {
        int number = next.getAndIncrement();
        if (number >= count) {
            return;
        }
        Client client = clients.apply(number);
        Consumer<String> over = fault -> {
            if (!fault.isEmpty()) {
                faults.add("client " + number + ": " + fault);
            }
            if (left.decrementAndGet() == 0) {
                gone.complete(null);
            }
            comes(next, count, clients, left, gone);
        };
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                // Every third one leaves with a reset.
                .option(ChannelOption.SO_LINGER, number % 3 == 0 ? 0 : -1)
                .handler(client.made(over))
                .connect(gateway)
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        over.accept("cannot connect: " + connected.cause());
                    }
                });
    }

    /** What went otherwise than it should. */
    Queue<String> faults() {
        return faults;
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
